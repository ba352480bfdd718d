import { includes } from '@essaim/shared/audience.ts'
import type { Restriction, RestrictionRequest } from '@essaim/shared/innovations.ts'
import { questionMap } from '@essaim/shared/questionnaires/questions.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { type Caller, recordEvent } from '../events/commands.ts'
import { invalid } from '../lib/problem.ts'
import { findVersion } from '../questionnaires/queries.ts'
import type { Terms } from '../vocabularies/terms.ts'
import { publishViews } from './publication.ts'
import type { ModeratedRow } from './queries.ts'

/** The restrictions laid on several records, in one query. */
export async function restrictionsOf(trx: Trx, ids: string[]): Promise<Map<string, Restriction[]>> {
  const restrictions = new Map<string, Restriction[]>(ids.map((id) => [id, []]))
  if (ids.length === 0) return restrictions
  const rows = await trx
    .selectFrom('restriction')
    .select(['innovation_id', 'question', 'audience', 'laid_by'])
    .where('innovation_id', 'in', ids)
    .orderBy('question')
    .orderBy('laid_by')
    .execute()
  for (const { innovation_id, ...row } of rows) restrictions.get(innovation_id)?.push(row as Restriction)
  return restrictions
}

/**
 * Narrows who may read a value of a locked record, or all of it, and moves the readers' views in the same transaction.
 * The association may take back what it narrowed; staff may only narrow further.
 */
export async function narrow(
  trx: Trx,
  desk: { caller: Caller; terms: Terms },
  row: ModeratedRow,
  { question, audience }: RestrictionRequest,
): Promise<void> {
  if (question !== '*' && !(await asks(trx, row.id, question)))
    throw invalid(
      '/question',
      'unknown-question',
      'Cette fiche n’a pas cette question.',
      'This record has no such question.',
    )
  const laid_by = desk.caller.actor.kind === 'respondent' ? 'association' : 'staff'
  const before = await trx
    .selectFrom('restriction')
    .select('audience')
    .where('innovation_id', '=', row.id)
    .where('question', '=', question)
    .where('laid_by', '=', laid_by)
    .executeTakeFirst()
  if (laid_by === 'staff' && before && !includes(audience, before.audience)) {
    throw invalid(
      '/audience',
      'wider',
      'La fédération peut restreindre, jamais élargir.',
      'The federation may narrow, never widen.',
    )
  }
  await trx
    .insertInto('restriction')
    .values({ innovation_id: row.id, question, laid_by, audience })
    .onConflict((c) =>
      c.columns(['innovation_id', 'question', 'laid_by']).doUpdateSet({ audience, created_at: sql`now()` }),
    )
    .execute()
  await trx
    .updateTable('innovation')
    .set((e) => ({ version: e('version', '+', 1), updated_at: sql`now()` }))
    .where('id', '=', row.id)
    .execute()
  await recordEvent(trx, desk.caller, {
    action: 'innovation.restrict',
    subject: { kind: 'innovation', id: row.id },
    association_id: row.association_id,
    detail: { question, from: before?.audience ?? null, to: audience },
  })
  await publishViews(trx, desk.terms, [row.id])
}

/** Whether any version of the record was asked this question. */
async function asks(trx: Trx, id: string, question: string): Promise<boolean> {
  const versions = await trx
    .selectFrom('innovation_version')
    .select('questionnaire_version_id')
    .distinct()
    .where('innovation_id', '=', id)
    .execute()
  for (const { questionnaire_version_id } of versions) {
    if (questionMap((await findVersion(trx, questionnaire_version_id)).content).has(question)) return true
  }
  return false
}

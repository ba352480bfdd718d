import type { InnovationTransitionRequest, WithdrawalReason } from '@essaim/shared/innovations.ts'
import type { Answers, QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { questionsOf } from '@essaim/shared/questionnaires/questions.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import type { Caller } from '../events/commands.ts'
import { invalid } from '../lib/problem.ts'
import { derive } from '../submissions/derived.ts'
import type { Terms } from '../vocabularies/terms.ts'
import { CONFIRMED } from './confirm.ts'
import type { ModeratedRow } from './queries.ts'
import { versionToPublish } from './readiness.ts'
import { UNSCHEDULED } from './schedule.ts'

/** Makes the newest version the one that is shown. */
export async function publish(
  trx: Trx,
  desk: { caller: Caller; terms: Terms },
  row: ModeratedRow,
): Promise<Record<string, unknown>> {
  const { number, content, answers } = await versionToPublish(trx, desk, row)
  await trx
    .updateTable('innovation_version')
    .set({ state: 'superseded', superseded_at: sql`now()` })
    .where('innovation_id', '=', row.id)
    .where('state', '=', 'published')
    .where('number', '<>', number)
    .execute()
  await trx
    .updateTable('innovation_version')
    .set((e) => ({
      state: 'published',
      published_at: e.fn.coalesce('published_at', sql<Date>`now()`),
      superseded_at: null,
    }))
    .where('innovation_id', '=', row.id)
    .where('number', '=', number)
    .execute()
  await trx
    .updateTable('innovation')
    .set((e) => ({
      ...derive(content, answers),
      ...CONFIRMED,
      ...UNSCHEDULED,
      state: 'published',
      published_version: number,
      withdrawn_reason: null,
      replaced_by: null,
      published_at: sql`now()`,
      first_published_at: e.fn.coalesce('first_published_at', sql<Date>`now()`),
    }))
    .where('id', '=', row.id)
    .execute()
  await recordStage(trx, row.id, number, content, answers)
  // the clock does what somebody decided
  return desk.caller.actor.kind === 'job' ? { decided_by: row.publish_by } : {}
}

async function recordStage(
  trx: Trx,
  innovationId: string,
  number: number,
  content: QuestionnaireContent,
  answers: Answers,
): Promise<void> {
  const question = questionsOf(content).find((one) => one.binding === 'stage')
  const stage = question && answers[question.code]
  if (typeof stage !== 'string') return
  await trx
    .insertInto('innovation_stage')
    .values({ innovation_id: innovationId, version_number: number, stage })
    .onConflict((c) => c.doNothing())
    .execute()
}

/** Takes a record from its readers, and the date of a publication with it; gives the reason that it was done for. */
export async function withdraw(
  trx: Trx,
  { caller }: { caller: Caller },
  row: ModeratedRow,
  request: InnovationTransitionRequest,
): Promise<Record<string, unknown>> {
  const reason: WithdrawalReason | undefined =
    request.reason ?? (caller.actor.kind === 'respondent' ? 'asked_by_association' : undefined)
  if (!reason) throw invalid('/reason', 'required', 'Un motif est nécessaire.', 'A reason is needed.')
  if (request.replaced_by) {
    const other = await trx
      .selectFrom('innovation')
      .select('id')
      .where('id', '=', request.replaced_by)
      .where('id', '<>', row.id)
      .executeTakeFirst()
    if (!other) throw invalid('/replaced_by', 'unknown', 'Cette fiche n’existe pas.', 'There is no such record.')
  }
  await trx
    .updateTable('innovation')
    .set({
      ...UNSCHEDULED,
      state: 'withdrawn',
      withdrawn_reason: reason,
      replaced_by: request.replaced_by ?? null,
    })
    .where('id', '=', row.id)
    .execute()
  return {
    reason,
    ...(caller.actor.kind === 'job' && { by_rule: true }),
    ...(row.publish_at && { publication_cancelled: row.publish_at.toISOString() }),
  }
}

/** Puts a withdrawn record away. */
export async function archive(trx: Trx, row: ModeratedRow): Promise<Record<string, unknown>> {
  await trx
    .updateTable('innovation')
    .set({ ...UNSCHEDULED, state: 'archived' })
    .where('id', '=', row.id)
    .execute()
  return {}
}

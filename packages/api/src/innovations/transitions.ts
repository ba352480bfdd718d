import type { InnovationTransitionRequest, WithdrawalReason } from '@essaim/shared/innovations.ts'
import { contentIssues } from '@essaim/shared/questionnaires/issues.ts'
import type { Answers, QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { questionsOf } from '@essaim/shared/questionnaires/questions.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { type Caller, whoWas } from '../events/commands.ts'
import { type Bilingual, invalid, problem } from '../lib/problem.ts'
import { findVersion } from '../questionnaires/queries.ts'
import { derive } from '../submissions/derived.ts'
import type { Terms } from '../vocabularies/terms.ts'
import { findInnovationVersion, type ModeratedRow } from './queries.ts'

/** Makes the newest version the one that is shown; what keeps it from being published is told. */
export async function publish(trx: Trx, { terms }: { terms: Terms }, row: ModeratedRow): Promise<void> {
  const number = row.draft_number ?? row.last_number
  if (number === null)
    throw problem('conflict', { members: { state: row.state, by: await whoWas(trx, row.state_by), at: row.state_at } })
  const version = await findInnovationVersion(trx, row.id, number)
  const questionnaire = await findVersion(trx, version.questionnaire_version_id)
  const answers = version.answers as Answers
  const issues = contentIssues(questionnaire.content, answers, terms.has)
  if (issues.length > 0) {
    throw problem('validation', {
      errors: issues.map((issue) => ({
        pointer: `/answers${issue.path ?? `/${issue.question}`}`,
        code: issue.code,
        detail: issue.detail as Bilingual,
      })),
    })
  }
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
      ...derive(questionnaire.content, answers),
      state: 'published',
      published_version: number,
      withdrawn_reason: null,
      replaced_by: null,
      published_at: sql`now()`,
      first_published_at: e.fn.coalesce('first_published_at', sql<Date>`now()`),
      confirmed_at: sql`now()`,
    }))
    .where('id', '=', row.id)
    .execute()
  await recordStage(trx, row.id, number, questionnaire.content, answers)
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

/** Takes a record from its readers; gives the reason that it was done for. */
export async function withdraw(
  trx: Trx,
  { caller }: { caller: Caller },
  row: ModeratedRow,
  request: InnovationTransitionRequest,
): Promise<WithdrawalReason> {
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
    .set({ state: 'withdrawn', withdrawn_reason: reason, replaced_by: request.replaced_by ?? null })
    .where('id', '=', row.id)
    .execute()
  return reason
}

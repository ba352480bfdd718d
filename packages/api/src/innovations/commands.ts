import type { Actor } from '@essaim/shared/actors.ts'
import { INNOVATION_RULES, whyNotInnovation } from '@essaim/shared/innovation-rules.ts'
import type { InnovationState, InnovationTransitionRequest } from '@essaim/shared/innovations.ts'
import { visibleAnswers } from '@essaim/shared/questionnaires/conditions.ts'
import type { Answers, QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { answerChanges, patchBetween } from '../events/answer-changes.ts'
import { type Caller, callerName, recordEvent, whoWas } from '../events/commands.ts'
import { newId } from '../lib/id.ts'
import { invalid, problem } from '../lib/problem.ts'
import { NOT_ERASED, visibleTo } from '../policy.ts'
import { derive } from '../submissions/derived.ts'
import type { Terms } from '../vocabularies/terms.ts'
import { publishViews } from './publication.ts'
import { findInnovation, lockInnovation, type ModeratedRow } from './queries.ts'
import { publish, withdraw } from './transitions.ts'

type AcceptedSubmission = {
  id: string
  association_id: string
  innovation_id: string | null
  questionnaire_version_id: string
  answers: Answers
  content: QuestionnaireContent
}

/** An accepted answer becomes the record's next version, or takes the place of the one that still waits; a new record where there was none. */
export async function renewVersion(trx: Trx, caller: Caller, submission: AcceptedSubmission): Promise<string> {
  const answers = visibleAnswers(submission.content, submission.answers)
  const scope = derive(submission.content, answers)
  const id = submission.innovation_id ?? newId()
  if (submission.innovation_id === null) {
    await trx
      .insertInto('innovation')
      .values({ id, association_id: submission.association_id, state_by: callerName(caller), ...scope })
      .execute()
  } else {
    await trx.selectFrom('innovation').select('id').where('id', '=', id).forNoKeyUpdate().executeTakeFirstOrThrow()
  }
  const last = await trx
    .selectFrom('innovation_version')
    .select(['number', 'state', 'answers'])
    .where('innovation_id', '=', id)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  const content = {
    answers: JSON.stringify(answers),
    questionnaire_version_id: submission.questionnaire_version_id,
    submission_id: submission.id,
  }
  const previous = (last?.answers ?? {}) as Answers
  const number = last?.state === 'draft' ? last.number : (last?.number ?? 0) + 1
  if (last?.state === 'draft') {
    await trx
      .updateTable('innovation_version')
      .set((e) => ({ ...content, version: e('version', '+', 1), updated_at: sql`now()` }))
      .where('innovation_id', '=', id)
      .where('number', '=', number)
      .execute()
  } else {
    await trx
      .insertInto('innovation_version')
      .values({ innovation_id: id, number, state: 'draft', ...content })
      .execute()
  }
  await trx
    .updateTable('innovation')
    .set((e) => ({ version: e('version', '+', 1), updated_at: sql`now()` }))
    .where('id', '=', id)
    .execute()
  await recordEvent(trx, caller, {
    action: 'innovation.version',
    subject: { kind: 'innovation', id },
    association_id: submission.association_id,
    detail: {
      number,
      submission_id: submission.id,
      renewed: last?.state === 'draft',
      changes: answerChanges(previous, patchBetween(previous, answers)),
    },
  })
  return id
}

/** The answers with which an association goes on from one of its records: those of its newest version. */
export async function answersToContinue(
  trx: Trx,
  actor: Actor,
  innovationId: string,
  associationId: string,
): Promise<Answers | null> {
  const row = await trx
    .selectFrom('innovation')
    .innerJoin('innovation_version as version', 'version.innovation_id', 'innovation.id')
    .select('version.answers')
    .where('innovation.id', '=', innovationId)
    .where('innovation.association_id', '=', associationId)
    // a key does not see records in moderation, but may hand in an answer for its association's
    .where(actor.kind === 'key' ? NOT_ERASED : visibleTo(actor, 'innovation'))
    .orderBy('version.number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? (row.answers as Answers) : null
}

/** Moves a record by the rules of `INNOVATION_RULES`; its readers' views and the feed move in the same transaction. */
export async function transitionInnovation(
  trx: Trx,
  desk: { caller: Caller; terms: Terms },
  id: string,
  request: InnovationTransitionRequest,
): Promise<ModeratedRow> {
  const { actor } = desk.caller
  const row = await lockInnovation(trx, actor, id)
  const refusal = whyNotInnovation(
    { state: row.state as InnovationState, has_draft: row.draft_number !== null },
    request.transition,
    actor,
  )
  if (refusal === 'forbidden') throw problem('forbidden')
  if (refusal === 'conflict')
    throw problem('conflict', { members: { state: row.state, by: await whoWas(trx, row.state_by), at: row.state_at } })
  if (request.reason !== undefined && request.transition !== 'withdraw')
    throw invalid('/reason', 'not-allowed', 'Le motif n’accompagne qu’un retrait.', 'Only a withdrawal has a reason.')

  const { transition, ...said } = request
  if (transition === 'publish') await publish(trx, desk, row)
  else if (transition === 'withdraw') said.reason = await withdraw(trx, desk, row, request)
  else await trx.updateTable('innovation').set({ state: 'archived' }).where('id', '=', id).execute()

  await trx
    .updateTable('innovation')
    .set((e) => ({
      state_by: callerName(desk.caller),
      state_at: sql`now()`,
      updated_at: sql`now()`,
      version: e('version', '+', 1),
    }))
    .where('id', '=', id)
    .execute()
  await recordEvent(trx, desk.caller, {
    action: `innovation.${transition}`,
    subject: { kind: 'innovation', id },
    association_id: row.association_id,
    detail: {
      from: row.state,
      to: INNOVATION_RULES[transition].to,
      version: row.draft_number ?? row.published_version,
      ...said,
    },
  })
  if (transition !== 'archive') {
    await publishViews(trx, desk.terms, [id], {
      reason: 'withdrawn',
      withdrawn_reason: said.reason ?? null,
      replaced_by: request.replaced_by ?? null,
    })
  }
  return findInnovation(trx, actor, id)
}

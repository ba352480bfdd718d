import type { Actor } from '@essaim/shared/actors.ts'
import { innovationStateAfter, whyNotInnovation } from '@essaim/shared/innovation-rules.ts'
import type { InnovationTransition, InnovationTransitionRequest } from '@essaim/shared/innovations.ts'
import { visibleAnswers } from '@essaim/shared/questionnaires/conditions.ts'
import type { Answers, QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { sql } from 'kysely'
import { ownContactRefused } from '../associations/own-contact.ts'
import type { Trx } from '../db/database.ts'
import { answerChanges, patchBetween } from '../events/answer-changes.ts'
import { type Caller, callerName, recordEvent } from '../events/commands.ts'
import { newId } from '../lib/id.ts'
import { invalid, problem } from '../lib/problem.ts'
import { NOT_ERASED, visibleTo } from '../policy.ts'
import { derive } from '../submissions/derived.ts'
import type { Desk } from '../submissions/desk.ts'
import { withdrawEdits } from '../version-edits/commands.ts'
import { CONFIRMED } from './confirm.ts'
import { tellMoved } from './letters.ts'
import { merge, standingFor, unmerge } from './merging.ts'
import { publishViews } from './publication.ts'
import { findInnovation, lockAll, type ModeratedRow } from './queries.ts'
import { noLongerOpen, subjectOf } from './rights.ts'
import { cancelPublication, schedule } from './schedule.ts'
import { archive, publish, withdraw } from './transitions.ts'

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
  const id = submission.innovation_id === null ? newId() : await recordToRenew(trx, submission)
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
    // what was proposed on the answers before says nothing of these
    await withdrawEdits(trx, caller, { innovation_id: id, number })
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

/** The record that an answer renews: the one that stands for the one that it was about, if that is the association's too. */
async function recordToRenew(
  trx: Trx,
  { innovation_id, association_id }: Pick<AcceptedSubmission, 'innovation_id' | 'association_id'>,
): Promise<string> {
  const standing = await standingFor(trx, innovation_id as string)
  if (standing.id !== innovation_id && standing.association_id !== association_id)
    throw problem('conflict', {
      detail: {
        fr: 'Cette fiche a été fusionnée avec celle d’une autre association : défaites d’abord la fusion.',
        en: 'This record was merged into another association’s: undo that first.',
      },
    })
  return standing.id
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
    .where('innovation.merged_into', 'is', null)
    // a key does not see records in moderation, but may hand in an answer for its association's
    .where(actor.kind === 'key' ? NOT_ERASED : visibleTo(actor, 'innovation'))
    .orderBy('version.number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? (row.answers as Answers) : null
}

type Move = (trx: Trx, desk: Desk, row: ModeratedRow, request: InnovationTransitionRequest) => Promise<object>

/** What each transition does to a locked record; each gives what its event tells beside. */
const MOVES: Record<InnovationTransition, Move> = {
  publish: (trx, desk, row, request) =>
    request.at === undefined ? publish(trx, desk, row) : schedule(trx, desk, row, request),
  cancel_publication: (trx, _desk, row) => cancelPublication(trx, row),
  confirm: async (trx, _desk, { id }) => {
    await trx.updateTable('innovation').set(CONFIRMED).where('id', '=', id).execute()
    return { answer: 'still_true' }
  },
  withdraw,
  merge,
  unmerge: (trx, _desk, row) => unmerge(trx, row),
  archive: (trx, _desk, row) => archive(trx, row),
}

/** Locks all that a transition touches before anything else is locked: always in the same order. */
export async function lockForTransition(
  trx: Trx,
  ids: string[],
  { transition, replaced_by }: InnovationTransitionRequest,
): Promise<void> {
  const standing =
    transition === 'unmerge'
      ? await trx.selectFrom('innovation').select('merged_into as id').where('id', 'in', ids).execute()
      : [{ id: replaced_by ?? null }]
  await lockAll(trx, [...ids, ...standing.flatMap(({ id }) => id ?? [])])
}

/** Moves a record by the rules of `INNOVATION_RULES`; its readers’ views and the feed move in the same transaction. */
export async function transitionInnovation(
  trx: Trx,
  desk: Desk,
  id: string,
  request: InnovationTransitionRequest,
): Promise<ModeratedRow> {
  const { caller } = desk
  await lockForTransition(trx, [id], request)
  const row = await findInnovation(trx, caller.actor, id)
  const refusal = whyNotInnovation(subjectOf(row), request.transition, caller.actor)
  if (refusal === 'forbidden') throw problem('forbidden')
  if (refusal === 'own_contact') throw ownContactRefused()
  if (refusal === 'conflict') throw await noLongerOpen(trx, row)
  refuseStray(request)

  const { transition, at, replaced_by, ...said } = request
  const told = await MOVES[transition](trx, desk, row, request)
  const to = at === undefined ? innovationStateAfter(subjectOf(row), transition) : row.state
  await trx
    .updateTable('innovation')
    .set((e) => ({
      ...(to !== row.state || transition === 'publish' ? { state_by: callerName(caller), state_at: sql`now()` } : {}),
      updated_at: sql`now()`,
      version: e('version', '+', 1),
    }))
    .where('id', '=', id)
    .execute()
  await recordEvent(trx, caller, {
    action: at === undefined ? `innovation.${transition}` : 'innovation.schedule',
    subject: { kind: 'innovation', id },
    association_id: row.association_id,
    detail: {
      from: row.state,
      to,
      version: row.draft_number ?? row.published_version,
      ...(replaced_by && transition === 'withdraw' && { replaced_by }),
      ...said,
      ...told,
    },
  })
  if (at === undefined) {
    if (MOVES_READERS.includes(transition)) await publishViews(trx, desk.terms, [id])
    await tellMoved(trx, desk, row, transition, told)
  }
  return findInnovation(trx, caller.actor, id)
}

const MOVES_READERS: readonly InnovationTransition[] = ['publish', 'confirm', 'withdraw', 'merge', 'unmerge']

/** What accompanies one transition and not another is refused, never ignored. */
function refuseStray({ transition, reason, at }: InnovationTransitionRequest): void {
  if (reason !== undefined && transition !== 'withdraw')
    throw invalid('/reason', 'not-allowed', 'Le motif n’accompagne qu’un retrait.', 'Only a withdrawal has a reason.')
  if (at !== undefined && transition !== 'publish')
    throw invalid('/at', 'not-allowed', 'Seule une publication a une date.', 'Only a publication has a date.')
}

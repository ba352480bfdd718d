import type { Actor } from '@essaim/shared/actors.ts'
import type { Interlocutor } from '@essaim/shared/handling.ts'
import type { Opinion } from '@essaim/shared/opinions.ts'
import type { OutdatedAnswer } from '@essaim/shared/questionnaires/drafts.ts'
import { type Issue as ContentIssue, contentIssues } from '@essaim/shared/questionnaires/issues.ts'
import type { Answers } from '@essaim/shared/questionnaires/model.ts'
import {
  barredFrom,
  mayWriteAnswers,
  openSubmissionTransitions,
  UNDO_MINUTES,
} from '@essaim/shared/submission-rules.ts'
import type { Issue, Submission, SubmissionCard, TakenUp } from '@essaim/shared/submissions.ts'
import type { FastifyRequest } from 'fastify'
import type { Trx } from '../db/database.ts'
import { etag, etagBeside } from '../lib/etag.ts'
import { type Language, languageOf } from '../lib/problem.ts'
import { audienceOf } from '../plugins/access.ts'
import type { Desk } from './desk.ts'
import { interlocutorOf } from './interlocutor.ts'
import { opinionsOf } from './opinions.ts'
import { answersSeenBy, contentOf, outdatedAnswersOf, type StoredAnswer, type SubmissionRow } from './queries.ts'
import { subjectOf } from './rights.ts'

/** Issues in the caller's language. */
export const presentIssues = (issues: ContentIssue[], language: Language): Issue[] =>
  issues.map(({ question, code, blocks, detail }) => ({
    question,
    code,
    blocks,
    detail: detail[language] ?? detail.fr,
  }))

/** Which head stands behind the last hand-in, and since when. */
export const signedOffOf = (row: SubmissionRow) =>
  row.signed_at && { at: row.signed_at, office: row.signed_as, name: row.signed_by }

/** What an answer takes up. Its title is what members read: a partner's key may see the answer and not be one of them. */
function takenUpOf(row: SubmissionRow, actor: Actor): TakenUp | null {
  if (row.takes_up === null) return null
  const isReader = actor.kind !== 'key' || audienceOf(actor) === 'members'
  return { id: row.takes_up, title: isReader ? row.takes_up_title : null }
}

/** Whose move it is, and who of the staff has it in hand. */
const handlingOf = (row: SubmissionRow, actor: Actor) => ({
  turn: row.turn,
  ours: row.ours,
  turn_since: row.turn_since,
  due_at: row.due_at,
  assignee: row.assignee_id && { id: row.assignee_id, name: row.assignee_name },
  claim: row.claimed_by && {
    by: { id: row.claimed_by, name: row.claimed_by_name ?? '' },
    mine: actor.kind === 'staff' && actor.id === row.claimed_by,
    since: row.claimed_at,
    until: row.claimed_until,
  },
})

/** A submission in a list. Dates become text when the answer is written. */
export function presentCard(row: SubmissionRow, actor: Actor): SubmissionCard {
  return {
    id: row.id,
    state: row.state,
    title: row.title,
    association: { id: row.association_id, name: row.association_name },
    regional_delegation: row.in_charge_id ? { id: row.in_charge_id, name: row.in_charge_name ?? '' } : null,
    questionnaire: { id: row.questionnaire_id, version: row.questionnaire_number },
    channel: row.channel,
    revision: row.revision,
    innovation_id: row.innovation_id,
    innovation_state: row.innovation_state,
    ready_for: row.ready_for,
    ...handlingOf(row, actor),
    escalated_at: row.escalated_at,
    transitions: openSubmissionTransitions(subjectOf(row), actor),
    submitted_at: row.submitted_at,
    created_at: row.created_at,
    updated_at: row.updated_at,
  } as unknown as SubmissionCard
}

const undoUntil = (row: SubmissionRow, actor: Actor): Date | null =>
  openSubmissionTransitions(subjectOf(row), actor).includes('undo')
    ? new Date(row.state_at.getTime() + UNDO_MINUTES * 60_000)
    : null

/** What is read beside the row. */
type Around = { outdated: OutdatedAnswer[]; opinions: Opinion[]; interlocutor: Interlocutor | null }

/** A submission in full. */
export function presentSubmission(
  row: SubmissionRow,
  answers: Answers,
  issues: ContentIssue[],
  actor: Actor,
  language: Language,
  { outdated, opinions, interlocutor }: Around,
): Submission {
  return {
    ...presentCard(row, actor),
    contact_id: row.contact_id,
    answers,
    takes_up: takenUpOf(row, actor),
    interlocutor,
    signed_off: signedOffOf(row) as never,
    outdated_answers: outdated,
    comment: row.comment,
    opinions,
    barred: barredFrom(subjectOf(row), actor),
    undo_until: undoUntil(row, actor) as never,
    copied_from: row.copied_from,
    copied_to: row.copied_to,
    issues: presentIssues(issues, language),
    unsent: row.unsent,
    writable: mayWriteAnswers(subjectOf(row), actor) === null,
  }
}

/** A submission in full, with its answers as they are stored, in the caller’s language. */
export async function presentOne(trx: Trx, at: Desk, row: SubmissionRow, request: FastifyRequest): Promise<Submission> {
  const answers = await answersSeenBy(trx, request.actor, row)
  const { content } = await contentOf(trx, row)
  return presentSubmission(
    row,
    answers,
    contentIssues(content, answers, at.terms.has),
    request.actor,
    languageOf(request.headers['accept-language']),
    {
      outdated: await outdatedAnswersOf(trx, row.id),
      opinions: await opinionsOf(trx, request.actor, row.id),
      interlocutor: request.actor.kind === 'key' ? null : await interlocutorOf(trx, row),
    },
  )
}

/** The tag of a submission: its version, and what changes beside it. */
export const tagOf = (row: SubmissionRow): string =>
  etagBeside(row.version, [row.in_charge_id, row.innovation_state, row.assignee_id, row.claimed_by, row.claimed_until])

/** The tag of one answer; `"0"` where there is none yet. */
export const answerTag = (answer: { version: number } | undefined): string => etag(answer?.version ?? 0)

export const presentAnswer = (question: string, answer: StoredAnswer | undefined) => ({
  question,
  value: answer?.value ?? null,
  updated_at: answer?.updated_at ?? null,
})

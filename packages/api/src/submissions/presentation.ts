import type { Actor } from '@essaim/shared/actors.ts'
import type { OutdatedAnswer } from '@essaim/shared/questionnaires/drafts.ts'
import { type Issue as ContentIssue, contentIssues } from '@essaim/shared/questionnaires/issues.ts'
import type { Answers } from '@essaim/shared/questionnaires/model.ts'
import { mayWriteAnswers, openSubmissionTransitions } from '@essaim/shared/submission-rules.ts'
import type { Issue, Submission, SubmissionCard, TakenUp } from '@essaim/shared/submissions.ts'
import type { FastifyRequest } from 'fastify'
import type { Trx } from '../db/database.ts'
import { etag } from '../lib/etag.ts'
import { type Language, languageOf } from '../lib/problem.ts'
import { audienceOf } from '../plugins/access.ts'
import type { Desk } from './desk.ts'
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
    transitions: openSubmissionTransitions(subjectOf(row), actor),
    submitted_at: row.submitted_at,
    created_at: row.created_at,
    updated_at: row.updated_at,
  } as unknown as SubmissionCard
}

/** A submission in full. */
export function presentSubmission(
  row: SubmissionRow,
  answers: Answers,
  issues: ContentIssue[],
  actor: Actor,
  language: Language,
  outdated: OutdatedAnswer[],
): Submission {
  return {
    ...presentCard(row, actor),
    contact_id: row.contact_id,
    answers,
    takes_up: takenUpOf(row, actor),
    signed_off: signedOffOf(row) as never,
    outdated_answers: outdated,
    comment: row.comment,
    escalated_at: row.escalated_at,
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
    await outdatedAnswersOf(trx, row.id),
  )
}

/** The tag of one answer; `"0"` where there is none yet. */
export const answerTag = (answer: { version: number } | undefined): string => etag(answer?.version ?? 0)

export const presentAnswer = (question: string, answer: StoredAnswer | undefined) => ({
  question,
  value: answer?.value ?? null,
  updated_at: answer?.updated_at ?? null,
})

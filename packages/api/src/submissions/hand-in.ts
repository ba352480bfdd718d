import { contentIssues, type Issue } from '@essaim/shared/questionnaires/issues.ts'
import { answerPoints, unansweredPoints } from '../corrections/commands.ts'
import type { Trx } from '../db/database.ts'
import { callerName, timeOf } from '../events/commands.ts'
import { type Bilingual, problem } from '../lib/problem.ts'
import { inAnswers } from './answers.ts'
import { derive } from './derived.ts'
import type { Desk } from './desk.ts'
import { answersOf, asAnswers, contentOf, type SubmissionRow } from './queries.ts'
import { progressOf } from './readiness.ts'

/** Freezes the answers into the next revision, when nothing keeps them from being handed in. */
export async function handIn(trx: Trx, desk: Desk, row: SubmissionRow) {
  const answers = asAnswers(await answersOf(trx, row.id))
  const { content } = await contentOf(trx, row)
  const issues = contentIssues(content, answers, desk.terms.has)
  const errors = [
    ...issues.filter((issue) => issue.blocks === 'submit').map(faultOfIssue),
    ...(await unansweredPoints(trx, row, content, answers)),
  ]
  if (errors.length > 0) throw problem('validation', { errors })
  const revision = row.revision + 1
  await trx
    .insertInto('submission_revision')
    .values({
      submission_id: row.id,
      number: revision,
      questionnaire_version_id: row.questionnaire_version_id,
      answers: JSON.stringify(answers),
      submitted_by: callerName(desk.caller),
      submitted_at: timeOf(desk.caller),
    })
    .execute()
  await answerPoints(trx, desk.caller, row.id, revision)
  return {
    revision,
    submitted_at: timeOf(desk.caller),
    comment: null,
    unsent: false,
    ...derive(content, answers),
    ...progressOf(issues.length === 0 ? 'publish' : 'submit', revision, row.publishable_at ?? desk.caller.at ?? null),
  }
}

/** An issue as a fault of the answers, in both languages. */
const faultOfIssue = (issue: Issue) => ({
  pointer: inAnswers(issue.path ?? `/${issue.question}`),
  code: issue.code,
  detail: issue.detail as Bilingual,
})

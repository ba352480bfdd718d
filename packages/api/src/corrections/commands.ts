import { whyNotPoint } from '@essaim/shared/correction-rules.ts'
import type { PointAction, PointState } from '@essaim/shared/corrections.ts'
import { answerOfPoint } from '@essaim/shared/point-answers.ts'
import type { QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { questionMap } from '@essaim/shared/questionnaires/questions.ts'
import type { Trx } from '../db/database.ts'
import { type Caller, recordEvent, timeOf } from '../events/commands.ts'
import { type Fault, problem } from '../lib/problem.ts'
import type { SubmissionRow } from '../submissions/queries.ts'
import { refuse, subjectOf } from '../submissions/rights.ts'
import { courseOf, seesNotes } from './presentation.ts'
import { answersOfRevisions, findPoint, pointsOf } from './queries.ts'

/** Adds to the trail what was done with a point of that submission. */
export const recordPoint = (
  trx: Trx,
  caller: Caller,
  row: SubmissionRow,
  verb: string,
  detail: Record<string, unknown>,
) =>
  recordEvent(trx, caller, {
    action: `submission.${verb}`,
    subject: { kind: 'submission', id: row.id },
    association_id: row.association_id,
    detail,
  })

/** A point of a locked submission that the caller may do this to, and see. */
export async function pointFor(trx: Trx, caller: Caller, row: SubmissionRow, id: string, action: PointAction) {
  const point = await findPoint(trx, row.id, id, seesNotes(caller.actor))
  const refusal = whyNotPoint(subjectOf(row), point.state as PointState, action, caller.actor)
  if (refusal === 'conflict') throw problem('conflict', { members: { state: point.state } })
  await refuse(trx, row, refusal)
  return point
}

/** Says that a point is settled, whatever became of it. */
export async function closePoint(trx: Trx, caller: Caller, row: SubmissionRow, id: string): Promise<void> {
  const point = await pointFor(trx, caller, row, id, 'close')
  await trx
    .updateTable('correction_point')
    .set({ state: 'closed', closed_at: timeOf(caller), version: point.version + 1 })
    .where('id', '=', id)
    .execute()
  await recordPoint(trx, caller, row, 'close_point', { point: id, question: point.question })
}

/** Says why an answer stays as it is; null takes that back. */
export async function keepAnswer(
  trx: Trx,
  caller: Caller,
  row: SubmissionRow,
  id: string,
  kept_because: string | null,
): Promise<void> {
  const point = await pointFor(trx, caller, row, id, 'answer')
  if (point.kept_because === kept_because) return
  await trx
    .updateTable('correction_point')
    .set({ kept_because, version: point.version + 1 })
    .where('id', '=', id)
    .execute()
  await recordPoint(trx, caller, row, 'answer_point', { point: id, question: point.question, kept_because })
}

/** The open points that the association has neither acted on nor answered: nothing is handed in again past them in silence. */
export async function unansweredPoints(
  trx: Trx,
  row: SubmissionRow,
  content: QuestionnaireContent,
  answers: Record<string, unknown>,
): Promise<Fault[]> {
  const asked = questionMap(content)
  // a question that today's questionnaire no longer asks cannot be answered
  const open = (await pointsOf(trx, row.id, { notes: false })).filter(
    ({ state, question }) => state === 'open' && asked.has(question),
  )
  const revisions = await answersOfRevisions(trx, row.id, open)
  return open
    .filter((point) => answerOfPoint({ ...point, ...courseOf(point, revisions, answers) }) === null)
    .map(({ question, reason }) => ({
      pointer: `/answers/${question}`,
      code: 'unanswered-point',
      detail: {
        fr: `Une correction est demandée, et reste sans réponse : ${reason}`,
        en: `A correction is asked for, and not answered yet: ${reason}`,
      },
    }))
}

/** Notes the hand-in that answers the open points; one that follows it before they are judged takes its place. */
export async function answerPoints(trx: Trx, caller: Caller, submissionId: string, revision: number): Promise<void> {
  await trx
    .updateTable('correction_point')
    .set((e) => ({
      state: 'answered',
      answered_revision: revision,
      answered_at: timeOf(caller),
      version: e('version', '+', 1),
    }))
    .where('submission_id', '=', submissionId)
    .where('state', 'in', ['open', 'answered'])
    .execute()
}

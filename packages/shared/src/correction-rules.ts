import type { Actor } from './actors.ts'
import { POINT_ACTIONS, type PointAction, type PointState } from './corrections.ts'
import { mayWriteAnswers, type Refusal, type SubmissionSubject, whyNotSubmission } from './submission-rules.ts'

/** Who may note points, and judge what became of them: whoever may ask for changes, also while they are being made. */
export function mayJudgePoints(subject: SubmissionSubject, actor: Actor): Refusal | null {
  const refusal = whyNotSubmission(subject, 'request_changes', actor)
  return refusal === 'conflict' && subject.state === 'changes_requested' ? null : refusal
}

/** In which states of a point each may be done to it. */
const ACTION_STATES: Record<PointAction, readonly PointState[]> = {
  edit: ['note'],
  answer: ['open'],
  close: ['open', 'answered'],
  reopen: ['answered', 'closed'],
}

/** null when the actor may do this to the point now; else whether it is the actor or a state that forbids. */
export function whyNotPoint(
  subject: SubmissionSubject,
  state: PointState,
  action: PointAction,
  actor: Actor,
): Refusal | null {
  const refusal = action === 'answer' ? mayWriteAnswers(subject, actor) : mayJudgePoints(subject, actor)
  return refusal ?? (ACTION_STATES[action].includes(state) ? null : 'conflict')
}

/** The buttons of a point. */
export const openPointActions = (subject: SubmissionSubject, state: PointState, actor: Actor): PointAction[] =>
  POINT_ACTIONS.filter((action) => whyNotPoint(subject, state, action, actor) === null)

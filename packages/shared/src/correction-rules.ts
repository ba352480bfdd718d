import type { Actor } from './actors.ts'
import { POINT_ACTIONS, type PointAction, type PointAnswer, type PointState } from './corrections.ts'
import { isAnswered } from './questionnaires/conditions.ts'
import { sameValue } from './questionnaires/same-value.ts'
import { mayWriteAnswers, type Refusal, type SubmissionSubject, whyNotSubmission } from './submission-rules.ts'

/** What the association has made of a point, null: nothing yet. A changed answer speaks for itself; one that is kept needs a reason. */
export function answerOfPoint(point: {
  before: unknown
  after: unknown
  proposed: unknown
  kept_because: string | null
}): PointAnswer | null {
  if (!sameValue(point.before, point.after))
    return isAnswered(point.proposed) && sameValue(point.after, point.proposed) ? 'taken_over' : 'changed'
  return point.kept_because === null ? null : 'kept'
}

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

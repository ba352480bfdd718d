import type { PointAnswer } from './corrections.ts'
import { isAnswered } from './questionnaires/conditions.ts'
import { sameValue } from './questionnaires/same-value.ts'

/**
 * What the association has made of a point, null: nothing yet. A changed answer speaks for itself; one that is kept needs a
 * reason. The same rule on the server and in the form: nothing is ticked.
 */
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

import type { Submission } from '@essaim/shared/submissions.ts'
import type { Step } from './address.ts'

/** Whether it is handed in and waits for a decision: it may be completed, and handed in again. */
export const isWaiting = ({ state }: Pick<Submission, 'state'>): boolean =>
  state === 'submitted' || state === 'endorsed'

/**
 * The steps of the form, in the order in which they are proposed: a first answer is handed in before it goes further, one
 * that was handed in goes further, and what is corrected or renewed is gone through whole.
 */
export function stepsOf(submission: Submission, hasRest: boolean): Step[] {
  if (!hasRest) return ['short', 'send']
  if (isWaiting(submission)) return ['rest', 'send']
  return submission.revision === 0 && submission.innovation_id === null
    ? ['short', 'send', 'rest']
    : ['short', 'rest', 'send']
}

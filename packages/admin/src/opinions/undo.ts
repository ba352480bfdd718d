import { UNDOABLE } from '@essaim/shared/submission-rules.ts'
import type { Submission, SubmissionTransition } from '@essaim/shared/submissions.ts'
import { t } from '../lib/i18n.ts'
import { stateName, titleOf } from '../submissions/labels.tsx'
import { takeTransition, takeTransitions } from '../submissions/queries.ts'
import { say } from '../ui/toasts.tsx'

/** Takes back what one has just decided, and says what became of it. */
export async function undo(id: string): Promise<void> {
  try {
    const back = await takeTransition(id, { transition: 'undo' })
    say(t('decision.undone', { title: titleOf(back), state: stateName(back.state) }))
  } catch (cause) {
    say(cause instanceof Error ? cause.message : t('error.unknown'))
  }
}

async function undoAll(ids: string[]): Promise<void> {
  try {
    const outcomes = await takeTransitions(ids, { transition: 'undo' })
    say(t('decision.undone.many', { count: outcomes.filter(({ status }) => status === 200).length }))
  } catch (cause) {
    say(cause instanceof Error ? cause.message : t('error.unknown'))
  }
}

/** What is offered beside « done »: to take it back, where one may. */
export const undoOf = (done: Submission) =>
  done.transitions.includes('undo') ? { label: t('decision.undo'), act: () => void undo(done.id) } : undefined

/** The same for a batch, by the ids that it moved. */
export const undoOfAll = (transition: SubmissionTransition, ids: string[]) =>
  UNDOABLE.includes(transition) ? { label: t('decision.undo'), act: () => void undoAll(ids) } : undefined

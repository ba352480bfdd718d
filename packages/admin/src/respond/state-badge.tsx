import type { SubmissionCard } from '@essaim/shared/submissions.ts'
import { useMessages } from './language.ts'

/** How far an answer is, and then its record, in words. */
export function StateBadge({
  state,
  record,
}: {
  state: SubmissionCard['state']
  record: SubmissionCard['innovation_state']
}) {
  const m = useMessages()
  const said = record === 'published' ? m.published : isGone(record) ? m.records.withdrawn : m.state[state]
  return <span className={`r-state r-state-${state}`}>{said}</span>
}

/** Whether the record was published and is so no longer. */
export const isGone = (record: SubmissionCard['innovation_state']): boolean =>
  record === 'withdrawn' || record === 'archived'

/** What follows from the state, in words. */
export function useNext({ state, innovation_state }: Pick<SubmissionCard, 'state' | 'innovation_state'>): string {
  const m = useMessages()
  if (innovation_state === 'published') return m.published_next
  return isGone(innovation_state) ? m.records.withdrawn_next : m.state_next[state]
}

export function Next({ card }: { card: SubmissionCard }) {
  return <p>{useNext(card)}</p>
}

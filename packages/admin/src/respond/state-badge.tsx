import type { SubmissionState } from '@essaim/shared/submissions.ts'
import { useMessages } from './language.ts'

/** How far an answer is, in words. */
export function StateBadge({ state, published = false }: { state: SubmissionState; published?: boolean }) {
  const m = useMessages()
  return <span className={`r-state r-state-${state}`}>{published ? m.published : m.state[state]}</span>
}

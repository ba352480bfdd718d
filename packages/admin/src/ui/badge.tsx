import type { Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'

export type Tone = 'neutral' | 'wait' | 'todo' | 'good' | 'bad' | 'info'

/** A state in a word, with its own mark: never by colour alone. */
export function StateBadge({ tone, icon: Mark, children }: { tone: Tone; icon?: Icon; children: ReactNode }) {
  return (
    <span className={`badge ${tone}`}>
      {Mark && <Mark size={14} stroke={2} aria-hidden />}
      {children}
    </span>
  )
}

/** A small label without meaning of state. */
export const Tag = ({ children }: { children: ReactNode }) => <span className="tag">{children}</span>

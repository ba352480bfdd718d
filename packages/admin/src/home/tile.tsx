import type { Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { number } from '../lib/format.ts'

export type Frame = { icon: Icon; title: string; hint: string; first?: boolean }

/** One kind of things that wait, and how many there are. */
export function Tile({
  icon: Mark,
  title,
  hint,
  first = false,
  count,
  children,
}: Frame & { count: number | undefined; children: ReactNode }) {
  return (
    <section className={first ? 'panel tile first' : 'panel tile'} aria-label={title}>
      <div className="tile-head">
        <span className="tile-mark">
          <Mark size={22} stroke={1.7} aria-hidden />
        </span>
        <div>
          <h2>{title}</h2>
          <p className="hint">{hint}</p>
        </div>
        {count !== undefined && <span className="tile-count">{number(count)}</span>}
      </div>
      {children}
    </section>
  )
}

import type { LastPull } from '@essaim/shared/partners.ts'
import { ago, instant } from '../lib/format.ts'
import { Lag } from '../usage/lag.tsx'

/** When a partner last read a feed, and what it has not read since. */
export function LastPulled({ pull }: { pull: LastPull | null }) {
  return (
    <span className="stacked">
      <span>
        <Lag behind={pull?.behind ?? null} />
      </span>
      {pull && (
        <time className="hint" dateTime={pull.at} title={instant(pull.at)}>
          {ago(pull.at)}
        </time>
      )}
    </span>
  )
}

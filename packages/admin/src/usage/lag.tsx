import { IconCheck, IconClock } from '@tabler/icons-react'
import { t } from '../lib/i18n.ts'
import { StateBadge } from '../ui/badge.tsx'

/** How far a follower is behind, in words; null: it never read anything. */
export function Lag({ behind }: { behind: number | null }) {
  if (behind === null) return <span className="unknown">{t('lag.never')}</span>
  return behind === 0 ? (
    <StateBadge tone="good" icon={IconCheck}>
      {t('lag.none')}
    </StateBadge>
  ) : (
    <StateBadge tone="wait" icon={IconClock}>
      {t('lag.behind', { count: behind })}
    </StateBadge>
  )
}

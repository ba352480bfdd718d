import type { SubmissionCard } from '@essaim/shared/submissions.ts'
import { IconClockExclamation, IconHandStop } from '@tabler/icons-react'
import { day } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { StateBadge } from '../ui/badge.tsx'

type Handled = Pick<SubmissionCard, 'turn' | 'ours' | 'turn_since' | 'due_at'>

const DAY = 86_400_000
const daysSince = (since: string): number => Math.max(0, Math.floor((Date.now() - Date.parse(since)) / DAY))

/** Whose move it is and for how many days; a mark only where we have to move, since that is what one looks for. */
export function Turn({ of }: { of: Handled }) {
  if (of.turn === 'nobody') return <span className="unknown">{t('turn.nobody')}</span>
  const isLate = of.ours && of.due_at !== null && Date.parse(of.due_at) < Date.now()
  return (
    <span className="turn">
      {of.ours ? (
        <StateBadge tone={isLate ? 'bad' : 'todo'} icon={isLate ? IconClockExclamation : IconHandStop}>
          {t('turn.ours')}
        </StateBadge>
      ) : (
        <span>{t(`turn.${of.turn}`)}</span>
      )}
      <time className="hint" dateTime={of.turn_since} title={day(of.turn_since)}>
        {t('turn.days', { count: daysSince(of.turn_since) })}
        {isLate && ` · ${t('turn.late')}`}
      </time>
    </span>
  )
}

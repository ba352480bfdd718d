import { NativeSelect } from '@mantine/core'
import type { Form } from '../lib/form.ts'
import { ago, day, instant } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { StateBadge, type Tone } from '../ui/badge.tsx'

type Ending = { revoked_at: string | null; expires_at: string }
export type TermState = 'live' | 'soon' | 'expired' | 'revoked'

/** Within so many days of its end the partner and the administrators have been written to. */
const SOON_DAYS = 30
const DAY_MS = 86_400_000
const TONES: Record<TermState, Tone> = { live: 'good', soon: 'todo', expired: 'wait', revoked: 'bad' }

/** Where a key or a client is in its life. */
export function termState({ revoked_at, expires_at }: Ending, now = Date.now()): TermState {
  const left = Date.parse(expires_at) - now
  if (revoked_at) return 'revoked'
  if (left <= 0) return 'expired'
  return left <= SOON_DAYS * DAY_MS ? 'soon' : 'live'
}

/** Whether it can still be used. */
export const isLive = (one: Ending) => ['live', 'soon'].includes(termState(one))

/** Its state in a word, the day of its end, and how many days are left when they are few. */
export function Term(one: Ending) {
  const state = termState(one)
  const left = Math.ceil((Date.parse(one.expires_at) - Date.now()) / DAY_MS)
  return (
    <span className="stacked">
      <StateBadge tone={TONES[state]}>{t(`key.state.${state}`)}</StateBadge>
      {state !== 'revoked' && (
        <span className="hint">{t(`key.ends.${state}`, { day: day(one.expires_at), left })}</span>
      )}
    </span>
  )
}

export const LastUsed = ({ at }: { at: string | null }) =>
  at ? (
    <time dateTime={at} title={instant(at)}>
      {ago(at)}
    </time>
  ) : (
    <span className="unknown">{t('key.never-used')}</span>
  )

const MONTHS = ['3', '6', '12'] as const

/** The choice of its end, in a form that has `months`. */
export const MonthsField = <T extends { months: string }>({ form }: { form: Form<T> }) => (
  <NativeSelect
    label={t('key.expires')}
    data={MONTHS.map((months) => ({ value: months, label: t('key.months', { count: Number(months) }) }))}
    {...form.field('months')}
  />
)

/** What is sent for that choice: a year is what it is without any. */
export function expiryOf({ months }: { months: string }): { expires_at?: string } {
  if (months === '12') return {}
  const end = new Date()
  end.setMonth(end.getMonth() + Number(months))
  return { expires_at: end.toISOString() }
}

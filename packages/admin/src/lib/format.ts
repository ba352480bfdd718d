import { localeOf, longDate, withOrdinal } from '@essaim/shared/dates.ts'
import { locale } from './i18n.ts'

const formats = new Map<string, Intl.DateTimeFormat>()
function dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale() + JSON.stringify(options)
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(localeOf(locale()), options)
  formats.set(key, made)
  return made
}

/** « 13 juin 2026 », from an instant or a day. */
export function day(value: string | null | undefined): string {
  if (!value) return ''
  const whole = value.length === 10 ? `${value}T12:00:00` : value
  return longDate(new Date(whole), locale())
}

/** « 13 juin 2026 à 10:00 ». */
export const instant = (value: string | null | undefined): string =>
  value
    ? withOrdinal(
        dates({ day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' }).format(
          new Date(value),
        ),
        locale(),
      )
    : ''

/** « 10:00 », of today. */
export const clock = (value: string): string => dates({ hour: '2-digit', minute: '2-digit' }).format(new Date(value))

/** « 13/06/2026 », for tables. */
export const shortDay = (value: string | null | undefined): string =>
  value
    ? dates({ day: '2-digit', month: '2-digit', year: 'numeric' }).format(
        new Date(value.length === 10 ? `${value}T12:00:00` : value),
      )
    : ''

/** « juin 2026 », from 2026-06. */
export const month = (value: string): string =>
  dates({ month: 'long', year: 'numeric' }).format(new Date(`${value}-15T12:00:00`))

export const number = (value: number): string => new Intl.NumberFormat(localeOf(locale())).format(value)

/** « il y a 3 jours »: how long someone has waited. */
export function ago(value: string): string {
  const minutes = Math.min(0, Math.round((Date.parse(value) - Date.now()) / 60_000))
  const words = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' })
  if (minutes === 0) return words.format(0, 'second')
  if (minutes > -60) return words.format(minutes, 'minute')
  if (minutes > -24 * 60) return words.format(Math.round(minutes / 60), 'hour')
  const days = Math.round(minutes / (24 * 60))
  return days > -60 ? words.format(days, 'day') : words.format(Math.round(days / 30), 'month')
}

/** « 775 672 272 », as people read a SIREN. */
export const siren = (value: string): string => value.replace(/(\d{3})(\d{3})(\d{3})/, '$1 $2 $3')

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** « 5,2 Mo »: how much was sent, in the unit that keeps it short. */
export function size(bytes: number): string {
  const step = bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3))
  return new Intl.NumberFormat(localeOf(locale()), {
    style: 'unit',
    unit: UNITS[step] as string,
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: 1,
  }).format(bytes / 1000 ** step)
}

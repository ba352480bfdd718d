import { localeOf } from '@essaim/shared/dates.ts'
import { locale } from './i18n.ts'

/** « 42 % »; a dash where nobody is asked. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '–'
  return new Intl.NumberFormat(localeOf(locale()), {
    style: 'percent',
    maximumFractionDigits: 0,
  }).format(part / whole)
}

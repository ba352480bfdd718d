import { locale } from '../lib/i18n.ts'

/** « 42 % »; a dash where nobody is asked. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '–'
  return new Intl.NumberFormat(locale() === 'fr' ? 'fr-FR' : 'en-GB', {
    style: 'percent',
    maximumFractionDigits: 0,
  }).format(part / whole)
}

/** The shade of a share, from 0 (none) to 4; null where nobody is asked. */
export function shadeOf(part: number, whole: number): 0 | 1 | 2 | 3 | 4 | null {
  if (whole === 0) return null
  const share = part / whole
  return share === 0 ? 0 : share < 0.25 ? 1 : share < 0.5 ? 2 : share < 0.75 ? 3 : 4
}

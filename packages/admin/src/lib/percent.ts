import { locale } from './i18n.ts'

/** « 42 % »; a dash where nobody is asked. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '–'
  return new Intl.NumberFormat(locale() === 'fr' ? 'fr-FR' : 'en-GB', {
    style: 'percent',
    maximumFractionDigits: 0,
  }).format(part / whole)
}

import { longDate } from '@essaim/shared/dates.ts'

const THIN = '\u202f'
const FIXED = '\u00a0'

/** French spacing: no line breaks before a high mark, nor inside quotation marks; addresses are left as they are. */
export const typeset = (text: string): string =>
  text
    .replace(/[ \u00a0\u202f]+([;!?])/g, `${THIN}$1`)
    .replace(/[ \u00a0\u202f]+([:»])/g, `${FIXED}$1`)
    .replace(/«[ \u00a0\u202f]+/g, `«${FIXED}`)
    .replace(/(\d)[ \u00a0\u202f]+(minutes?|jours?|mois|ans?|%)(?!\p{L})/gu, `$1${FIXED}$2`)

/** A day in France in full words, « 1er juin 2026 », which no line break cuts. */
export const dayInWords = (day: Date): string => longDate(day, 'fr', 'Europe/Paris').replaceAll(' ', FIXED)

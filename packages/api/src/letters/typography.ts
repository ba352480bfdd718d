const THIN = '\u202f'
const FIXED = '\u00a0'

/** French spacing: no line breaks before a high mark, nor inside quotation marks; addresses are left as they are. */
export const typeset = (text: string): string =>
  text
    .replace(/[ \u00a0\u202f]+([;!?])/g, `${THIN}$1`)
    .replace(/[ \u00a0\u202f]+([:»])/g, `${FIXED}$1`)
    .replace(/«[ \u00a0\u202f]+/g, `«${FIXED}`)
    .replace(/(\d)[ \u00a0\u202f]+(minutes?|jours?|mois|ans?|%)(?!\p{L})/gu, `$1${FIXED}$2`)

const DAY = new Intl.DateTimeFormat('fr-FR', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'Europe/Paris',
})

/** A day in full words: « 1er juin 2026 », which no line break cuts. */
export function dayInWords(day: Date): string {
  const [number = '', month = '', year = ''] = DAY.format(day).split(/\s+/)
  return [number === '1' ? '1er' : number, month, year].join(FIXED)
}

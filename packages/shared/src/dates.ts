/** The country's way of writing a language: « 13/06/2026 », "13/06/2026". */
export const localeOf = (language: string): string => (language === 'fr' ? 'fr-FR' : 'en-GB')

/** A date as Intl writes it, with the ordinal that French has for the first of a month: « 1er mars ». */
export const withOrdinal = (words: string, language: string): string =>
  language === 'fr' ? words.replace(/^1(?=\s\p{L})/u, '1er') : words

// making one takes longer than a thousand uses
const formats = new Map<string, Intl.DateTimeFormat>()

/** A day in full words: « 1er juin 2026 », "1 June 2026". */
export function longDate(day: Date | number, language: string, timeZone?: string): string {
  const key = `${language} ${timeZone}`
  const format = formats.get(key) ?? new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'long', timeZone })
  formats.set(key, format)
  return withOrdinal(format.format(day), language)
}

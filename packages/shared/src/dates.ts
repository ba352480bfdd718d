const LOCALES: Record<string, string> = { fr: 'fr-FR', en: 'en-GB' }

/** A date as Intl writes it, with the ordinal that French has for the first of a month: « 1er mars ». */
export const withOrdinal = (words: string, language: string): string =>
  language === 'fr' ? words.replace(/^1(?=\s\p{L})/u, '1er') : words

/** A day in full words: « 1er juin 2026 », "1 June 2026". */
export const longDate = (day: Date | number, language: string, timeZone?: string): string =>
  withOrdinal(
    new Intl.DateTimeFormat(LOCALES[language] ?? language, { dateStyle: 'long', timeZone }).format(day),
    language,
  )

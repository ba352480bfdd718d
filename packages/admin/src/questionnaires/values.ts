import type { Answers } from '@essaim/shared/questionnaires/model.ts'

/** What is sent for a value of the form: nothing (null) for blanks, lines and lists without content. */
export function cleaned(value: unknown): unknown {
  if (value === undefined || value === null) return null
  if (typeof value === 'string') return value.trim() === '' ? null : value
  if (Array.isArray(value)) {
    const kept = value
      .map((item) => (isRecord(item) ? cleanedItem(item) : cleaned(item)))
      .filter((item) => item !== null)
    return kept.length > 0 ? kept : null
  }
  if (isRecord(value)) return Object.keys(value).length > 0 ? value : null
  return value
}

// A line that says nothing yet is kept on the screen only.
function cleanedItem({ id, ...cells }: Answers): Answers | null {
  const kept = Object.entries(cells).flatMap(([code, cell]): [string, unknown][] => {
    const value = cleaned(cell)
    return value === null ? [] : [[code, value]]
  })
  return kept.length > 0 ? { ...(id !== undefined && { id }), ...Object.fromEntries(kept) } : null
}

/** All the answers as they would be sent, for the checks. */
export function cleanedAnswers(answers: Answers): Answers {
  return Object.fromEntries(
    Object.entries(answers).flatMap(([code, value]): [string, unknown][] => {
      const kept = cleaned(value)
      return kept === null ? [] : [[code, kept]]
    }),
  )
}

export const isRecord = (value: unknown): value is Answers =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A number as people write it (`1 234,5`); what is none stays text, for the checks to name, and blanks are null. */
export function readNumber(typed: string): number | string | null {
  const plain = typed.replace(/[\s\u00a0\u202f€]/gu, '').replace(',', '.')
  if (plain === '') return null
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : typed
}

/** A stored number in the field where it is written. */
export const writeNumber = (value: unknown, language: 'fr' | 'en'): string =>
  typeof value === 'number'
    ? String(value).replace('.', language === 'fr' ? ',' : '.')
    : typeof value === 'string'
      ? value
      : ''

export type DateParts = { year: string; month: string; day: string }

/** `2024-02-29` or `2024-02`, also half written (`-02-`), as the fields show it. */
export function readDate(value: unknown): DateParts {
  const [year = '', month = '', day = ''] = typeof value === 'string' ? value.split('-') : []
  return { year, month, day }
}

/** The fields as one value; half a date is kept as it is, for the checks to name. */
export function writeDate({ year, month, day }: DateParts, kind: 'date' | 'month'): string | null {
  const padded = (part: string) => (/^\d$/.test(part.trim()) ? `0${part.trim()}` : part.trim())
  const parts = kind === 'month' ? [year.trim(), padded(month)] : [year.trim(), padded(month), padded(day)]
  return parts.every((part) => part === '') ? null : parts.join('-')
}

/** Lower case without accents, for comparing what people type. */
export const folded = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[’'-]/g, ' ').replace(/œ/g, 'oe').trim()

/** The options that hold every word typed, those that begin so first. */
export function matching<T extends { label: string; hint?: string | undefined }>(options: T[], typed: string): T[] {
  const wanted = folded(typed)
  if (wanted === '') return options
  const words = wanted.split(/\s+/)
  const found = options.filter((option) => {
    const text = folded(`${option.hint ?? ''} ${option.label}`)
    return words.every((word) => text.includes(word))
  })
  const begins = (option: T) => folded(option.label).startsWith(wanted) || option.hint?.toLowerCase() === wanted
  return [...found.filter(begins), ...found.filter((option) => !begins(option))]
}

import { checkIdentifier, type IdentifierKind } from '../identifiers.ts'
import type { QuestionKind } from './kinds.ts'
import { oneLine } from './text.ts'

const URI = "(?:[A-Za-z0-9\\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*"

/** The patterns of kinds that are strings, the same in the JSON Schema and in the checks. */
export const PATTERNS: Partial<Record<QuestionKind, string>> = {
  tel: '^\\+?[0-9(][0-9 .()/-]{4,28}[0-9]$',
  url: `^https?://[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+(?::[0-9]{1,5})?(?:[/?]${URI})?(?:#${URI})?$`,
  siren: '^(?!0{9})[0-9]{9}$',
  siret: '^(?!0{9})[0-9]{14}$',
  rna: '^W[0-9][0-9A-Z][0-9]{7}$',
  finess: '^(?!0{9})(?:[0-9]{2}|2[AB])[0-9]{7}$',
  month: '^[12][0-9]{3}-(?:0[1-9]|1[0-2])$',
  commune: '^(?:[0-9]{2}|2[AB])[0-9]{3}$',
  departement: '^(?:[0-9]{2}|2[AB]|97[1-6])$',
  file: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
}

/** The longest value of kinds whose question names no limit. */
export const LONGEST: Partial<Record<QuestionKind, number>> = {
  text: 500,
  longtext: 10_000,
  email: 254,
  tel: 30,
  url: 2000,
}

const EMAIL =
  /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i

const IDENTIFIERS = ['siren', 'siret', 'rna', 'finess', 'commune', 'departement'] as const

/** Whether answers of this kind are official numbers or codes, kept in their normal form. */
export function identifierKind(kind: QuestionKind): IdentifierKind | null {
  return IDENTIFIERS.find((one) => one === kind) ?? null
}

const compiled = new Map(Object.entries(PATTERNS).map(([kind, pattern]) => [kind, new RegExp(pattern, 'u')]))

/** Whether a text has the form that its kind asks for: `ok`, `warning` for a doubtful check digit, or `error`. */
export function formatLevel(kind: QuestionKind, text: string): 'ok' | 'warning' | 'error' {
  const identifier = identifierKind(kind)
  if (identifier) {
    const { level, code } = checkIdentifier(identifier, text)
    return level === 'warning' && code !== 'bad-check-digit' ? 'ok' : level
  }
  if (kind === 'email') return text.length <= 254 && EMAIL.test(text) ? 'ok' : 'error'
  if (kind === 'date') return isRealDate(text) ? 'ok' : 'error'
  return compiled.get(kind)?.test(text) === false ? 'error' : 'ok'
}

/** Whether a day exists in the calendar: 29 February only in leap years. */
export function isRealDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (!match) return false
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number]
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  return month >= 1 && month <= 12 && day >= 1 && day <= (days[month - 1] ?? 0)
}

/** The form in which an address of the web is kept: with its scheme, and what is not ASCII percent-encoded. */
export function normalUrl(text: string): string {
  const trimmed = oneLine(text)
  const whole =
    /^[a-z][a-z0-9+.-]*:/i.test(trimmed) || !/^[^\s/]+\.[^\s/]+/.test(trimmed) ? trimmed : `https://${trimmed}`
  const lowered = whole.replace(/^https?:\/\//i, (scheme) => scheme.toLowerCase())
  return lowered.replace(/%(?![0-9a-f]{2})|[^A-Za-z0-9\-._~!$&'()*+,;=:@/?#%]/giu, (character) =>
    encodeURIComponent(character),
  )
}

import { isAnswered } from '@essaim/shared/questionnaires/conditions.ts'
import type { Answers, Field, Question } from '@essaim/shared/questionnaires/model.ts'
import { dayInWords } from '../letters/typography.ts'
import type { Fact, Value } from '../print/sheet.ts'

/** How what an answer refers to is called: a term or an option, a commune, a file. */
export type Names = {
  coded: (asked: Question | Field, value: unknown) => string
  commune: (value: unknown) => string
  file: (value: unknown) => string
}

const MONTH = new Intl.DateTimeFormat('fr-FR', { month: 'long', year: 'numeric', timeZone: 'UTC' })
const MONEY = new Intl.NumberFormat('fr-FR', { style: 'currency', currency: 'EUR', minimumFractionDigits: 0 })
const NUMBER = new Intl.NumberFormat('fr-FR')
const WEB = /^https?:\/\/[^\s]+$/

const text = (words: string): Value => ({ kind: 'text', text: words })
const isRecord = (value: unknown): value is Answers =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An answer as people read it, in French; null where there is none. */
export function answerInWords(asked: Question | Field, value: unknown, names: Names): Value | null {
  if (!isAnswered(value)) return null
  switch (asked.kind) {
    case 'boolean':
    case 'consent':
      return text(value === true ? 'Oui' : 'Non')
    case 'integer':
    case 'number':
    case 'money':
      return text(numberInWords(asked.kind, Number(value)))
    case 'choice':
    case 'departement':
      return text(names.coded(asked, value))
    case 'multichoice':
      return listOf(value, (one) => names.coded(asked, one))
    case 'tags':
      return text((value as unknown[]).map(String).join(', '))
    case 'commune':
      return text(names.commune(value))
    case 'file':
      return text(names.file(value))
    case 'date':
      return text(dayInWords(new Date(`${value}T12:00:00Z`)))
    case 'month':
      return text(monthInWords(String(value)))
    case 'repeat':
      return linesOf((asked as Question).fields ?? [], value, names)
    case 'grid':
      return gridOf(asked as Question, value)
    case 'siren':
    case 'siret':
      return text(
        String(value)
          .replace(/^(\d{3})(\d{3})(\d{3})/, '$1 $2 $3 ')
          .trim(),
      )
    case 'url':
      return WEB.test(String(value)) ? { kind: 'link', text: String(value), url: String(value) } : text(String(value))
    default:
      return text(String(value))
  }
}

// a small whole number may be a year
const numberInWords = (kind: string, value: number): string =>
  kind === 'money' ? MONEY.format(value) : kind === 'integer' && value < 10_000 ? String(value) : NUMBER.format(value)

/** `2022-06` as « juin 2022 »; what is no month stays as it is. */
export function monthInWords(month: string): string {
  const day = new Date(`${month.slice(0, 7)}-01T00:00:00Z`)
  return Number.isNaN(day.getTime()) ? month : MONTH.format(day)
}

function listOf(value: unknown, words: (one: unknown) => string): Value {
  const items = (value as unknown[]).map(words)
  return items.length === 1 ? text(items[0] as string) : { kind: 'list', items }
}

function linesOf(fields: Field[], value: unknown, names: Names): Value | null {
  const lines = (value as unknown[]).filter(isRecord).map((line) =>
    fields.flatMap((field): Fact[] => {
      const words = answerInWords(field, line[field.code], names)
      return words ? [{ label: field.label.fr, value: words }] : []
    }),
  )
  const told = lines.filter((facts) => facts.length > 0)
  return told.length > 0 ? { kind: 'lines', lines: told } : null
}

function gridOf({ grid }: Question, value: unknown): Value | null {
  if (!grid || !isRecord(value)) return null
  const steps = new Map<unknown, string>(grid.scale.map(({ code, label }) => [code, label.fr]))
  const groups = grid.groups
    .map(({ label, criteria }) => ({
      title: label.fr,
      facts: criteria
        .filter(({ code }) => isAnswered(value[code]))
        .map(
          (one): Fact => ({ label: one.label.fr, value: text(steps.get(value[one.code]) ?? String(value[one.code])) }),
        ),
    }))
    .filter(({ facts }) => facts.length > 0)
  return groups.length > 0 ? { kind: 'groups', groups } : null
}

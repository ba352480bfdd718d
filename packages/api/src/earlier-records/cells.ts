import { checkIdentifier } from '@essaim/shared/identifiers.ts'
import { identifierKind } from '@essaim/shared/questionnaires/formats.ts'
import type { Question } from '@essaim/shared/questionnaires/model.ts'
import { cleanCell, readDate } from '../associations/import-cells.ts'
import { headerKey } from '../associations/import-headers.ts'
import type { StoredTerm } from '../vocabularies/terms.ts'

/** The answer that a cell gives, or why it gives none, in French for the operator. */
export type CellReading = { value: unknown } | { fault: string }

const YES = new Set(['oui', 'o', 'vrai', 'true', 'yes', 'x', '1'])
const NO = new Set(['non', 'n', 'faux', 'false', 'no', '0'])
const UNREADABLE = new Set(['repeat', 'grid', 'file'])

/** Whether a file can answer this question: groups of lines, grids and files do not fit into a cell. */
export const fitsCell = ({ kind }: Question): boolean => !UNREADABLE.has(kind)

/** Reads a cell as the answer to a question: choices by code or by label, several separated by `|`, `;` or a line break. */
export function readAnswer(question: Question, cell: string, list: (vocabulary: string) => StoredTerm[]): CellReading {
  const text = cleanCell(cell)
  if (text === '') return { value: null }
  switch (question.kind) {
    case 'integer':
    case 'number':
    case 'money':
      return readNumber(text)
    case 'boolean':
    case 'consent':
      return readYes(text)
    case 'date': {
      const { value } = readDate(text)
      return value === null ? { fault: `« ${text} » n’est pas une date` } : { value }
    }
    case 'month':
      return readMonth(text)
    case 'choice':
    case 'departement':
      return codeOf(question, text, list)
    case 'multichoice':
      return readSeveral(question, text, list)
    case 'tags':
      return { value: [...new Set(parts(text))] }
    default: {
      const kind = identifierKind(question.kind)
      if (kind === null) return { value: text }
      const { level, value } = checkIdentifier(kind, text)
      return level === 'error' ? { fault: `« ${text} » n’a pas la forme attendue` } : { value }
    }
  }
}

const parts = (text: string) =>
  text
    .split(/[|;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')

function readNumber(text: string): CellReading {
  const figures = text.replace(/[\s€]/gu, '').replace(',', '.')
  return /^-?\d+(\.\d+)?$/.test(figures) ? { value: Number(figures) } : { fault: `« ${text} » n’est pas un nombre` }
}

function readYes(text: string): CellReading {
  const word = text.toLowerCase()
  if (YES.has(word)) return { value: true }
  return NO.has(word) ? { value: false } : { fault: `« ${text} » n’est ni oui ni non` }
}

function readMonth(text: string): CellReading {
  const [, year, month] = /^(\d{4})-(\d{1,2})$/.exec(text) ?? []
  const [, french, ofYear] = /^(\d{1,2})[/.-](\d{4})$/.exec(text) ?? []
  const figures = Number(month ?? french)
  if (figures >= 1 && figures <= 12) return { value: `${year ?? ofYear}-${String(figures).padStart(2, '0')}` }
  const { value } = readDate(text)
  return value === null ? { fault: `« ${text} » n’est pas un mois` } : { value: value.slice(0, 7) }
}

function codeOf(question: Question, text: string, list: (vocabulary: string) => StoredTerm[]): CellReading {
  const offered =
    question.options ?? list(question.kind === 'departement' ? 'departements' : (question.vocabulary ?? ''))
  const exact = offered.find(({ code }) => code === text)
  const key = headerKey(text)
  const found =
    exact ?? offered.find(({ code, label }) => headerKey(code) === key || (key !== '' && headerKey(label.fr) === key))
  return found ? { value: found.code } : { fault: `« ${text} » n’est pas dans la liste` }
}

function readSeveral(question: Question, text: string, list: (vocabulary: string) => StoredTerm[]): CellReading {
  const codes = new Set<unknown>()
  // a label may hold a separator itself: the whole is tried first
  const whole = codeOf(question, text, list)
  if ('value' in whole) return { value: [whole.value] }
  for (const part of parts(text)) {
    const one = codeOf(question, part, list)
    if ('fault' in one) return one
    codes.add(one.value)
  }
  return { value: [...codes] }
}

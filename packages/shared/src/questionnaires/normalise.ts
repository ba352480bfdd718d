import { checkIdentifier } from '../identifiers.ts'
import { identifierKind, normalUrl } from './formats.ts'
import type { Answers, Field, Question, QuestionnaireContent } from './model.ts'
import { questionMap } from './questions.ts'
import { manyLines, oneLine } from './text.ts'

/**
 * The form in which answers of a sound shape are kept: as they were sent, but for official numbers, which lose their
 * spaces, and the lines of a group, which each get an id.
 */
export function normaliseAnswers(content: QuestionnaireContent, answers: Answers, newId: () => string): Answers {
  const questions = questionMap(content)
  const kept: Answers = {}
  for (const [code, value] of Object.entries(answers)) {
    const question = questions.get(code)
    if (question) kept[code] = normaliseAnswer(question, value, newId)
  }
  return kept
}

/** One answer in the form in which it is kept. */
export const normaliseAnswer = (question: Question, value: unknown, newId: () => string): unknown =>
  walk(question, value, normalNumber, newId)

/**
 * What a person typed, as they meant it: without spaces around, on one line where there is one, an address with its
 * `https://`. For forms, before they save; what a script sends is kept to the letter.
 */
export const tidyAnswer = (question: Question, value: unknown): unknown => walk(question, value, tidyText)

type Mend = (asked: Question | Field, text: string) => string

function walk(asked: Question | Field, value: unknown, mend: Mend, newId?: () => string): unknown {
  if (typeof value === 'string') return mend(asked, value)
  // JSON has a -0; nobody means it.
  if (typeof value === 'number') return value === 0 ? 0 : value
  if (!Array.isArray(value)) return value
  if (asked.kind !== 'repeat') return value.map((item) => (typeof item === 'string' ? mend(asked, item) : item))
  const fields = new Map(((asked as Question).fields ?? []).map((field) => [field.code, field]))
  return value.map((item: Answers) => {
    const id = Object.hasOwn(item, 'id') && typeof item.id === 'string' ? item.id : newId?.()
    const cells = Object.entries(item).flatMap(([code, cell]): [string, unknown][] => {
      const field = fields.get(code)
      return field && cell !== null ? [[code, walk(field, cell, mend, newId)]] : []
    })
    return { ...(id !== undefined && { id }), ...Object.fromEntries(cells) }
  })
}

function normalNumber(asked: Question | Field, text: string): string {
  const identifier = identifierKind(asked.kind)
  return identifier ? (checkIdentifier(identifier, text).value ?? text) : text
}

function tidyText(asked: Question | Field, text: string): string {
  switch (asked.kind) {
    case 'longtext':
      return manyLines(text)
    case 'url':
      return normalUrl(text)
    case 'choice':
    case 'multichoice':
    case 'file':
      return text
    default:
      return normalNumber(asked, oneLine(text))
  }
}

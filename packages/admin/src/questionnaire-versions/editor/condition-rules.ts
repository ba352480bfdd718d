import type { Condition, Question, QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { questionsOf } from '@essaim/shared/questionnaires/questions.ts'

/** One comparison with the answer to an earlier question. */
export type Row = Extract<Condition, { question: string }>
export type Operator = Row['op']
export type Join = 'all' | 'any'
/** What a person gives to an operator. */
export type ValueKind = 'none' | 'choice' | 'choices' | 'boolean' | 'number' | 'count' | 'date' | 'month' | 'text'

/** The comparisons as a person can change them: one, or several of one level. Null: more deeply made, to be read only. */
export function rowsOf(condition: Condition | null | undefined): { join: Join; rows: Row[] } | null {
  if (!condition) return { join: 'all', rows: [] }
  if ('question' in condition) return { join: 'all', rows: [condition] }
  if (condition.op === 'not') return null
  return condition.conditions.every((one) => 'question' in one)
    ? { join: condition.op, rows: condition.conditions as Row[] }
    : null
}

/** The inverse of `rowsOf`. */
export function conditionOf(join: Join, rows: Row[]): Condition | null {
  return rows.length > 1 ? { op: join, conditions: rows } : (rows[0] ?? null)
}

/** The questions that are asked before this one. */
export function earlierThan(content: QuestionnaireContent, code: string): Question[] {
  const all = questionsOf(content)
  return all.slice(
    0,
    all.findIndex((one) => one.code === code),
  )
}

const isOrdered = ({ order, options }: Question): boolean => (order ?? options ?? []).length > 0

/** The operators that suit the answers to a question, the most usual first. */
export function operatorsOf(question: Question): Operator[] {
  switch (question.kind) {
    case 'choice':
      return ['eq', 'in', 'not_in', ...(isOrdered(question) ? (['gte'] as const) : []), 'not_empty']
    case 'departement':
      return ['eq', 'in', 'not_in', 'not_empty']
    case 'multichoice':
      return ['includes', 'count_gte', 'not_empty']
    case 'tags':
    case 'repeat':
      return ['not_empty', 'count_gte']
    case 'boolean':
    case 'consent':
      return ['eq', 'not_empty']
    case 'integer':
    case 'number':
    case 'money':
      return ['gte', 'eq', 'not_empty']
    case 'date':
    case 'month':
      return ['gte', 'not_empty']
    default:
      return ['not_empty']
  }
}

export function valueKindOf(op: Operator, { kind }: Question): ValueKind {
  switch (op) {
    case 'not_empty':
      return 'none'
    case 'count_gte':
      return 'count'
    case 'in':
    case 'not_in':
      return 'choices'
    case 'includes':
      return kind === 'tags' ? 'text' : 'choice'
    default:
      if (kind === 'boolean' || kind === 'consent') return 'boolean'
      if (kind === 'integer' || kind === 'number' || kind === 'money') return 'number'
      if (kind === 'date' || kind === 'month') return kind
      return kind === 'choice' || kind === 'departement' ? 'choice' : 'text'
  }
}

/** A comparison with this operator; the value of the one before is kept where it fits. */
export function rowWith(op: Operator, question: Question, before?: Row, first = ''): Row {
  const about = { question: question.code }
  const kept = before?.question === question.code && 'value' in before ? before.value : undefined
  const [one] = Array.isArray(kept) ? kept : [kept]
  switch (op) {
    case 'not_empty':
      return { op, ...about }
    case 'count_gte':
      return { op, ...about, value: typeof one === 'number' ? one : 1 }
    case 'in':
    case 'not_in':
      return { op, ...about, value: Array.isArray(kept) ? kept : [one ?? first].filter((value) => value !== '') }
    case 'includes':
      return { op, ...about, value: typeof one === 'string' ? one : first }
    case 'eq':
      return { op, ...about, value: fitting(valueKindOf(op, question), one, first) }
    case 'gte': {
      const value = fitting(valueKindOf(op, question), one, first)
      return { op, ...about, value: typeof value === 'boolean' ? '' : value }
    }
  }
}

function fitting(wanted: ValueKind, value: unknown, first: string): string | number | boolean {
  if (wanted === 'boolean') return typeof value === 'boolean' ? value : true
  if (wanted === 'number') return typeof value === 'number' ? value : 1
  if (wanted === 'choice') return typeof value === 'string' ? value : first
  return typeof value === 'string' ? value : ''
}

/** A comparison to begin with, once its question is chosen; `first` is the first of its choices. */
export const newRow = (question: Question, first?: string): Row => {
  const [op = 'not_empty'] = operatorsOf(question)
  const needsChoice = ['choice', 'choices'].includes(valueKindOf(op, question))
  return needsChoice && !first ? rowWith('not_empty', question) : rowWith(op, question, undefined, first)
}

/** Whether nothing is left to fill in. */
export function isFinished(row: Row): boolean {
  if (!('value' in row)) return true
  return Array.isArray(row.value) ? row.value.length > 0 : row.value !== ''
}

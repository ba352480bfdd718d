import { positionOf } from './conditions.ts'
import type { Condition, Question, QuestionnaireContent } from './model.ts'
import { questionMap } from './questions.ts'

type JsonSchema = Record<string, unknown>

/** The JSON Schema that holds for the answers for which a condition holds; a question that does not show counts as unanswered. */
export function schemaOfCondition(condition: Condition, content: QuestionnaireContent): JsonSchema {
  return translate(condition, questionMap(content))
}

function translate(condition: Condition, questions: Map<string, Question>): JsonSchema {
  switch (condition.op) {
    case 'all':
      return { allOf: condition.conditions.map((one) => translate(one, questions)) }
    case 'any':
      return { anyOf: condition.conditions.map((one) => translate(one, questions)) }
    case 'not':
      return { not: translate(condition.condition, questions) }
    case 'not_in':
      return { not: translate({ ...condition, op: 'in' }, questions) }
  }
  const question = questions.get(condition.question)
  const answered = {
    type: 'object',
    required: [condition.question],
    properties: { [condition.question]: leafSchema(condition, question) },
  }
  return question?.condition ? { allOf: [translate(question.condition, questions), answered] } : answered
}

function leafSchema(condition: Extract<Condition, { question: string }>, question: Question | undefined): JsonSchema {
  switch (condition.op) {
    case 'eq':
      return { const: condition.value }
    case 'in':
      return { enum: condition.value }
    case 'includes':
      return { type: 'array', contains: { const: condition.value } }
    case 'count_gte':
      return { type: 'array', minItems: condition.value }
    case 'not_empty':
      return question?.kind === 'multichoice' || question?.kind === 'tags' || question?.kind === 'repeat'
        ? { type: 'array', minItems: 1 }
        : true_
    case 'gte':
      return floorSchema(condition.value, question)
    default:
      return true_
  }
}

// The schema that anything satisfies.
const true_: JsonSchema = {}

function floorSchema(floor: string | number, question: Question | undefined): JsonSchema {
  if (typeof floor === 'number') return { type: 'number', minimum: floor }
  if (question?.kind === 'month' || question?.kind === 'date')
    return { type: 'string', pattern: `^(?:${laterThan(floor)})` }
  const codes = question?.order ?? question?.options?.map(({ code }) => code) ?? []
  const lowest = question ? positionOf(question, floor) : null
  return lowest === null ? { not: {} } : { enum: codes.slice(lowest) }
}

// Texts that begin with the same characters and then a greater one, or with the whole: dates in order, as a pattern.
function laterThan(floor: string): string {
  const branches = [...floor].flatMap((character, index) =>
    character >= '0' && character < '9' ? [`${floor.slice(0, index)}[${Number(character) + 1}-9]`] : [],
  )
  return [...branches, floor].join('|')
}

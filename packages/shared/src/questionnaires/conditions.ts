import type { Answers, Condition, Question, QuestionnaireContent } from './model.ts'
import { questionsOf } from './questions.ts'

/** Whether something was answered: `null`, an empty text and an empty list are nothing, `false` and 0 are something. */
export function isAnswered(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false
  if (Array.isArray(value)) return value.length > 0
  return typeof value !== 'object' || Object.keys(value).length > 0
}

/** The answer to one question, `undefined` when there is none; inherited members of the object do not count. */
export function answerOf(answers: Answers, code: string): unknown {
  return Object.hasOwn(answers, code) ? answers[code] : undefined
}

/** The questions that show for these answers, in their order. An answer to a hidden question counts for nothing further down. */
export function shownQuestions(content: QuestionnaireContent, answers: Answers): Question[] {
  const shown = new Map<string, Question>()
  const counted = (code: string) => (shown.has(code) ? answerOf(answers, code) : undefined)
  const all = new Map<string, Question>()
  for (const question of questionsOf(content)) {
    all.set(question.code, question)
    if (!question.condition || holds(question.condition, counted, all)) shown.set(question.code, question)
  }
  return [...shown.values()]
}

/** Whether one question shows for these answers. */
export function isShown(question: string | Question, answers: Answers, content: QuestionnaireContent): boolean {
  const code = typeof question === 'string' ? question : question.code
  return shownQuestions(content, answers).some((one) => one.code === code)
}

/** The answers that count: those of questions that show. The others stay stored, in case the condition comes back. */
export function visibleAnswers(content: QuestionnaireContent, answers: Answers): Answers {
  const kept: Answers = {}
  for (const { code } of shownQuestions(content, answers)) {
    if (Object.hasOwn(answers, code)) kept[code] = answers[code]
  }
  return kept
}

/** The place of a code in an ordered question, null where there is no order. */
export function positionOf(question: Question, code: unknown): number | null {
  const order = question.order ?? question.options?.map((option) => option.code) ?? []
  const position = order.indexOf(code as string)
  return position < 0 ? null : position
}

/** The questions that a condition looks at. */
export function questionsIn(condition: Condition): string[] {
  switch (condition.op) {
    case 'all':
    case 'any':
      return condition.conditions.flatMap(questionsIn)
    case 'not':
      return questionsIn(condition.condition)
    default:
      return [condition.question]
  }
}

function holds(condition: Condition, counted: (code: string) => unknown, questions: Map<string, Question>): boolean {
  switch (condition.op) {
    case 'all':
      return condition.conditions.every((one) => holds(one, counted, questions))
    case 'any':
      return condition.conditions.some((one) => holds(one, counted, questions))
    case 'not':
      return !holds(condition.condition, counted, questions)
  }
  const answer = counted(condition.question)
  switch (condition.op) {
    case 'not_empty':
      return isAnswered(answer)
    case 'eq':
      return answer === condition.value
    case 'in':
      return (condition.value as unknown[]).includes(answer)
    case 'not_in':
      return !(condition.value as unknown[]).includes(answer)
    case 'includes':
      return Array.isArray(answer) && answer.includes(condition.value)
    case 'count_gte':
      return (Array.isArray(answer) ? new Set(answer).size : 0) >= condition.value
    case 'gte':
      return isAtLeast(questions.get(condition.question), answer, condition.value)
  }
}

function isAtLeast(question: Question | undefined, answer: unknown, floor: string | number): boolean {
  if (typeof answer === 'number' && typeof floor === 'number') return answer >= floor
  if (typeof answer !== 'string' || typeof floor !== 'string' || !question) return false
  if (question.kind === 'month' || question.kind === 'date') return answer >= floor
  const [reached, wanted] = [positionOf(question, answer), positionOf(question, floor)]
  return reached !== null && wanted !== null && reached >= wanted
}

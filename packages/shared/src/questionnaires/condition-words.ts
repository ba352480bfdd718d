import type { Condition, Question } from './model.ts'

type Leaf = Extract<Condition, { question: string }>

/** How a question is named in a sentence, and what the label of a code is. */
export type ConditionNames = {
  question: (code: string) => string
  find: (code: string) => Question | undefined
  label: (question: Question, code: string) => string
}

const OR = new Intl.ListFormat('fr', { type: 'disjunction' })
const quoted = (words: string) => `«\u00a0${words}\u00a0»`

/** When a question is asked, in French, to follow it on paper: « Seulement si … », « Sauf si … ». */
export function conditionInWords(condition: Condition, names: ConditionNames): string {
  const [positive, inner] = stripped(condition, true)
  return `${positive ? 'Seulement si' : 'Sauf si'} ${clause(inner, names, false)}.`
}

/** What is refused is said the other way round: « sauf si ». */
function stripped(condition: Condition, positive: boolean): [boolean, Condition] {
  if (condition.op === 'not') return stripped(condition.condition, !positive)
  if (condition.op === 'not_in')
    return [!positive, { op: 'in', question: condition.question, value: condition.value } satisfies Condition]
  return [positive, condition]
}

function clause(condition: Condition, names: ConditionNames, nested: boolean): string {
  if (condition.op === 'all' || condition.op === 'any') {
    const words = condition.conditions
      .map((one) => side(one, names))
      .join(condition.op === 'all' ? ', et si ' : ', ou si ')
    return nested ? `(${words})` : words
  }
  return side(condition, names)
}

function side(condition: Condition, names: ConditionNames): string {
  const [positive, inner] = stripped(condition, true)
  if (inner.op !== 'all' && inner.op !== 'any') return leaf(inner as Leaf, positive, names)
  const words = clause(inner, names, true)
  return positive ? words : `vous n’êtes pas dans ce cas : ${words}`
}

function leaf(condition: Leaf, positive: boolean, names: ConditionNames): string {
  const where = names.question(condition.question)
  const asked = names.find(condition.question)
  const said = (value: unknown): string => {
    if (typeof value === 'boolean') return quoted(value ? 'oui' : 'non')
    return quoted(asked && typeof value === 'string' ? names.label(asked, value) : String(value))
  }
  const doing = (verb: string) => (positive ? verb : `ne ${verb} pas`)
  switch (condition.op) {
    case 'eq':
      return `vous ${doing('répondez')} ${said(condition.value)} ${where}`
    case 'in':
    case 'not_in':
      return `vous ${doing('répondez')} ${OR.format(condition.value.map(said))} ${where}`
    case 'includes':
      return `vous ${doing('cochez')} ${said(condition.value)} ${where}`
    case 'not_empty':
      return `vous ${positive ? 'avez' : 'n’avez pas'} répondu ${where}`
    case 'gte':
      return `vous ${doing('répondez')} ${said(condition.value)} ou plus ${where}`
    case 'count_gte':
      return `vous donnez ${positive ? 'au moins' : 'moins de'} ${condition.value} ${condition.value > 1 ? 'réponses' : 'réponse'} ${where}`
  }
}

import type { Condition, Question, QuestionnaireContent } from './model.ts'
import { questionsOf } from './questions.ts'

type Leaf = Extract<Condition, { question: string }>
type Scalar = string | number | boolean
/** What a condition may come to: some are always fulfilled, some never. */
type Outcome = { yes: boolean; no: boolean }

const SOMETIMES: Outcome = { yes: true, no: true }
const NEVER: Outcome = { yes: false, no: true }
const LISTS = ['multichoice', 'tags', 'repeat']

/** The codes of the questions that can show for no answers at all. */
export function unreachableQuestions(content: QuestionnaireContent): string[] {
  const reachable = new Map<string, Question>()
  const seen = new Set<string>()
  const dead: string[] = []
  for (const question of questionsOf(content)) {
    const bench = { reachable, seen }
    const shows =
      !question.condition || (outcomeOf(question.condition, bench).yes && agrees(question.condition, reachable))
    if (shows) reachable.set(question.code, question)
    else dead.push(question.code)
    seen.add(question.code)
  }
  return dead
}

type Bench = { reachable: Map<string, Question>; seen: Set<string> }

function outcomeOf(condition: Condition, bench: Bench): Outcome {
  if (condition.op === 'not') {
    const { yes, no } = outcomeOf(condition.condition, bench)
    return { yes: no, no: yes }
  }
  if (condition.op === 'all' || condition.op === 'any') {
    const all = condition.conditions.map((one) => outcomeOf(one, bench))
    return condition.op === 'all'
      ? { yes: all.every(({ yes }) => yes), no: all.some(({ no }) => no) }
      : { yes: all.some(({ yes }) => yes), no: all.every(({ no }) => no) }
  }
  const leaf = condition as Leaf
  // a question that comes later, or nowhere, is another fault
  if (!bench.seen.has(leaf.question)) return SOMETIMES
  const question = bench.reachable.get(leaf.question)
  if (!question)
    return leaf.op === 'not_in' || (leaf.op === 'count_gte' && leaf.value === 0) ? { yes: true, no: false } : NEVER
  return canHold(leaf, question) ? SOMETIMES : NEVER
}

function canHold(leaf: Leaf, { options }: Question): boolean {
  const known = (value: unknown) => !options || options.some(({ code }) => code === value)
  if (leaf.op === 'eq' || leaf.op === 'includes') return known(leaf.value)
  if (leaf.op === 'in') return leaf.value.some(known)
  if (leaf.op === 'count_gte') return !options || leaf.value <= options.length
  return true
}

/** Whether what the condition asks together, and what the questions that it rests on ask, can be true at once. */
function agrees(condition: Condition, reachable: Map<string, Question>): boolean {
  const allowed = new Map<string, Set<Scalar>>()
  const refused = new Map<string, Set<Scalar>>()
  const restrict = (code: string, values: Scalar[]) => {
    const before = allowed.get(code)
    allowed.set(code, new Set(before ? values.filter((value) => before.has(value)) : values))
  }
  const refuse = (code: string, values: Scalar[]) =>
    refused.set(code, new Set([...(refused.get(code) ?? []), ...values]))
  for (const one of together(condition, reachable, new Set())) {
    const leaf = (one.op === 'not' ? one.condition : one) as Leaf
    const negated = one.op === 'not'
    if (LISTS.includes(reachable.get(leaf.question)?.kind ?? '')) continue
    if (leaf.op === 'eq') (negated ? refuse : restrict)(leaf.question, [leaf.value])
    if (leaf.op === 'in') (negated ? refuse : restrict)(leaf.question, leaf.value)
    if (leaf.op === 'not_in' && !negated) refuse(leaf.question, leaf.value)
  }
  return [...allowed].every(([code, values]) => [...values].some((value) => !refused.get(code)?.has(value)))
}

function together(condition: Condition, reachable: Map<string, Question>, met: Set<string>): Condition[] {
  if (condition.op === 'all') return condition.conditions.flatMap((one) => together(one, reachable, met))
  if (condition.op === 'any') return []
  if (condition.op === 'not') return 'question' in condition.condition ? [condition] : []
  const { op, question } = condition as Leaf
  const ground = op === 'not_in' || met.has(question) ? null : reachable.get(question)?.condition
  met.add(question)
  return [condition, ...(ground ? together(ground, reachable, met) : [])]
}

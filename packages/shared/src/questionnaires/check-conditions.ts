import { questionsIn } from './conditions.ts'
import type { Bench } from './content-faults.ts'
import type { QuestionKind } from './kinds.ts'
import type { Condition, Question } from './model.ts'

/** Reports a condition that looks ahead, or that its question can never fulfil. */
export function checkCondition(condition: Condition, { report, earlier }: Bench): void {
  for (const code of questionsIn(condition)) {
    if (!earlier.has(code))
      report(
        'condition-not-earlier',
        `La condition regarde « ${code} », qui n’est pas posée avant.`,
        `The condition looks at “${code}”, which is not asked before.`,
      )
  }
  for (const leaf of leavesOf(condition)) {
    const question = earlier.get(leaf.question)
    if (question && !conditionFits(leaf, question))
      report(
        'condition-not-fit',
        `La condition ne convient pas à « ${leaf.question} ».`,
        `The condition does not suit “${leaf.question}”.`,
      )
  }
}

type Leaf = Extract<Condition, { question: string }>

function leavesOf(condition: Condition): Leaf[] {
  if (condition.op === 'all' || condition.op === 'any') return condition.conditions.flatMap(leavesOf)
  if (condition.op === 'not') return leavesOf(condition.condition)
  return [condition as Leaf]
}

function conditionFits(leaf: Leaf, question: Question): boolean {
  const lists: QuestionKind[] = ['multichoice', 'tags', 'repeat']
  const known = (value: unknown) => !question.options || question.options.some((option) => option.code === value)
  switch (leaf.op) {
    case 'not_empty':
      return true
    case 'eq':
      return !lists.includes(question.kind) && known(leaf.value)
    case 'in':
    case 'not_in':
      return !lists.includes(question.kind) && leaf.value.every(known)
    case 'includes':
      return (question.kind === 'multichoice' || question.kind === 'tags') && known(leaf.value)
    case 'count_gte':
      return lists.includes(question.kind)
    case 'gte':
      if (['integer', 'number', 'money'].includes(question.kind)) return typeof leaf.value === 'number'
      if (['month', 'date'].includes(question.kind)) return typeof leaf.value === 'string'
      // An order is needed to compare: that of the options, or the one that the version keeps of its vocabulary.
      return (question.order ?? question.options?.map((option) => option.code) ?? []).includes(String(leaf.value))
  }
}

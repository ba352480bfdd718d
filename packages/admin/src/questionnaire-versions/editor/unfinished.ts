import type { Condition, Field, Question, QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { isFinished } from './condition-rules.ts'
import type { Chosen } from './structure.ts'

export type Unfinished = { chosen: Chosen; reason: 'title' | 'label' | 'option' | 'column' | 'condition' }

const isBlank = ({ label }: { label: { fr: string } }) => label.fr.trim() === ''

/** What cannot be kept yet, since words or values are missing: all else of a draft may be faulty. */
export function unfinishedIn(content: QuestionnaireContent): Unfinished[] {
  return content.sections.flatMap((section) => [
    ...(section.title.fr.trim() === ''
      ? [{ chosen: { kind: 'section', code: section.code }, reason: 'title' } satisfies Unfinished]
      : []),
    ...section.questions.flatMap((question) =>
      reasons(question).map((reason): Unfinished => ({ chosen: { kind: 'question', code: question.code }, reason })),
    ),
  ])
}

function reasons(question: Question): Unfinished['reason'][] {
  const { condition, grid, fields = [] } = question
  const blankOption = (asked: Question | Field) => asked.options?.some(isBlank) ?? false
  const found: Unfinished['reason'][] = []
  if (isBlank(question)) found.push('label')
  const lines = [...(grid?.scale ?? []), ...(grid?.groups ?? []).flatMap((group) => [group, ...group.criteria])]
  if ([question, ...fields].some(blankOption) || lines.some(isBlank)) found.push('option')
  if (fields.some(isBlank)) found.push('column')
  if (condition && !isWhole(condition)) found.push('condition')
  return found
}

function isWhole(condition: Condition): boolean {
  if (condition.op === 'all' || condition.op === 'any') return condition.conditions.every(isWhole)
  return condition.op === 'not' ? isWhole(condition.condition) : !('question' in condition) || isFinished(condition)
}

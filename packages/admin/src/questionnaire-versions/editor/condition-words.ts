import type { Condition, QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { questionMap } from '@essaim/shared/questionnaires/questions.ts'
import { t } from '../../lib/i18n.ts'
import { type Bench, choicesOf, questionLabel } from './bench.ts'

/** A condition as a sentence, however deep it is. */
export function conditionInWords(condition: Condition, content: QuestionnaireContent, terms: Bench['terms']): string {
  const inner = (one: Condition) => {
    const words = conditionInWords(one, content, terms)
    return 'conditions' in one ? `(${words})` : words
  }
  if (condition.op === 'all' || condition.op === 'any')
    return condition.conditions.map(inner).join(` ${t(`edit.condition.${condition.op}.word`)} `)
  if (condition.op === 'not') return t('edit.condition.not', { condition: inner(condition.condition) })
  if (!('question' in condition)) return ''
  const asked = questionMap(content).get(condition.question)
  const choices = asked ? choicesOf(asked, terms) : []
  const word = (value: unknown): string => {
    if (typeof value === 'boolean') return t(value ? 'value.yes' : 'value.no')
    return choices.find((choice) => choice.value === value)?.label ?? String(value)
  }
  const value = 'value' in condition ? [condition.value].flat().map(word).join(', ') : ''
  return t(`edit.condition.words.${condition.op}`, { question: questionLabel(content, condition.question), value })
}

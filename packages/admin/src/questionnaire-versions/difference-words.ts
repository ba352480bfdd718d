import type { Audience } from '@essaim/shared/audience.ts'
import type { Condition, QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { t, tOr } from '../lib/i18n.ts'
import { questionLabel } from './editor/bench.ts'
import { conditionInWords } from './editor/condition-words.ts'

const EMPTY: QuestionnaireContent = { sections: [] }
const NAMED: Record<string, string> = {
  kind: 'question.kind.',
  required: 'question.required.',
  audience: 'audience.',
  binding: 'edit.binding.',
  prefill: 'edit.prefill.',
  search: 'edit.search.',
}

/** What a member was or is, to be read; null where that is nothing, or more than a line can say. */
export function valueInWords(
  member: string | undefined,
  value: unknown,
  content: QuestionnaireContent = EMPTY,
): string | null {
  if (value === null || value === undefined || value === false) return null
  if (value === true) return t('value.yes')
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return tOr(`${NAMED[member ?? ''] ?? ''}${value}`, value)
  if (member === 'condition') return conditionInWords(value as Condition, content, new Map())
  if (typeof value !== 'object') return null
  if ('from' in value) {
    const { from, ceiling } = value as { from: string; ceiling: Audience }
    return t('difference.audience', { question: questionLabel(content, from), ceiling: t(`audience.${ceiling}`) })
  }
  if (!('fr' in value)) return null
  const { fr, en } = value as { fr: string; en: string | null }
  return en ? `${fr} (${en})` : fr
}

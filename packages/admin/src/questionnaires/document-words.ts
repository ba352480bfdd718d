import type { InnovationDocument } from '@essaim/shared/documents.ts'
import type { Question } from '@essaim/shared/questionnaires/model.ts'
import type { Language } from './words.ts'

/** Where a document keeps the answer to a question: under its binding (`contact.name`), else among the details. */
export function valueInDocument(document: InnovationDocument, question: Pick<Question, 'code' | 'binding'>): unknown {
  const { details, ...members } = document
  // some bindings, as `tags`, have no member of their own
  if (!question.binding || !((question.binding.split('.')[0] as string) in members))
    return (details as Record<string, unknown>)[question.code]
  return question.binding
    .split('.')
    .reduce<unknown>((inner, name) => (inner as Record<string, unknown> | null | undefined)?.[name], members)
}

/** A value of a document in words: labels of terms, names of places, lists and groups; nothing for what is unknown. */
export function valueInWords(value: unknown, language: Language): string {
  if (value === null || value === undefined || typeof value === 'boolean') return ''
  if (typeof value === 'string') return value
  if (typeof value === 'number') return value.toLocaleString(language)
  if (Array.isArray(value))
    return value
      .map((one) => valueInWords(one, language))
      .filter(Boolean)
      .join(', ')
  const { label, name, id: _, ...inner } = value as Record<string, unknown>
  if (typeof label === 'object' && label !== null) {
    const { fr, en } = label as { fr: string; en: string | null }
    return (language === 'en' && en) || fr
  }
  return typeof name === 'string'
    ? name
    : Object.values(inner)
        .map((one) => valueInWords(one, language))
        .filter(Boolean)
        .join(' – ')
}

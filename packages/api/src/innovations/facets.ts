import type { Answers, Question } from '@essaim/shared/questionnaires/model.ts'
import type { Terms } from '../vocabularies/terms.ts'

// The filters of the directory, by the member of the record that feeds them.
const FACETS: Record<string, string> = {
  main_theme: 'theme',
  themes: 'theme',
  publics: 'public',
  stage: 'stage',
  departments: 'department',
  categories: 'category',
}

/** The codes by which a question lets its record be found: the directory's own filters, and `question:code` for other facets. */
export function facetsOf(question: Question, value: unknown, terms: Terms): string[] {
  const codesOf = (inner: unknown): string[] =>
    [inner]
      .flat()
      .flatMap((one) =>
        typeof one === 'object' && one !== null && 'code' in one
          ? [String(one.code)]
          : typeof one === 'boolean' || typeof one === 'string'
            ? [String(one)]
            : [],
      )
  const name = FACETS[question.binding ?? '']
  if (name) {
    const codes = codesOf(value)
    return codes
      .flatMap((code) => (question.vocabulary ? terms.withParents(question.vocabulary, code) : [code]))
      .map((code) => `${name}:${code}`)
  }
  const ofFields = (question.fields ?? []).flatMap((field) => {
    const filter = FACETS[field.binding ?? '']
    return filter
      ? (value as Answers[]).flatMap((item) => codesOf(item[field.code])).map((code) => `${filter}:${code}`)
      : []
  })
  return question.facet && question.kind !== 'repeat'
    ? [...ofFields, ...codesOf(value).map((code) => `${question.code}:${code}`)]
    : ofFields
}

import { isAnswered } from '@essaim/shared/questionnaires/conditions.ts'
import type { Answers, Field, Question } from '@essaim/shared/questionnaires/model.ts'
import type { RecordFacts } from './record-facts.ts'

const LISTS: readonly string[] = ['multichoice', 'tags', 'repeat']

/** What stands for a value that is unknown, or hidden: nobody can tell which. */
export const unknownOf = (asked: Question | Field): null | [] => (LISTS.includes(asked.kind) ? [] : null)

/** A value as readers get it: codes with their labels, communes with their names, groups without the fields that are not theirs. */
export function readable(
  asked: Question | Field,
  value: unknown,
  facts: RecordFacts,
  mayReadField: (field: Field, group: Question) => boolean,
): unknown {
  const { terms } = facts
  const coded = (code: unknown): unknown => {
    const own = asked.options?.find((option) => option.code === code)
    return own
      ? { code: own.code, label: { fr: own.label.fr, en: own.label.en ?? null } }
      : terms.coded(asked.vocabulary ?? '', String(code))
  }
  switch (asked.kind) {
    case 'choice':
      return coded(value)
    case 'multichoice':
      return (value as unknown[]).map(coded)
    case 'departement':
      return terms.coded('departements', String(value))
    case 'commune':
      return facts.commune(String(value))
    case 'repeat': {
      const fields = ((asked as Question).fields ?? []).filter(
        (field) => field.kind !== 'file' && mayReadField(field, asked as Question),
      )
      return (value as Answers[])
        .map((item) => {
          const answered = fields.filter((field) => isAnswered(item[field.code]))
          if (answered.length === 0) return null
          const all = ((asked as Question).fields ?? []).filter((field) => field.kind !== 'file')
          return {
            id: item.id,
            ...Object.fromEntries(all.map((field) => [field.code, unknownOf(field)])),
            ...Object.fromEntries(
              answered.map((field) => [field.code, readable(field, item[field.code], facts, mayReadField)]),
            ),
          }
        })
        .filter((item) => item !== null)
    }
    default:
      return value
  }
}

/** Every text in a readable value, for search: what people wrote, not the labels of lists nor the ids of lines. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(textsIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([member, inner]) =>
    member === 'id' || member === 'code' || member === 'en' ? [] : textsIn(inner),
  )
}

import { LONGEST } from '@essaim/shared/questionnaires/formats.ts'
import type { Field, Question } from '@essaim/shared/questionnaires/model.ts'
import type { Space } from '../print/sheet.ts'
import type { StoredTerm, Terms } from '../vocabularies/terms.ts'

/** More choices than this are not printed one by one. */
const MOST_BOXES = 40
const SHORTENED = 12
/** A table of more columns than this has no room to write in. */
const MOST_COLUMNS = 4

/** What a list offers on paper: all of it, or its main terms, and how many are left out. */
type Offered = { items: { label: string; help: string }[]; left_out: number }

export function choicesOf({ options, vocabulary }: Question | Field, terms: Terms): Offered {
  if (options) return shortened(options.map(({ label, help }) => ({ label: label.fr, help: help?.fr ?? '' })))
  const all = terms.list(vocabulary ?? '').filter(({ in_force }) => in_force)
  const items = (some: StoredTerm[]) => some.map(({ label }) => ({ label: label.fr, help: '' }))
  const roots = all.filter(({ parent }) => parent === null)
  if (all.length > MOST_BOXES && roots.length > 1 && roots.length <= MOST_BOXES)
    return { items: items(roots), left_out: all.length - roots.length }
  return shortened(items(all))
}

const shortened = (items: Offered['items']): Offered =>
  items.length <= MOST_BOXES
    ? { items, left_out: 0 }
    : { items: items.slice(0, SHORTENED), left_out: items.length - SHORTENED }

/** The room that a question needs on paper. */
export function spacesOf(question: Question, terms: Terms): Space[] {
  switch (question.kind) {
    case 'boolean':
      return [boxes('Oui', 'Non')]
    case 'consent':
      return [boxes('Oui')]
    case 'choice':
    case 'multichoice': {
      if (question.vocabulary === 'departements') return [lines(2)]
      const { items, left_out } = choicesOf(question, terms)
      if (left_out === 0) return [{ kind: 'boxes', items, note: '' }]
      const note = `${left_out} autres choix, plus précis, sont proposés en ligne. Le vôtre, en quelques mots :`
      return [{ kind: 'boxes', items, note }, lines(1)]
    }
    case 'longtext':
      return [lines(linesFor(question))]
    case 'repeat': {
      const fields = (question.fields ?? []).map(({ label }) => label.fr)
      return fields.length > MOST_COLUMNS
        ? [{ kind: 'forms', fields, times: 2 }]
        : [{ kind: 'table', columns: fields, rows: Math.min(4, question.max_items ?? 4) }]
    }
    case 'grid':
      return [
        {
          kind: 'grid',
          scale: question.grid?.scale.map(({ label }) => label.fr) ?? [],
          groups:
            question.grid?.groups.map(({ label, help, criteria }) => ({
              title: label.fr,
              help: help?.fr ?? '',
              rows: criteria.map((one) => one.label.fr),
            })) ?? [],
        },
      ]
    case 'file':
      return []
    default:
      return [lines(1)]
  }
}

const lines = (count: number): Space => ({ kind: 'lines', count })
const boxes = (...labels: string[]): Space => ({
  kind: 'boxes',
  items: labels.map((label) => ({ label, help: '' })),
  note: '',
})
// some eighty handwritten letters to a line
const linesFor = ({ max_length }: Question): number =>
  Math.min(8, Math.max(4, Math.ceil((max_length ?? LONGEST.longtext ?? 1000) / 2 / 80)))

import type { Label } from '../schema.ts'
import type { OptionMapping } from './drafts.ts'
import type { Answers, Field, Question, QuestionnaireContent, TermLookup } from './model.ts'
import { questionMap } from './questions.ts'
import { shapeFaults } from './shape.ts'

/** An answer, or what was taken out of one, that the newer version has no place for. */
export type Outdated = {
  question: string
  label: Label
  value: unknown
  reason: 'removed_question' | 'removed_option' | 'kind_changed'
}
/** What becomes of answers in a newer version: the values that change (null: taken out), and what was put aside. */
export type Moved = { changes: Answers; outdated: Outdated[] }

/**
 * Carries answers over to a newer version: renamed options are rewritten, what still fits is kept, and all the rest is
 * put aside as it was. `steps` are the renamings of each version on the way, the oldest first.
 */
export function moveAnswers(
  from: QuestionnaireContent,
  to: QuestionnaireContent,
  steps: OptionMapping[][],
  answers: Answers,
  terms: TermLookup,
): Moved {
  const moved: Moved = { changes: {}, outdated: [] }
  const was = questionMap(from)
  const is = questionMap(to)
  for (const [code, value] of Object.entries(answers)) {
    if (value === null || value === undefined) continue
    const old = was.get(code)
    const now = is.get(code)
    const label = old?.label ?? { fr: code, en: null }
    const aside = (what: unknown, reason: Outdated['reason']) =>
      moved.outdated.push({ question: code, label, value: what, reason })
    if (!now) {
      moved.changes[code] = null
      aside(value, 'removed_question')
      continue
    }
    const renamed = steps.reduce<unknown>((one, mappings) => rename(now, one, mappings), value)
    const fits = (one: unknown) => shapeFaults(to, { [code]: one }, terms).length === 0
    if (fits(renamed)) {
      if (renamed !== value) moved.changes[code] = renamed
      continue
    }
    if (old && old.kind !== now.kind) {
      moved.changes[code] = null
      aside(value, 'kind_changed')
      continue
    }
    const kept = prune(renamed, fits)
    moved.changes[code] = kept
    aside(putAside(value, renamed, kept), 'removed_option')
  }
  return moved
}

function rename(asked: Question | Field, value: unknown, mappings: OptionMapping[], group = ''): unknown {
  const table = new Map(
    mappings.filter(({ question }) => question === `${group}${asked.code}`).map(({ from, to }) => [from, to]),
  )
  if (typeof value === 'string') return table.get(value) ?? value
  if (!Array.isArray(value)) return value
  if (value.every((one) => typeof one === 'string')) {
    if (!value.some((one) => table.has(one))) return value
    return [...new Set(value.map((one) => table.get(one) ?? one))]
  }
  const fields = ('fields' in asked ? asked.fields : undefined) ?? []
  const named = mappings.filter(({ question }) => question.startsWith(`${asked.code}.`))
  if (named.length === 0) return value
  return value.map((line: unknown) => {
    if (typeof line !== 'object' || line === null) return line
    const cells = { ...(line as Record<string, unknown>) }
    for (const field of fields)
      if (Object.hasOwn(cells, field.code))
        cells[field.code] = rename(field, cells[field.code], named, `${asked.code}.`)
    return cells
  })
}

/** What of a value still fits: the codes of a list, the cells of each line, the criteria of a grid; null when nothing does. */
function prune(value: unknown, fits: (value: unknown) => boolean): unknown {
  if (Array.isArray(value)) {
    const kept = value
      .map((one: unknown) =>
        typeof one === 'object' && one !== null && !fits([one]) ? pruneMembers(one, (line) => fits([line])) : one,
      )
      .filter((one) => one !== null && fits([one]))
    return kept.length > 0 && fits(kept) ? kept : null
  }
  return typeof value === 'object' && value !== null ? pruneMembers(value, fits) : null
}

function pruneMembers(value: object, fits: (value: unknown) => boolean): Record<string, unknown> | null {
  const kept: Record<string, unknown> = {}
  for (const [code, cell] of Object.entries(value)) {
    if (fits({ [code]: cell })) kept[code] = cell
    else if (Array.isArray(cell)) {
      const some = cell.filter((one) => fits({ [code]: [one] }))
      if (some.length > 0) kept[code] = some
    }
  }
  return Object.keys(kept).some((code) => code !== 'id') ? kept : null
}

// Of a list of codes only those taken out; of anything composed, the whole as it was.
function putAside(value: unknown, renamed: unknown, kept: unknown): unknown {
  if (!Array.isArray(kept) || !Array.isArray(renamed) || renamed.some((one) => typeof one !== 'string')) return value
  return renamed.filter((one) => !kept.includes(one))
}

/** A value to be read, in French, by the labels of the version that it was written for. */
export function inWords(
  asked: Question | Field,
  value: unknown,
  termLabel: (vocabulary: string, code: string) => string,
): string {
  if (typeof value === 'boolean') return value ? 'oui' : 'non'
  if (Array.isArray(value)) {
    const lines = value.map((one) => inWords(asked, one, termLabel))
    return lines.join(value.some((one) => typeof one === 'object') ? '\n' : ', ')
  }
  if (typeof value === 'object' && value !== null) {
    const fields: (Question | Field)[] = ('fields' in asked ? asked.fields : undefined) ?? []
    const criteria = 'grid' in asked ? (asked.grid?.groups.flatMap((group) => group.criteria) ?? []) : []
    const scale = 'grid' in asked ? (asked.grid?.scale ?? []) : []
    return Object.entries(value)
      .filter(([code, cell]) => code !== 'id' && cell !== null)
      .map(([code, cell]) => {
        const field = fields.find((one) => one.code === code)
        if (field) return `${field.label.fr} : ${inWords(field, cell, termLabel)}`
        const criterion = criteria.find((one) => one.code === code)
        return `${criterion?.label.fr ?? code} : ${scale.find((step) => step.code === cell)?.label.fr ?? String(cell)}`
      })
      .join(' ; ')
  }
  const text = String(value)
  const option = asked.options?.find(({ code }) => code === text)
  if (option) return option.label.fr
  if (asked.kind === 'departement') return termLabel('departements', text)
  return asked.vocabulary ? termLabel(asked.vocabulary, text) : text
}

import { askedAt } from '@essaim/shared/questionnaires/check-draft.ts'
import type { Field, Question, QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { questionMap } from '@essaim/shared/questionnaires/questions.ts'
import type { Label } from '@essaim/shared/schema.ts'
import type { Term } from '@essaim/shared/vocabularies.ts'
import { createContext, useContext } from 'react'
import { labelOf } from '../../lib/i18n.ts'
import type { Written } from './renaming.ts'
import type { Chosen } from './structure.ts'

/** What the parts of the editor work on. */
export type Bench = {
  written: Written
  /** The version that is published, whose codes are for ever; none before the first publication. */
  base: QuestionnaireContent | null
  edit: (edit: (written: Written) => Written) => void
  chosen: Chosen
  choose: (chosen: Chosen, focus?: 'entry' | 'form') => void
  /** The chosen one goes on under another code. */
  recode: (chosen: Chosen) => void
  vocabularies: { code: string; label: Label }[]
  terms: ReadonlyMap<string, Term[]>
}

export const BenchContext = createContext<Bench | null>(null)

export function useBench(): Bench {
  const bench = useContext(BenchContext)
  if (!bench) throw new Error('a part of the editor stands outside of it')
  return bench
}

/** What is asked, as a form changes it: a question, or a column of a group. */
export type Asked = Question | Field
export type AskedProps = {
  asked: Asked
  /** `question` or `group.column`. */
  place: string
  change: (next: Asked) => void
}

/** An object with that member; without it where there is nothing to say. */
export function put<T extends object, K extends keyof T>(one: T, member: K, value: T[K] | null | undefined): T {
  const { [member]: _, ...rest } = one
  return (value === undefined || value === null || value === false ? rest : { ...rest, [member]: value }) as T
}

/** Whether answers may exist to this question or column. */
export const isPublished = (base: QuestionnaireContent | null, place: string): boolean =>
  base !== null && askedAt(base, place) !== undefined

/** The options that answers may name. */
export const publishedOptions = (base: QuestionnaireContent | null, place: string): ReadonlySet<string> =>
  new Set((base && askedAt(base, place)?.options)?.map(({ code }) => code))

/** What a question of choice offers, in words. */
export function choicesOf(asked: Asked, terms: Bench['terms']): { value: string; label: string }[] {
  const vocabulary = asked.kind === 'departement' ? 'departements' : asked.vocabulary
  const offered = asked.options ?? (vocabulary ? (terms.get(vocabulary) ?? []) : [])
  return offered.map(({ code, label }) => ({ value: code, label: labelOf(label) || code }))
}

/** The words of a question, by its code. */
export const questionLabel = (content: QuestionnaireContent, code: string): string =>
  labelOf(questionMap(content).get(code)?.label) || code

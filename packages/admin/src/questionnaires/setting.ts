import type { Field, Question, TermLookup } from '@essaim/shared/questionnaires/model.ts'
import type { Coded, Label } from '@essaim/shared/schema.ts'
import type { Commune } from '@essaim/shared/vocabularies.ts'
import { createContext, useContext } from 'react'
import type { FileDesk } from './file-desk.ts'
import { frenchSpaces } from './typography.ts'
import { type Language, type Words, wordsIn } from './words.ts'

/** The terms in force of each vocabulary that a question names, in order. */
export type Vocabularies = Record<string, Coded[]>

/** Finds communes by the beginning of their name or a postal code, or those of known codes. */
export type CommuneSource = (asked: { q: string } | { codes: string[] }, signal?: AbortSignal) => Promise<Commune[]>

export type Setting = {
  language: Language
  words: Words
  vocabularies: Vocabularies
  communes: CommuneSource
  /** Where files are sent to and read from; without it, they are only told of. */
  upload?: FileDesk | null | undefined
}

const noCommunes: CommuneSource = async () => []
export const SettingContext = createContext<Setting>({
  language: 'fr',
  words: wordsIn('fr'),
  vocabularies: {},
  communes: noCommunes,
})
export const useSetting = (): Setting => useContext(SettingContext)

export const labelIn = (label: Label | null | undefined, language: Language): string =>
  (language === 'en' && label?.en) || frenchSpaces(label?.fr ?? '')

export type Choice = { value: string; label: string; hint?: string | undefined; help?: string | undefined }

/** What a question of choice offers, in the language of the page. */
export function choicesOf(
  asked: Question | Field,
  { language, vocabularies }: Pick<Setting, 'language' | 'vocabularies'>,
): Choice[] {
  if (asked.options)
    return asked.options.map(({ code, label, help }) => ({
      value: code,
      label: labelIn(label, language),
      help: labelIn(help, language) || undefined,
    }))
  const vocabulary = asked.kind === 'departement' ? 'departements' : (asked.vocabulary ?? '')
  const isNumbered = vocabulary === 'departements'
  return (vocabularies[vocabulary] ?? []).map(({ code, label }) => ({
    value: code,
    label: labelIn(label, language),
    hint: isNumbered ? code : undefined,
  }))
}

/** The terms at hand, for the checks; communes and files are the server's to judge. */
export const termsIn =
  (vocabularies: Vocabularies): TermLookup =>
  (vocabulary, code) =>
    vocabulary === 'communes' ||
    vocabulary === 'files' ||
    (vocabularies[vocabulary] ?? []).some((term) => term.code === code)

/** A commune as it is shown everywhere: names repeat, départements tell them apart. */
export const communeLabel = ({ name, department, code }: Commune, language: Language): string =>
  `${name} (${department ? `${department.code} ${labelIn(department.label, language)}` : code})`

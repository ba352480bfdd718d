import type { QuestionKind } from './kinds.ts'

/** The members of a record that an answer may feed, each with the kinds of question that can feed it. */
export const BINDINGS = {
  title: ['text'],
  pitch: ['text', 'longtext'],
  summary: ['text', 'longtext'],
  nature: ['choice'],
  main_theme: ['choice'],
  themes: ['multichoice'],
  publics: ['multichoice'],
  stage: ['choice'],
  scale: ['choice'],
  departments: ['multichoice'],
  main_department: ['departement'],
  started_on: ['month', 'date'],
  ended_on: ['month', 'date'],
  'contact.name': ['text'],
  'contact.function': ['text'],
  'contact.email': ['email'],
  'contact.telephone': ['tel'],
  license: ['choice'],
  reach: ['choice'],
  'bearer.name': ['text'],
  'bearer.siren': ['siren'],
  'bearer.commune': ['commune'],
  categories: ['choice', 'multichoice'],
  tags: ['tags'],
} as const satisfies Record<string, readonly QuestionKind[]>
export type Binding = keyof typeof BINDINGS

/** What may pre-fill a question, of the association or of the person who begins the answer, each with the kinds that can hold it. */
export const PREFILLS = {
  name: ['text'],
  short_name: ['text'],
  siren: ['siren'],
  rna: ['rna'],
  finess_ej: ['finess'],
  commune: ['commune'],
  department: ['departement'],
  website: ['url'],
  email: ['email'],
  telephone: ['tel'],
  'contact.name': ['text'],
  'contact.function': ['text'],
  'contact.email': ['email'],
  'contact.telephone': ['tel'],
} as const satisfies Record<string, readonly QuestionKind[]>
export type Prefill = keyof typeof PREFILLS

import { type Static, Type } from '@sinclair/typebox'
import { Code, Coded, closed, Day, Label, nullable, PageQuery, pageOf, ref, repeated, text } from './schema.ts'

export const Term = closed(
  {
    code: Type.String({ maxLength: 80, examples: ['ecole-inclusive'] }),
    label: ref(Label),
    parent: nullable(Type.String({ maxLength: 80 })),
    position: Type.Integer(),
    synonyms: Type.Array(Type.String({ maxLength: 200 }), { maxItems: 200 }),
    mappings: Type.Unsafe<Record<string, unknown>>({
      type: 'object',
      additionalProperties: true,
      description: 'Codes of other lists, by list.',
    }),
    attributes: Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true }),
    valid_from: nullable(Day),
    valid_until: nullable(Day),
    replaced_by: nullable(Type.String({ maxLength: 80 })),
  },
  { $id: 'Term' },
)
export type Term = Static<typeof Term>

export const VocabularySummary = closed(
  {
    code: Code,
    label: ref(Label),
    source: nullable(Type.String({ maxLength: 2000 })),
    terms_count: Type.Integer({ minimum: 0 }),
  },
  { $id: 'VocabularySummary' },
)
export const Vocabulary = closed(
  {
    code: Code,
    label: ref(Label),
    source: nullable(Type.String({ maxLength: 2000 })),
    terms: Type.Array(ref(Term), { maxItems: 5000 }),
  },
  { $id: 'Vocabulary', description: 'A controlled list, with all its terms in order.' },
)
export type Vocabulary = Static<typeof Vocabulary>
export const VocabularyPage = pageOf(VocabularySummary, 'VocabularyPage')
export const VocabularyQuery = closed({ ...PageQuery })

const termFacts = {
  label: closed({ fr: text(500), en: Type.Optional(nullable(Type.String({ maxLength: 500 }))) }),
  parent: Type.Optional(nullable(Type.String({ maxLength: 80 }))),
  position: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
  synonyms: Type.Optional(Type.Array(text(200), { maxItems: 200, uniqueItems: true })),
  valid_until: Type.Optional(nullable(Day)),
  replaced_by: Type.Optional(nullable(Type.String({ maxLength: 80 }))),
}
export const TermCreation = closed({ code: Code, ...termFacts }, { $id: 'TermCreation' })
export type TermCreation = Static<typeof TermCreation>
export const TermPatch = closed({ ...termFacts, label: Type.Optional(termFacts.label) }, { $id: 'TermPatch' })
export type TermPatch = Static<typeof TermPatch>

export const Commune = closed(
  {
    code: Type.String({ maxLength: 5, examples: ['29232'] }),
    name: Type.String({ maxLength: 200, examples: ['Quimper'] }),
    department: nullable(ref(Coded)),
    postal_codes: Type.Array(Type.String({ maxLength: 5 }), { maxItems: 100 }),
  },
  { $id: 'Commune', description: 'A commune of the official list; always shown with its département, names repeat.' },
)
export type Commune = Static<typeof Commune>
export const CommunePage = pageOf(Commune, 'CommunePage')
export const CommuneQuery = closed({
  q: Type.Optional(
    text(100, {
      description: 'The beginning of a name, with or without accents, or a postal code.',
      examples: ['saint den'],
    }),
  ),
  code: repeated(Type.String({ pattern: '^(\\d{2}|2[AB])\\d{3}$', maxLength: 5 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: 10 })),
})

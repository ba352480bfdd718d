import { type Static, Type } from '@sinclair/typebox'
import { LETTER_KINDS } from './campaigns.ts'
import { closed, Day, Instant, nullable, oneOf, ref, text, Uuid } from './schema.ts'

/** What a letter may say between two pairs of braces; anything else is refused when it is written. */
export const LETTER_VARIABLES = [
  'salutation',
  'association',
  'campaign',
  'purpose',
  'opens_on',
  'closes_on',
  'minutes',
  'link',
  'federation',
  'delegation',
  'title',
  'public_url',
  'record_pdf',
  'site_text',
  'blank_pdf',
  'blank_docx',
] as const
export type LetterVariable = (typeof LETTER_VARIABLES)[number]

const Reference = Type.String({ minLength: 1, maxLength: 60, pattern: '\\S', examples: ['2026-11/042'] })

export const Signatory = closed(
  {
    name: text(120, { examples: ['Camille Exemple'] }),
    office: nullable(text(120, { examples: ['Présidence'] })),
  },
  { $id: 'Signatory', description: 'Who signs a letter; several sign side by side.' },
)
export type Signatory = Static<typeof Signatory>

const words = {
  reference: nullable(Reference),
  dated_on: nullable(Day, { description: 'The day that the letter bears; null: the day on which it leaves.' }),
  subject: text(200, { examples: ['Ouverture du recensement des innovations'] }),
  body: text(20_000, {
    description: `Markdown. Between two pairs of braces: ${LETTER_VARIABLES.join(', ')}.`,
    examples: ['{{salutation}}\n\nLe recensement ouvre le {{opens_on}}.\n\n{{link}}'],
  }),
  signatories: Type.Array(ref(Signatory), { maxItems: 4 }),
}

export const LetterPut = closed(words, { $id: 'LetterPut' })
export type LetterPut = Static<typeof LetterPut>

export const Letter = closed(
  {
    kind: oneOf(LETTER_KINDS),
    ...words,
    variables: Type.Array(oneOf(LETTER_VARIABLES), {
      maxItems: LETTER_VARIABLES.length,
      description: 'The names that the subject and the body may hold.',
    }),
    updated_at: nullable(Instant, { description: 'Null while the letter is the one proposed.' }),
  },
  { $id: 'Letter', description: 'What one kind of letter says in a campaign.' },
)
export type Letter = Static<typeof Letter>

export const Letters = closed(
  { items: Type.Array(ref(Letter), { maxItems: LETTER_KINDS.length }) },
  { $id: 'Letters', description: 'The letters of a campaign, in the order in which they are received.' },
)
export type Letters = Static<typeof Letters>

export const LetterPreviewRequest = closed(
  {
    invitation_id: Type.Optional(Uuid),
    letter: Type.Optional({ ...ref(LetterPut), description: 'The words while they are being written.' }),
  },
  {
    $id: 'LetterPreviewRequest',
    description:
      'Whom the letter would speak to, without it an example association; and its words, without them those that are kept.',
  },
)
export type LetterPreviewRequest = Static<typeof LetterPreviewRequest>

export const LetterPreview = closed(
  {
    subject: Type.String({ maxLength: 1000 }),
    text: Type.String({ maxLength: 100_000 }),
    html: Type.String({ maxLength: 400_000 }),
  },
  { $id: 'LetterPreview', description: 'A letter as it would be received; its links lead nowhere.' },
)
export type LetterPreview = Static<typeof LetterPreview>

export const LetterTest = closed(
  { recipient: Type.String({ maxLength: 254 }) },
  { $id: 'LetterTest', description: 'The address to which the test goes: one’s own.' },
)
export type LetterTest = Static<typeof LetterTest>

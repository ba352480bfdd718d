import { type Static, Type } from '@sinclair/typebox'
import { InnovationDocument } from './documents.ts'
import { INNOVATION_STATES } from './innovation-states.ts'
import { closed, Instant, Named, nullable, oneOf, PageQuery, pageOf, ref, text, Uuid } from './schema.ts'
import { SignedOff, SUBMISSION_STATES } from './submissions.ts'
import { SeenBy } from './usage.ts'

export const SignOffRequest = closed(
  {
    token: Type.String({ minLength: 20, maxLength: 200, description: 'What follows `#` in the link of the message.' }),
  },
  { $id: 'SignOffRequest' },
)

export const SignOff = closed(
  {
    submission: closed({ id: Uuid, title: nullable(Type.String({ maxLength: 20000 })) }),
    association: ref(Named),
    signed_off: ref(SignedOff),
  },
  { $id: 'SignOff', description: 'The hand-in that was approved, and by whom.' },
)
export type SignOff = Static<typeof SignOff>

export const SimilarQuery = closed({ title: Type.String({ minLength: 3, maxLength: 300 }) })

const Url = Type.String({ maxLength: 500 })
export const SimilarList = closed(
  {
    items: Type.Array(
      closed({
        kind: oneOf(['submission', 'innovation']),
        id: Uuid,
        title: Type.String({ maxLength: 20000 }),
        association: nullable(ref(Named)),
        own: Type.Boolean({ description: 'Of the same association.' }),
        state: oneOf([...new Set([...SUBMISSION_STATES, ...INNOVATION_STATES])] as string[]),
        url: nullable(Url, { description: 'Where it is read; null where only members may.' }),
      }),
      { maxItems: 8 },
    ),
    next: Type.Null(),
  },
  { $id: 'SimilarList', description: 'What is known already under a like title, one’s own first.' },
)
export type SimilarList = Static<typeof SimilarList>

export const PREVIEW_AUDIENCES = ['public', 'partners', 'members'] as const
export const PreviewQuery = closed({
  audience: Type.Optional(oneOf(PREVIEW_AUDIENCES, { default: 'public' })),
})
export const Preview = closed(
  { document: nullable(ref(InnovationDocument)) },
  { $id: 'Preview', description: 'The record as an audience would read it; null: it would not.' },
)
export type Preview = Static<typeof Preview>

export const CONFIRMATION_ANSWERS = ['still_true', 'changed', 'stopped', 'taken_up_elsewhere'] as const
export type ConfirmationAnswer = (typeof CONFIRMATION_ANSWERS)[number]

const answered = {
  answer: oneOf(CONFIRMATION_ANSWERS),
  note: nullable(Type.String({ maxLength: 2000 })),
  at: Instant,
}

export const OwnRecord = closed(
  {
    id: Uuid,
    title: nullable(Type.String({ maxLength: 20000 })),
    state: oneOf(INNOVATION_STATES),
    url: nullable(Url),
    canonical_url: nullable(Url),
    published_at: nullable(Instant),
    confirmed_at: nullable(Instant, { description: 'When the association last said that it holds.' }),
    stale_since: nullable(Instant, {
      description: 'Since when its readers are told that it is not confirmed, though the association was asked.',
    }),
    last_answer: nullable(closed(answered), { description: 'What the association last said of it.' }),
    seen_by: Type.Array(ref(SeenBy), {
      maxItems: 1000,
      description: 'The partners that it reached, the last one first.',
    }),
    sent_to: Type.Array(
      closed({ recipient: Type.String({ maxLength: 500 }), sent_at: Instant, version: Type.Integer({ minimum: 1 }) }),
      { maxItems: 1000, description: 'The authorities to whom the federation has sent it, the last first.' },
    ),
  },
  { $id: 'OwnRecord', description: 'A record of one’s own association.' },
)
export type OwnRecord = Static<typeof OwnRecord>
export const OwnRecordPage = pageOf(OwnRecord, 'OwnRecordPage')
export const OwnRecordQuery = closed(PageQuery)

export const PublishedOwnRecord = closed(
  {
    ...OwnRecord.properties,
    text: nullable(Type.String({ maxLength: 20000 }), {
      description: 'A short text in French for the association’s own site; null unless published.',
    }),
  },
  { $id: 'PublishedOwnRecord' },
)
export type PublishedOwnRecord = Static<typeof PublishedOwnRecord>

export const ConfirmationRequest = closed(
  { answer: answered.answer, note: Type.Optional(text(2000)) },
  { $id: 'ConfirmationRequest', examples: [{ answer: 'still_true' }] },
)
export type ConfirmationRequest = Static<typeof ConfirmationRequest>

export const Confirmation = closed(
  {
    id: Uuid,
    innovation_id: Uuid,
    ...answered,
    submission_id: nullable(Uuid, { description: 'The draft that `changed` began, or found begun.' }),
    state: oneOf(INNOVATION_STATES, { description: 'Of the record, now.' }),
    confirmed_at: nullable(Instant),
  },
  { $id: 'Confirmation', description: 'What an association said of its published record.' },
)
export type Confirmation = Static<typeof Confirmation>

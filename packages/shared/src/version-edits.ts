import { type Static, Type } from '@sinclair/typebox'
import { closed, Instant, Label, nullable, oneOf, PageQuery, pageOf, ref, repeated, text, Uuid } from './schema.ts'

/** Style alone, or the sense of what the association said. */
export const EDIT_NATURES = ['editorial', 'substantive'] as const
export type EditNature = (typeof EDIT_NATURES)[number]

export const EDIT_STATES = ['applied', 'proposed', 'accepted', 'refused', 'withdrawn'] as const
export type EditState = (typeof EDIT_STATES)[number]

export const EDIT_DECISIONS = ['accepted', 'refused'] as const
export type EditDecision = (typeof EDIT_DECISIONS)[number]

const value = (description: string) => Type.Unsafe<unknown>({ description })

export const VersionEdit = closed(
  {
    id: Uuid,
    question: Type.String({ maxLength: 80 }),
    label: ref(Label),
    nature: oneOf(EDIT_NATURES),
    reason: nullable(Type.String({ maxLength: 2000 })),
    before: value('The answer that was edited; null: none.'),
    after: value('What the edit makes of it; null removes it.'),
    state: oneOf(EDIT_STATES, {
      description:
        '`applied`: an editorial edit, in the version at once. `proposed`: a substantive one, kept beside until the association has decided.',
    }),
    refused_because: nullable(Type.String({ maxLength: 2000 })),
    decided_at: nullable(Instant),
    created_at: Instant,
  },
  { $id: 'VersionEdit', description: 'What the federation wrote into a record on the association’s behalf.' },
)
export type VersionEdit = Static<typeof VersionEdit>

export const OwnVersionEdit = closed(
  {
    ...VersionEdit.properties,
    innovation: closed({ id: Uuid, title: nullable(Type.String({ maxLength: 20000 })) }),
    number: Type.Integer({ minimum: 1, description: 'The version of the record.' }),
    submission_id: nullable(Uuid, { description: 'The answer that the version was made of.' }),
  },
  { $id: 'OwnVersionEdit', description: 'An edit of one of the association’s own records.' },
)
export type OwnVersionEdit = Static<typeof OwnVersionEdit>
export const OwnVersionEditPage = pageOf(OwnVersionEdit, 'OwnVersionEditPage')
export const OwnVersionEditQuery = closed({
  ...PageQuery,
  state: repeated(oneOf(EDIT_STATES)),
  innovation: repeated(Uuid),
})
export type OwnVersionEditQuery = Static<typeof OwnVersionEditQuery>

export const EditDecisionRequest = closed(
  {
    decision: oneOf(EDIT_DECISIONS),
    because: Type.Optional(text(2000, { description: 'Why it is refused.' })),
  },
  { $id: 'EditDecisionRequest', examples: [{ decision: 'accepted' }] },
)
export type EditDecisionRequest = Static<typeof EditDecisionRequest>

export const VersionEditParams = closed({
  id: Uuid,
  number: Type.Integer({ minimum: 1, maximum: 100_000 }),
  edit: Uuid,
})

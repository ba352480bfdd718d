import { type Static, Type } from '@sinclair/typebox'
import { ROLES } from './actors.ts'
import { closed, Instant, Named, nullable, oneOf, PageQuery, pageOf, ref, Uuid } from './schema.ts'

export const ACTOR_KINDS = ['anonymous', 'staff', 'respondent', 'key', 'operator', 'job'] as const

/** On what something was done, as far as a request tells. */
export const AGENTS = ['computer', 'phone', 'script'] as const

export const Origin = closed(
  { network: Type.String({ maxLength: 80, examples: ['203.0.113.0/24'] }), agent: oneOf(AGENTS) },
  { $id: 'Origin', description: 'From where something was done: the network and the kind of device, not the address.' },
)
export type Origin = Static<typeof Origin>

/** What became of one answer; null: no answer. */
export type AnswerChange = { question: string; before: unknown; after: unknown }

export const Event = closed(
  {
    id: Uuid,
    at: Instant,
    actor: closed({
      kind: oneOf(ACTOR_KINDS),
      id: nullable(Uuid),
      name: nullable(Type.String({ maxLength: 300 })),
      roles: Type.Array(oneOf(ROLES), { maxItems: 4 }),
      on_behalf_of: nullable(ref(Named), {
        description: 'The absent member of staff for whom the actor stood in; null: nobody, or the detail is erased.',
      }),
    }),
    action: Type.String({ maxLength: 80, examples: ['submission.endorse'] }),
    subject: closed({ kind: Type.String({ maxLength: 80 }), id: nullable(Uuid) }),
    detail: nullable(Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true }), {
      description: 'What changed; null once erased.',
    }),
    origin: nullable(ref(Origin), {
      description: 'From where it was done; null where no request did it, and once erased.',
    }),
  },
  { $id: 'Event', description: 'An entry of the audit trail.' },
)
export type Event = Static<typeof Event>
export const EventPage = pageOf(Event, 'EventPage')
export const EventQuery = closed({
  ...PageQuery,
  subject_kind: Type.Optional(Type.String({ maxLength: 80 })),
  subject_id: Type.Optional(Uuid),
  actor_id: Type.Optional(Uuid),
  action: Type.Optional(Type.String({ maxLength: 80 })),
})

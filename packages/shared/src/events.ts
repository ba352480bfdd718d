import { type Static, Type } from '@sinclair/typebox'
import { ROLES } from './actors.ts'
import { closed, Instant, nullable, oneOf, PageQuery, pageOf, Uuid } from './schema.ts'

export const ACTOR_KINDS = ['anonymous', 'staff', 'respondent', 'key', 'operator', 'job'] as const

export const Event = closed(
  {
    id: Uuid,
    at: Instant,
    actor: closed({
      kind: oneOf(ACTOR_KINDS),
      id: nullable(Uuid),
      name: nullable(Type.String({ maxLength: 300 })),
      roles: Type.Array(oneOf(ROLES), { maxItems: 4 }),
    }),
    action: Type.String({ maxLength: 80, examples: ['submission.endorse'] }),
    subject: closed({ kind: Type.String({ maxLength: 80 }), id: nullable(Uuid) }),
    detail: nullable(Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true }), {
      description: 'What changed; null once erased.',
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

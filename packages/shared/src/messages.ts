import { type Static, Type } from '@sinclair/typebox'
import { DELIVERY_STATES } from './deliveries.ts'
import { closed, Instant, nullable, oneOf, ref, text, Uuid } from './schema.ts'

export const MESSAGE_KINDS = ['to_association', 'from_association', 'note'] as const
export type MessageKind = (typeof MESSAGE_KINDS)[number]

/** What staff write: to the association, or among themselves. */
export const STAFF_MESSAGE_KINDS = ['to_association', 'note'] as const

export const THREAD_STATES = ['open', 'locked'] as const
export const THREAD_TRANSITIONS = ['lock', 'unlock', 'settle'] as const
export type ThreadTransition = (typeof THREAD_TRANSITIONS)[number]

const Body = text(5000, { examples: ['Merci de nous dire combien de personnes sont accompagnées chaque année.'] })
const Writer = nullable(Type.String({ maxLength: 300 }))

export const Message = closed(
  {
    id: Uuid,
    kind: oneOf(MESSAGE_KINDS, { description: '`note`: among staff, never shown to the association.' }),
    body: Type.String({ maxLength: 5000 }),
    author: closed({ kind: oneOf(['staff', 'association']), name: Writer }),
    mine: Type.Boolean({ description: 'Whether the caller wrote it.' }),
    created_at: Instant,
    final_at: Instant,
    mail: nullable(oneOf(DELIVERY_STATES), {
      description: 'How the mail that carries it stands; null where there is none, and to the association.',
    }),
    transitions: Type.Array(oneOf(['take_back']), { maxItems: 1 }),
  },
  {
    $id: 'Message',
    description:
      'What was written about a submission. Until `final_at` its author can take it back, and the association does not see it.',
  },
)
export type Message = Static<typeof Message>

export const Thread = closed(
  {
    state: oneOf(THREAD_STATES),
    locked_at: nullable(Instant),
    locked_by: Writer,
    unanswered_since: nullable(Instant, {
      description: 'Since when the association waits for an answer; null: it does not.',
    }),
    may_write: Type.Array(oneOf(MESSAGE_KINDS), { maxItems: 2, description: 'What the caller may write now.' }),
    transitions: Type.Array(oneOf(THREAD_TRANSITIONS), { maxItems: 3 }),
    messages: Type.Array(ref(Message), { maxItems: 1000, description: 'The first one first.' }),
  },
  { $id: 'Thread', description: 'The exchange with the association about a submission; to staff, with their notes.' },
)
export type Thread = Static<typeof Thread>

export const MessageCreation = closed(
  { kind: oneOf(STAFF_MESSAGE_KINDS), body: Body },
  { $id: 'MessageCreation', description: '`to_association` is mailed to it, with a personal link to answer by.' },
)
export type MessageCreation = Static<typeof MessageCreation>

export const OwnMessageCreation = closed({ body: Body }, { $id: 'OwnMessageCreation' })
export type OwnMessageCreation = Static<typeof OwnMessageCreation>

export const MessageTransitionRequest = closed(
  { transition: oneOf(['take_back']) },
  { $id: 'MessageTransitionRequest' },
)

export const ThreadTransitionRequest = closed(
  { transition: oneOf(THREAD_TRANSITIONS) },
  { $id: 'ThreadTransitionRequest' },
)

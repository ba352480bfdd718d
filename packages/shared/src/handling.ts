import { type Static, Type } from '@sinclair/typebox'
import { closed, Instant, Named, nullable, oneOf, ref } from './schema.ts'

/** Whose move is awaited; nobody's once a submission is accepted, rejected or withdrawn. */
export const TURNS = ['association', 'delegation', 'headquarters', 'nobody'] as const
export type Turn = (typeof TURNS)[number]

/** How long a claim lasts after the last sign of life. */
export const CLAIM_MINUTES = 15

export const Claim = closed(
  { by: ref(Named), mine: Type.Boolean({ description: 'Held by the caller.' }), since: Instant, until: Instant },
  {
    $id: 'Claim',
    description:
      'Who works on a submission just now. It ends fifteen minutes after its last renewal, and whenever the state changes; it keeps nobody from anything.',
  },
)
export type Claim = Static<typeof Claim>

export const Interlocutor = closed(
  {
    name: nullable(Type.String({ maxLength: 200 }), { description: 'null: headquarters, nobody in particular.' }),
    regional_delegation: nullable(ref(Named), { description: 'null: headquarters.' }),
  },
  { $id: 'Interlocutor', description: 'Whom the association deals with.' },
)
export type Interlocutor = Static<typeof Interlocutor>

/** Who has to do something with a submission, since when, and who does. */
export const handlingMembers = {
  turn: oneOf(TURNS, {
    description:
      'Whose move is awaited: that of the association, of the delegation in charge, of headquarters, or nobody’s.',
  }),
  ours: Type.Boolean({ description: 'Whether the move is the caller’s: their own delegation’s, or headquarters’.' }),
  turn_since: Instant,
  due_at: nullable(Instant, { description: 'By when moderation should have moved; null: it is not its turn.' }),
  assignee: nullable(ref(Named), { description: 'Who of the staff follows it; null to anybody but staff.' }),
  claim: nullable(ref(Claim), { description: 'Who works on it just now; null to anybody but staff.' }),
}

import { type Static, Type } from '@sinclair/typebox'
import { CIVILITIES } from './associations.ts'
import { closed, Email, Instant, nullable, oneOf, ref, text, Uuid } from './schema.ts'

/** What became of an invitation, as `invitation_progress` derives it. */
export const OWN_INVITATION_STATES = [
  'pending',
  'sent',
  'bounced',
  'opened',
  'started',
  'submitted',
  'nothing_to_declare',
  'declined',
] as const

export const INVITATION_ANSWERS = ['declare_nothing', 'decline', 'take_back'] as const
export type InvitationAnswer = (typeof INVITATION_ANSWERS)[number]

/** How many colleagues an invitation may be passed on to. */
export const MOST_COLLEAGUES = 10

export const Colleague = closed(
  {
    id: Uuid,
    name: nullable(Type.String({ maxLength: 200 })),
    email: nullable(Type.String({ maxLength: 254 })),
    opened_at: nullable(Instant, { description: 'When the colleague first opened the link.' }),
    created_at: Instant,
  },
  { $id: 'Colleague', description: 'A colleague to whom the invitation was passed on.' },
)
export type Colleague = Static<typeof Colleague>

export const ColleagueList = closed(
  {
    items: Type.Array(ref(Colleague), { maxItems: MOST_COLLEAGUES }),
    next: nullable(Type.String({ maxLength: 1000 })),
  },
  { $id: 'ColleagueList' },
)

export const ColleagueCreation = closed(
  { name: text(200), email: Email, message: Type.Optional(nullable(Type.String({ maxLength: 1000 }))) },
  { $id: 'ColleagueCreation' },
)
export type ColleagueCreation = Static<typeof ColleagueCreation>

/** The campaign behind the link, and what was answered to it. */
export const OwnInvitation = closed(
  {
    campaign: nullable(
      closed({
        id: Uuid,
        name: Type.String({ maxLength: 500 }),
        purpose: nullable(Type.String({ maxLength: 20_000 })),
        opens_at: nullable(Instant),
        closes_at: nullable(Instant),
        state: oneOf(['draft', 'scheduled', 'open', 'closed']),
      }),
      { description: 'Null: the link was made by hand, outside any campaign.' },
    ),
    state: nullable(oneOf(OWN_INVITATION_STATES)),
    nothing_declared_at: nullable(Instant),
    declined_at: nullable(Instant),
    may_take_back: Type.Boolean(),
    may_invite: Type.Boolean({ description: 'False for a colleague: an invitation is passed on once.' }),
    transitions: Type.Array(oneOf(INVITATION_ANSWERS), { maxItems: 3 }),
    colleagues: Type.Array(ref(Colleague), { maxItems: MOST_COLLEAGUES }),
    federation: closed({ name: Type.String({ maxLength: 500 }) }),
  },
  { $id: 'OwnInvitation' },
)
export type OwnInvitation = Static<typeof OwnInvitation>

export const OwnInvitationTransition = closed(
  {
    transition: oneOf(INVITATION_ANSWERS),
    reason: Type.Optional(nullable(Type.String({ maxLength: 2000 }))),
  },
  { $id: 'OwnInvitationTransition' },
)

export const SuccessorProposal = closed(
  {
    civility: Type.Optional(nullable(oneOf(CIVILITIES))),
    name: text(200),
    email: Type.Optional(nullable(Email)),
  },
  { $id: 'SuccessorProposal' },
)
export type SuccessorProposal = Static<typeof SuccessorProposal>

export const HelpAsked = closed(
  {
    message: text(4000),
    telephone: Type.Optional(nullable(Type.String({ maxLength: 40 }))),
    submission_id: Type.Optional(nullable(Uuid)),
  },
  { $id: 'HelpAsked' },
)
export type HelpAsked = Static<typeof HelpAsked>

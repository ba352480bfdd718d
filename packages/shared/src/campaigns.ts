import { type Static, Type } from '@sinclair/typebox'
import { OFFICES } from './associations.ts'
import { ASSOCIATION_SIZES } from './participation.ts'
import {
  Code,
  closed,
  Day,
  DepartmentCode,
  Instant,
  Named,
  nullable,
  oneOf,
  PageQuery,
  pageOf,
  ref,
  repeated,
  text,
  Uuid,
} from './schema.ts'
import { QuestionnaireRef } from './submissions.ts'

export const CAMPAIGN_STATES = ['draft', 'scheduled', 'open', 'closed'] as const
export type CampaignState = (typeof CAMPAIGN_STATES)[number]

export const CAMPAIGN_TRANSITIONS = ['schedule', 'unschedule', 'open', 'close', 'extend'] as const
export type CampaignTransition = (typeof CAMPAIGN_TRANSITIONS)[number]

export const LETTER_KINDS = [
  'announcement',
  'invitation',
  'reminder',
  'last_call',
  'completion',
  'thanks',
  'publication',
] as const
export type LetterKind = (typeof LETTER_KINDS)[number]

/** The letters that are sent to many, by date or by hand; the others follow by themselves from what an association does. */
export const PLANNED_LETTERS = ['announcement', 'invitation', 'reminder', 'last_call'] as const
export type PlannedLetter = (typeof PLANNED_LETTERS)[number]

export const INVITATION_STATES = [
  'pending',
  'sent',
  'bounced',
  'opened',
  'started',
  'submitted',
  'nothing_to_declare',
  'declined',
] as const
export type InvitationState = (typeof INVITATION_STATES)[number]

/** Why somebody is not written to, as codes. */
export const NOT_DUE_REASONS = [
  'ended',
  'no_address',
  'objected',
  'bounced',
  'answered',
  'declined',
  'nothing_to_declare',
  'already_sent',
  'too_soon',
  'not_open',
] as const
export type NotDueReason = (typeof NOT_DUE_REASONS)[number]

export const ADDRESS_STATES = ['working', 'missing', 'objected', 'bounced'] as const
export type AddressState = (typeof ADDRESS_STATES)[number]

export const Recipients = closed(
  {
    all: Type.Optional(Type.Literal(true, { description: 'Every association.' })),
    regional_delegations: Type.Optional(Type.Array(Uuid, { minItems: 1, maxItems: 100, uniqueItems: true })),
    departments: Type.Optional(Type.Array(DepartmentCode, { minItems: 1, maxItems: 120, uniqueItems: true })),
    categories: Type.Optional(
      Type.Array(Code, {
        minItems: 1,
        maxItems: 200,
        uniqueItems: true,
        description: 'Categories of establishments: associations that run at least one of them.',
      }),
    ),
    fields: Type.Optional(
      Type.Array(Code, {
        minItems: 1,
        maxItems: 50,
        uniqueItems: true,
        description: 'Fields of work, to which categories of establishments belong.',
      }),
    ),
    listed: Type.Optional(
      Type.Literal(true, { description: 'Those of the campaign’s list: see `PUT …/{id}/recipients`.' }),
    ),
  },
  {
    $id: 'CampaignRecipients',
    description: 'Whom a campaign asks: all, or those who meet every criterion given (any value of each).',
    examples: [{ departments: ['22', '29'], categories: ['182'] }],
  },
)
export type Recipients = Static<typeof Recipients>

const name = text(200, { examples: ['Recensement 2026'] })
const purpose = text(2000, { description: 'Why it asks, as respondents read it.' })
const span = Type.Integer({
  minimum: 0,
  maximum: 365,
  description: 'No reminder of any kind reaches an address twice within so many days.',
  examples: [7],
})

const secondPairOfEyes = Type.Boolean({
  description: 'Whether an answer to it is accepted or rejected by somebody else than who endorsed it.',
})

export const Campaign = closed(
  {
    id: Uuid,
    name,
    purpose: nullable(purpose),
    state: oneOf(CAMPAIGN_STATES),
    questionnaire: ref(QuestionnaireRef),
    questionnaire_version_id: Uuid,
    opens_at: nullable(Instant),
    closes_at: nullable(Instant),
    scheduled_at: nullable(Instant),
    recipients: ref(Recipients),
    listed: Type.Integer({ minimum: 0, description: 'How many associations its list has.' }),
    reminder_span_days: span,
    second_pair_of_eyes: secondPairOfEyes,
    repeats: nullable(ref(Named), { description: 'The earlier campaign that this one repeats.' }),
    invitations: Type.Integer({ minimum: 0, description: 'How many invitations have been written so far.' }),
    prepared_at: nullable(Instant, { description: 'When every invitation had been written.' }),
    transitions: Type.Array(oneOf(CAMPAIGN_TRANSITIONS), { maxItems: 10 }),
    created_at: Instant,
    updated_at: Instant,
  },
  { $id: 'Campaign', description: 'A census: a questionnaire put to associations between two dates.' },
)
export type Campaign = Static<typeof Campaign>
export const CampaignPage = pageOf(Campaign, 'CampaignPage')

export const CampaignQuery = closed({ ...PageQuery, state: repeated(oneOf(CAMPAIGN_STATES)) })
export type CampaignQuery = Static<typeof CampaignQuery>

const facts = {
  purpose: Type.Optional(nullable(purpose)),
  questionnaire_version_id: Type.Optional(Uuid),
  opens_at: Type.Optional(nullable(Instant)),
  closes_at: Type.Optional(nullable(Instant)),
  recipients: Type.Optional(ref(Recipients)),
  reminder_span_days: Type.Optional(span),
  second_pair_of_eyes: Type.Optional(secondPairOfEyes),
}

export const CampaignCreation = closed(
  {
    name,
    ...facts,
    repeats: Type.Optional(
      nullable(Uuid, { description: 'An earlier campaign: its letters and its recipients are copied.' }),
    ),
  },
  { $id: 'CampaignCreation' },
)
export type CampaignCreation = Static<typeof CampaignCreation>

export const CampaignPatch = closed({ name: Type.Optional(name), ...facts }, { $id: 'CampaignPatch' })
export type CampaignPatch = Static<typeof CampaignPatch>

export const CampaignTransitionRequest = closed(
  {
    transition: oneOf(CAMPAIGN_TRANSITIONS),
    closes_at: Type.Optional({ ...Instant, description: 'Of `extend`: when it closes now.' }),
    comment: Type.Optional(text(2000)),
  },
  { $id: 'CampaignTransitionRequest', examples: [{ transition: 'schedule' }] },
)
export type CampaignTransitionRequest = Static<typeof CampaignTransitionRequest>

export const RecipientList = closed(
  {
    associations: Type.Array(Uuid, { maxItems: 10_000, uniqueItems: true, description: 'The whole list.' }),
  },
  { $id: 'RecipientList' },
)
export type RecipientList = Static<typeof RecipientList>

export const RecipientListResult = closed(
  {
    listed: Type.Integer({ minimum: 0, description: 'How many associations the list has now.' }),
    unknown: Type.Array(
      closed({
        line: Type.Integer({ minimum: 1, description: 'The line of the file, or the place in the list.' }),
        value: Type.String({ maxLength: 200 }),
      }),
      { maxItems: 10_000, description: 'What names no association.' },
    ),
  },
  { $id: 'RecipientListResult' },
)
export type RecipientListResult = Static<typeof RecipientListResult>

const count = Type.Integer({ minimum: 0 })
export const OfficeReach = closed(
  { working: count, missing: count, objected: count, bounced: count },
  {
    $id: 'OfficeReach',
    description: 'How many associations have a working address for this office, and why others have not.',
  },
)
export const Reach = closed(
  {
    associations: count,
    reachable: Type.Integer({ minimum: 0, description: 'Associations with at least one working address.' }),
    share: nullable(Type.Number({ minimum: 0, maximum: 1 }), { description: 'Their share; null when there is none.' }),
    offices: closed({ president: ref(OfficeReach), general_director: ref(OfficeReach) }),
  },
  { $id: 'Reach', description: 'Whom a campaign’s letters would reach today.' },
)
export type Reach = Static<typeof Reach>

export const ReachQuery = closed({
  all: Type.Optional(Type.Boolean({ description: 'Every association, whatever the campaign’s own recipients are.' })),
  regional_delegation: repeated(Uuid),
  department: repeated(DepartmentCode),
  category: repeated(Code),
  field: repeated(Code),
  listed: Type.Optional(Type.Boolean({ description: 'Those of the campaign’s list.' })),
})
export type ReachQuery = Static<typeof ReachQuery>

export const SENDING_STATES = ['planned', 'prepared', 'cancelled'] as const
export const Sending = closed(
  {
    id: Uuid,
    letter: oneOf(LETTER_KINDS),
    due_at: Instant,
    state: oneOf(SENDING_STATES),
    chosen: nullable(Type.Integer({ minimum: 0 }), {
      description: 'How many invitations were chosen by hand; null: all that are due the letter.',
    }),
    deliveries: closed({ waiting: count, sent: count, bounced: count, failed: count, cancelled: count }),
    prepared_at: nullable(Instant),
    cancelled_at: nullable(Instant),
    created_at: Instant,
  },
  { $id: 'Sending', description: 'One letter to many: planned by date, or asked for by hand.' },
)
export type Sending = Static<typeof Sending>
export const SendingPage = pageOf(Sending, 'SendingPage')

export const SendingCreation = closed({ letter: oneOf(PLANNED_LETTERS), due_at: Instant }, { $id: 'SendingCreation' })
export type SendingCreation = Static<typeof SendingCreation>

export const ReminderRequest = closed(
  {
    letter: oneOf(['reminder', 'last_call']),
    invitations: Type.Optional(Type.Array(Uuid, { minItems: 1, maxItems: 10_000, uniqueItems: true })),
    regional_delegations: Type.Optional(Type.Array(Uuid, { minItems: 1, maxItems: 50, uniqueItems: true })),
    departments: Type.Optional(Type.Array(DepartmentCode, { minItems: 1, maxItems: 120, uniqueItems: true })),
    regions: Type.Optional(
      Type.Array(Code, { minItems: 1, maxItems: 50, uniqueItems: true, description: 'INSEE codes of regions.' }),
    ),
    fields: Type.Optional(Type.Array(Code, { minItems: 1, maxItems: 50, uniqueItems: true })),
    categories: Type.Optional(Type.Array(Code, { minItems: 1, maxItems: 200, uniqueItems: true })),
    sizes: Type.Optional(
      Type.Array(oneOf(ASSOCIATION_SIZES), { minItems: 1, maxItems: ASSOCIATION_SIZES.length, uniqueItems: true }),
    ),
    states: Type.Optional(
      Type.Array(oneOf(INVITATION_STATES), { minItems: 1, maxItems: INVITATION_STATES.length, uniqueItems: true }),
    ),
  },
  { $id: 'ReminderRequest', examples: [{ letter: 'reminder', states: ['sent', 'opened'] }] },
)
export type ReminderRequest = Static<typeof ReminderRequest>

const person = {
  invitation_id: Uuid,
  participant_id: Uuid,
  association: ref(Named),
  office: nullable(oneOf(OFFICES)),
  name: nullable(Type.String({ maxLength: 500 })),
}
export const ReminderPreview = closed(
  {
    letter: oneOf(['reminder', 'last_call']),
    mails: Type.Integer({ minimum: 0, description: 'Addresses: one mail each.' }),
    people: count,
    associations: count,
    recipients: Type.Array(closed({ ...person, email: Type.String({ maxLength: 254 }) }), {
      maxItems: 500,
      description: 'The first 500.',
    }),
    left_out: Type.Array(closed({ ...person, reason: oneOf(NOT_DUE_REASONS) }), {
      maxItems: 500,
      description: 'The first 500 who are not written to, and why.',
    }),
    reasons: Type.Record(Type.String({ maxLength: 40 }), count, {
      description: 'How many are left out for each reason.',
      examples: [{ answered: 12, no_address: 3 }],
    }),
  },
  { $id: 'ReminderPreview', description: 'Whom a reminder would reach now, and who is left out.' },
)
export type ReminderPreview = Static<typeof ReminderPreview>

export const ResendRequest = closed(
  {
    participants: Type.Optional(
      Type.Array(Uuid, {
        minItems: 1,
        maxItems: 200,
        uniqueItems: true,
        description: 'These people, even where the invitation had reached them.',
      }),
    ),
  },
  {
    $id: 'ResendRequest',
    description:
      'Without `participants`: those whom the invitation has not reached, such as after a bounce and a new address.',
    examples: [{}],
  },
)
export type ResendRequest = Static<typeof ResendRequest>

export const Resent = closed(
  {
    mails: Type.Integer({ minimum: 0, description: 'Addresses: one mail each.' }),
    recipients: Type.Array(closed({ ...person, email: Type.String({ maxLength: 254 }) }), { maxItems: 200 }),
    left_out: Type.Array(closed({ ...person, reason: oneOf(NOT_DUE_REASONS) }), {
      maxItems: 200,
      description: 'Who is not written to, and why.',
    }),
  },
  { $id: 'Resent', description: 'To whom an invitation is sent again.' },
)
export type Resent = Static<typeof Resent>

export const CALL_OUTCOMES = ['reached', 'no_answer', 'message_left', 'call_back', 'promised', 'wrong_number'] as const
export const Call = closed(
  {
    id: Uuid,
    invitation_id: Uuid,
    association: ref(Named),
    contact_id: nullable(Uuid),
    outcome: oneOf(CALL_OUTCOMES),
    note: nullable(Type.String({ maxLength: 2000 })),
    next_on: nullable(Day),
    called_by: nullable(ref(Named)),
    called_at: Instant,
  },
  { $id: 'Call', description: 'A telephone call made to bring in an answer.' },
)
export type Call = Static<typeof Call>
export const CallPage = pageOf(Call, 'CallPage')

export const CallCreation = closed(
  {
    outcome: oneOf(CALL_OUTCOMES),
    note: Type.Optional(nullable(text(2000))),
    next_on: Type.Optional(nullable(Day, { description: 'When to call again.' })),
    contact_id: Type.Optional(nullable(Uuid)),
  },
  { $id: 'CallCreation' },
)
export type CallCreation = Static<typeof CallCreation>

export const Invitation = closed(
  {
    id: Uuid,
    campaign_id: Uuid,
    association: ref(Named),
    department: nullable(Type.String({ maxLength: 3 })),
    regional_delegation: nullable(ref(Named)),
    state: oneOf(INVITATION_STATES),
    reachable: Type.Boolean(),
    contacts: Type.Array(
      closed({
        participant_id: Uuid,
        contact_id: nullable(Uuid),
        office: nullable(oneOf(OFFICES)),
        name: nullable(Type.String({ maxLength: 500 })),
        telephone: nullable(Type.String({ maxLength: 40 })),
        address: oneOf(ADDRESS_STATES),
        ended: Type.Boolean(),
        printed_at: nullable(Instant),
      }),
      { maxItems: 200 },
    ),
    sent_at: nullable(Instant),
    bounced_at: nullable(Instant),
    opened_at: nullable(Instant),
    started_at: nullable(Instant),
    handed_in_at: nullable(Instant),
    published_at: nullable(Instant),
    nothing_declared_at: nullable(Instant),
    declined_at: nullable(Instant),
    answer_reason: nullable(Type.String({ maxLength: 5000 })),
    calls: Type.Integer({ minimum: 0, description: 'How many calls were made.' }),
    next_call_on: nullable(Day),
    last_call: nullable(
      closed({
        outcome: oneOf(CALL_OUTCOMES),
        note: nullable(Type.String({ maxLength: 2000 })),
        called_at: Instant,
      }),
    ),
    telephone: nullable(Type.String({ maxLength: 40 }), { description: 'That of the association.' }),
  },
  { $id: 'Invitation', description: 'One association in one campaign, and what became of it.' },
)
export type Invitation = Static<typeof Invitation>
export const InvitationPage = pageOf(Invitation, 'InvitationPage')

export const InvitationQuery = closed({
  ...PageQuery,
  state: repeated(oneOf(INVITATION_STATES)),
  regional_delegation: repeated(Uuid),
  department: repeated(DepartmentCode),
  association: repeated(Uuid),
  region: repeated(Code, { description: 'INSEE codes of regions, of the head office.' }),
  field: repeated(Code, { description: 'Codes of the vocabulary `fields`: at work in one of them.' }),
  category: repeated(Code, { description: 'Codes of `essms-categories`: an open establishment of one of them.' }),
  size: repeated(oneOf(ASSOCIATION_SIZES), { description: 'By number of employees.' }),
  reachable: Type.Optional(Type.Boolean({ description: 'Whether at least one address works.' })),
  call_due: Type.Optional(Type.Boolean({ description: 'Whether a call is to be made again by today.' })),
})
export type InvitationQuery = Static<typeof InvitationQuery>

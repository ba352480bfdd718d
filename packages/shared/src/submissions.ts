import { type Static, Type } from '@sinclair/typebox'
import { CorrectionPointRequest } from './corrections.ts'
import { handlingMembers, Interlocutor } from './handling.ts'
import { INNOVATION_STATES } from './innovation-states.ts'
import { OPINIONS, Opinion } from './opinions.ts'
import { OutdatedAnswer } from './questionnaires/drafts.ts'
import { closed, Day, Instant, Named, nullable, oneOf, PageQuery, pageOf, ref, repeated, text, Uuid } from './schema.ts'

export const SUBMISSION_STATES = [
  'draft',
  'submitted',
  'endorsed',
  'changes_requested',
  'accepted',
  'rejected',
  'withdrawn',
] as const
export type SubmissionState = (typeof SUBMISSION_STATES)[number]

export const SUBMISSION_TRANSITIONS = [
  'submit',
  'endorse',
  'request_changes',
  'accept',
  'reject',
  'withdraw',
  'escalate',
  'give_back',
  'undo',
] as const
export type SubmissionTransition = (typeof SUBMISSION_TRANSITIONS)[number]

/** What may keep somebody from deciding who otherwise could. */
export const BARS = ['own_contact', 'second_pair_of_eyes'] as const
export type Bar = (typeof BARS)[number]

export const CHANNELS = ['link', 'telephone', 'paper', 'staff', 'script', 'import'] as const
export type Channel = (typeof CHANNELS)[number]

/** Answers by question code; the questionnaire version's JSON Schema says what each may be. */
export const Answers = Type.Unsafe<Record<string, unknown>>({
  $id: 'Answers',
  type: 'object',
  additionalProperties: true,
  maxProperties: 1000,
  description: 'Answers by question code, as the questionnaire version’s JSON Schema describes them.',
  examples: [{ titre: 'Un café tenu par des personnes en situation de handicap' }],
})

export const Issue = closed(
  {
    question: Type.String({ maxLength: 80 }),
    code: Type.String({ maxLength: 80, examples: ['required'] }),
    blocks: oneOf(['submit', 'publish']),
    detail: Type.String({ maxLength: 1000 }),
  },
  {
    $id: 'Issue',
    description: 'What is missing or wrong in the content of an answer, and what it keeps from happening.',
  },
)
export type Issue = Static<typeof Issue>

const QuestionnaireRef = closed({ id: Uuid, version: Type.Integer({ minimum: 1 }) }, { $id: 'QuestionnaireRef' })

export { QuestionnaireRef }

export const READY_FOR = ['submit', 'publish'] as const
export type ReadyFor = (typeof READY_FOR)[number] | null

/** Who speaks for an association: their approval signs a hand-in off. */
export const HEADS = ['president', 'general_director'] as const
export type Head = (typeof HEADS)[number]

/** Who of the association's heads stands behind a hand-in. */
export const SignedOff = closed(
  { at: Instant, office: oneOf(HEADS), name: nullable(Type.String({ maxLength: 200 })) },
  {
    $id: 'SignedOff',
    description:
      'The president’s or the general director’s approval of the last hand-in; their name for those who see the association’s contacts.',
  },
)
export type SignedOff = Static<typeof SignedOff>

export const TakenUp = closed(
  {
    id: Uuid,
    title: nullable(Type.String({ maxLength: 20000 }), {
      description: 'null where the caller may not read it, or not any more.',
    }),
  },
  { $id: 'TakenUp', description: 'The record of another association that an answer takes up.' },
)
export type TakenUp = Static<typeof TakenUp>

/** What an answer takes up from now on. */
export const TakingUp = closed(
  { innovation_id: nullable(Uuid, { description: 'A published record of another association; null: none.' }) },
  { $id: 'TakingUp' },
)
export type TakingUp = Static<typeof TakingUp>

const progress = {
  innovation_state: nullable(oneOf(INNOVATION_STATES), {
    description: 'What became of the record that this answer made: `draft` until its version is published.',
  }),
  ready_for: nullable(oneOf(READY_FOR), {
    description: 'What nothing in the answers keeps from happening; null: not even the hand-in is possible.',
  }),
}

export const Submission = closed(
  {
    id: Uuid,
    state: oneOf(SUBMISSION_STATES),
    title: nullable(Type.String({ maxLength: 20000 })),
    association: ref(Named),
    regional_delegation: nullable(ref(Named), { description: 'The delegation in charge; null: headquarters.' }),
    questionnaire: ref(QuestionnaireRef),
    channel: oneOf(CHANNELS),
    contact_id: nullable(Uuid),
    answers: ref(Answers),
    revision: Type.Integer({ minimum: 0, description: 'The number of the last hand-in; 0 before the first.' }),
    innovation_id: nullable(Uuid),
    takes_up: nullable(ref(TakenUp), { description: 'What the association says that it takes up; null: nothing.' }),
    ...progress,
    ...handlingMembers,
    interlocutor: nullable(ref(Interlocutor), { description: 'null to partners’ keys.' }),
    signed_off: nullable(ref(SignedOff), { description: 'Of the last hand-in; null: not yet.' }),
    outdated_answers: Type.Array(ref(OutdatedAnswer), {
      maxItems: 5000,
      description: 'Answers that a newer version of the questionnaire has no place for.',
    }),
    comment: nullable(Type.String({ maxLength: 5000 }), {
      description: 'What the moderators last wrote to the association.',
    }),
    escalated_at: nullable(Day, { description: 'Since when headquarters has it instead of the delegation in charge.' }),
    opinions: Type.Array(ref(Opinion), {
      maxItems: 1000,
      description: 'What was said at its endorsements, the last one first: staff only, empty for all others.',
    }),
    barred: nullable(oneOf(BARS), {
      description:
        'Why the caller may not decide: a contact of this association (`own_contact`), or an answer that somebody else decides than who endorsed it (`second_pair_of_eyes`). null: nothing.',
    }),
    undo_until: nullable(Instant, { description: 'Until when `undo` is open to the caller; null: it is not.' }),
    copied_from: nullable(Uuid, { description: 'The rejected submission that this one takes up again.' }),
    copied_to: nullable(Uuid, { description: 'The submission that takes this rejected one up again.' }),
    issues: Type.Array(ref(Issue), { maxItems: 1000 }),
    transitions: Type.Array(oneOf(SUBMISSION_TRANSITIONS), { maxItems: 10 }),
    writable: Type.Boolean({ description: 'Whether the caller may write answers now.' }),
    unsent: Type.Boolean({
      description:
        'Whether answers were written since the last hand-in. Where one waits for a decision, moderation sees its revision, and the association what it has written since.',
    }),
    submitted_at: nullable(Instant),
    created_at: Instant,
    updated_at: Instant,
  },
  { $id: 'Submission', description: 'One innovation described by an association.' },
)
export type Submission = Static<typeof Submission>

export const SubmissionCard = closed(
  {
    id: Uuid,
    state: oneOf(SUBMISSION_STATES),
    title: nullable(Type.String({ maxLength: 20000 })),
    association: ref(Named),
    regional_delegation: nullable(ref(Named)),
    questionnaire: ref(QuestionnaireRef),
    channel: oneOf(CHANNELS),
    revision: Type.Integer({ minimum: 0 }),
    innovation_id: nullable(Uuid),
    ...progress,
    ...handlingMembers,
    escalated_at: nullable(Day),
    transitions: Type.Array(oneOf(SUBMISSION_TRANSITIONS), { maxItems: 10 }),
    submitted_at: nullable(Instant),
    created_at: Instant,
    updated_at: Instant,
  },
  { $id: 'SubmissionCard', description: 'A submission in a list: without its answers.' },
)
export type SubmissionCard = Static<typeof SubmissionCard>
export const SubmissionPage = pageOf(SubmissionCard, 'SubmissionPage')

export const SubmissionQuery = closed({
  ...PageQuery,
  state: repeated(oneOf(SUBMISSION_STATES)),
  association: repeated(Uuid),
  regional_delegation: repeated(Uuid, { description: 'Delegations in charge.' }),
  innovation: repeated(Uuid),
  department: repeated(Type.String({ maxLength: 3 })),
  updated_since: Type.Optional(Instant),
})
export type SubmissionQuery = Static<typeof SubmissionQuery>

export const SubmissionCreation = closed(
  {
    association_id: Uuid,
    channel: Type.Optional(oneOf(['telephone', 'paper', 'staff', 'script', 'import'])),
    answers: Type.Optional(ref(Answers)),
    innovation_id: Type.Optional(nullable(Uuid)),
    questionnaire_version_id: Type.Optional(Uuid),
  },
  { $id: 'SubmissionCreation' },
)
export type SubmissionCreation = Static<typeof SubmissionCreation>

export const RespondentSubmissionCreation = closed(
  { answers: Type.Optional(ref(Answers)), innovation_id: Type.Optional(nullable(Uuid)) },
  { $id: 'RespondentSubmissionCreation' },
)
export type RespondentSubmissionCreation = Static<typeof RespondentSubmissionCreation>

export const SubmissionPatch = closed({ answers: ref(Answers) }, { $id: 'SubmissionPatch' })
export type SubmissionPatch = Static<typeof SubmissionPatch>

/** One answer; `value` null when there is none. */
export const Answer = closed(
  {
    question: Type.String({ maxLength: 80 }),
    value: Type.Unsafe<unknown>({ description: 'As the question’s JSON Schema says; null: no answer.' }),
    updated_at: nullable(Instant),
  },
  { $id: 'Answer' },
)
export type Answer = Static<typeof Answer>
export const AnswerPut = closed(
  { value: Type.Unsafe<unknown>({ description: 'The whole value; null removes it.' }) },
  { $id: 'AnswerPut' },
)

export const AnswerList = closed(
  {
    items: Type.Array(
      closed({
        ...Answer.properties,
        etag: Type.String({ maxLength: 80, description: 'For `If-Match` when this answer is written.' }),
      }),
      { maxItems: 1000 },
    ),
    next: nullable(Type.String({ maxLength: 1000 })),
  },
  { $id: 'AnswerList' },
)

export const Revision = closed(
  {
    number: Type.Integer({ minimum: 1 }),
    questionnaire: ref(QuestionnaireRef),
    answers: ref(Answers),
    submitted_at: Instant,
  },
  { $id: 'Revision', description: 'A hand-in, as it was.' },
)
export type Revision = Static<typeof Revision>

const Comment = text(5000, { examples: ['Merci de préciser le nombre de personnes accompagnées.'] })
const Said = oneOf(OPINIONS, {
  description:
    'Of `endorse` only; `favourable` when left out. A reserved or unfavourable opinion needs a comment. Staff only.',
})
export const SubmissionTransitionRequest = closed(
  {
    transition: oneOf(SUBMISSION_TRANSITIONS),
    comment: Type.Optional(Comment),
    opinion: Type.Optional(Said),
    points: Type.Optional(
      Type.Array(ref(CorrectionPointRequest), {
        maxItems: 100,
        description: 'Of `request_changes`: what to correct, question by question, beside what was noted before.',
      }),
    ),
  },
  { $id: 'SubmissionTransitionRequest' },
)
export type SubmissionTransitionRequest = Static<typeof SubmissionTransitionRequest>

export const BulkSubmissionTransitionRequest = closed(
  {
    ids: Type.Array(Uuid, { minItems: 1, maxItems: 200, uniqueItems: true }),
    transition: oneOf(SUBMISSION_TRANSITIONS),
    comment: Type.Optional(Comment),
    opinion: Type.Optional(Said),
  },
  { $id: 'BulkSubmissionTransitionRequest' },
)

export const OpenTransitions = closed(
  {
    items: Type.Array(
      closed({
        transition: Type.String({ maxLength: 40 }),
        to: Type.String({ maxLength: 40 }),
        comment: oneOf(['required', 'optional']),
      }),
      { maxItems: 20 },
    ),
    next: nullable(Type.String({ maxLength: 1000 })),
  },
  { $id: 'OpenTransitions' },
)

export const BulkResult = closed(
  {
    items: Type.Array(
      closed({
        id: Uuid,
        status: Type.Integer({ examples: [200] }),
        problem: Type.Optional(Type.Unsafe<unknown>({ $ref: 'Problem#' })),
      }),
      { maxItems: 200 },
    ),
  },
  { $id: 'BulkResult', description: 'What became of each, in the order asked.' },
)

export const ReroutingRequest = closed(
  { regional_delegation: nullable(Uuid, { description: 'null: as the départements say.' }), reason: text(1000) },
  { $id: 'ReroutingRequest' },
)

import { type Static, Type } from '@sinclair/typebox'
import { AUDIENCES } from './audience.ts'
import { INNOVATION_STATES, type InnovationState } from './innovation-states.ts'
import {
  Code,
  closed,
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
import { Answers, Issue, QuestionnaireRef } from './submissions.ts'
import { EDIT_NATURES, VersionEdit } from './version-edits.ts'

export { INNOVATION_STATES, type InnovationState }
export const INNOVATION_TRANSITIONS = [
  'publish',
  'cancel_publication',
  'confirm',
  'withdraw',
  'merge',
  'unmerge',
  'archive',
] as const
export type InnovationTransition = (typeof INNOVATION_TRANSITIONS)[number]
export const VERSION_STATES = ['draft', 'published', 'superseded'] as const
export const WITHDRAWAL_REASONS = ['stopped', 'outdated', 'error', 'asked_by_association'] as const
export type WithdrawalReason = (typeof WITHDRAWAL_REASONS)[number]
export const ERASURE_REASONS = ['asked_by_association', 'asked_by_person', 'unlawful', 'mistake'] as const
export type ErasureReason = (typeof ERASURE_REASONS)[number]

export const InnovationVersionSummary = closed(
  {
    number: Type.Integer({ minimum: 1 }),
    state: oneOf(VERSION_STATES),
    submission_id: nullable(Uuid),
    published_at: nullable(Instant),
    created_at: Instant,
  },
  { $id: 'InnovationVersionSummary' },
)

export const Restriction = closed(
  {
    question: Type.String({ maxLength: 80, description: '`*` is the whole record.', examples: ['cout_total'] }),
    audience: oneOf(AUDIENCES),
    laid_by: oneOf(['association', 'staff']),
  },
  { $id: 'Restriction', description: 'What was narrowed after publication; old versions obey it too.' },
)
export type Restriction = Static<typeof Restriction>

export const RestrictionRequest = closed(
  { question: Restriction.properties.question, audience: Restriction.properties.audience },
  { $id: 'RestrictionRequest' },
)
export type RestrictionRequest = Static<typeof RestrictionRequest>

export const RestrictionList = closed(
  { items: Type.Array(ref(Restriction), { maxItems: 500 }), next: Type.Null() },
  { $id: 'RestrictionList' },
)

const Title = nullable(Type.String({ maxLength: 20000 }))

export const NamedInnovation = closed({ id: Uuid, title: Title }, { $id: 'NamedInnovation' })
export type NamedInnovation = Static<typeof NamedInnovation>

export const ModeratedInnovation = closed(
  {
    id: Uuid,
    state: oneOf(INNOVATION_STATES),
    title: Title,
    association: nullable(ref(Named)),
    regional_delegation: nullable(ref(Named)),
    published_version: nullable(Type.Integer({ minimum: 1 })),
    versions: Type.Array(ref(InnovationVersionSummary), { maxItems: 1000 }),
    transitions: Type.Array(oneOf(INNOVATION_TRANSITIONS), { maxItems: 10 }),
    restrictions: Type.Array(ref(Restriction), { maxItems: 500 }),
    withdrawn_reason: nullable(oneOf(WITHDRAWAL_REASONS)),
    replaced_by: nullable(Uuid),
    first_published_at: nullable(Instant),
    published_at: nullable(Instant),
    publish_at: nullable(Instant, { description: 'When the draft version is to be published by itself.' }),
    merged_into: nullable(ref(NamedInnovation), { description: 'The record that stands for this one.' }),
    merged: Type.Array(ref(NamedInnovation), {
      maxItems: 1000,
      description: 'The records for which this one stands.',
    }),
    split_from: nullable(Uuid),
    confirmed_at: nullable(Instant),
    confirmation_asked_at: nullable(Instant, {
      description: 'When the association was last asked whether the record still holds; null once it has answered.',
    }),
    stale_since: nullable(Instant, { description: 'Since when no confirmation has come: readers are told.' }),
    withdrawal_announced_at: nullable(Instant, {
      description: 'When the association was told that the record would be withdrawn for want of a confirmation.',
    }),
    created_at: Instant,
    updated_at: Instant,
  },
  { $id: 'ModeratedInnovation', description: 'A record with its versions, as moderation sees it.' },
)
export type ModeratedInnovation = Static<typeof ModeratedInnovation>
export const ModeratedInnovationPage = pageOf(ModeratedInnovation, 'ModeratedInnovationPage')
export const ModeratedInnovationQuery = closed({
  ...PageQuery,
  state: repeated(oneOf(INNOVATION_STATES)),
  association: repeated(Uuid),
  regional_delegation: repeated(Uuid),
  q: Type.Optional(text(200, { description: 'Words of the title, or of what members read of the published version.' })),
  theme: repeated(Code, { description: 'Of the published version.' }),
  public: repeated(Code, { description: 'Of the published version.' }),
  consents_to: repeated(Code, {
    description:
      'Kinds of recipients to whom the association agrees that its published record be proposed (options of `candidat_selections`).',
  }),
  updated_since: Type.Optional(Instant),
})
export type ModeratedInnovationQuery = Static<typeof ModeratedInnovationQuery>

export const InnovationVersion = closed(
  {
    innovation_id: Uuid,
    number: Type.Integer({ minimum: 1 }),
    state: oneOf(VERSION_STATES),
    questionnaire: ref(QuestionnaireRef),
    submission_id: nullable(Uuid),
    answers: ref(Answers),
    issues: Type.Array(ref(Issue), { maxItems: 1000 }),
    edits: Type.Array(ref(VersionEdit), {
      maxItems: 5000,
      description: 'What was written on the association’s behalf, the first edit first.',
    }),
    published_at: nullable(Instant),
    created_at: Instant,
    updated_at: Instant,
  },
  { $id: 'InnovationVersion' },
)
export type InnovationVersion = Static<typeof InnovationVersion>
export const InnovationVersionPatch = closed(
  {
    answers: ref(Answers),
    nature: Type.Optional(
      oneOf(EDIT_NATURES, {
        default: 'editorial',
        description: 'Of style alone, written at once; or of sense, kept beside until the association has accepted it.',
      }),
    ),
    reason: Type.Optional(text(2000, { description: 'Shown to the association; required of a substantive edit.' })),
  },
  { $id: 'InnovationVersionPatch' },
)
export type InnovationVersionPatch = Static<typeof InnovationVersionPatch>

export const InnovationTransitionRequest = closed(
  {
    transition: oneOf(INNOVATION_TRANSITIONS),
    reason: Type.Optional(oneOf(WITHDRAWAL_REASONS)),
    replaced_by: Type.Optional(
      nullable(Uuid, { description: 'Where readers are led to: of a withdrawal, and required to merge.' }),
    ),
    at: Type.Optional({
      ...Instant,
      description: 'Publishes by itself at this instant; until then it can be cancelled.',
    }),
    comment: Type.Optional(text(5000)),
  },
  { $id: 'InnovationTransitionRequest', description: '`reason` is required to withdraw, `replaced_by` to merge.' },
)
export const BulkInnovationTransitionRequest = closed(
  {
    ids: Type.Array(Uuid, { minItems: 1, maxItems: 200, uniqueItems: true }),
    ...InnovationTransitionRequest.properties,
  },
  { $id: 'BulkInnovationTransitionRequest' },
)

export const InnovationSplit = closed(
  { comment: Type.Optional(text(5000)) },
  { $id: 'InnovationSplit', description: 'Why, for the trail.' },
)
export type InnovationSplit = Static<typeof InnovationSplit>

export type InnovationTransitionRequest = Static<typeof InnovationTransitionRequest>

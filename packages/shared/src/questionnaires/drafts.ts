import { type Static, Type } from '@sinclair/typebox'
import { Code, closed, Instant, Label, nullable, oneOf, PageQuery, pageOf, ref, Uuid } from '../schema.ts'
import { OPTION_CODE, QuestionnaireContent } from './model.ts'
import { VERSION_STATES } from './resources.ts'

const Place = Type.String({ maxLength: 130, pattern: '^[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)?$', examples: ['stade'] })
const OptionCode = Type.String({ maxLength: 80, pattern: OPTION_CODE, examples: ['idee'] })

/** An option that goes on under another code: answers that name the old one are rewritten. */
export const OptionMapping = closed(
  { question: Place, from: OptionCode, to: OptionCode },
  {
    $id: 'OptionMapping',
    description: 'An option renamed since the version before; a field of a group is named `group.field`.',
  },
)
export type OptionMapping = Static<typeof OptionMapping>
const Mappings = Type.Array(ref(OptionMapping), { maxItems: 500 })

export const QuestionnaireCreation = closed({ code: Code, title: ref(Label) }, { $id: 'QuestionnaireCreation' })

export const QuestionnaireDraft = closed(
  {
    id: Uuid,
    questionnaire: closed({ id: Uuid, code: Code, title: ref(Label) }),
    number: Type.Integer({ minimum: 1, description: 'The number that it gets when it is published.' }),
    content: ref(QuestionnaireContent),
    mappings: Mappings,
    updated_at: Instant,
    updated_by: nullable(closed({ id: Uuid, name: Type.String({ maxLength: 200 }) }), {
      description: 'Who wrote it last.',
    }),
  },
  { $id: 'QuestionnaireDraft', description: 'The next version, being written; one at a time.' },
)
export type QuestionnaireDraft = Static<typeof QuestionnaireDraft>

export const QuestionnaireDraftPut = closed(
  { content: ref(QuestionnaireContent), mappings: Type.Optional(Mappings) },
  { $id: 'QuestionnaireDraftPut' },
)

export const QuestionnaireVersionCard = closed(
  {
    id: Uuid,
    number: Type.Integer({ minimum: 1 }),
    state: oneOf(VERSION_STATES),
    current: Type.Boolean({ description: 'Whether new answers are written to it.' }),
    published_at: nullable(Instant),
    retired_at: nullable(Instant),
  },
  { $id: 'QuestionnaireVersionCard', description: 'A version in the list of its questionnaire: without its content.' },
)
export type QuestionnaireVersionCard = Static<typeof QuestionnaireVersionCard>
export const QuestionnaireVersionPage = pageOf(QuestionnaireVersionCard, 'QuestionnaireVersionPage')
export const QuestionnaireVersionQuery = closed({ ...PageQuery })

const finding = {
  pointer: Type.String({ maxLength: 500, description: 'RFC 6901, relative to the content.' }),
  code: Type.String({ maxLength: 80, examples: ['removed-option'] }),
  detail: ref(Label),
}
const reached = {
  drafts: Type.Integer({ minimum: 0, description: 'Answers being written that it touches.' }),
  records: Type.Integer({ minimum: 0, description: 'Published records that it touches.' }),
}

export const DraftCheck = closed(
  {
    faults: Type.Array(closed(finding), { maxItems: 5000, description: 'What keeps it from being published.' }),
    warnings: Type.Array(closed({ ...finding, ...reached }), {
      maxItems: 5000,
      description: 'What publication does to answers; accepted by `accept_warnings`.',
    }),
    renamed: Type.Array(closed({ question: Place, from: OptionCode, to: OptionCode, ...reached }), { maxItems: 500 }),
    affected: closed(reached, { description: 'Drafts and records touched by any change.' }),
    moving: Type.Integer({ minimum: 0, description: 'Answers being written that go on with the new version.' }),
  },
  { $id: 'QuestionnaireDraftCheck', description: 'What is wrong with a draft, and what its publication would change.' },
)
export type DraftCheck = Static<typeof DraftCheck>

export const CHANGE_KINDS = ['added', 'removed', 'moved', 'changed'] as const
const Anything = Type.Unsafe<unknown>({ description: 'As it stands in the content; null: nothing.' })
const Name = Type.Optional(Type.String({ maxLength: 130 }))

export const VersionDiff = closed(
  {
    items: Type.Array(
      closed({
        kind: oneOf(CHANGE_KINDS),
        section: Name,
        question: Name,
        option: Name,
        member: Name,
        before: Anything,
        after: Anything,
        detail: ref(Label),
      }),
      { maxItems: 20_000 },
    ),
  },
  { $id: 'QuestionnaireVersionDiff', description: 'What changed from one version to another, to be read.' },
)

export const DraftTransitionRequest = closed(
  {
    transition: oneOf(['publish']),
    accept_warnings: Type.Optional(Type.Boolean({ description: 'Publish although answers lose their place.' })),
  },
  { $id: 'QuestionnaireDraftTransitionRequest' },
)
export const VersionTransitionRequest = closed(
  { transition: oneOf(['retire']) },
  { $id: 'QuestionnaireVersionTransitionRequest' },
)

export const DiffParams = closed({
  id: Uuid,
  a: Type.Integer({ minimum: 1, maximum: 100_000 }),
  b: Type.String({ pattern: '^(draft|[1-9][0-9]{0,5})$', description: 'A number, or `draft`.', examples: ['2'] }),
})

export const OUTDATED_REASONS = ['removed_question', 'removed_option', 'kind_changed'] as const
export const OutdatedAnswer = closed(
  {
    question: Type.String({ maxLength: 80 }),
    label: ref(Label),
    value: Type.Unsafe<unknown>({ description: 'What was answered, in its codes.' }),
    in_words: Type.String({ maxLength: 1_000_000, description: 'What was answered, to be read.' }),
    reason: oneOf(OUTDATED_REASONS),
    from_version: Type.Integer({ minimum: 1 }),
    created_at: Instant,
  },
  {
    $id: 'OutdatedAnswer',
    description: 'An answer that a new version of the questionnaire has no place for: kept, and no longer part of it.',
  },
)
export type OutdatedAnswer = Static<typeof OutdatedAnswer>

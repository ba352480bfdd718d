import { type Static, Type } from '@sinclair/typebox'
import { Grid, GridContent } from './evaluation-grids.ts'
import { closed, Instant, Named, nullable, oneOf, ref, text, Uuid } from './schema.ts'

export const EVALUATION_STATES = ['draft', 'given'] as const
export type EvaluationState = (typeof EVALUATION_STATES)[number]
export const EVALUATION_TRANSITIONS = ['give', 'take_back'] as const
export type EvaluationTransition = (typeof EVALUATION_TRANSITIONS)[number]

/** By criterion: a value of the scale, or null where the criterion has no object; one that is absent is not judged yet. */
export const Scores = Type.Unsafe<Record<string, number | null>>({
  type: 'object',
  propertyNames: { type: 'string', maxLength: 80 },
  additionalProperties: { type: ['integer', 'null'], minimum: 0, maximum: 10 },
  maxProperties: 400,
  description: 'By criterion: a value of the scale; null: without object; absent: not judged yet.',
  examples: [{ b1: 3, b2: null }],
})
const comment = text(5000, { description: 'What the reviewer thinks of it, in words.' })

const Evaluation = closed(
  {
    id: Uuid,
    submission_id: Uuid,
    revision: Type.Integer({ minimum: 1, description: 'The hand-in that was read.' }),
    grid: closed({ id: Uuid, version: Type.Integer({ minimum: 1 }) }),
    reviewer: ref(Named),
    state: oneOf(EVALUATION_STATES),
    scores: Scores,
    comment: nullable(comment),
    transitions: Type.Array(oneOf(EVALUATION_TRANSITIONS), { maxItems: 2 }),
    given_at: nullable(Instant),
    updated_at: Instant,
  },
  { $id: 'Evaluation', description: 'How one member of staff judges an answer by a grid. Never shown outside staff.' },
)

export { Evaluation }
export type Evaluation = Static<typeof Evaluation>

/** An average of reviewers, and how far they are apart. */
const spread = {
  mean: nullable(Type.Number(), { description: 'null where nobody found it to have an object.' }),
  least: nullable(Type.Number()),
  most: nullable(Type.Number()),
}
const FamilyProfile = closed(
  {
    family: Type.String({ maxLength: 80 }),
    ...spread,
    divergent: Type.Array(Type.String({ maxLength: 80 }), {
      maxItems: 20,
      description:
        'Its criteria on which reviewers are half the scale apart or more, or of which one says that it has no object.',
    }),
  },
  { $id: 'FamilyProfile', description: 'A family as its reviewers see it; the average of their averages.' },
)

export { FamilyProfile }
export type FamilyProfile = Static<typeof FamilyProfile>

const GridEvaluations = closed(
  {
    submission_id: Uuid,
    revision: Type.Integer({ minimum: 1 }),
    grid: ref(Grid),
    version: Type.Integer({ minimum: 1 }),
    content: ref(GridContent),
    profile: Type.Array(ref(FamilyProfile), { maxItems: 20 }),
    evaluations: Type.Array(ref(Evaluation), { maxItems: 500 }),
  },
  { $id: 'GridEvaluations', description: 'What was given by one version of a grid, of one hand-in.' },
)

export { GridEvaluations }
export type GridEvaluations = Static<typeof GridEvaluations>

export const OwnEvaluation = closed(
  { ...Evaluation.properties, etag: Type.String({ maxLength: 80, description: 'For `If-Match` when it is written.' }) },
  { $id: 'OwnEvaluation' },
)
export type OwnEvaluation = Static<typeof OwnEvaluation>

export const EvaluationList = closed(
  {
    items: Type.Array(ref(GridEvaluations), { maxItems: 200 }),
    next: Type.Null(),
    own: Type.Array(ref(OwnEvaluation), {
      maxItems: 200,
      description: 'The caller’s own of the last hand-in, drafts among them.',
    }),
  },
  { $id: 'EvaluationList' },
)
export type EvaluationList = Static<typeof EvaluationList>

export const EvaluationPut = closed(
  { scores: Scores, comment: Type.Optional(nullable(comment)) },
  { $id: 'EvaluationPut', examples: [{ scores: { b1: 3, b2: 2, b3: null }, comment: 'Un besoin bien documenté.' }] },
)
export type EvaluationPut = Static<typeof EvaluationPut>

export const EvaluationTransitionRequest = closed(
  { transition: oneOf(EVALUATION_TRANSITIONS) },
  { $id: 'EvaluationTransitionRequest' },
)

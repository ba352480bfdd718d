import { type Static, Type } from '@sinclair/typebox'
import { Code, closed, Instant, Label, nullable, oneOf, PageQuery, pageOf, ref, Uuid } from './schema.ts'

export const GRID_VERSION_STATES = ['draft', 'published', 'retired'] as const
export type GridVersionState = (typeof GRID_VERSION_STATES)[number]
export const GRID_TRANSITIONS = ['publish', 'retire'] as const
export type GridTransition = (typeof GRID_TRANSITIONS)[number]

const Criterion = closed({ code: Code, label: ref(Label) }, { $id: 'EvaluationCriterion' })
export type Criterion = Static<typeof Criterion>

const Family = closed(
  {
    code: Code,
    label: ref(Label),
    question: nullable(ref(Label), { description: 'What the family asks, in a sentence.' }),
    criteria: Type.Array(ref(Criterion), { minItems: 1, maxItems: 20 }),
  },
  { $id: 'EvaluationFamily', description: 'Criteria that are read together.' },
)
export type Family = Static<typeof Family>

const Degree = closed(
  { value: Type.Integer({ minimum: 0, maximum: 10 }), label: ref(Label) },
  { $id: 'EvaluationDegree' },
)
export type Degree = Static<typeof Degree>

export { Criterion as EvaluationCriterion, Degree as EvaluationDegree, Family as EvaluationFamily }

export const GridContent = closed(
  {
    title: ref(Label),
    source: nullable(Type.String({ maxLength: 500 }), { description: 'Where its criteria come from.' }),
    scale: Type.Array(ref(Degree), { minItems: 2, maxItems: 11, description: 'From the least to the most.' }),
    families: Type.Array(ref(Family), { minItems: 1, maxItems: 20 }),
  },
  {
    $id: 'EvaluationGridContent',
    description:
      'What is looked at, and on which scale. Each criterion counts by itself: none eliminates, nothing is summed up.',
  },
)
export type GridContent = Static<typeof GridContent>

export const Grid = closed(
  {
    id: Uuid,
    code: Code,
    title: ref(Label),
    current_version: nullable(Type.Integer({ minimum: 1 }), {
      description: 'The published one; null before the first.',
    }),
    draft_version: nullable(Type.Integer({ minimum: 1 })),
    created_at: Instant,
  },
  { $id: 'EvaluationGrid' },
)
export type Grid = Static<typeof Grid>
export const GridPage = pageOf(Grid, 'EvaluationGridPage')
export const GridQuery = closed(PageQuery)

export const GridCreation = closed({ code: Code, content: ref(GridContent) }, { $id: 'EvaluationGridCreation' })
export type GridCreation = Static<typeof GridCreation>

export const GridDraftPut = closed({ content: ref(GridContent) }, { $id: 'EvaluationGridDraftPut' })

export const GridVersion = closed(
  {
    grid: ref(Grid),
    number: Type.Integer({ minimum: 1 }),
    state: oneOf(GRID_VERSION_STATES),
    content: ref(GridContent),
    transitions: Type.Array(oneOf(GRID_TRANSITIONS), { maxItems: 2 }),
    published_at: nullable(Instant),
    retired_at: nullable(Instant),
    updated_at: Instant,
  },
  { $id: 'EvaluationGridVersion', description: 'A published version never changes.' },
)
export type GridVersion = Static<typeof GridVersion>

export const GridTransitionRequest = closed(
  { transition: oneOf(GRID_TRANSITIONS) },
  { $id: 'EvaluationGridTransitionRequest' },
)

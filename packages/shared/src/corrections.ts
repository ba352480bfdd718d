import { type Static, Type } from '@sinclair/typebox'
import { closed, Instant, Named, nullable, oneOf, ref, text, Uuid } from './schema.ts'

export const POINT_KINDS = ['incomplete', 'incorrect', 'update'] as const
export type PointKind = (typeof POINT_KINDS)[number]

/** A note is private to moderation until the request that sends it; a point that was taken up again has a follower. */
export const POINT_STATES = ['note', 'open', 'answered', 'closed', 'reopened'] as const
export type PointState = (typeof POINT_STATES)[number]

export const POINT_ANSWERS = ['changed', 'taken_over', 'kept'] as const
export type PointAnswer = (typeof POINT_ANSWERS)[number]

export const POINT_ACTIONS = ['edit', 'answer', 'close', 'reopen'] as const
export type PointAction = (typeof POINT_ACTIONS)[number]

const value = (description: string) => Type.Unsafe<unknown>({ description })

const asked = {
  question: Type.String({ minLength: 1, maxLength: 80, examples: ['resume'] }),
  kind: oneOf(POINT_KINDS),
  reason: text(2000, { examples: ['Dites combien de personnes sont accompagnées.'] }),
  proposed: value(
    'A proposed wording: a value as the question takes it, which the association may take over; or null.',
  ),
}

export const CorrectionPoint = closed(
  {
    id: Uuid,
    ...asked,
    state: oneOf(POINT_STATES),
    answer: nullable(oneOf(POINT_ANSWERS), {
      description:
        'What the association has made of it, as the answer itself shows: changed, changed to what was proposed, or kept with a reason.',
    }),
    kept_because: nullable(Type.String({ maxLength: 2000 }), {
      description: 'Why the association keeps its answer, or a word beside what it changed.',
    }),
    before: value('The answer that the point is about; null: none.'),
    after: value('The answer since: as it stands while the point is open, as it was last handed in afterwards.'),
    follows: nullable(Uuid, { description: 'The point that this one takes up again.' }),
    author: nullable(ref(Named), { description: 'Who of the staff noted it; null for the association.' }),
    actions: Type.Array(oneOf(POINT_ACTIONS), { maxItems: 4, description: 'What the caller may do with it now.' }),
    created_at: Instant,
    sent_at: nullable(Instant),
    answered_at: nullable(Instant),
    closed_at: nullable(Instant),
  },
  { $id: 'CorrectionPoint', description: 'A point of a correction request, on one question.' },
)
export type CorrectionPoint = Static<typeof CorrectionPoint>

export const CorrectionPointList = closed(
  {
    items: Type.Array(
      closed({
        ...CorrectionPoint.properties,
        etag: Type.String({ maxLength: 80, description: 'For `If-Match` when this point is written.' }),
      }),
      { maxItems: 1000 },
    ),
    may_note: Type.Boolean({ description: 'Whether the caller may note new points now.' }),
    next: Type.Null(),
  },
  { $id: 'CorrectionPointList', description: 'The points of a submission, the first noted first.' },
)
export type CorrectionPointList = Static<typeof CorrectionPointList>

export const CorrectionPointRequest = closed(
  {
    question: asked.question,
    kind: Type.Optional(oneOf(POINT_KINDS, { default: 'incorrect' })),
    reason: asked.reason,
    proposed: Type.Optional(asked.proposed),
    follows: Type.Optional(
      nullable(Uuid, {
        description: 'An answered or closed point on the same question, which this one takes up again.',
      }),
    ),
  },
  { $id: 'CorrectionPointRequest', description: 'What is wrong with the answer to one question.' },
)
export type CorrectionPointRequest = Static<typeof CorrectionPointRequest>

export const CorrectionPointPatch = closed(
  {
    kind: Type.Optional(asked.kind),
    reason: Type.Optional(asked.reason),
    proposed: Type.Optional(asked.proposed),
  },
  { $id: 'CorrectionPointPatch' },
)
export type CorrectionPointPatch = Static<typeof CorrectionPointPatch>

export const CorrectionAnswer = closed(
  { kept_because: nullable(text(2000), { description: 'null takes it back.' }) },
  { $id: 'CorrectionAnswer', examples: [{ kept_because: 'Ce chiffre est celui de notre rapport d’activité.' }] },
)
export type CorrectionAnswer = Static<typeof CorrectionAnswer>

export const CorrectionPointParams = closed({ id: Uuid, point: Uuid })

import { type Static, Type } from '@sinclair/typebox'
import { closed, Instant, Named, nullable, oneOf, ref } from './schema.ts'

/** What an endorsement says of an answer, from the best to the worst. */
export const OPINIONS = ['favourable', 'reserved', 'unfavourable'] as const
export type OpinionWord = (typeof OPINIONS)[number]

export const Opinion = closed(
  {
    revision: Type.Integer({ minimum: 1, description: 'The hand-in that it is about.' }),
    opinion: oneOf(OPINIONS),
    comment: nullable(Type.String({ maxLength: 5000 })),
    by: ref(Named),
    regional_delegation: nullable(ref(Named), { description: 'The delegation in charge then; null: headquarters.' }),
    at: Instant,
  },
  { $id: 'Opinion', description: 'What was said at an endorsement, for headquarters to decide: staff only.' },
)
export type Opinion = Static<typeof Opinion>

import { type Static, Type } from '@sinclair/typebox'
import { CIVILITIES } from './associations.ts'
import { closed, Instant, Named, nullable, oneOf, PageQuery, pageOf, ref, Uuid } from './schema.ts'

export const SUCCESSION_STATES = ['proposed', 'confirmed', 'refused'] as const
export const SUCCESSION_TRANSITIONS = ['confirm', 'refuse'] as const

/** Who now holds an office, as the former holder says. */
export const Succession = closed(
  {
    id: Uuid,
    association: ref(Named),
    office: oneOf(['president', 'general_director']),
    former: nullable(closed({ id: Uuid, name: nullable(Type.String({ maxLength: 200 })) }), {
      description: 'Who says so; null once erased.',
    }),
    civility: nullable(oneOf(CIVILITIES)),
    name: Type.String({ maxLength: 200 }),
    email: nullable(Type.String({ maxLength: 254 })),
    state: oneOf(SUCCESSION_STATES),
    transitions: Type.Array(oneOf(SUCCESSION_TRANSITIONS), { maxItems: 2 }),
    decided_at: nullable(Instant),
    created_at: Instant,
  },
  { $id: 'Succession' },
)
export type Succession = Static<typeof Succession>
export const SuccessionPage = pageOf(Succession, 'SuccessionPage')
export const SuccessionQuery = closed({
  ...PageQuery,
  state: Type.Optional(Type.Array(oneOf(SUCCESSION_STATES), { maxItems: 3 })),
})
export type SuccessionQuery = Static<typeof SuccessionQuery>
export const SuccessionTransition = closed(
  { transition: oneOf(SUCCESSION_TRANSITIONS) },
  { $id: 'SuccessionTransition' },
)

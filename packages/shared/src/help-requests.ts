import { type Static, Type } from '@sinclair/typebox'
import { closed, Instant, Named, nullable, oneOf, PageQuery, pageOf, ref, Uuid } from './schema.ts'

export const HELP_STATES = ['open', 'answered'] as const

/** A respondent asks its delegation for help. */
export const HelpRequest = closed(
  {
    id: Uuid,
    association: ref(Named),
    contact: nullable(closed({ id: Uuid, name: nullable(Type.String({ maxLength: 200 })) })),
    submission_id: nullable(Uuid),
    message: Type.String({ maxLength: 4000 }),
    telephone: nullable(Type.String({ maxLength: 40 })),
    state: oneOf(HELP_STATES),
    transitions: Type.Array(oneOf(['answer']), { maxItems: 1 }),
    answered_at: nullable(Instant),
    created_at: Instant,
  },
  { $id: 'HelpRequest' },
)
export type HelpRequest = Static<typeof HelpRequest>
export const HelpRequestPage = pageOf(HelpRequest, 'HelpRequestPage')
export const HelpRequestQuery = closed({
  ...PageQuery,
  state: Type.Optional(Type.Array(oneOf(HELP_STATES), { maxItems: 2 })),
})
export type HelpRequestQuery = Static<typeof HelpRequestQuery>
export const HelpRequestTransition = closed({ transition: oneOf(['answer']) }, { $id: 'HelpRequestTransition' })

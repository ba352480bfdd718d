import { type Static, Type } from '@sinclair/typebox'
import { Association, CIVILITIES, OFFICES } from './associations.ts'
import { QuestionnaireVersion } from './questionnaires/resources.ts'
import { Coded, closed, Instant, Named, nullable, oneOf, ref, Uuid } from './schema.ts'

const token = Type.String({ minLength: 20, maxLength: 200, description: 'What follows `#` in the personal link.' })

export const LinkExchange = closed(
  {
    token: Type.Optional(token),
    code: Type.Optional(
      Type.String({
        minLength: 6,
        maxLength: 40,
        description: 'The code of a printed letter, as it was typed: capitals, spaces and hyphens do not matter.',
      }),
    ),
  },
  { $id: 'LinkExchange', description: 'Exactly one of the two.' },
)

export const FreshLinkRequest = closed({ token }, { $id: 'FreshLinkRequest' })
export const FreshLinkAnswer = closed(
  { accepted: Type.Boolean() },
  { $id: 'FreshLinkAnswer', description: 'The same whatever the link was.' },
)

/** For whom the link was made: enough to greet, and to show on whose behalf one answers. */
export const RespondentContext = closed(
  {
    association: ref(Named),
    contact: closed({
      id: Uuid,
      office: oneOf(OFFICES),
      civility: nullable(oneOf(CIVILITIES)),
      name: nullable(Type.String({ maxLength: 200 })),
    }),
  },
  { $id: 'RespondentContext' },
)
export type RespondentContext = Static<typeof RespondentContext>

export const RespondentSession = closed(
  {
    access_token: Type.String({ maxLength: 200 }),
    token_type: oneOf(['Bearer']),
    expires_in: Type.Integer(),
    association: ref(Named),
    contact: RespondentContext.properties.contact,
  },
  { $id: 'RespondentSession' },
)
export type RespondentSession = Static<typeof RespondentSession>

export const RespondentSessions = closed(
  {
    items: Type.Array(closed({ id: Uuid, created_at: Instant, expires_at: Instant, current: Type.Boolean() }), {
      maxItems: 200,
    }),
    next: nullable(Type.String({ maxLength: 1000 })),
  },
  { $id: 'RespondentSessions', description: 'The sessions opened from this contact’s links.' },
)

/** All that the form needs, in one answer: the questions, the lists that they draw on, and who answers. */
export const RespondentForm = closed(
  {
    questionnaire: ref(QuestionnaireVersion),
    vocabularies: Type.Unsafe<Record<string, Coded[]>>({
      type: 'object',
      description: 'The terms in force of each vocabulary that a question names, in order.',
      additionalProperties: { type: 'array', items: ref(Coded), maxItems: 5000 },
    }),
    association: ref(Association),
    contact: RespondentContext.properties.contact,
  },
  { $id: 'RespondentForm' },
)
export type RespondentForm = Static<typeof RespondentForm>

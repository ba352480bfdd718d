import { type Static, Type } from '@sinclair/typebox'
import { ROLES } from './actors.ts'
import { closed, Email, nullable, oneOf, ref, text, Uuid } from './schema.ts'

export const SignIn = closed(
  { email: Email, password: Type.String({ minLength: 1, maxLength: 256, examples: ['correct horse battery staple'] }) },
  { $id: 'SignIn' },
)

export const LinkSignIn = closed(
  { token: Type.String({ minLength: 20, maxLength: 200, description: 'What follows `#` in the link.' }) },
  { $id: 'LinkSignIn' },
)

export const OidcSignIn = closed(
  {
    available: Type.Boolean(),
    issuer: nullable(Type.String({ maxLength: 500, examples: ['https://login.federation.example'] })),
  },
  { $id: 'OidcSignIn', description: 'Whether staff sign in at an identity provider too.' },
)
export type OidcSignIn = Static<typeof OidcSignIn>

const answered = (description: string) => Type.Optional(Type.String({ maxLength: 4000, description }))

/** What a provider sends back. Providers add what they like, and a client ignores what it does not know (RFC 6749 §4.1.2). */
export const OidcCallback = Type.Object(
  {
    state: answered('As it was given at the start.'),
    code: answered('What the identity is asked with.'),
    error: answered('Why there is no code.'),
  },
  { additionalProperties: true },
)

/** Who is signed in. */
export const SessionUser = closed(
  {
    id: Uuid,
    name: text(200, { examples: ['Dominique Exemple'] }),
    email: Email,
    roles: Type.Array(oneOf(ROLES), { maxItems: 4 }),
    regional_delegations: Type.Array(Uuid, { maxItems: 120 }),
  },
  { $id: 'SessionUser' },
)
export type SessionUser = Static<typeof SessionUser>

export const Session = closed(
  {
    access_token: Type.String({ maxLength: 4000 }),
    token_type: oneOf(['Bearer']),
    expires_in: Type.Integer({ examples: [600] }),
    user: ref(SessionUser),
  },
  { $id: 'Session', description: 'An access token; the refresh token travels in a cookie.' },
)
export type Session = Static<typeof Session>

export const CurrentSession = closed({ user: ref(SessionUser) }, { $id: 'CurrentSession' })

import { type Static, Type } from '@sinclair/typebox'
import { ROLES } from './actors.ts'
import { closed, Email, Instant, oneOf, PageQuery, pageOf, text, Uuid } from './schema.ts'

const Roles = Type.Array(oneOf(ROLES), { minItems: 1, maxItems: 4, uniqueItems: true, examples: [['delegate']] })
const Delegations = Type.Array(Uuid, { maxItems: 120, uniqueItems: true })
const Password = Type.String({ minLength: 12, maxLength: 256, description: 'At least 12 characters.' })
const Name = text(200, { examples: ['Dominique Exemple'] })

export const USER_STATES = ['active', 'suspended'] as const

export const User = closed(
  {
    id: Uuid,
    email: Email,
    name: Name,
    roles: Roles,
    regional_delegations: Delegations,
    state: oneOf(USER_STATES),
    created_at: Instant,
    updated_at: Instant,
  },
  { $id: 'User', description: 'A member of the federation’s staff.' },
)
export type User = Static<typeof User>

export const UserCreation = closed(
  {
    email: Email,
    name: Name,
    password: Type.Optional(Password),
    roles: Roles,
    regional_delegations: Type.Optional(Delegations),
  },
  { $id: 'UserCreation', description: 'Without a password, the person signs in by a link.' },
)
export type UserCreation = Static<typeof UserCreation>

export const UserPatch = closed(
  {
    email: Type.Optional(Email),
    name: Type.Optional(Name),
    password: Type.Optional(Password),
    roles: Type.Optional(Roles),
    regional_delegations: Type.Optional(Delegations),
    state: Type.Optional(oneOf(USER_STATES)),
  },
  { $id: 'UserPatch' },
)
export type UserPatch = Static<typeof UserPatch>

export const UserPage = pageOf(User, 'UserPage')
export const UserQuery = closed({ ...PageQuery, state: Type.Optional(oneOf(USER_STATES)) })

/** A link by which one person signs in once. */
export const SignInLink = closed(
  { url: Type.String({ format: 'uri', maxLength: 500 }), expires_at: Instant },
  { $id: 'SignInLink' },
)

import type { Office } from './associations.ts'

/** The roles of staff, as the contract's "Who may what" reads them. */
export const ROLES = ['reader', 'delegate', 'moderator', 'admin'] as const
export type Role = (typeof ROLES)[number]

/** The scopes that an API key or an OAuth client may hold. */
export const SCOPES = [
  'innovations:read',
  'feed:read',
  'members:read',
  'submissions:write',
  'associations:read',
  'associations:write',
  'webhooks:manage',
] as const
export type Scope = (typeof SCOPES)[number]

/** A delegate who is away, and the delegations that somebody else acts in meanwhile. */
export type StoodInFor = { id: string; name: string; regional_delegations: string[] }

/** Who is calling. Nothing behind `request.actor` changes when another way to sign in is added. */
export type Actor =
  | { kind: 'anonymous' }
  | {
      kind: 'staff'
      id: string
      name: string
      roles: Role[]
      regional_delegations: string[]
      departments: string[]
      session: string
      /** Whose delegations these are in part, while they are away. */
      stands_in_for?: StoodInFor[]
    }
  | { kind: 'key'; id: string; partner: string; scopes: Scope[] }
  | {
      kind: 'respondent'
      id: string
      association: string
      contact: string
      office: Office
      /** Through which invitation the link came; null: a link made by hand, outside any campaign. */
      participant: string | null
      invitation: string | null
    }
  | { kind: 'operator' }
  | { kind: 'job' }

export type StaffActor = Extract<Actor, { kind: 'staff' }>

/** Headquarters moderates everywhere; `admin` may all that a moderator may. */
export const isModerator = (actor: Actor): boolean =>
  actor.kind === 'staff' && (actor.roles.includes('moderator') || actor.roles.includes('admin'))

/** Whether the actor sees every delegation's matters: headquarters, readers, keys, and the machine itself. */
export const seesAll = (actor: Actor): boolean =>
  actor.kind === 'operator' ||
  actor.kind === 'job' ||
  actor.kind === 'key' ||
  isModerator(actor) ||
  (actor.kind === 'staff' && actor.roles.includes('reader'))

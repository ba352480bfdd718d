import type { Actor, Role, Scope, StaffActor } from '@essaim/shared/actors.ts'
import type { Audience } from '@essaim/shared/audience.ts'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { problem } from '../lib/problem.ts'

/** Who may call a route at all. What they then see is narrowed by `visibleTo` and by audience. */
export type Access = {
  /** Everyone, signed in or not. */
  anyone?: true
  staff?: readonly Role[]
  scopes?: readonly Scope[]
  respondent?: true
}

const MODERATORS = ['moderator', 'admin'] as const
const ALL_STAFF = ['reader', 'delegate', 'moderator', 'admin'] as const
const WRITERS = ['delegate', 'moderator', 'admin'] as const

/** The rules that routes are given, by name. */
export const ACCESS = {
  anyone: { anyone: true },
  staff: { staff: ALL_STAFF },
  writers: { staff: WRITERS },
  moderators: { staff: MODERATORS },
  admins: { staff: ['admin'] },
  respondent: { respondent: true },
} as const satisfies Record<string, Access>

/** Refuses the actor that the rule does not name: 401 to a stranger, 403 to the others. */
export function checkAccess(access: Access, actor: Actor): void {
  if (access.anyone) return
  switch (actor.kind) {
    case 'anonymous':
      throw problem('unauthenticated')
    case 'staff':
      if (access.staff?.some((role) => actor.roles.includes(role))) return
      throw problem('forbidden')
    case 'key':
      if (access.scopes?.some((scope) => actor.scopes.includes(scope))) return
      throw problem('insufficient-scope')
    case 'respondent':
      if (access.respondent) return
      throw problem('forbidden')
    default:
      throw problem('forbidden')
  }
}

/** What the actor's audience is on every public door: list, search, record, feed. */
export function audienceOf(actor: Actor): Exclude<Audience, 'staff'> {
  if (actor.kind === 'staff') return 'members'
  if (actor.kind !== 'key') return 'public'
  if (actor.scopes.includes('members:read')) return 'members'
  return actor.scopes.includes('innovations:read') || actor.scopes.includes('feed:read') ? 'partners' : 'public'
}

/** The caller as a member of staff, where a rule has let nobody else in. */
export function staffOf(actor: Actor): StaffActor {
  if (actor.kind !== 'staff') throw problem('forbidden')
  return actor
}

/** The caller in a few letters, for what is kept per caller. */
export function callerOf(actor: Actor): string {
  return actor.kind === 'staff' || actor.kind === 'key' || actor.kind === 'respondent'
    ? `${actor.kind}:${actor.id}`
    : actor.kind
}

/** A route without an access rule does not boot; one with a rule asks it before anything else of the request is read. */
export function guardRoutes(app: FastifyInstance, authenticate: (request: FastifyRequest) => Promise<Actor>): void {
  app.decorateRequest('actor')
  app.addHook('onRoute', (route) => {
    if (!route.config?.access) throw new Error(`${route.method} ${route.url} has no access rule`)
  })
  app.addHook('onRequest', async (request) => {
    request.actor = { kind: 'anonymous' }
    if (!request.routeOptions.config.ownCredentials) request.actor = await authenticate(request)
    if (!request.is404 && request.routeOptions.config.access)
      checkAccess(request.routeOptions.config.access, request.actor)
  })
}

declare module 'fastify' {
  interface FastifyRequest {
    actor: Actor
  }
  interface FastifyContextConfig {
    access?: Access
    /** The route reads the Authorization header itself, by its own rules. */
    ownCredentials?: true
  }
}

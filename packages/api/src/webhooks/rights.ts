import type { Actor } from '@essaim/shared/actors.ts'
import { problem } from '../lib/problem.ts'
import { type Access, audienceOf } from '../plugins/access.ts'
import type { Managed } from './queries.ts'

/** Who manages webhooks at all. */
export const MANAGERS = { staff: ['admin'], scopes: ['webhooks:manage'] } as const satisfies Access

/**
 * Which of a partner's webhooks the caller manages: an administrator all; a credential those of its own partner that
 * follow no more than it may see itself, since whoever manages one can have it sent elsewhere.
 */
export function managedBy(actor: Actor, partner: string): Managed {
  if (actor.kind !== 'key') return { partner, audience: 'members' }
  if (actor.partner !== partner.toLowerCase()) throw problem('not-found')
  return { partner, audience: audienceOf(actor) }
}

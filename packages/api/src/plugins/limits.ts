import type { Quota } from '@essaim/shared/usage.ts'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'
import type { Db } from '../db/database.ts'
import { networkOf } from '../lib/network.ts'
import { problem } from '../lib/problem.ts'
import { requestPurse, type Standing } from './purse.ts'

export type RequestLimits = { anonymous: number; key: number; seconds: number }
export const REQUEST_LIMITS: RequestLimits = { anonymous: 1200, key: 6000, seconds: 60 }

/** The address that a limit counts: an IPv6 network of 64 bits is one caller. */
export const addressOf = ({ ip }: FastifyRequest): string => networkOf(ip, { octets: 4, groups: 4 })

/**
 * Limits per key or client, shared by every process, and per anonymous address, counted by each; announced on every answer by
 * the RateLimit fields (draft-ietf-httpapi-ratelimit-headers). Keyed only on what the server derives itself.
 */
export function limitRequests(app: FastifyInstance, db: Db, limits: RequestLimits): void {
  const { seconds } = limits
  const purse = requestPurse(db, { quota: limits.key, seconds })
  app.decorate('quotas', async (callers) => {
    const drawn = await purse.drawn(callers)
    return (caller) => ({ limit: limits.key, used: drawn.get(caller) ?? 0, window_seconds: seconds })
  })
  const anonymous = new RateLimiterMemory({ points: limits.anonymous, duration: seconds })

  async function standingOf(address: string): Promise<Standing> {
    const state = await anonymous.consume(address).catch((refused: RateLimiterRes) => refused)
    return {
      allowed: state.consumedPoints <= limits.anonymous,
      left: state.remainingPoints,
      seconds: Math.ceil(state.msBeforeNext / 1000),
    }
  }
  app.addHook('onRequest', async (request, reply) => {
    const { actor } = request
    if (actor.kind !== 'anonymous' && actor.kind !== 'key') return
    if (request.routeOptions.config.unlimited) return
    const standing = actor.kind === 'key' ? await purse.take(actor.id) : await standingOf(addressOf(request))
    reply.header('ratelimit-policy', `"${actor.kind}";q=${limits[actor.kind]};w=${seconds}`)
    reply.header('ratelimit', `"${actor.kind}";r=${standing.left};t=${standing.seconds}`)
    if (!standing.allowed) throw problem('rate-limited', { headers: { 'retry-after': String(standing.seconds) } })
  })
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Reads how much of their quota these keys and clients have used in the present window. */
    quotas(callers: string[]): Promise<(caller: string) => Quota>
  }
  interface FastifyContextConfig {
    /** Health checks: a constant answer that is never counted. */
    unlimited?: true
  }
}

import { isIPv6 } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'
import { problem } from '../lib/problem.ts'

export type RequestLimits = { anonymous: number; key: number; seconds: number }
export const REQUEST_LIMITS: RequestLimits = { anonymous: 1200, key: 6000, seconds: 60 }

/** The address that a limit counts: an IPv6 network of 64 bits is one caller. */
export function addressOf(request: FastifyRequest): string {
  const { ip } = request
  if (!isIPv6(ip)) return ip
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)
  if (mapped?.[1]) return mapped[1]
  const [head = '', tail] = ip.split('::')
  const groups = head.split(':').filter(Boolean)
  if (tail !== undefined) while (groups.length + tail.split(':').filter(Boolean).length < 8) groups.push('0')
  return `${groups.slice(0, 4).join(':')}::/64`
}

/**
 * Limits per key and per anonymous address, announced on every answer by the RateLimit fields
 * (draft-ietf-httpapi-ratelimit-headers). Keyed only on what the server derives itself.
 */
export function limitRequests(app: FastifyInstance, limits: RequestLimits): void {
  const limiter = (points: number) => new RateLimiterMemory({ points, duration: limits.seconds })
  const anonymous = limiter(limits.anonymous)
  const key = limiter(limits.key)
  app.addHook('onRequest', async (request, reply) => {
    const { actor } = request
    if (actor.kind !== 'anonymous' && actor.kind !== 'key') return
    if (request.routeOptions.config.unlimited) return
    const [name, points, counter, id] =
      actor.kind === 'key'
        ? (['key', limits.key, key, actor.id] as const)
        : (['anonymous', limits.anonymous, anonymous, addressOf(request)] as const)
    const state = await counter.consume(id).catch((refused: RateLimiterRes) => refused)
    const reset = Math.ceil(state.msBeforeNext / 1000)
    reply.header('ratelimit-policy', `"${name}";q=${points};w=${limits.seconds}`)
    reply.header('ratelimit', `"${name}";r=${state.remainingPoints};t=${reset}`)
    if (state.consumedPoints > points) throw problem('rate-limited', { headers: { 'retry-after': String(reset) } })
  })
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Health checks: a constant answer that is never counted. */
    unlimited?: true
  }
}

import type { FastifyInstance, FastifyReply } from 'fastify'
import { problem } from '../lib/problem.ts'
import type { RouteTable } from '../lib/route-table.ts'
import { vary } from '../lib/vary.ts'

const EXPOSED = 'ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After, Allow, Deprecation, Sunset'
const SENT = 'Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, Accept-Language'

/**
 * Cross-origin rules (Fetch, §3.2): public resources may be read from anywhere without credentials; the admin's own
 * origin, when it is hosted elsewhere, may do everything; nothing else may anything. Origins are compared whole.
 */
export function answerOrigins(app: FastifyInstance, adminOrigin: string | null, routes: RouteTable): void {
  const allowAdmin = (reply: FastifyReply) =>
    reply.header('access-control-allow-origin', adminOrigin).header('access-control-allow-credentials', 'true')
  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers
    const isPublic =
      (request.method === 'GET' || request.method === 'HEAD') && request.routeOptions.config.access?.anyone
    if (isPublic || origin !== undefined) vary(reply, 'Origin')
    if (origin === undefined) return
    if (adminOrigin !== null && origin === adminOrigin)
      allowAdmin(reply).header('access-control-expose-headers', EXPOSED)
    else if (isPublic) reply.header('access-control-allow-origin', '*').header('access-control-expose-headers', EXPOSED)
  })
  app.options('/*', { config: { access: { anyone: true } }, schema: { hide: true } }, async (request, reply) => {
    const { origin } = request.headers
    const path = request.url.split('?')[0] ?? '/'
    const wanted = request.headers['access-control-request-method']
    const allow = routes.methodsOf(path).filter((method) => method !== 'OPTIONS')
    if (allow.length === 0) throw problem('not-found')
    reply.header('allow', [...allow, 'OPTIONS'].join(', '))
    if (adminOrigin !== null && origin === adminOrigin) {
      allowAdmin(reply)
        .header('access-control-allow-methods', 'GET, POST, PUT, PATCH, DELETE')
        .header('access-control-allow-headers', SENT)
    } else if (origin !== undefined && (wanted === 'GET' || wanted === 'HEAD') && routes.isReadable(path)) {
      reply
        .header('access-control-allow-origin', '*')
        .header('access-control-allow-methods', 'GET')
        .header('access-control-allow-headers', 'If-None-Match, Accept-Language')
    }
    return vary(reply, 'Origin', 'Access-Control-Request-Method')
      .code(204)
      .header('access-control-max-age', '600')
      .send()
  })
}

/** Refuses a request with a cookie that another site caused: its origin must be ours, or the admin's. */
export function requireOwnOrigin(headers: Record<string, string | string[] | undefined>, own: string[]): void {
  const { origin } = headers
  const site = headers['sec-fetch-site']
  if (typeof origin === 'string' && !own.includes(origin))
    throw problem('forbidden', { detail: { fr: 'Origine étrangère.', en: 'Foreign origin.' } })
  if (site === 'cross-site' && (typeof origin !== 'string' || !own.includes(origin)))
    throw problem('forbidden', { detail: { fr: 'Origine étrangère.', en: 'Foreign origin.' } })
}

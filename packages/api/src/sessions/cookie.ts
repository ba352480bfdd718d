import type { FastifyReply, FastifyRequest } from 'fastify'
import { isLoopback } from '../config.ts'

/** Where the refresh token travels: out of reach of scripts, and bound to our own host when it is served over https. */
export function refreshCookie(publicUrl: () => string, adminOrigin: string | null) {
  const secure = () => publicUrl().startsWith('https:')
  const name = () => (secure() ? '__Host-essaim_refresh' : 'essaim_refresh')
  const attributes = () => ({
    path: '/',
    httpOnly: true,
    secure: secure(),
    sameSite: adminOrigin !== null && secure() ? ('none' as const) : ('lax' as const),
  })
  return {
    read: (request: FastifyRequest): string | null => request.cookies[name()] ?? null,
    write: (reply: FastifyReply, token: string, expires: Date): FastifyReply =>
      reply.setCookie(name(), token, { ...attributes(), expires }),
    clear: (reply: FastifyReply): FastifyReply => reply.clearCookie(name(), attributes()),
  }
}

/** The state of a sign-in at the identity provider: it ties what comes back to the browser that began. */
export function stateCookie(publicUrl: () => string) {
  const secure = () => publicUrl().startsWith('https:')
  const name = () => (secure() ? '__Host-essaim_oidc' : 'essaim_oidc')
  // lax: the provider sends the browser back from another site
  const attributes = () => ({ path: '/', httpOnly: true, secure: secure(), sameSite: 'lax' as const })
  return {
    read: (request: FastifyRequest): string | null => request.cookies[name()] ?? null,
    write: (reply: FastifyReply, state: string): FastifyReply =>
      reply.setCookie(name(), state, { ...attributes(), maxAge: 600 }),
    clear: (reply: FastifyReply): FastifyReply => reply.clearCookie(name(), attributes()),
  }
}

/** The origins from which cookies are accepted: our own, under each name that this machine gives itself, and the admin's. */
export function ownOrigins(publicUrl: string, adminOrigin: string | null): string[] {
  const url = new URL(publicUrl)
  const port = url.port && `:${url.port}`
  const aliases = isLoopback(url.hostname)
    ? ['127.0.0.1', 'localhost', '[::1]'].map((host) => `${url.protocol}//${host}${port}`)
    : []
  return [...new Set([url.origin, ...aliases, ...(adminOrigin === null ? [] : [adminOrigin])])]
}

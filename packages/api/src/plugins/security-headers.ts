import type { FastifyInstance } from 'fastify'

/** Nothing may be loaded by an answer of the API; pages state what is theirs. */
export const NO_CONTENT_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

/** For our own pages: their scripts and styles come from here, and they talk to the API only. */
export const pagePolicy = (apiOrigin = ''): string =>
  `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self' ${apiOrigin}; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'`
    .replace('  ', ' ')
    .replace(' ;', ';')

const STRICT = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': NO_CONTENT_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
}

/** Headers that tell browsers to be strict (OWASP secure headers); a route may replace them by its own. */
export function protectPages(app: FastifyInstance): void {
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(STRICT)
    if (app.publicUrl().startsWith('https:'))
      reply.header('strict-transport-security', 'max-age=31536000; includeSubDomains')
    done()
  })
}

import type { FastifyInstance } from 'fastify'
import { addLinks } from '../lib/link.ts'

/** The announced end of an operation: days, as YYYY-MM-DD, and the address of what takes its place. */
export type Deprecation = { at: string; sunset: string; successor?: string }

const YEAR_MS = 365 * 24 * 3600 * 1000
const dayOf = (text: string) => new Date(`${text}T00:00:00Z`)

/** What an answer says of the end of its own address: RFC 9745 §2, RFC 8594 §3, and where to read on. */
export function deprecationHeaders({ at, sunset, successor }: Deprecation, publicUrl: string) {
  const page = `${publicUrl}/docs/changelog`
  return {
    // an Item of RFC 9651 §3.3.7: a date is its seconds behind an @
    deprecation: `@${dayOf(at).getTime() / 1000}`,
    sunset: dayOf(sunset).toUTCString(),
    links: [
      `<${page}>; rel="deprecation"; type="text/html"`,
      `<${page}>; rel="sunset"; type="text/html"`,
      ...(successor ? [`<${publicUrl}${successor}>; rel="successor-version"`] : []),
    ],
  }
}

/** Announces by headers, and in the OpenAPI document, the end of every route whose configuration says one: twelve months ahead at least. */
export function announceDeprecations(app: FastifyInstance, publicUrl: () => string): void {
  app.addHook('onRoute', (route) => {
    const { deprecated } = route.config ?? {}
    if (!deprecated) return
    if (!(dayOf(deprecated.sunset).getTime() - dayOf(deprecated.at).getTime() >= YEAR_MS))
      throw new Error(`${route.method} ${route.url} ends less than a year after its announcement`)
    route.schema = { ...route.schema, deprecated: true }
  })
  // when the answer is ready: a handler has links of its own
  app.addHook('onSend', async (request, reply) => {
    const { deprecated } = request.routeOptions.config
    if (!deprecated) return
    const { links, ...headers } = deprecationHeaders(deprecated, publicUrl())
    addLinks(reply.headers(headers), ...links)
  })
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The announced end of this operation. */
    deprecated?: Deprecation
  }
}

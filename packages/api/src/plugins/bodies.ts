import { isSoundText } from '@essaim/shared/questionnaires/text.ts'
import type { FastifyInstance } from 'fastify'
import { pointerPart } from '../lib/json-pointer.ts'
import { type Fault, problem } from '../lib/problem.ts'

/** How deep a JSON text may go. */
export const DEEPEST = 32
const MERGE_PATCH = 'application/merge-patch+json'

/** How deep the brackets of a JSON text go, without building anything from it. */
export function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charCodeAt(i)
    if (inString) {
      if (c === 92) i += 1
      else if (c === 34) inString = false
    } else if (c === 34) inString = true
    else if (c === 91 || c === 123) {
      depth += 1
      deepest = Math.max(deepest, depth)
    } else if (c === 93 || c === 125) depth -= 1
  }
  return deepest
}

const BAD_TEXT = { fr: 'Le texte contient des caractères interdits.', en: 'The text holds forbidden characters.' }
const BAD_NUMBER = { fr: 'Ce nombre ne peut pas être gardé exactement.', en: 'This number cannot be kept exactly.' }

/** Adds a fault for every text and number in the value that cannot be kept exactly. */
export function collectUnsound(value: unknown, pointer: string, faults: Fault[]): void {
  if (typeof value === 'string') {
    if (!isSoundText(value)) faults.push({ pointer, code: 'bad-text', detail: BAD_TEXT })
  } else if (typeof value === 'number') {
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))
      faults.push({ pointer, code: 'not-exact', detail: BAD_NUMBER })
  } else if (Array.isArray(value)) {
    value.forEach((item, i) => {
      collectUnsound(item, `${pointer}/${i}`, faults)
    })
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) {
      const below = `${pointer}/${pointerPart(name)}`
      if (!isSoundText(name)) faults.push({ pointer, code: 'bad-text', detail: BAD_TEXT })
      collectUnsound(item, below, faults)
    }
  }
}

/** Whether every percent-encoded byte of a query is one, and makes UTF-8. */
function isDecodable(query: string): boolean {
  try {
    decodeURIComponent(query)
    return true
  } catch {
    return false
  }
}

/** JSON bodies only, of bounded depth, with texts and numbers that can be kept exactly; PATCH is a merge patch (RFC 7396). */
export function readBodies(app: FastifyInstance): void {
  app.removeContentTypeParser(['text/plain', 'application/json'])
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser<string>(['application/json', MERGE_PATCH], { parseAs: 'string' }, (request, text, done) => {
    if (depthOf(text) > DEEPEST) {
      done(
        problem('malformed', {
          detail: {
            fr: `JSON trop profond : ${DEEPEST} niveaux au plus.`,
            en: `JSON too deep: at most ${DEEPEST} levels.`,
          },
        }),
      )
      return
    }
    parse(request, text, done)
  })
  app.addHook('onRequest', async (request) => {
    if (!isDecodable(request.url.split('?')[1] ?? '')) throw problem('malformed')
    const encoding = request.headers['content-encoding']
    if (encoding !== undefined && encoding !== 'identity') throw problem('unsupported-media-type')
    const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase()
    if (type === undefined || request.is404 || request.routeOptions.config.bodyUnread) return
    const wanted =
      request.routeOptions.config.mediaType ?? (request.method === 'PATCH' ? MERGE_PATCH : 'application/json')
    if (![wanted].flat().includes(type))
      throw problem('unsupported-media-type', {
        headers: request.method === 'PATCH' ? { 'accept-patch': MERGE_PATCH } : { accept: [wanted].flat().join(', ') },
      })
  })
  app.addHook('preValidation', async (request) => {
    const faults: Fault[] = []
    if (request.routeOptions.config.mediaType === undefined) collectUnsound(request.body, '', faults)
    for (const [parameter, value] of Object.entries((request.query ?? {}) as Record<string, unknown>)) {
      if (![value].flat().every((text) => typeof text === 'string' && isSoundText(text)))
        faults.push({ parameter, code: 'bad-text', detail: BAD_TEXT })
    }
    for (const value of Object.values((request.params ?? {}) as Record<string, string>)) {
      if (!isSoundText(value)) throw problem('not-found')
    }
    if (faults.length > 0) throw problem('validation', { errors: faults })
  })
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route reads, when it is not JSON. */
    mediaType?: string | readonly string[]
    /** What such a file holds, for the document alone. */
    mediaSchemas?: Record<string, Record<string, unknown>>
    /** Nothing of the body is read, whatever it is. */
    bodyUnread?: true
  }
}

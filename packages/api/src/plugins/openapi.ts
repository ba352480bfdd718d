import { createHash } from 'node:crypto'
import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { etag, isFresh } from '../lib/etag.ts'
import { ACCESS } from './access.ts'
import { frame, SERVER } from './openapi/components.ts'
import { type Document, operationsOf } from './openapi/document.ts'
import { addExamples } from './openapi/examples.ts'
import { completeOperation, type Route } from './openapi/operations.ts'
import { describeWebhooks } from './openapi/webhooks.ts'

const CARRIED = 'x-route'

/** The document as the routes make it, with `https://essaim.example` for this installation's address. */
export const describedApi = (app: FastifyInstance): Document => app.swagger() as unknown as Document

/** The document with this installation's own address. */
export function documentAt(app: FastifyInstance, publicUrl: string): string {
  return JSON.stringify(describedApi(app)).replaceAll(SERVER, publicUrl)
}

/**
 * Describes the API from its routes. Whatever follows from method, address and access rule (refusals, headers,
 * credentials) is added here and nowhere else, so that the schemas at run time stay those of the nouns.
 */
export async function describeApi(app: FastifyInstance, publicUrl: () => string): Promise<void> {
  await app.register(swagger, {
    openapi: { openapi: '3.1.1', ...frame() } as never,
    convertConstToEnum: false,
    hideUntagged: false,
    refResolver: { buildLocalReference: (json, _base, _fragment, i) => String(json.$id ?? `def-${i}`) },
    transform: ({ schema, url, route }) => {
      const { access, secret, mediaType, mediaSchemas, deprecated } = route.config ?? {}
      return { schema: { ...schema, [CARRIED]: { access, secret, mediaType, mediaSchemas, deprecated } }, url }
    },
    transformObject: (given) => complete((given as { openapiObject: unknown }).openapiObject as Document) as never,
  })

  const cached = new Map<string, { text: string; tag: string }>()
  app.get('/openapi.json', { config: { access: ACCESS.anyone }, schema: { hide: true } }, async (request, reply) => {
    const url = publicUrl()
    let known = cached.get(url)
    if (!known) {
      const text = documentAt(app, url)
      known = { text, tag: etag(createHash('sha256').update(text).digest('hex').slice(0, 32)) }
      cached.set(url, known)
    }
    reply.header('cache-control', 'public, max-age=300')
    if (isFresh(request, reply, known.tag)) return reply.send()
    return reply.type('application/json; charset=utf-8').send(known.text)
  })
}

function complete(document: Document): Document {
  for (const { path, method, operation } of operationsOf(document)) {
    const { [CARRIED]: route, ...described } = operation
    completeOperation(document, path, method, described, (route ?? {}) as Route)
    const item = document.paths[path]
    if (item) item[method] = described
  }
  describeWebhooks(document)
  addExamples(document)
  dropUnused(document)
  return inOrder(document)
}

/** Forgets the components that nothing leads to. */
function dropUnused(document: Document): void {
  const { schemas, responses, headers, parameters, securitySchemes } = document.components
  const rooms: Record<string, Record<string, unknown>> = { schemas, responses, headers, parameters }
  const seen = new Set<string>()
  const follow = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    if (Array.isArray(value)) {
      for (const item of value) follow(item)
      return
    }
    const { $ref } = value as { $ref?: unknown }
    if (typeof $ref === 'string' && !seen.has($ref)) {
      seen.add($ref)
      const [, , room = '', name = ''] = $ref.split('/')
      follow(rooms[room]?.[name])
    }
    for (const member of Object.values(value)) follow(member)
  }
  follow(document.paths)
  follow(document.webhooks)
  for (const [room, components] of Object.entries(rooms)) {
    for (const name of Object.keys(components)) if (!seen.has(`#/components/${room}/${name}`)) delete components[name]
  }
  const needed = new Set(
    operationsOf(document).flatMap(({ operation }) => (operation.security ?? []).flatMap((one) => Object.keys(one))),
  )
  for (const name of Object.keys(securitySchemes)) if (!needed.has(name)) delete securitySchemes[name]
  const used = new Set(operationsOf(document).flatMap(({ operation }) => operation.tags ?? []))
  document.tags = document.tags.filter(({ name }) => used.has(name))
}

// The order in which routes are registered says nothing: sorted, a change of the document is a change of the contract.
function inOrder(document: Document): Document {
  const sorted = <T>(record: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))
  document.paths = sorted(document.paths)
  document.components.schemas = sorted(document.components.schemas)
  return document
}

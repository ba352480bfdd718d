import type { FastifyReply, FastifyRequest } from 'fastify'
import { listName, type Position } from './cursor.ts'

export type PageRequest = { limit: number; after: Position | null; name: string }

/** What a list's query asks for: how many, and after which item. */
export function pageOf(request: FastifyRequest): PageRequest {
  const query = request.query as { limit?: number; cursor?: string }
  const name = listName(
    `${request.routeOptions.url} ${JSON.stringify(request.params ?? {})}`,
    request.query as Record<string, unknown>,
  )
  return {
    limit: query.limit ?? 50,
    after: query.cursor === undefined ? null : request.server.cursors.read(query.cursor, name),
    name,
  }
}

/**
 * A page from rows read one more than asked: the items, the cursor of what follows, and `Link: rel="next"` (RFC 8288).
 * `position` gives the sort values of an item, ending with its id.
 */
export function answerPage<Row, Item>(
  request: FastifyRequest,
  reply: FastifyReply,
  page: PageRequest,
  rows: Row[],
  position: (row: Row) => Position,
  present: (row: Row) => Item,
  total?: number,
): { items: Item[]; next: string | null; total?: number } {
  const shown = rows.slice(0, page.limit)
  const last = shown.at(-1)
  const next =
    rows.length > page.limit && last !== undefined ? request.server.cursors.write(position(last), page.name) : null
  if (next !== null) {
    const url = new URL(request.url, request.server.publicUrl())
    url.searchParams.set('cursor', next)
    reply.header('link', `<${url}>; rel="next"`)
  }
  return { items: shown.map(present), next, ...(total !== undefined && { total }) }
}

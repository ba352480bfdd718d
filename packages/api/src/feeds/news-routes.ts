import { createHash } from 'node:crypto'
import { InnovationFilters, InnovationQuery } from '@essaim/shared/documents.ts'
import { closed, PageQuery } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { findFederation } from '../federation/queries.ts'
import { listDocuments } from '../innovations/documents.ts'
import { readFilter } from '../innovations/filters.ts'
import { cacheFor } from '../innovations/routes.ts'
import { etag, isFresh, unchanged } from '../lib/etag.ts'
import { pageOf } from '../lib/lists.ts'
import { ACCESS, audienceOf } from '../plugins/access.ts'
import { asAtom, asJsonFeed, type News, type NewsItem } from './news.ts'
import { lastChange } from './queries.ts'

const FORMS = {
  atom: { type: 'application/atom+xml', operationId: 'readNewsAsAtom', name: 'Atom (RFC 4287)', write: asAtom },
  json: { type: 'application/feed+json', operationId: 'readNewsAsJson', name: 'JSON Feed 1.1', write: asJsonFeed },
} as const

const { limit, cursor } = PageQuery
const NewsQuery = closed({ q: InnovationQuery.properties.q, ...InnovationFilters, limit, cursor })

/** What is new, for people and the readers they have: not for keeping a copy, since nothing here tells of deletions. */
export const newsRoutes: FastifyPluginAsyncTypebox = async (app) => {
  for (const [ending, { type, operationId, name, write }] of Object.entries(FORMS)) {
    app.get(
      `/v1/feeds/news.${ending}`,
      {
        config: { access: ACCESS.anyone },
        schema: {
          operationId,
          tags: ['feeds'],
          summary: `Read the news as ${name}`,
          description:
            'The newest records that the caller’s audience may read, by the words and filters of the list. For a copy, follow the change feed: news tell of no deletion.',
          querystring: NewsQuery,
          response: {
            200: {
              description: 'The news.',
              content: {
                [type]: { schema: ending === 'json' ? { type: 'object' } : { type: 'string', maxLength: 10_000_000 } },
              },
            },
          },
        },
      },
      async (request, reply) => {
        const text = write(await newsFor(request))
        cacheFor(request, reply)
        if (isFresh(request, reply, etag(createHash('sha256').update(text).digest('base64url').slice(0, 22))))
          return unchanged(reply)
        return reply.type(`${type}; charset=utf-8`).send(text as never)
      },
    )
  }

  async function newsFor(request: FastifyRequest): Promise<News> {
    const query = request.query as InnovationQuery
    const audience = audienceOf(request.actor)
    const page = pageOf(request)
    const filter = await readFilter(app, query)
    const { rows } = await listDocuments(app.pool, audience, filter, { ...query, fields: ['summary'] }, page)
    const shown = rows.slice(0, page.limit)
    const last = shown.at(-1)
    const self = new URL(request.url, app.publicUrl())
    const next = new URL(self)
    if (last) next.searchParams.set('cursor', app.cursors.write([last.sort_key, last.innovation_id], page.name))
    const federation = await findFederation(app.db)
    return {
      title: `Innovations, ${federation.name}`,
      author: federation.name,
      self: self.href,
      next: rows.length > page.limit ? next.href : null,
      home: `${app.publicUrl()}/`,
      updated: await lastChange(app.pool, audience),
      items: shown.map(({ text }) => JSON.parse(text) as NewsItem),
    }
  }
}

/** Where the news are, for the header of what lists feeds (RFC 8288). */
export const newsLinks = (publicUrl: string): string =>
  Object.entries(FORMS)
    .map(([ending, { type }]) => `<${publicUrl}/v1/feeds/news.${ending}>; rel="alternate"; type="${type}"`)
    .join(', ')

import { createHash } from 'node:crypto'
import { InnovationDocument, InnovationPage, InnovationQuery, PublishedVersionPage } from '@essaim/shared/documents.ts'
import { closed, IdParams, ref, Uuid } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isFresh, unchanged } from '../lib/etag.ts'
import { pageOf } from '../lib/lists.ts'
import { problem } from '../lib/problem.ts'
import { vary } from '../lib/vary.ts'
import { ACCESS, audienceOf } from '../plugins/access.ts'
import { answerCache, type ReadyAnswer } from './document-cache.ts'
import { documentOf, listDocuments, versionDocument, versionList } from './documents.ts'
import { readFilter } from './filters.ts'
import { refuseGone } from './gone.ts'

const PATH = '/v1/innovations'
const JSON_TYPE = 'application/json; charset=utf-8'
const VersionParams = closed({ id: Uuid, number: Type.Integer({ minimum: 1, maximum: 100_000 }) })

/** Anonymous answers may be kept a minute by anyone; others are for their caller alone, and asked again each time. */
export function cacheFor(request: FastifyRequest, reply: FastifyReply): void {
  vary(reply, 'Authorization').header(
    'cache-control',
    request.actor.kind === 'anonymous' ? 'public, max-age=60, stale-while-revalidate=300' : 'private, no-cache',
  )
}

/** The directory's API: stored documents, by audience. Nothing here builds a view. */
export const innovationRoutes: FastifyPluginAsyncTypebox<{ cacheBytes?: number | undefined }> = async (
  app,
  { cacheBytes },
) => {
  const tags = ['innovations']
  const documents = answerCache(app.notices, 'documents', cacheBytes)
  const pages = answerCache(app.notices, 'pages', cacheBytes)

  app.get(
    PATH,
    {
      config: { access: ACCESS.anyone },
      schema: {
        operationId: 'listInnovations',
        tags,
        summary: 'Search the directory',
        description:
          'Cards of the published records that the caller’s audience may read, the newest first. A repeated filter means OR, different filters AND; an unknown code is refused.',
        querystring: InnovationQuery,
        response: { 200: ref(InnovationPage) },
      },
    },
    async (request, reply) => {
      const query = request.query as InnovationQuery
      const audience = audienceOf(request.actor)
      // which départements a delegation covers changes without a notice
      const page = query.regional_delegation
        ? await readPage(request, audience)
        : await pages.find(audience, request.url, () => readPage(request, audience))
      if (page?.link) reply.header('link', page.link)
      return send(request, reply, page as ReadyAnswer)
    },
  )

  async function readPage(request: FastifyRequest, audience: ReturnType<typeof audienceOf>): Promise<ReadyAnswer> {
    const query = request.query as InnovationQuery
    const filter = await readFilter(app, query)
    const page = pageOf(request)
    const { rows, total } = await listDocuments(app.pool, audience, filter, query, page)
    const shown = rows.slice(0, page.limit)
    const last = shown.at(-1)
    const next =
      rows.length > page.limit && last ? app.cursors.write([last.sort_key, last.innovation_id], page.name) : null
    const bytes = Buffer.from(
      `{"items":[${shown.map((row) => row.text).join(',')}],"next":${JSON.stringify(next)}${total === undefined ? '' : `,"total":${total}`}}`,
    )
    // a card is part of its document: the tags of the documents say what is on the page
    const etag = `"${createHash('sha256')
      .update(`${request.url} ${shown.map((row) => row.etag).join()} ${next} ${total}`)
      .digest('base64url')
      .slice(0, 22)}"`
    if (next === null) return { bytes, etag }
    const url = new URL(request.url, app.publicUrl())
    url.searchParams.set('cursor', next)
    return { bytes, etag, link: `<${url}>; rel="next"` }
  }

  const send = (request: FastifyRequest, reply: FastifyReply, document: { bytes: Buffer; etag: string }) => {
    cacheFor(request, reply)
    if (isFresh(request, reply, document.etag)) return unchanged(reply)
    return reply
      .type(JSON_TYPE)
      .serializer((body: unknown) => body as string)
      .send(document.bytes as never)
  }

  app.get(
    `${PATH}/:id`,
    {
      config: { access: ACCESS.anyone, consults: true },
      schema: {
        operationId: 'getInnovation',
        tags,
        summary: 'Get a record',
        description:
          'The published document as the caller’s audience may read it. 410 with `reason` and `replaced_by` once withdrawn, for the audiences that had it.',
        params: IdParams,
        response: { 200: ref(InnovationDocument) },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const audience = audienceOf(request.actor)
      const document = await documents.find(audience, id, async () => {
        const stored = await documentOf(app.pool, id, audience)
        return stored && { bytes: Buffer.from(stored.body), etag: stored.etag }
      })
      return document ? send(request, reply, document) : refuseGone(request, id)
    },
  )

  app.get(
    `${PATH}/:id/versions`,
    {
      config: { access: ACCESS.anyone, consults: true },
      schema: {
        operationId: 'listInnovationVersions',
        tags,
        summary: 'List published versions',
        description: 'The newest first, as far as the caller’s audience may read them today.',
        params: IdParams,
        response: { 200: ref(PublishedVersionPage) },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const rows = await versionList(app.pool, id, audienceOf(request.actor))
      if (!rows.some((row) => row.current)) return refuseGone(request, id)
      cacheFor(request, reply)
      return {
        items: rows.map((row) => ({
          number: row.number,
          state: row.current ? ('published' as const) : ('superseded' as const),
          title: row.title,
          url: `${app.publicUrl()}${PATH}/${id}/versions/${row.number}`,
          published_at: row.published_at as unknown as string,
        })),
        next: null,
      }
    },
  )

  app.get(
    `${PATH}/:id/versions/:number`,
    {
      config: { access: ACCESS.anyone, consults: true },
      schema: {
        operationId: 'getInnovationVersion',
        tags,
        summary: 'Get a published version',
        description: 'An earlier version, under today’s restrictions.',
        params: VersionParams,
        response: { 200: ref(InnovationDocument) },
      },
    },
    async (request, reply) => {
      const { id, number } = request.params
      const audience = audienceOf(request.actor)
      if (!(await documentOf(app.pool, id, audience))) return refuseGone(request, id)
      const stored = await versionDocument(app.pool, id, number, audience)
      if (!stored) throw problem('not-found')
      return send(request, reply, { bytes: Buffer.from(stored.body), etag: stored.etag })
    },
  )
}

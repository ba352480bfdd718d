import { createHash } from 'node:crypto'
import { ref } from '@essaim/shared/schema.ts'
import { CommunePage, CommuneQuery } from '@essaim/shared/vocabularies.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { etag, isFresh, unchanged } from '../lib/etag.ts'
import { invalidParameter } from '../lib/problem.ts'
import { ACCESS } from '../plugins/access.ts'
import { searchCommunes } from './queries.ts'

/** The communes, found as they are typed. */
export const communeRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/v1/communes',
    {
      config: { access: ACCESS.anyone },
      schema: {
        operationId: 'listCommunes',
        tags: ['vocabularies'],
        summary: 'Find communes as they are typed',
        description:
          'By the beginning of a name (accents, hyphens and apostrophes do not count) or a postal code, the most populated first; or by INSEE code.',
        querystring: CommuneQuery,
        response: { 200: ref(CommunePage) },
      },
    },
    async (request, reply) => {
      const { q, code, limit = 10 } = request.query
      const codes = code && [...new Set(code)]
      const terms = await app.terms.current()
      const unknown = codes?.find((one) => !terms.isCommune(one))
      if (unknown !== undefined)
        throw invalidParameter(
          'code',
          'unknown',
          `Aucune commune n’a le code ${unknown}.`,
          `No commune has the code ${unknown}.`,
        )
      const rows = await searchCommunes(app.db, { q, codes, limit: codes ? Math.max(limit, codes.length) : limit })
      const items = rows.map(({ department, ...row }) => ({
        ...row,
        department: department === null ? null : terms.coded('departements', department),
      }))
      reply.header('cache-control', 'public, max-age=3600')
      if (
        isFresh(
          request,
          reply,
          etag(createHash('sha256').update(JSON.stringify(items)).digest('base64url').slice(0, 22)),
        )
      )
        return unchanged(reply)
      return reply.send({ items, next: null })
    },
  )
}

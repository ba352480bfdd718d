import type { InnovationDocument } from '@essaim/shared/documents.ts'
import { IdParams } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { etag, isFresh, unchanged } from '../lib/etag.ts'
import { ACCESS, audienceOf } from '../plugins/access.ts'
import { documentOf } from './documents.ts'
import { refuseGone } from './gone.ts'
import { asLinkedData, CONTEXT } from './json-ld.ts'
import { cacheFor } from './routes.ts'

const TYPE = 'application/ld+json'

/** Published records in the words of schema.org. */
export const recordJsonLdRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/v1/innovations/:id/json-ld',
    {
      config: { access: ACCESS.anyone },
      schema: {
        operationId: 'getInnovationAsJsonLd',
        tags: ['innovations'],
        summary: 'Get a record as JSON-LD',
        description:
          'The published document as the caller’s audience may read it, in the words of schema.org, its context included: nothing has to be fetched. 410 with `reason` and `replaced_by` as the record itself.',
        params: IdParams,
        response: {
          200: {
            description: 'A `Project` and the `CreativeWork` about it.',
            content: { [TYPE]: { schema: { type: 'object' } } },
          },
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const stored = await documentOf(app.pool, id, audienceOf(request.actor))
      if (!stored) return refuseGone(request, id)
      cacheFor(request, reply)
      if (isFresh(request, reply, etag(stored.etag.slice(1, -1)))) return unchanged(reply)
      const node = asLinkedData(JSON.parse(stored.body) as InnovationDocument)
      return reply.type(TYPE).send(JSON.stringify({ '@context': CONTEXT, ...node }) as never)
    },
  )
}

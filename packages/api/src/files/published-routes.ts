import { MEDIA_TYPES } from '@essaim/shared/file-types.ts'
import { closed, Uuid } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { tombstoneOf } from '../innovations/documents.ts'
import { cacheFor } from '../innovations/routes.ts'
import { problem } from '../lib/problem.ts'
import { ACCESS, audienceOf } from '../plugins/access.ts'
import { publishedFile, recordsThatHad } from './published.ts'
import { fileAnswer, sendFile } from './sending.ts'

/** Files of published records, for whoever may read the value that names them today. */
export const publishedFileRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/v1/files/:id',
    {
      config: { access: ACCESS.anyone },
      schema: {
        operationId: 'getFile',
        tags: ['innovations'],
        summary: 'Get a file of a record',
        description:
          'The `url` of the file in its record: for the audiences that read it there. 410 with `reason` and `replaced_by` once the record has left an audience that had it.',
        params: closed({ id: Uuid }),
        response: { 200: fileAnswer(MEDIA_TYPES) },
      },
    },
    async (request, reply) => {
      const id = request.params.id.toLowerCase()
      const audience = audienceOf(request.actor)
      const file = await publishedFile(app.pool, id, audience)
      if (file) {
        cacheFor(request, reply)
        return sendFile(request, reply, app.files, file)
      }
      for (const record of await recordsThatHad(app.pool, id, audience)) {
        const gone = await tombstoneOf(app.pool, record, audience)
        if (gone)
          throw problem('gone', {
            members: { reason: gone.withdrawn_reason ?? gone.reason, replaced_by: gone.replaced_by },
          })
      }
      throw problem('not-found')
    },
  )
}

import { InnovationSplit, ModeratedInnovation } from '@essaim/shared/innovations.ts'
import { IdParams, ref } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { callerFor } from '../events/commands.ts'
import { ACCESS } from '../plugins/access.ts'
import { created } from '../plugins/writes.ts'
import { splitInnovation } from './merging.ts'
import { presentOne, tagOf } from './presentation.ts'

/** One record that describes two innovations becomes two. */
export const splitRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/v1/moderation/innovations/:id/split',
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'splitModeratedInnovation',
        tags: ['moderation'],
        summary: 'Make two records out of one',
        description:
          'A new record of the same association, whose first version is a draft with the same answers: each is then edited to describe its own innovation. What is published does not move. To undo it, merge the new record into the first.',
        params: IdParams,
        body: ref(InnovationSplit),
        response: { 201: ref(ModeratedInnovation) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const row = await splitInnovation(trx, callerFor(request), request.params.id, request.body.comment)
        const location = `/v1/moderation/innovations/${row.id}`
        return created(await presentOne(trx, row, request.actor), location, tagOf(row))
      }),
  )
}

import { ModeratedInnovation, RestrictionRequest } from '@essaim/shared/innovations.ts'
import { IdParams, ref } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { callerFor } from '../events/commands.ts'
import { ACCESS } from '../plugins/access.ts'
import { changed } from '../plugins/writes.ts'
import { presentOne, tagOf } from './presentation.ts'
import { findInnovation, lockInnovation } from './queries.ts'
import { narrow } from './restrictions.ts'

/** What moderation narrows of a published record. */
export const restrictionRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/v1/moderation/innovations/:id/restrictions',
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'restrictModeratedInnovation',
        tags: ['moderation'],
        summary: 'Narrow who may read a value',
        description: 'At once, for every reader and every version. Staff may narrow, never widen.',
        params: IdParams,
        body: ref(RestrictionRequest),
        response: { 200: ref(ModeratedInnovation) },
      },
    },
    async (request, reply) => {
      const terms = await app.terms.current()
      return app.write(request, reply, async (trx) => {
        const row = await lockInnovation(trx, request.actor, request.params.id)
        await narrow(trx, { caller: callerFor(request), terms }, row, request.body)
        const after = await findInnovation(trx, request.actor, row.id)
        return changed(await presentOne(trx, after, request.actor), tagOf(after))
      })
    },
  )
}

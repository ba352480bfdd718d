import { ERASURE_REASONS } from '@essaim/shared/innovations.ts'
import { closed, IdParams, oneOf } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { callerFor, callerName } from '../events/commands.ts'
import { requireMatch } from '../lib/etag.ts'
import { newId } from '../lib/id.ts'
import { ACCESS } from '../plugins/access.ts'
import { removed } from '../plugins/writes.ts'
import { eraseInnovation, lockAnswersOf } from './erasure.ts'
import { tagOf } from './presentation.ts'
import { lockInnovation } from './queries.ts'

/** What cannot be taken back. */
export const erasureRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.delete(
    '/v1/moderation/innovations/:id',
    {
      config: { access: ACCESS.admins },
      schema: {
        operationId: 'eraseModeratedInnovation',
        tags: ['moderation'],
        summary: 'Erase a record for good',
        description:
          'What it said goes everywhere: its versions, the answers and hand-ins behind them, its files, what the trail and the mail kept of them. Its number stays, and a tombstone `erased` in the feed of every audience that ever had it, also where it was withdrawn: partners purge their copies. There is no way back.',
        params: IdParams,
        querystring: closed({
          reason: Type.Optional(
            oneOf(ERASURE_REASONS, { default: 'asked_by_association', description: 'Why, for the register.' }),
          ),
        }),
      },
    },
    async (request, reply) => {
      const terms = await app.terms.current()
      return app.write(request, reply, async (trx) => {
        await lockAnswersOf(trx, request.params.id)
        const row = await lockInnovation(trx, request.actor, request.params.id)
        requireMatch(request, tagOf(row))
        const { reason = 'asked_by_association' } = request.query
        const caller = callerFor(request)
        await eraseInnovation(trx, { caller, terms }, row, { id: newId(), by: callerName(caller), reason })
        await app.jobs.wakeBackups(trx)
        return removed
      })
    },
  )
}

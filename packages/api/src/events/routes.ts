import { EventPage, EventQuery } from '@essaim/shared/events.ts'
import { ref } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { inScope } from '../db/database.ts'
import { answerPage, pageOf } from '../lib/lists.ts'
import { ACCESS } from '../plugins/access.ts'
import { historyRoutes } from './history-routes.ts'
import { presentEvent } from './presentation.ts'
import { countEvents, listEvents } from './queries.ts'

/** The audit trail. It only grows: there is no route that changes it. */
export const eventRoutes: FastifyPluginAsyncTypebox = async (app) => {
  historyRoutes(app)

  app.get(
    '/v1/events',
    {
      config: { access: ACCESS.admins },
      schema: {
        operationId: 'listEvents',
        tags: ['events'],
        summary: 'Read the audit trail, newest first',
        querystring: EventQuery,
        response: { 200: ref(EventPage) },
      },
    },
    async (request, reply) => {
      const page = pageOf(request)
      const { subject_kind, subject_id, actor_id, action, count } = request.query
      const filters = { subject_kind, subject_id, actor_id, action }
      const { rows, total } = await inScope(app.db, request.actor, async (trx) => ({
        rows: await listEvents(trx, page, filters),
        total: count === 'exact' ? await countEvents(trx, filters) : undefined,
      }))
      reply.header('cache-control', 'no-store')
      return reply.send(answerPage(request, reply, page, rows, (row) => [row.id], presentEvent(request.actor), total))
    },
  )
}

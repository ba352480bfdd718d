import { type Event, EventPage, EventQuery } from '@essaim/shared/events.ts'
import { ref } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { inScope } from '../db/database.ts'
import { answerPage, pageOf } from '../lib/lists.ts'
import { ACCESS } from '../plugins/access.ts'
import { countEvents, type EventRow, listEvents } from './queries.ts'

const present = (row: EventRow): Event => ({
  id: row.id,
  at: row.at.toISOString(),
  actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name, roles: row.actor_roles },
  action: row.action,
  subject: { kind: row.subject_kind, id: row.subject_id },
  detail: row.detail,
  origin: row.origin,
})

/** The audit trail. It only grows: there is no route that changes it. */
export const eventRoutes: FastifyPluginAsyncTypebox = async (app) => {
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
      return reply.send(answerPage(request, reply, page, rows, (row) => [row.id], present, total))
    },
  )
}

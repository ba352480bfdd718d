import { IdParams, ref } from '@essaim/shared/schema.ts'
import { Succession, SuccessionPage, SuccessionQuery, SuccessionTransition } from '@essaim/shared/successions.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { inScope } from '../db/database.ts'
import { callerFor } from '../events/commands.ts'
import { etag, isFresh, unchanged } from '../lib/etag.ts'
import { answerPage, pageOf } from '../lib/lists.ts'
import { ACCESS } from '../plugins/access.ts'
import { changed } from '../plugins/writes.ts'
import { decideSuccession } from './commands.ts'
import { findSuccession, listSuccessions, presentSuccession } from './queries.ts'

/** Who succeeds whom: proposed at the association’s own door, decided by its delegation. */
export const successionRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['associations']

  app.get(
    '/v1/successions',
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'listSuccessions',
        tags,
        summary: 'List the successors proposed, newest first',
        description: 'Those of the associations in the caller’s scope.',
        querystring: SuccessionQuery,
        response: { 200: ref(SuccessionPage) },
      },
    },
    async (request, reply) => {
      const page = pageOf(request)
      const { rows, total } = await inScope(app.db, request.actor, (trx) =>
        listSuccessions(trx, request.actor, request.query, page),
      )
      return answerPage(request, reply, page, rows, (row) => [row.id], presentSuccession, total)
    },
  )

  app.get(
    '/v1/successions/:id',
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'getSuccession',
        tags,
        summary: 'Read a proposed successor',
        description: 'If its association is in the caller’s scope.',
        params: IdParams,
        response: { 200: ref(Succession) },
      },
    },
    async (request, reply) => {
      const row = await inScope(app.db, request.actor, (trx) => findSuccession(trx, request.actor, request.params.id))
      if (isFresh(request, reply, etag(row.version))) return unchanged(reply)
      return presentSuccession(row)
    },
  )

  app.post(
    '/v1/successions/:id/transitions',
    {
      config: { access: ACCESS.writers },
      schema: {
        operationId: 'transitionSuccession',
        tags,
        summary: 'Confirm or refuse a successor',
        description:
          'Confirmed: the former holder’s links end, the successor holds the office, takes part in the same invitation and gets a link by mail. Answers 409 with `state`, `by` and `at` when it was decided already.',
        params: IdParams,
        body: ref(SuccessionTransition),
        response: { 200: ref(Succession) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const desk = { caller: callerFor(request), publicUrl: app.publicUrl(), mail: app.jobs.mail.bind(app.jobs) }
        const row = await decideSuccession(trx, desk, request.params.id, request.body.transition)
        return changed(presentSuccession(row), etag(row.version))
      }),
  )
}

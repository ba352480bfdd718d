import { HelpRequest, HelpRequestPage, HelpRequestQuery, HelpRequestTransition } from '@essaim/shared/help-requests.ts'
import { IdParams, ref } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { inScope } from '../db/database.ts'
import { callerFor } from '../events/commands.ts'
import { etag, isFresh, unchanged } from '../lib/etag.ts'
import { answerPage, pageOf } from '../lib/lists.ts'
import { ACCESS } from '../plugins/access.ts'
import { changed } from '../plugins/writes.ts'
import { answerHelpRequest } from './commands.ts'
import { findHelpRequest, listHelpRequests, presentHelpRequest } from './queries.ts'

/** What respondents need help with: their delegation sees it, and says when it has answered. */
export const helpRequestRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['respond']

  app.get(
    '/v1/help-requests',
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'listHelpRequests',
        tags,
        summary: 'List the requests for help, newest first',
        description: 'Those of the associations in the caller’s scope.',
        querystring: HelpRequestQuery,
        response: { 200: ref(HelpRequestPage) },
      },
    },
    async (request, reply) => {
      const page = pageOf(request)
      const { rows, total } = await inScope(app.db, request.actor, (trx) =>
        listHelpRequests(trx, request.actor, request.query, page),
      )
      return answerPage(request, reply, page, rows, (row) => [row.id], presentHelpRequest, total)
    },
  )

  app.get(
    '/v1/help-requests/:id',
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'getHelpRequest',
        tags,
        summary: 'Read a request for help',
        description: 'If its association is in the caller’s scope.',
        params: IdParams,
        response: { 200: ref(HelpRequest) },
      },
    },
    async (request, reply) => {
      const row = await inScope(app.db, request.actor, (trx) => findHelpRequest(trx, request.actor, request.params.id))
      if (isFresh(request, reply, etag(row.version))) return unchanged(reply)
      return presentHelpRequest(row)
    },
  )

  app.post(
    '/v1/help-requests/:id/transitions',
    {
      config: { access: ACCESS.writers },
      schema: {
        operationId: 'transitionHelpRequest',
        tags,
        summary: 'Note that a request for help was answered',
        description: 'Answers 409 with `state`, `by` and `at` when somebody had answered already.',
        params: IdParams,
        body: ref(HelpRequestTransition),
        response: { 200: ref(HelpRequest) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const row = await answerHelpRequest(trx, callerFor(request), request.params.id)
        return changed(presentHelpRequest(row), etag(row.version))
      }),
  )
}

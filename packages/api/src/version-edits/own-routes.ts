import { IdParams, ref } from '@essaim/shared/schema.ts'
import {
  EditDecisionRequest,
  OwnVersionEdit,
  OwnVersionEditPage,
  OwnVersionEditQuery,
} from '@essaim/shared/version-edits.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { inScope } from '../db/database.ts'
import { callerFor } from '../events/commands.ts'
import { answerPage, pageOf } from '../lib/lists.ts'
import { ACCESS } from '../plugins/access.ts'
import { changed } from '../plugins/writes.ts'
import { decideEdit } from './deciding.ts'
import { presentOwnEdits } from './presentation.ts'
import { findOwnEdit, listOwnEdits } from './queries.ts'

/** What the federation wrote into an association's records on its behalf, and what the association makes of it. */
export const ownEditRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['respond']

  app.get(
    '/v1/respond/edits',
    {
      config: { access: ACCESS.respondent },
      schema: {
        operationId: 'listOwnEdits',
        tags,
        summary: 'List what was edited on one’s behalf',
        description:
          'In the versions of the association’s records, the last edit first: what touches style alone is in the version already, the rest waits for a decision.',
        querystring: OwnVersionEditQuery,
        response: { 200: ref(OwnVersionEditPage) },
      },
    },
    (request, reply) =>
      inScope(app.db, request.actor, async (trx) => {
        const page = pageOf(request)
        const rows = await presentOwnEdits(trx, await listOwnEdits(trx, request.actor, request.query, page))
        return answerPage(
          request,
          reply,
          page,
          rows,
          ({ id }) => [id],
          (one) => one,
        )
      }),
  )

  app.post(
    '/v1/respond/edits/:id/decision',
    {
      config: { access: ACCESS.respondent },
      schema: {
        operationId: 'decideOwnEdit',
        tags,
        summary: 'Accept or refuse an edit',
        description:
          'Accepted, it is in the version at once. The version is published only when every edit is decided on.',
        params: IdParams,
        body: ref(EditDecisionRequest),
        response: { 200: ref(OwnVersionEdit) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        await decideEdit(trx, callerFor(request), request.params.id, request.body)
        const [edit] = await presentOwnEdits(trx, [await findOwnEdit(trx, request.actor, request.params.id)])
        return changed(edit)
      }),
  )
}

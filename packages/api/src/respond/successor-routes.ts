import { HelpRequest } from '@essaim/shared/help-requests.ts'
import { HelpAsked, SuccessorProposal } from '@essaim/shared/own-invitations.ts'
import { ref } from '@essaim/shared/schema.ts'
import { Succession } from '@essaim/shared/successions.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { callerFor } from '../events/commands.ts'
import { askForHelp } from '../help-requests/commands.ts'
import { findHelpRequest, presentHelpRequest } from '../help-requests/queries.ts'
import { etag } from '../lib/etag.ts'
import { ACCESS } from '../plugins/access.ts'
import { created } from '../plugins/writes.ts'
import { proposeSuccessor } from '../successions/commands.ts'
import { findSuccession, presentSuccession } from '../successions/queries.ts'

/** What a respondent tells its delegation: who holds the office now, or that help is needed. */
export const successorRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['respond']
  const notify = app.jobs.mail.bind(app.jobs)

  app.post(
    '/v1/respond/successor',
    {
      config: { access: ACCESS.respondent },
      schema: {
        operationId: 'proposeSuccessor',
        tags,
        summary: 'Say who holds the office now',
        description:
          'For the president or the general director who no longer is. The delegation confirms; until then nothing changes, and a second proposal for the same office answers 409.',
        body: ref(SuccessorProposal),
        response: { 201: ref(Succession) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const id = await proposeSuccessor(trx, callerFor(request), request.body, notify)
        const row = await findSuccession(trx, request.actor, id)
        return created(presentSuccession(row), `/v1/successions/${id}`, etag(row.version))
      }),
  )

  app.post(
    '/v1/respond/help',
    {
      config: { access: ACCESS.respondent },
      schema: {
        operationId: 'askForHelp',
        tags,
        summary: 'Ask the delegation for help',
        description:
          'Reaches the delegates of the association’s département by mail, headquarters where there are none.',
        body: ref(HelpAsked),
        response: { 201: ref(HelpRequest) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const id = await askForHelp(trx, callerFor(request), request.body, notify)
        const row = await findHelpRequest(trx, request.actor, id)
        return created(presentHelpRequest(row), `/v1/help-requests/${id}`, etag(row.version))
      }),
  )
}

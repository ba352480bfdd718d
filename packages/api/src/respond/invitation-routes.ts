import { OwnInvitation, OwnInvitationTransition } from '@essaim/shared/own-invitations.ts'
import { ref } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { inScope } from '../db/database.ts'
import { callerFor, whoWas } from '../events/commands.ts'
import { etag } from '../lib/etag.ts'
import { problem } from '../lib/problem.ts'
import { ACCESS } from '../plugins/access.ts'
import { changed } from '../plugins/writes.ts'
import { recordAnswer } from './commands.ts'
import { noCampaign, notOpen, presentOwnInvitation, respondentOf } from './invitation-queries.ts'

/** The invitation behind the link: what it is, and an answer to it other than a description. */
export const invitationRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['respond']

  app.get(
    '/v1/respond/invitation',
    {
      config: { access: ACCESS.respondent },
      schema: {
        operationId: 'getOwnInvitation',
        tags,
        summary: 'Who invites, to what, and what was answered',
        description: '`campaign` is null when the link was made by hand, outside any campaign.',
        response: { 200: ref(OwnInvitation) },
      },
    },
    async (request, reply) => {
      const { invitation, version } = await inScope(app.db, request.actor, (trx) =>
        presentOwnInvitation(trx, request.actor),
      )
      reply.header('etag', etag(version)).header('cache-control', 'no-store')
      return invitation
    },
  )

  app.post(
    '/v1/respond/invitation/transitions',
    {
      config: { access: ACCESS.respondent },
      schema: {
        operationId: 'transitionOwnInvitation',
        tags,
        summary: 'Declare nothing this year, decline, or take that back',
        description:
          'Answers 409 with `state`, `by` and `at` when it was said already, and once the campaign is closed.',
        body: ref(OwnInvitationTransition),
        response: { 200: ref(OwnInvitation) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const actor = respondentOf(request.actor)
        const { transition, reason } = request.body
        const row =
          actor.invitation === null
            ? undefined
            : await trx
                .selectFrom('invitation')
                .selectAll()
                .where('id', '=', actor.invitation)
                .forUpdate()
                .executeTakeFirst()
        if (!row) throw noCampaign()
        const { invitation: before } = await presentOwnInvitation(trx, actor)
        if (before.campaign?.state === 'closed') throw notOpen('closed')
        if (!before.transitions.includes(transition))
          throw problem('conflict', {
            members: {
              state: before.state,
              by: await whoWas(trx, row.answered_by),
              at: row.nothing_declared_at ?? row.declined_at,
            },
          })
        await recordAnswer(trx, callerFor(request), row, transition, { from: before.state, reason })
        const { invitation, version } = await presentOwnInvitation(trx, actor)
        return changed(invitation, etag(version))
      }),
  )
}

import { Colleague, ColleagueCreation, ColleagueList } from '@essaim/shared/own-invitations.ts'
import { IdParams, ref } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { createLink } from '../associations/contact-commands.ts'
import { inScope } from '../db/database.ts'
import { callerFor } from '../events/commands.ts'
import { dayInWords } from '../letters/typography.ts'
import { ACCESS } from '../plugins/access.ts'
import { removed } from '../plugins/writes.ts'
import { addColleague, removeColleague } from './colleagues.ts'
import { colleaguesOf, respondentOf } from './invitation-queries.ts'
import { contextOf } from './queries.ts'

/** The colleagues to whom an invitation is passed on: each has a link of their own. */
export const colleagueRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['respond']

  app.get(
    '/v1/respond/colleagues',
    {
      config: { access: ACCESS.respondent },
      schema: {
        operationId: 'listColleagues',
        tags,
        summary: 'List the colleagues invited',
        description: 'Those who still have access, the first invited first.',
        response: { 200: ref(ColleagueList) },
      },
    },
    (request) =>
      inScope(app.db, request.actor, async (trx) => {
        const { invitation } = respondentOf(request.actor)
        return { items: invitation === null ? [] : await colleaguesOf(trx, invitation), next: null }
      }),
  )

  app.post(
    '/v1/respond/colleagues',
    {
      config: { access: ACCESS.respondent },
      schema: {
        operationId: 'inviteColleague',
        tags,
        summary: 'Pass the invitation on to a colleague',
        description:
          'The colleague gets a link of their own by mail. Ten at most for an invitation; a colleague cannot pass it on in turn.',
        body: ref(ColleagueCreation),
        response: { 201: ref(Colleague) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const caller = callerFor(request)
        const { email, message } = request.body
        const { id, contact, campaign } = await addColleague(trx, caller, request.body)
        const { association, contact: by } = await contextOf(trx, respondentOf(request.actor).contact)
        const link = await createLink(trx, { caller, publicUrl: app.publicUrl() }, contact, {
          participant: id,
          closes_at: campaign.closes_at,
        })
        const who = by.name ?? 'Un membre de votre direction'
        await app.jobs.mail(trx, {
          to: contact.email ?? email,
          subject: `${campaign.name} : ${who} vous confie la réponse de ${association.name}`,
          body: [
            'Bonjour,',
            `${who} vous invite à décrire, pour ${association.name}, une innovation de votre association (${campaign.name}).`,
            ...(message ? [`Son message :\n${message}`] : []),
            `Votre lien personnel${campaign.closes_at ? `, jusqu’au ${dayInWords(campaign.closes_at)}` : ''} :`,
            link.url,
            'Votre adresse nous a été donnée par cette personne, pour cette seule invitation. Pour être effacé, répondez à ce message.',
          ].join('\n\n'),
        })
        const found = (await colleaguesOf(trx, campaign.invitation_id)).find((one) => one.id === id)
        return { status: 201, body: found, headers: { location: `/v1/respond/colleagues/${id}` } }
      }),
  )

  app.delete(
    '/v1/respond/colleagues/:id',
    {
      config: { access: ACCESS.respondent },
      schema: {
        operationId: 'removeColleague',
        tags,
        summary: 'End a colleague’s access',
        description: 'The link and the sessions opened from it end at once; what the colleague wrote stays.',
        params: IdParams,
        response: { 204: Type.Null() },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        await removeColleague(trx, callerFor(request), request.params.id)
        return removed
      }),
  )
}

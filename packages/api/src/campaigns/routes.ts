import { Campaign, CampaignCreation, CampaignPage, CampaignPatch, CampaignQuery } from '@essaim/shared/campaigns.ts'
import { IdParams, ref } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { inScope } from '../db/database.ts'
import { callerFor } from '../events/commands.ts'
import { isFresh, requireMatch } from '../lib/etag.ts'
import { answerPage, pageOf } from '../lib/lists.ts'
import { ACCESS } from '../plugins/access.ts'
import { changed, created, removed } from '../plugins/writes.ts'
import { changeCampaign, createCampaign, deleteCampaign } from './commands.ts'
import { invitationRoutes } from './invitation-routes.ts'
import { presentCampaign, tagOfCampaign } from './presentation.ts'
import { countCampaigns, findCampaign, listCampaigns, lockCampaign } from './queries.ts'
import { recipientRoutes } from './recipient-routes.ts'
import { sendingRoutes } from './sending-routes.ts'
import { transitionRoutes } from './transition-routes.ts'

const TAGS = ['campaigns']

/** Campaigns: what is asked, of whom, between which dates. */
export const campaignRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
  })

  app.get(
    '/v1/campaigns',
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'listCampaigns',
        tags: TAGS,
        summary: 'List campaigns',
        description: 'The latest first. What a campaign counts is what the caller’s delegations show.',
        querystring: CampaignQuery,
        response: { 200: ref(CampaignPage) },
      },
    },
    (request, reply) =>
      inScope(app.db, request.actor, async (trx) => {
        const page = pageOf(request)
        const rows = await listCampaigns(trx, request.query, page)
        const total = request.query.count === 'exact' ? await countCampaigns(trx, request.query) : undefined
        return answerPage(
          request,
          reply,
          page,
          rows,
          (row) => [row.sort_key, row.id],
          (row) => presentCampaign(row, request.actor),
          total,
        ) as never
      }),
  )

  app.post(
    '/v1/campaigns',
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'createCampaign',
        tags: TAGS,
        summary: 'Create a campaign',
        description:
          'A draft, with its letters. Without a questionnaire version it takes the latest published one; `repeats` copies the letters and the recipients of an earlier campaign.',
        body: ref(CampaignCreation),
        response: { 201: ref(Campaign) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const row = await createCampaign(trx, callerFor(request), request.body)
        return created(
          presentCampaign(row, request.actor),
          `/v1/campaigns/${row.id}`,
          tagOfCampaign(row, request.actor),
        )
      }),
  )

  app.get(
    '/v1/campaigns/:id',
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'getCampaign',
        tags: TAGS,
        summary: 'Read a campaign',
        params: IdParams,
        response: { 200: ref(Campaign) },
      },
    },
    async (request, reply) => {
      const row = await inScope(app.db, request.actor, (trx) => findCampaign(trx, request.params.id))
      if (isFresh(request, reply, tagOfCampaign(row, request.actor))) return reply.send(undefined as never)
      return reply.send(presentCampaign(row, request.actor) as never)
    },
  )

  app.patch(
    '/v1/campaigns/:id',
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'changeCampaign',
        tags: TAGS,
        summary: 'Change a campaign',
        description:
          'Dates, recipients and questionnaire may be changed while it is a draft (see `unschedule`), its name and purpose always; else 409 with `state`.',
        params: IdParams,
        body: ref(CampaignPatch),
        response: { 200: ref(Campaign) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const row = await lockCampaign(trx, request.params.id)
        requireMatch(request, tagOfCampaign(row, request.actor))
        const next = await changeCampaign(trx, callerFor(request), row, request.body)
        return changed(presentCampaign(next, request.actor), tagOfCampaign(next, request.actor))
      }),
  )

  app.delete(
    '/v1/campaigns/:id',
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'deleteCampaign',
        tags: TAGS,
        summary: 'Delete a draft',
        description: 'A campaign that was scheduled, wrote to somebody or is repeated by another stays: 409.',
        params: IdParams,
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const row = await lockCampaign(trx, request.params.id)
        requireMatch(request, tagOfCampaign(row, request.actor))
        await deleteCampaign(trx, callerFor(request), row)
        return removed
      }),
  )

  transitionRoutes(app)
  sendingRoutes(app)
  invitationRoutes(app)
  // a scope of its own, which alone reads files
  await app.register(recipientRoutes)
}

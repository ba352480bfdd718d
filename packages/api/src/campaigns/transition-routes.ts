import { isModerator } from '@essaim/shared/actors.ts'
import { CAMPAIGN_RULES, openCampaignTransitions } from '@essaim/shared/campaign-rules.ts'
import { Campaign, CampaignTransitionRequest } from '@essaim/shared/campaigns.ts'
import { IdParams, ref } from '@essaim/shared/schema.ts'
import { OpenTransitions } from '@essaim/shared/submissions.ts'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { inScope } from '../db/database.ts'
import { callerFor } from '../events/commands.ts'
import { ACCESS } from '../plugins/access.ts'
import { changed } from '../plugins/writes.ts'
import { presentCampaign, tagOfCampaign } from './presentation.ts'
import { findCampaign } from './queries.ts'
import { transitionCampaign } from './transitions.ts'

/** What may be done with a campaign, and doing it. */
export function transitionRoutes(instance: FastifyInstance): void {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()

  app.get(
    '/v1/campaigns/:id/transitions',
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'listCampaignTransitions',
        tags: ['campaigns'],
        summary: 'What may be done with a campaign',
        description: 'The transitions open to the caller now.',
        params: IdParams,
        response: { 200: ref(OpenTransitions) },
      },
    },
    (request) =>
      inScope(app.db, request.actor, async (trx) => {
        const { state } = await findCampaign(trx, request.params.id)
        const names = isModerator(request.actor) ? openCampaignTransitions(state) : []
        return {
          items: names.map((transition) => ({
            transition,
            to: CAMPAIGN_RULES[transition].to as string,
            comment: 'optional' as const,
          })),
          next: null,
        }
      }),
  )

  app.post(
    '/v1/campaigns/:id/transitions',
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'transitionCampaign',
        tags: ['campaigns'],
        summary: 'Move a campaign',
        description:
          'Schedule (it opens and closes by itself), take back, open now, close now, or extend to a later `closes_at`, which lets its links live as much longer. What is not open any more answers 409 with `state`.',
        params: IdParams,
        body: ref(CampaignTransitionRequest),
        response: { 200: ref(Campaign) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const row = await transitionCampaign(
          trx,
          { caller: callerFor(request), enqueue: app.jobs.campaign },
          request.params.id,
          request.body,
        )
        return changed(presentCampaign(row, request.actor), tagOfCampaign(row, request.actor))
      }),
  )
}

import { closed, ref, Uuid } from '@essaim/shared/schema.ts'
import {
  Webhook,
  WebhookDelivery,
  WebhookDeliveryPage,
  WebhookDeliveryQuery,
  WebhookParams,
  WebhookReplay,
} from '@essaim/shared/webhooks.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { callerFor } from '../events/commands.ts'
import { etag, isFresh, unchanged } from '../lib/etag.ts'
import { answerPage, pageOf } from '../lib/lists.ts'
import { type Answered, changed, created } from '../plugins/writes.ts'
import { countDeliveries, type DeliveryRow, findDelivery, listDeliveries } from './delivery-queries.ts'
import { presentDelivery, presentWebhook } from './presentation.ts'
import { testWebhook, verifyWebhook } from './probes.ts'
import { findWebhook, lockWebhook, type WebhookRow } from './queries.ts'
import { replayDelivery, replayRange } from './replays.ts'
import { MANAGERS, managedBy } from './rights.ts'

const DeliveryParams = closed({ id: Uuid, webhook: Uuid, delivery: Uuid })
const tags = ['webhooks']
const deliveryTag = ({ state, attempts }: DeliveryRow) => etag(`${state}-${attempts.at(-1)?.at ?? ''}`)

/** What was sent to a webhook, what is tried, and sending it again. */
export const webhookDeliveryRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const answerMade = (webhook: WebhookRow, delivery: DeliveryRow): Answered =>
    created(
      presentDelivery(delivery),
      `/v1/partners/${webhook.partner_id}/webhooks/${webhook.id}/deliveries/${delivery.id}`,
      deliveryTag(delivery),
    )

  for (const [path, operationId, summary, description, ask] of [
    [
      'verifications',
      'verifyWebhook',
      'Have the address verified again',
      'Sends a signed `endpoint.verify`; answered by 2xx, the webhook is active, also when it was disabled: what waited meanwhile is sent then. It is tried once.',
      verifyWebhook,
    ],
    [
      'tests',
      'testWebhook',
      'Send a test',
      'Sends a signed `endpoint.test`, past whatever waits. It is tried once.',
      testWebhook,
    ],
  ] as const)
    app.post(
      `/v1/partners/:id/webhooks/:webhook/${path}`,
      {
        config: { access: MANAGERS },
        schema: {
          operationId,
          tags,
          summary,
          description,
          params: WebhookParams,
          response: { 201: ref(WebhookDelivery) },
        },
      },
      (request, reply) =>
        app.write(request, reply, async (trx) => {
          const webhook = await lockWebhook(trx, managedBy(request.actor, request.params.id), request.params.webhook)
          const id = await ask(trx, callerFor(request), webhook)
          return answerMade(webhook, await findDelivery(trx, webhook.id, id))
        }),
    )

  app.get(
    '/v1/partners/:id/webhooks/:webhook/deliveries',
    {
      config: { access: MANAGERS },
      schema: {
        operationId: 'listWebhookDeliveries',
        tags,
        summary: 'List what was sent to a webhook, the newest first',
        description:
          'Messages with their tries: status, time taken, and one word for what went wrong. Kept for thirty days.',
        params: WebhookParams,
        querystring: WebhookDeliveryQuery,
        response: { 200: ref(WebhookDeliveryPage) },
      },
    },
    async (request, reply) => {
      const { id } = await findWebhook(app.db, managedBy(request.actor, request.params.id), request.params.webhook)
      const page = pageOf(request)
      const rows = await listDeliveries(app.db, id, page, request.query)
      const total = request.query.count === 'exact' ? await countDeliveries(app.db, id, request.query) : undefined
      return reply.send(answerPage(request, reply, page, rows, (row) => [row.id], presentDelivery, total))
    },
  )

  app.get(
    '/v1/partners/:id/webhooks/:webhook/deliveries/:delivery',
    {
      config: { access: MANAGERS },
      schema: {
        operationId: 'getWebhookDelivery',
        tags,
        summary: 'Read a message and its tries',
        params: DeliveryParams,
        response: { 200: ref(WebhookDelivery) },
      },
    },
    async (request, reply) => {
      const { id } = await findWebhook(app.db, managedBy(request.actor, request.params.id), request.params.webhook)
      const delivery = await findDelivery(app.db, id, request.params.delivery)
      if (isFresh(request, reply, deliveryTag(delivery))) return unchanged(reply)
      return reply.send(presentDelivery(delivery))
    },
  )

  app.post(
    '/v1/partners/:id/webhooks/:webhook/deliveries/:delivery/replay',
    {
      config: { access: MANAGERS },
      schema: {
        operationId: 'replayWebhookDelivery',
        tags,
        summary: 'Send a message again',
        description: 'The same text under the same `webhook-id`: a receiver that had it already may know it by that.',
        params: DeliveryParams,
        response: { 200: ref(WebhookDelivery) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const webhook = await lockWebhook(trx, managedBy(request.actor, request.params.id), request.params.webhook)
        await replayDelivery(
          trx,
          callerFor(request),
          webhook,
          await findDelivery(trx, webhook.id, request.params.delivery),
        )
        const delivery = await findDelivery(trx, webhook.id, request.params.delivery)
        return changed(presentDelivery(delivery), deliveryTag(delivery))
      }),
  )

  app.post(
    '/v1/partners/:id/webhooks/:webhook/replays',
    {
      config: { access: MANAGERS },
      schema: {
        operationId: 'replayWebhookRange',
        tags,
        summary: 'Tell a range of the feed again',
        description:
          'What the feed holds between two numbers today, as new messages of the events that the webhook asks for; however long ago it was.',
        params: WebhookParams,
        body: ref(WebhookReplay),
        response: { 200: ref(Webhook) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const managed = managedBy(request.actor, request.params.id)
        const webhook = await lockWebhook(trx, managed, request.params.webhook)
        await replayRange(trx, callerFor(request), webhook, request.body)
        const after = await findWebhook(trx, managed, webhook.id)
        return changed(presentWebhook(after, app.publicUrl()), etag(after.version))
      }),
  )
}

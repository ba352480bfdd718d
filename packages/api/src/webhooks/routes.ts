import { closed, IdParams, PageQuery, ref } from '@essaim/shared/schema.ts'
import {
  NewWebhook,
  Webhook,
  WebhookCreation,
  WebhookPage,
  WebhookParams,
  WebhookPatch,
} from '@essaim/shared/webhooks.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { callerFor } from '../events/commands.ts'
import { etag, isFresh, requireMatch, unchanged } from '../lib/etag.ts'
import { answerPage, pageOf } from '../lib/lists.ts'
import { findPartner } from '../partners/queries.ts'
import { changed, created, removed } from '../plugins/writes.ts'
import { changeWebhook, createWebhook, removeWebhook, rotateSecret } from './commands.ts'
import { webhookDeliveryRoutes } from './delivery-routes.ts'
import { presentWebhook } from './presentation.ts'
import { countWebhooks, findWebhook, listWebhooks, lockWebhook } from './queries.ts'
import { MANAGERS, managedBy } from './rights.ts'
import { secretText } from './signature.ts'

const tags = ['webhooks']

/** Where a partner is told of changes: administrators manage all, `webhooks:manage` the partner’s own. */
export const webhookRoutes: FastifyPluginAsyncTypebox = async (app) => {
  // how far a webhook was told moves without a new version: nothing of this is kept by browsers
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
  })

  app.get(
    '/v1/partners/:id/webhooks',
    {
      config: { access: MANAGERS },
      schema: {
        operationId: 'listWebhooks',
        tags,
        summary: 'List a partner’s webhooks, the newest first',
        params: IdParams,
        querystring: closed(PageQuery),
        response: { 200: ref(WebhookPage) },
      },
    },
    async (request, reply) => {
      const managed = managedBy(request.actor, request.params.id)
      await findPartner(app.db, managed.partner)
      const page = pageOf(request)
      const rows = await listWebhooks(app.db, managed, page)
      const total = request.query.count === 'exact' ? await countWebhooks(app.db, managed) : undefined
      return reply.send(
        answerPage(
          request,
          reply,
          page,
          rows,
          (row) => [row.id],
          (row) => presentWebhook(row, app.publicUrl()),
          total,
        ),
      )
    },
  )

  app.post(
    '/v1/partners/:id/webhooks',
    {
      config: { access: MANAGERS, secret: true },
      schema: {
        operationId: 'createWebhook',
        tags,
        summary: 'Add a webhook',
        description:
          'The secret is shown this once. The address is sent a signed `endpoint.verify` and is told of changes once it has answered 2xx; until then the webhook is `pending`. It is told of what changes from its creation on: pull the feed first.',
        params: IdParams,
        body: ref(WebhookCreation),
        response: { 201: ref(NewWebhook) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const managed = managedBy(request.actor, request.params.id)
        const { row, secret } = await createWebhook(trx, app, callerFor(request), managed, request.body)
        return created(
          { ...presentWebhook(row, app.publicUrl()), secret: secretText(secret) },
          `/v1/partners/${row.partner_id}/webhooks/${row.id}`,
          etag(row.version),
        )
      }),
  )

  app.get(
    '/v1/partners/:id/webhooks/:webhook',
    {
      config: { access: MANAGERS },
      schema: {
        operationId: 'getWebhook',
        tags,
        summary: 'Read a webhook: its state, how far it was told, whether it fails',
        params: WebhookParams,
        response: { 200: ref(Webhook) },
      },
    },
    async (request, reply) => {
      const row = await findWebhook(app.db, managedBy(request.actor, request.params.id), request.params.webhook)
      if (isFresh(request, reply, etag(row.version))) return unchanged(reply)
      return reply.send(presentWebhook(row, app.publicUrl()))
    },
  )

  app.patch(
    '/v1/partners/:id/webhooks/:webhook',
    {
      config: { access: MANAGERS },
      schema: {
        operationId: 'changeWebhook',
        tags,
        summary: 'Change or disable a webhook',
        description:
          'Another `url` has to answer `endpoint.verify` before anything else is sent there. Another `filter` is another feed, told from now on.',
        params: WebhookParams,
        body: ref(WebhookPatch),
        response: { 200: ref(Webhook) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const managed = managedBy(request.actor, request.params.id)
        const before = await lockWebhook(trx, managed, request.params.webhook)
        requireMatch(request, etag(before.version))
        await changeWebhook(trx, app, callerFor(request), before, request.body)
        const after = await findWebhook(trx, managed, before.id)
        return changed(presentWebhook(after, app.publicUrl()), etag(after.version))
      }),
  )

  app.delete(
    '/v1/partners/:id/webhooks/:webhook',
    {
      config: { access: MANAGERS },
      schema: {
        operationId: 'deleteWebhook',
        tags,
        summary: 'Remove a webhook, with its log',
        params: WebhookParams,
        response: { 204: { type: 'null', description: 'Removed.' } },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const before = await lockWebhook(trx, managedBy(request.actor, request.params.id), request.params.webhook)
        requireMatch(request, etag(before.version))
        await removeWebhook(trx, callerFor(request), before)
        return removed
      }),
  )

  app.post(
    '/v1/partners/:id/webhooks/:webhook/secret',
    {
      config: { access: MANAGERS, secret: true },
      schema: {
        operationId: 'rotateWebhookSecret',
        tags,
        summary: 'Make a new secret',
        description: 'Shown this once. For 24 hours messages carry two signatures, one by each secret.',
        params: WebhookParams,
        response: { 200: ref(NewWebhook) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const managed = managedBy(request.actor, request.params.id)
        const { id } = await lockWebhook(trx, managed, request.params.webhook)
        const secret = await rotateSecret(trx, callerFor(request), await findWebhook(trx, managed, id))
        const after = await findWebhook(trx, managed, id)
        return changed({ ...presentWebhook(after, app.publicUrl()), secret: secretText(secret) }, etag(after.version))
      }),
  )

  await app.register(webhookDeliveryRoutes)
}

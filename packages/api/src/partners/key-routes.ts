import { Renewal } from '@essaim/shared/credentials.ts'
import { ApiKey, ApiKeyCreation, NewApiKey } from '@essaim/shared/partners.ts'
import { closed, IdParams, nullable, PageQuery, ref, Uuid } from '@essaim/shared/schema.ts'
import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import { callerFor, recordEvent } from '../events/commands.ts'
import { etag, isFresh, requireMatch, unchanged } from '../lib/etag.ts'
import { answerPage, pageOf } from '../lib/lists.ts'
import { ACCESS } from '../plugins/access.ts'
import { created, removed } from '../plugins/writes.ts'
import { createKey, renewKey } from './commands.ts'
import {
  findKey,
  findPartner,
  type KeyRow,
  lockPartner,
  pageOfKeys,
  presentKey,
  revokeKey,
  updatePartner,
} from './queries.ts'

const KeyParams = closed({ id: Uuid, key: Uuid })
const KeyPage = closed({
  items: Type.Array(ref(ApiKey), { maxItems: 500 }),
  next: nullable(Type.String({ maxLength: 1000 })),
})
const keyTag = (key: KeyRow) => etag(key.revoked_at ? 'revoked' : 'live')

/** The keys by which a partner calls: at most two live ones of the same scopes, each shown once. */
export const keyRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/v1/partners/:id/keys',
    {
      config: { access: ACCESS.admins },
      schema: {
        operationId: 'listKeys',
        tags: ['partners'],
        summary: 'List a partner’s keys, the newest first',
        params: IdParams,
        querystring: closed({ limit: PageQuery.limit, cursor: PageQuery.cursor }),
        response: { 200: KeyPage },
      },
    },
    async (request, reply) => {
      const partner = await findPartner(app.db, request.params.id)
      const page = pageOf(request)
      return reply.send(
        answerPage(request, reply, page, await pageOfKeys(app.db, partner.id, page), (row) => [row.id], presentKey),
      )
    },
  )

  app.post(
    '/v1/partners/:id/keys',
    {
      config: { access: ACCESS.admins, secret: true },
      schema: {
        operationId: 'createKey',
        tags: ['partners'],
        summary: 'Make a key',
        description:
          'The key is shown this once. It holds for a year at most; a partner has two live keys of the same scopes at most, so that it can change one without a gap.',
        params: IdParams,
        body: ref(ApiKeyCreation),
        response: { 201: ref(NewApiKey) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const { row, key } = await createKey(trx, callerFor(request), request.params.id, request.body)
        return created({ ...presentKey(row), key }, `/v1/partners/${row.partner_id}/keys/${row.id}`, keyTag(row))
      }),
  )

  app.get(
    '/v1/partners/:id/keys/:key',
    {
      config: { access: ACCESS.admins },
      schema: {
        operationId: 'getKey',
        tags: ['partners'],
        summary: 'Read what is known of a key',
        params: KeyParams,
        response: { 200: ref(ApiKey) },
      },
    },
    async (request, reply) => {
      const key = await findKey(app.db, request.params.id, request.params.key)
      if (isFresh(request, reply, keyTag(key))) return unchanged(reply)
      return reply.send(presentKey(key))
    },
  )

  app.post(
    '/v1/partners/:id/keys/:key/renewal',
    {
      config: { access: ACCESS.admins, secret: true },
      schema: {
        operationId: 'renewKey',
        tags: ['partners'],
        summary: 'Renew a key',
        description:
          'A new key of the same scopes, shown this once, for as long as the renewed one was given; that one holds for `overlap_days` more, never beyond its own end. A partner does the same by `POST /v1/credential/renewal`.',
        params: KeyParams,
        body: ref(Renewal),
        response: { 201: ref(NewApiKey) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const { id, key: renewed } = request.params
        const { row, key } = await renewKey(trx, callerFor(request), id, renewed, request.body)
        return created({ ...presentKey(row), key }, `/v1/partners/${id}/keys/${row.id}`, keyTag(row))
      }),
  )

  app.delete(
    '/v1/partners/:id/keys/:key',
    {
      config: { access: ACCESS.admins },
      schema: {
        operationId: 'revokeKey',
        tags: ['partners'],
        summary: 'Revoke a key',
        description: 'It is refused from the next request on, and stays in the list as revoked.',
        params: KeyParams,
        response: { 204: { type: 'null', description: 'Revoked.' } },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const { id, key } = request.params
        await lockPartner(trx, id)
        const found = await findKey(trx, id, key)
        requireMatch(request, keyTag(found))
        if (found.revoked_at === null) {
          await revokeKey(trx, key)
          await updatePartner(trx, id)
          await recordEvent(trx, callerFor(request), {
            action: 'partner.revoke_key',
            subject: { kind: 'partner', id },
            detail: { key, prefix: found.prefix },
          })
        }
        return removed
      }),
  )
}

import {
  NewOAuthClient,
  OAuthClient,
  OAuthClientCreation,
  OAuthClientPage,
  OAuthClientPatch,
} from '@essaim/shared/clients.ts'
import { Renewal } from '@essaim/shared/credentials.ts'
import { closed, IdParams, PageQuery, ref, Uuid } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Db, Trx } from '../db/database.ts'
import { callerFor } from '../events/commands.ts'
import { etag, isFresh, requireMatch, unchanged } from '../lib/etag.ts'
import { answerPage, pageOf } from '../lib/lists.ts'
import { findPartner } from '../partners/queries.ts'
import { ACCESS } from '../plugins/access.ts'
import { changed, created, removed } from '../plugins/writes.ts'
import { changeClient, createClient, lockClient, renewClient, revokeClient, revokeClientSecret } from './commands.ts'
import { type ClientRow, findClient, pageOfClients, presentClient } from './queries.ts'
import { listSecrets } from './secret-queries.ts'

const ClientParams = closed({ id: Uuid, client: Uuid })
const SecretParams = closed({ id: Uuid, client: Uuid, secret: Uuid })
const clientTag = (client: ClientRow) => etag(client.version)
const shown = async (db: Db | Trx, client: ClientRow) => presentClient(client, await listSecrets(db, [client.id]))

/** The systems of a partner that call by OAuth 2.0, and their secrets, each shown once. */
export const clientRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['partners']

  app.get(
    '/v1/partners/:id/clients',
    {
      config: { access: ACCESS.admins },
      schema: {
        operationId: 'listClients',
        tags,
        summary: 'List a partner’s OAuth clients, the newest first',
        params: IdParams,
        querystring: closed({ limit: PageQuery.limit, cursor: PageQuery.cursor }),
        response: { 200: ref(OAuthClientPage) },
      },
    },
    async (request, reply) => {
      const partner = await findPartner(app.db, request.params.id)
      const page = pageOf(request)
      const rows = await pageOfClients(app.db, partner.id, page)
      const secrets = await listSecrets(
        app.db,
        rows.map(({ id }) => id),
      )
      return reply.send(
        answerPage(
          request,
          reply,
          page,
          rows,
          (row) => [row.id],
          (row) => presentClient(row, secrets),
        ),
      )
    },
  )

  app.post(
    '/v1/partners/:id/clients',
    {
      config: { access: ACCESS.admins, secret: true },
      schema: {
        operationId: 'createClient',
        tags,
        summary: 'Register an OAuth client',
        description:
          'Its `id` is its `client_id`. A client of `client_secret_basic` gets a secret, shown this once; one of `private_key_jwt` gives its public keys (`jwks`) or their https address (`jwks_uri`), and keeps the private ones to itself. It holds for a year at most.',
        params: IdParams,
        body: ref(OAuthClientCreation),
        response: { 201: ref(NewOAuthClient) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const { client, secret } = await createClient(
          trx,
          callerFor(request),
          request.params.id,
          request.body,
          app.outbound,
        )
        return created(
          { ...(await shown(trx, client)), client_secret: secret },
          `/v1/partners/${client.partner_id}/clients/${client.id}`,
          clientTag(client),
        )
      }),
  )

  app.get(
    '/v1/partners/:id/clients/:client',
    {
      config: { access: ACCESS.admins },
      schema: {
        operationId: 'getClient',
        tags,
        summary: 'Read what is known of a client',
        params: ClientParams,
        response: { 200: ref(OAuthClient) },
      },
    },
    async (request, reply) => {
      const client = await findClient(app.db, request.params.id, request.params.client)
      if (isFresh(request, reply, clientTag(client))) return unchanged(reply)
      return reply.send(await shown(app.db, client))
    },
  )

  app.patch(
    '/v1/partners/:id/clients/:client',
    {
      config: { access: ACCESS.admins },
      schema: {
        operationId: 'changeClient',
        tags,
        summary: 'Rename a client, or replace its public keys',
        description:
          'A client that changes its key gives both for a while; `jwks` takes the place of `jwks_uri`, and the reverse. Scopes are those it was registered with: register another for others.',
        params: ClientParams,
        body: ref(OAuthClientPatch),
        response: { 200: ref(OAuthClient) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const before = await lockClient(trx, request.params.id, request.params.client)
        requireMatch(request, clientTag(before))
        const after = await changeClient(trx, callerFor(request), before, request.body, app.outbound)
        return changed(await shown(trx, after), clientTag(after))
      }),
  )

  app.delete(
    '/v1/partners/:id/clients/:client',
    {
      config: { access: ACCESS.admins },
      schema: {
        operationId: 'revokeClient',
        tags,
        summary: 'Revoke a client',
        description: 'It and its tokens are refused from the next request on; it stays in the list as revoked.',
        params: ClientParams,
        response: { 204: { type: 'null', description: 'Revoked.' } },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const client = await lockClient(trx, request.params.id, request.params.client)
        requireMatch(request, clientTag(client))
        await revokeClient(trx, callerFor(request), client)
        return removed
      }),
  )

  app.post(
    '/v1/partners/:id/clients/:client/renewal',
    {
      config: { access: ACCESS.admins, secret: true },
      schema: {
        operationId: 'renewClient',
        tags,
        summary: 'Renew a client, with a new secret',
        description:
          'Another term as long as the present one. A client of `client_secret_basic` gets a new secret, shown this once; those of before hold for `overlap_days` more, never beyond their own end. A partner does the same by `POST /v1/credential/renewal`.',
        params: ClientParams,
        body: ref(Renewal),
        response: { 200: ref(NewOAuthClient) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const before = await lockClient(trx, request.params.id, request.params.client)
        const { client, secret } = await renewClient(trx, callerFor(request), before, request.body)
        return changed({ ...(await shown(trx, client)), client_secret: secret }, clientTag(client))
      }),
  )

  app.delete(
    '/v1/partners/:id/clients/:client/secrets/:secret',
    {
      config: { access: ACCESS.admins },
      schema: {
        operationId: 'revokeClientSecret',
        tags,
        summary: 'Revoke one secret of a client',
        description:
          'No token is given for it any more; those that it got last their ten minutes. `If-Match` has the client’s `ETag`.',
        params: SecretParams,
        response: { 204: { type: 'null', description: 'Revoked.' } },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const client = await lockClient(trx, request.params.id, request.params.client)
        requireMatch(request, clientTag(client))
        await revokeClientSecret(trx, callerFor(request), client, request.params.secret)
        return removed
      }),
  )
}

import { Partner, PartnerCreation, PartnerPage, PartnerPatch, PartnerQuery } from '@essaim/shared/partners.ts'
import { IdParams, ref } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { clientRoutes } from '../clients/routes.ts'
import { callerFor } from '../events/commands.ts'
import { etag, isFresh, requireMatch, unchanged } from '../lib/etag.ts'
import { answerPage, pageOf } from '../lib/lists.ts'
import { ACCESS } from '../plugins/access.ts'
import { changed, created } from '../plugins/writes.ts'
import { changePartner, createPartner } from './commands.ts'
import { keyRoutes } from './key-routes.ts'
import { countPartners, findPartner, listPartners, lockPartner, presentPartner, presentPartners } from './queries.ts'

/** Federations and scripts that call as themselves, and their keys. */
export const partnerRoutes: FastifyPluginAsyncTypebox = async (app) => {
  // The last use of a key is shown, and moves without a new version: nothing of this is kept by browsers.
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
  })

  app.get(
    '/v1/partners',
    {
      config: { access: ACCESS.admins },
      schema: {
        operationId: 'listPartners',
        tags: ['partners'],
        summary: 'List the partners, by name',
        querystring: PartnerQuery,
        response: { 200: ref(PartnerPage) },
      },
    },
    async (request, reply) => {
      const page = pageOf(request)
      const found = await presentPartners(app.db, await listPartners(app.db, page))
      const total = request.query.count === 'exact' ? await countPartners(app.db) : undefined
      return reply.send(
        answerPage(
          request,
          reply,
          page,
          found,
          ({ name, id }) => [name, id],
          (one) => one,
          total,
        ),
      )
    },
  )

  app.post(
    '/v1/partners',
    {
      config: { access: ACCESS.admins },
      schema: {
        operationId: 'createPartner',
        tags: ['partners'],
        summary: 'Add a partner',
        body: ref(PartnerCreation),
        response: { 201: ref(Partner) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const partner = await createPartner(trx, callerFor(request), request.body)
        return created(await presentPartner(trx, partner), `/v1/partners/${partner.id}`, etag(partner.version))
      }),
  )

  app.get(
    '/v1/partners/:id',
    {
      config: { access: ACCESS.admins },
      schema: {
        operationId: 'getPartner',
        tags: ['partners'],
        summary: 'Read a partner, with its keys',
        params: IdParams,
        response: { 200: ref(Partner) },
      },
    },
    async (request, reply) => {
      const partner = await findPartner(app.db, request.params.id)
      if (isFresh(request, reply, etag(partner.version))) return unchanged(reply)
      return reply.send(await presentPartner(app.db, partner))
    },
  )

  app.patch(
    '/v1/partners/:id',
    {
      config: { access: ACCESS.admins },
      schema: {
        operationId: 'changePartner',
        tags: ['partners'],
        summary: 'Change or suspend a partner, or note the terms that it accepted',
        description:
          'The keys and clients of a suspended partner are refused from the next request, until it is active again.',
        params: IdParams,
        body: ref(PartnerPatch),
        response: { 200: ref(Partner) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const before = await lockPartner(trx, request.params.id)
        requireMatch(request, etag(before.version))
        const after = await changePartner(trx, callerFor(request), before, request.body)
        return changed(await presentPartner(trx, after), etag(after.version))
      }),
  )

  await app.register(keyRoutes)
  await app.register(clientRoutes)
}

import { Partner, PartnerCreation, PartnerPage, PartnerPatch, PartnerQuery } from '@essaim/shared/partners.ts'
import { IdParams, ref } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { recordEvent } from '../events/commands.ts'
import { changesOf, isEmpty } from '../lib/changes.ts'
import { etag, isFresh, requireMatch, unchanged } from '../lib/etag.ts'
import { answerPage, pageOf } from '../lib/lists.ts'
import { ACCESS } from '../plugins/access.ts'
import { changed, created } from '../plugins/writes.ts'
import { createPartner } from './commands.ts'
import { keyRoutes } from './key-routes.ts'
import {
  checkNameIsFree,
  countPartners,
  findPartner,
  listKeys,
  listPartners,
  lockPartner,
  presentPartner,
  updatePartner,
} from './queries.ts'

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
      const rows = await listPartners(app.db, page)
      const keys = await listKeys(
        app.db,
        rows.map((row) => row.id),
      )
      const total = request.query.count === 'exact' ? await countPartners(app.db) : undefined
      return reply.send(
        answerPage(
          request,
          reply,
          page,
          rows,
          (row) => [row.name, row.id],
          (row) => presentPartner(row, keys),
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
        const partner = await createPartner(trx, { actor: request.actor, request_id: request.id }, request.body)
        return created(presentPartner(partner, []), `/v1/partners/${partner.id}`, etag(partner.version))
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
      return reply.send(presentPartner(partner, await listKeys(app.db, [partner.id])))
    },
  )

  app.patch(
    '/v1/partners/:id',
    {
      config: { access: ACCESS.admins },
      schema: {
        operationId: 'changePartner',
        tags: ['partners'],
        summary: 'Rename or suspend a partner',
        description: 'The keys of a suspended partner are refused from the next request, until it is active again.',
        params: IdParams,
        body: ref(PartnerPatch),
        response: { 200: ref(Partner) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const before = await lockPartner(trx, request.params.id)
        requireMatch(request, etag(before.version))
        const changes = changesOf(request.body, before)
        if (isEmpty(changes))
          return changed(presentPartner(before, await listKeys(trx, [before.id])), etag(before.version))
        const { name, state } = changes
        if (name !== undefined) await checkNameIsFree(trx, name, before.id)
        const after = await updatePartner(trx, before.id, changes)
        await recordEvent(
          trx,
          { actor: request.actor, request_id: request.id },
          {
            action: 'partner.change',
            subject: { kind: 'partner', id: before.id },
            detail: {
              ...(name !== undefined && { name: { from: before.name, to: after.name } }),
              ...(state && { state: { from: before.state, to: after.state } }),
            },
          },
        )
        return changed(presentPartner(after, await listKeys(trx, [after.id])), etag(after.version))
      }),
  )

  await app.register(keyRoutes)
}

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
  listPartners,
  lockPartner,
  presentPartner,
  presentPartners,
  termsOf,
  updatePartner,
} from './queries.ts'
import { acceptedTerms, columnsOfTerms } from './terms.ts'

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
        const partner = await createPartner(trx, { actor: request.actor, request_id: request.id }, request.body)
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
        summary: 'Rename or suspend a partner, or note the terms that it accepted',
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
        const accepted = termsOf(before)
        const asked = request.body.terms && acceptedTerms(request.body.terms, accepted)
        const changes = changesOf({ ...request.body, terms: asked }, { ...before, terms: accepted })
        if (isEmpty(changes)) return changed(await presentPartner(trx, before), etag(before.version))
        const { name, state, terms } = changes
        if (name !== undefined) await checkNameIsFree(trx, name, before.id)
        const after = await updatePartner(trx, before.id, {
          ...(name !== undefined && { name }),
          ...(state && { state }),
          ...(terms !== undefined && columnsOfTerms(terms)),
        })
        await recordEvent(
          trx,
          { actor: request.actor, request_id: request.id },
          {
            action: 'partner.change',
            subject: { kind: 'partner', id: before.id },
            detail: {
              ...(name !== undefined && { name: { from: before.name, to: after.name } }),
              ...(state && { state: { from: before.state, to: after.state } }),
              ...(terms !== undefined && { terms: { from: accepted, to: terms } }),
            },
          },
        )
        return changed(await presentPartner(trx, after), etag(after.version))
      }),
  )

  await app.register(keyRoutes)
}

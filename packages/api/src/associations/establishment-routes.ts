import {
  Establishment,
  EstablishmentCreation,
  EstablishmentPage,
  EstablishmentPatch,
} from '@essaim/shared/associations.ts'
import { closed, IdParams, PageQuery, ref, Uuid } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { recordEvent } from '../events/commands.ts'
import { isFresh, requireMatch } from '../lib/etag.ts'
import { answerPage, pageOf } from '../lib/lists.ts'
import { ACCESS } from '../plugins/access.ts'
import { changed, created, removed } from '../plugins/writes.ts'
import { deskOf, lockForWriting } from './desk.ts'
import { changeEstablishment, createEstablishment } from './establishment-commands.ts'
import {
  countEstablishments,
  type EstablishmentRow,
  findEstablishment,
  listEstablishments,
  lockEstablishment,
  presentEstablishment,
} from './establishment-queries.ts'
import { tagOf } from './presentation.ts'
import { findAssociation } from './queries.ts'

const WRITERS_OR_KEY = { staff: ACCESS.writers.staff, scopes: ['associations:write'] } as const
const TAGS = ['associations']
const Params = closed({ id: Uuid, establishment: Uuid })

/** The sites of an association: facts that the national file of establishments makes public. */
export const establishmentRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const present = async (row: EstablishmentRow) => {
    const body = presentEstablishment(row, await app.terms.current())
    return { body, tag: tagOf(row.version, body) }
  }

  app.get(
    '/v1/associations/:id/establishments',
    {
      config: { access: ACCESS.anyone },
      schema: {
        operationId: 'listEstablishments',
        tags: TAGS,
        summary: 'List the establishments of an association, by name',
        params: IdParams,
        querystring: closed(PageQuery),
        response: { 200: ref(EstablishmentPage) },
      },
    },
    async (request, reply) => {
      const page = pageOf(request)
      const { id } = await findAssociation(app.db, request.params.id)
      const rows = await listEstablishments(app.db, id, page)
      const total = request.query.count === 'exact' ? await countEstablishments(app.db, id) : undefined
      const terms = await app.terms.current()
      return reply.send(
        answerPage(
          request,
          reply,
          page,
          rows,
          (row) => [row.name, row.id],
          (row) => presentEstablishment(row, terms),
          total,
        ) as never,
      )
    },
  )

  app.get(
    '/v1/associations/:id/establishments/:establishment',
    {
      config: { access: ACCESS.anyone },
      schema: {
        operationId: 'getEstablishment',
        tags: TAGS,
        summary: 'Read an establishment',
        params: Params,
        response: { 200: ref(Establishment) },
      },
    },
    async (request, reply) => {
      const { body, tag } = await present(
        await findEstablishment(app.db, request.params.id, request.params.establishment),
      )
      if (isFresh(request, reply, tag)) return reply.send(undefined as never)
      return reply.send(body as never)
    },
  )

  app.post(
    '/v1/associations/:id/establishments',
    {
      config: { access: WRITERS_OR_KEY },
      schema: {
        operationId: 'createEstablishment',
        tags: TAGS,
        summary: 'Add an establishment',
        params: IdParams,
        body: ref(EstablishmentCreation),
        response: { 201: ref(Establishment) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const association = await lockForWriting(trx, request, request.params.id)
        const row = await createEstablishment(trx, await deskOf(app, request), association.id, request.body)
        const { body, tag } = await present(row)
        return created(body, `/v1/associations/${association.id}/establishments/${row.id}`, tag)
      }),
  )

  app.patch(
    '/v1/associations/:id/establishments/:establishment',
    {
      config: { access: WRITERS_OR_KEY },
      schema: {
        operationId: 'changeEstablishment',
        tags: TAGS,
        summary: 'Change the facts of an establishment',
        description: 'What staff change by hand is left alone by later imports.',
        params: Params,
        body: ref(EstablishmentPatch),
        response: { 200: ref(Establishment) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const association = await lockForWriting(trx, request, request.params.id)
        const row = await lockEstablishment(trx, association.id, request.params.establishment)
        requireMatch(request, (await present(row)).tag)
        const { body, tag } = await present(
          await changeEstablishment(trx, await deskOf(app, request), row, request.body),
        )
        return changed(body, tag)
      }),
  )

  app.delete(
    '/v1/associations/:id/establishments/:establishment',
    {
      config: { access: WRITERS_OR_KEY },
      schema: {
        operationId: 'deleteEstablishment',
        tags: TAGS,
        summary: 'Remove an establishment',
        description: 'For one that was added by mistake; one that has closed is kept, as `closed`.',
        params: Params,
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const association = await lockForWriting(trx, request, request.params.id)
        const row = await lockEstablishment(trx, association.id, request.params.establishment)
        requireMatch(request, (await present(row)).tag)
        await trx.deleteFrom('establishment').where('id', '=', row.id).execute()
        const { caller } = await deskOf(app, request)
        await recordEvent(trx, caller, {
          action: 'establishment.delete',
          subject: { kind: 'establishment', id: row.id },
          association_id: association.id,
          detail: { finess_et: row.finess_et },
        })
        return removed
      }),
  )
}

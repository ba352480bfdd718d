import {
  Association,
  AssociationCreation,
  AssociationPage,
  AssociationPatch,
  AssociationQuery,
} from '@essaim/shared/associations.ts'
import { checkIdentifier, type IdentifierKind, REGION_OF_DEPARTMENT } from '@essaim/shared/identifiers.ts'
import { IdParams, ref } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { isFresh, requireMatch } from '../lib/etag.ts'
import { answerPage, pageOf } from '../lib/lists.ts'
import { invalidParameter } from '../lib/problem.ts'
import { vary } from '../lib/vary.ts'
import { ACCESS } from '../plugins/access.ts'
import { changed, created } from '../plugins/writes.ts'
import { byRefRoutes } from './by-ref-routes.ts'
import { changeAssociation, createAssociation } from './commands.ts'
import { contactRoutes } from './contact-routes.ts'
import { deskOf, lockForWriting } from './desk.ts'
import { establishmentRoutes } from './establishment-routes.ts'
import { presentAssociation, tagOf } from './presentation.ts'
import { countAssociations, findAssociation, listAssociations } from './queries.ts'

const MODERATORS_OR_KEY = { staff: ACCESS.moderators.staff, scopes: ['associations:write'] } as const
const WRITERS_OR_KEY = { staff: ACCESS.writers.staff, scopes: ['associations:write'] } as const
const TAGS = ['associations']

/** The filters as they are stored: identifiers normalised, codes known. */
function filtersOf(query: AssociationQuery): AssociationQuery {
  const normalised = (member: 'siren' | 'rna' | 'finess_ej', kind: IdentifierKind) =>
    query[member]?.map((text) => {
      const { value } = checkIdentifier(kind, text)
      if (value === null)
        throw invalidParameter(
          member,
          'bad-format',
          'Ce numéro n’a pas la bonne forme.',
          'This number does not have the right form.',
        )
      return value
    })
  for (const code of query.department ?? []) {
    if (!REGION_OF_DEPARTMENT.has(code))
      throw invalidParameter(
        'department',
        'unknown',
        `« ${code} » n’est pas un département.`,
        `“${code}” is not a département.`,
      )
  }
  return Object.assign(
    { ...query },
    ...(['siren', 'rna', 'finess_ej'] as const).map((member) => {
      const values = normalised(member, member === 'finess_ej' ? 'finess' : member)
      return values ? { [member]: values } : {}
    }),
  )
}

/** Members, their establishments and contacts. */
export const associationRoutes: FastifyPluginAsyncTypebox = async (app) => {
  // One address, two views: who manages an association sees more of it.
  app.addHook('onRequest', async (_request, reply) => {
    vary(reply, 'Authorization')
  })

  app.get(
    '/v1/associations',
    {
      config: { access: ACCESS.anyone },
      schema: {
        operationId: 'listAssociations',
        tags: TAGS,
        summary: 'List associations, by name',
        description:
          'Anyone sees the public part; staff in scope and keys with `associations:read` or `associations:write` see all.',
        querystring: AssociationQuery,
        response: { 200: ref(AssociationPage) },
      },
    },
    async (request, reply) => {
      const page = pageOf(request)
      const query = filtersOf(request.query)
      const rows = await listAssociations(app.db, query, page)
      const total = query.count === 'exact' ? await countAssociations(app.db, query) : undefined
      const terms = await app.terms.current()
      return reply.send(
        answerPage(
          request,
          reply,
          page,
          rows,
          (row) => [row.name, row.id],
          (row) => presentAssociation(row, request.actor, terms),
          total,
        ) as never,
      )
    },
  )

  app.get(
    '/v1/associations/:id',
    {
      config: { access: ACCESS.anyone },
      schema: {
        operationId: 'getAssociation',
        tags: TAGS,
        summary: 'Read an association',
        params: IdParams,
        response: { 200: ref(Association) },
      },
    },
    async (request, reply) => {
      const row = await findAssociation(app.db, request.params.id)
      const body = presentAssociation(row, request.actor, await app.terms.current())
      if (isFresh(request, reply, tagOf(row.version, body))) return reply.send(undefined as never)
      return reply.send(body as never)
    },
  )

  app.post(
    '/v1/associations',
    {
      config: { access: MODERATORS_OR_KEY },
      schema: {
        operationId: 'createAssociation',
        tags: TAGS,
        summary: 'Add an association',
        description:
          'Identifiers are normalised; a wrong form is refused, a wrong check digit is not. The département follows from the commune, else from the postal code.',
        body: ref(AssociationCreation),
        response: { 201: ref(Association) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const desk = await deskOf(app, request)
        const row = await createAssociation(trx, desk, request.body)
        const body = presentAssociation(row, request.actor, await app.terms.current())
        return created(body, `/v1/associations/${row.id}`, tagOf(row.version, body))
      }),
  )

  app.patch(
    '/v1/associations/:id',
    {
      config: { access: WRITERS_OR_KEY },
      schema: {
        operationId: 'changeAssociation',
        tags: TAGS,
        summary: 'Change the facts of an association',
        description:
          'What staff change by hand is listed in `corrected`: later imports leave it alone and say so. What a key writes is not. Delegates correct those of their delegations.',
        params: IdParams,
        body: ref(AssociationPatch),
        response: { 200: ref(Association) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const terms = await app.terms.current()
        const row = await lockForWriting(trx, request, request.params.id)
        requireMatch(request, tagOf(row.version, presentAssociation(row, request.actor, terms)))
        const next = await changeAssociation(trx, await deskOf(app, request), row, request.body)
        const body = presentAssociation(next, request.actor, terms)
        return changed(body, tagOf(next.version, body))
      }),
  )

  await app.register(establishmentRoutes)
  await app.register(contactRoutes)
  await app.register(byRefRoutes)
}

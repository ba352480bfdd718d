import { createHash } from 'node:crypto'
import { Participation, ParticipationCurve } from '@essaim/shared/participation.ts'
import { IdParams, ref } from '@essaim/shared/schema.ts'
import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import { inScope } from '../db/database.ts'
import { etag, isFresh, unchanged } from '../lib/etag.ts'
import { ACCESS } from '../plugins/access.ts'
import { writeCsv } from './csv-export.ts'
import { presentParticipation } from './figures.ts'
import { checkCampaign, countParticipation, followParticipation, listForExport } from './queries.ts'

const TAGS = ['campaigns']
const tagOf = (text: string) => etag(createHash('sha256').update(text).digest('base64url').slice(0, 22))

/** The figures of a campaign: counted when asked, from the invitations in the caller's scope. */
export const participationRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
  })

  app.get(
    '/v1/campaigns/:id/participation',
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'getParticipation',
        tags: TAGS,
        summary: 'Read how far a campaign has come',
        description:
          'Associations invited, reached and heard from, in all and by delegation, category, size and field; a delegate’s figures are those of its own delegations. The list behind a figure is that of the invitations, with the same filters.',
        params: IdParams,
        response: { 200: ref(Participation) },
      },
    },
    async (request, reply) => {
      const rows = await inScope(app.db, request.actor, async (trx) => {
        await checkCampaign(trx, request.params.id)
        return countParticipation(trx, request.params.id)
      })
      const figures = presentParticipation(rows, await app.terms.current())
      if (isFresh(request, reply, tagOf(JSON.stringify(figures)))) return unchanged(reply)
      return reply.send(figures)
    },
  )

  app.get(
    '/v1/campaigns/:id/participation/curve',
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'getParticipationCurve',
        tags: TAGS,
        summary: 'Follow a campaign from day to day',
        description: 'Cumulated, one entry for each day in France from the first event to the last.',
        params: IdParams,
        response: { 200: ref(ParticipationCurve) },
      },
    },
    async (request, reply) => {
      const days = await inScope(app.db, request.actor, async (trx) => {
        await checkCampaign(trx, request.params.id)
        return followParticipation(trx, request.params.id)
      })
      if (isFresh(request, reply, tagOf(JSON.stringify(days)))) return unchanged(reply)
      return reply.send({ days })
    },
  )

  app.get(
    '/v1/campaigns/:id/participation/export',
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'exportParticipation',
        tags: TAGS,
        summary: 'Take the invitations of a campaign into a spreadsheet',
        description:
          'One row for each invitation in the caller’s scope, with semicolons; no cell is taken for a formula. No person is named.',
        params: IdParams,
        response: {
          200: {
            description: 'The file.',
            content: {
              'text/csv': {
                schema: Type.String({ maxLength: 20_000_000, examples: ['Invitation;Association;SIREN'] }),
              },
            },
          },
        },
      },
    },
    async (request, reply) => {
      const rows = await inScope(app.db, request.actor, async (trx) => {
        await checkCampaign(trx, request.params.id)
        return listForExport(trx, request.params.id)
      })
      const file = writeCsv(rows, await app.terms.current())
      if (isFresh(request, reply, tagOf(file))) return unchanged(reply)
      return reply
        .header('content-disposition', 'attachment; filename="participation.csv"')
        .type('text/csv; charset=utf-8')
        .send(file as never)
    },
  )
}

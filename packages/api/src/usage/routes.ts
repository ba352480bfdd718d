import { SCOPES } from '@essaim/shared/actors.ts'
import { IdParams, ref } from '@essaim/shared/schema.ts'
import {
  ConsultationPage,
  ConsultationQuery,
  PartnerUsage,
  SeenByList,
  USAGE_DAYS,
  UsageQuery,
} from '@essaim/shared/usage.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { inScope } from '../db/database.ts'
import { findInnovation } from '../innovations/queries.ts'
import { answerPage, pageOf } from '../lib/lists.ts'
import { invalidParameter, problem } from '../lib/problem.ts'
import { findPartner } from '../partners/queries.ts'
import { ACCESS } from '../plugins/access.ts'
import { dayOf } from './notes.ts'
import { countConsultations, listConsultations, presentConsultation, seenBy } from './queries.ts'
import { usageOf } from './usage-of.ts'

const DAY_MS = 24 * 3600 * 1000
const daysBefore = (day: string, days: number) => new Date(Date.parse(day) - days * DAY_MS).toISOString().slice(0, 10)

/** The days that a query asks for: the last thirty unless it says otherwise. */
function daysOf({ from, to }: { from?: string; to?: string }): { from: string; to: string } {
  const last = to ?? dayOf(new Date())
  const first = from ?? daysBefore(last, 29)
  if (first > last) throw invalidParameter('from', 'after-the-end', 'Après le dernier jour.', 'After the last day.')
  if (first <= daysBefore(last, USAGE_DAYS))
    throw invalidParameter('from', 'too-far', `${USAGE_DAYS} jours au plus.`, `At most ${USAGE_DAYS} days.`)
  return { from: first, to: last }
}

/** What partners do with the API: by day and credential, the feeds that they follow, and what they consulted. */
export const usageRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
  })
  const tags = ['partners']

  app.get(
    '/v1/partners/:id/usage',
    {
      config: { access: ACCESS.admins },
      schema: {
        operationId: 'getPartnerUsage',
        tags,
        summary: 'Read what a partner does with the API',
        description:
          'By key and client: answers, refusals and bytes of each day in France (the last 30; 92 at most), the feeds that it follows and what it has not read of them, its last errors. Some seconds late.',
        params: IdParams,
        querystring: UsageQuery,
        response: { 200: ref(PartnerUsage) },
      },
    },
    async (request) => {
      const days = daysOf(request.query)
      const { id } = await findPartner(app.db, request.params.id)
      return usageOf(app, id, days)
    },
  )

  app.get(
    '/v1/credential/usage',
    {
      config: { access: { scopes: SCOPES } },
      schema: {
        operationId: 'getOwnUsage',
        tags,
        summary: 'Read what my partner does with the API',
        description: 'As the federation reads it: all keys and clients of the caller’s partner. Some seconds late.',
        querystring: UsageQuery,
        response: { 200: ref(PartnerUsage) },
      },
    },
    async ({ actor, query }) => {
      if (actor.kind !== 'key') throw problem('unauthenticated')
      return usageOf(app, actor.partner, daysOf(query))
    },
  )

  app.get(
    '/v1/partners/:id/consultations',
    {
      config: { access: ACCESS.admins },
      schema: {
        operationId: 'listConsultations',
        tags,
        summary: 'List the records that a partner consulted',
        description:
          'Those that it read one by one (the record, its versions, its PDF), the last read first; not what it saw in lists and feeds.',
        params: IdParams,
        querystring: ConsultationQuery,
        response: { 200: ref(ConsultationPage) },
      },
    },
    async (request, reply) => {
      const { id } = await findPartner(app.db, request.params.id)
      const page = pageOf(request)
      return inScope(app.db, request.actor, async (trx) => {
        const rows = await listConsultations(trx, id, page)
        const total = request.query.count === 'exact' ? await countConsultations(trx, id) : undefined
        return answerPage(
          request,
          reply,
          page,
          rows,
          (row) => [row.last_at.toISOString(), row.innovation_id],
          presentConsultation,
          total,
        )
      })
    },
  )

  app.get(
    '/v1/moderation/innovations/:id/seen-by',
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'listSeenBy',
        tags: ['moderation'],
        summary: 'List the partners that a record reached',
        description:
          '`consulted`: it read the record by itself; `copied`: a feed that it follows brought the record into its copy. The last one first; its association is told the same.',
        params: IdParams,
        response: { 200: ref(SeenByList) },
      },
    },
    (request) =>
      inScope(app.db, request.actor, async (trx) => {
        const { id } = await findInnovation(trx, request.actor, request.params.id)
        return { items: (await seenBy(trx, [id])).get(id) ?? [], next: null }
      }),
  )
}

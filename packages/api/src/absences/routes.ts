import {
  Absence,
  AbsenceCreation,
  AbsencePage,
  AbsencePatch,
  AbsenceQuery,
  StaffColleagueList,
} from '@essaim/shared/absences.ts'
import { IdParams, ref } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { callerFor } from '../events/commands.ts'
import { etag, isFresh, requireMatch, unchanged } from '../lib/etag.ts'
import { answerPage, pageOf } from '../lib/lists.ts'
import { ACCESS } from '../plugins/access.ts'
import { changed, created, removed } from '../plugins/writes.ts'
import { changeAbsence, createAbsence, deleteAbsence } from './commands.ts'
import { findAbsence, listAbsences, listColleagues, lockAbsence, presentAbsence } from './queries.ts'

/** Who of the staff is there, and who stands in for whom. */
export const absenceRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['users']
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
  })

  app.get(
    '/v1/colleagues',
    {
      config: { access: ACCESS.writers },
      schema: {
        operationId: 'listStaffColleagues',
        tags,
        summary: 'List who moderates, by name',
        description: 'With their delegations, and who is away today; for those who moderate themselves.',
        response: { 200: ref(StaffColleagueList) },
      },
    },
    async () => ({ items: await listColleagues(app.db), next: null }),
  )

  app.get(
    '/v1/absences',
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'listAbsences',
        tags,
        summary: 'List absences',
        description: 'The ones that end last first.',
        querystring: AbsenceQuery,
        response: { 200: ref(AbsencePage) },
      },
    },
    async (request, reply) => {
      const page = pageOf(request)
      const { rows, total } = await listAbsences(app.db, request.query, page)
      return answerPage(request, reply, page, rows, (row) => [row.ends_on, row.id], presentAbsence, total)
    },
  )

  app.post(
    '/v1/absences',
    {
      config: { access: ACCESS.writers },
      schema: {
        operationId: 'createAbsence',
        tags,
        summary: 'Tell of an absence',
        description:
          'From the first day to the last, the stand-in has the member’s delegations. A delegation whose delegates are all away, without a stand-in, leaves its matters to headquarters.',
        body: ref(AbsenceCreation),
        response: { 201: ref(Absence) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const row = await createAbsence(trx, callerFor(request), request.body)
        return created(presentAbsence(row), `/v1/absences/${row.id}`, etag(row.version))
      }),
  )

  app.get(
    '/v1/absences/:id',
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'getAbsence',
        tags,
        summary: 'Read an absence',
        params: IdParams,
        response: { 200: ref(Absence) },
      },
    },
    async (request, reply) => {
      const row = await findAbsence(app.db, request.params.id)
      return isFresh(request, reply, etag(row.version)) ? unchanged(reply) : presentAbsence(row)
    },
  )

  app.patch(
    '/v1/absences/:id',
    {
      config: { access: ACCESS.writers },
      schema: {
        operationId: 'changeAbsence',
        tags,
        summary: 'Change an absence',
        description: 'Its days, or who stands in; one’s own, or anybody’s for headquarters.',
        params: IdParams,
        body: ref(AbsencePatch),
        response: { 200: ref(Absence) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const row = await lockAbsence(trx, request.params.id)
        requireMatch(request, etag(row.version))
        const after = await changeAbsence(trx, callerFor(request), row, request.body)
        return changed(presentAbsence(after), etag(after.version))
      }),
  )

  app.delete(
    '/v1/absences/:id',
    {
      config: { access: ACCESS.writers },
      schema: {
        operationId: 'deleteAbsence',
        tags,
        summary: 'Take an absence back',
        description: 'One’s own, or anybody’s for headquarters.',
        params: IdParams,
        response: { 204: { type: 'null', description: 'Taken back.' } },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const row = await lockAbsence(trx, request.params.id)
        requireMatch(request, etag(row.version))
        await deleteAbsence(trx, callerFor(request), row)
        return removed
      }),
  )
}

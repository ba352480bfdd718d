import {
  AssignmentRequest,
  BulkAssignmentRequest,
  BulkClaimRequest,
  ClaimRequest,
  Neighbours,
  QueueFilters,
} from '@essaim/shared/queue.ts'
import { BUILT_IN_VIEW_NAMES, BUILT_IN_VIEWS, QueueCounts } from '@essaim/shared/saved-views.ts'
import { IdParams, ref } from '@essaim/shared/schema.ts'
import { BulkResult, Submission } from '@essaim/shared/submissions.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { inScope, type Trx } from '../db/database.ts'
import { type Caller, callerFor } from '../events/commands.ts'
import { ACCESS, staffOf } from '../plugins/access.ts'
import { inBulk } from '../plugins/bulk.ts'
import { changed } from '../plugins/writes.ts'
import { listViews } from '../saved-views/queries.ts'
import { assign, claim, release } from './claims.ts'
import { desk } from './desk.ts'
import { presentCard, presentOne, tagOf } from './presentation.ts'
import type { SubmissionRow } from './queries.ts'
import { countViews, neighboursOf, wholeView } from './queue.ts'
import { writeQueueCsv } from './queue-csv.ts'

const PATH = '/v1/moderation/submissions'
const tags = ['moderation']

/** How moderation shares its work out: who has what in hand, who follows what, and how much waits. */
export const queueRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const one = async (
    request: FastifyRequest<{ Params: IdParams }>,
    reply: FastifyReply,
    work: (trx: Trx, caller: Caller, id: string) => Promise<SubmissionRow>,
  ) => {
    const at = await desk(app, request)
    return app.write(request, reply, async (trx) => {
      const row = await work(trx, callerFor(request), request.params.id)
      return changed(await presentOne(trx, at, row, request), tagOf(row))
    })
  }

  app.get(
    `${PATH}/counts`,
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'countSubmissions',
        tags,
        summary: 'How much is in each view',
        description:
          'Of every built-in view, and of every view that the caller keeps or shares, as their list would show it.',
        response: { 200: ref(QueueCounts) },
      },
    },
    (request) =>
      inScope(app.db, request.actor, async (trx) => {
        const builtIn = BUILT_IN_VIEW_NAMES.map((view) => ({
          view,
          filters: BUILT_IN_VIEWS[view] as unknown as QueueFilters,
        }))
        const kept = await listViews(trx, staffOf(request.actor))
        const views = [...builtIn, ...kept.map(({ id, filters }) => ({ view: id, filters }))]
        return { items: await countViews(trx, request.actor, views) }
      }),
  )

  app.get(
    `${PATH}/export`,
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'exportSubmissions',
        tags,
        summary: 'Take a view into a spreadsheet',
        description:
          'Every submission of the list with these filters, in its order: a row each, with semicolons; no cell is taken for a formula. Neither answers nor persons of the association.',
        querystring: QueueFilters,
        response: {
          200: {
            description: 'The file.',
            content: {
              'text/csv': {
                schema: Type.String({ maxLength: 50_000_000, examples: ['Réponse;Titre;Association'] }),
              },
            },
          },
        },
      },
    },
    async (request, reply) => {
      const rows = await inScope(app.db, request.actor, (trx) => wholeView(trx, request.actor, request.query))
      return reply
        .header('cache-control', 'no-store')
        .header('content-disposition', 'attachment; filename="reponses.csv"')
        .type('text/csv; charset=utf-8')
        .send(writeQueueCsv(rows) as never)
    },
  )

  app.get(
    `${PATH}/:id/neighbours`,
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'findNeighbours',
        tags,
        summary: 'What comes before and after a submission in a view',
        description:
          'With the filters and the order of the list. The submission itself need not be in the view: what has just been decided leaves it.',
        params: IdParams,
        querystring: QueueFilters,
        response: { 200: ref(Neighbours) },
      },
    },
    (request) =>
      inScope(app.db, request.actor, async (trx) => {
        const { before, after } = await neighboursOf(trx, request.actor, request.params.id, request.query)
        return {
          before: before && presentCard(before, request.actor),
          after: after && presentCard(after, request.actor),
        }
      }),
  )

  app.post(
    `${PATH}/:id/claim`,
    {
      config: { access: ACCESS.writers },
      schema: {
        operationId: 'claimSubmission',
        tags,
        summary: 'Work on a submission',
        description:
          'For a quarter of an hour; asked again, for another one. Held by somebody else: 409 with `by` and `until`, unless it is taken over with a reason.',
        params: IdParams,
        body: ref(ClaimRequest),
        response: { 200: ref(Submission) },
      },
    },
    (request, reply) => one(request, reply, (trx, caller, id) => claim(trx, caller, id, request.body.take_over)),
  )

  app.post(
    `${PATH}/:id/release`,
    {
      config: { access: ACCESS.writers },
      schema: {
        operationId: 'releaseSubmission',
        tags,
        summary: 'Stop working on a submission',
        description: 'Ends the caller’s own claim; it changes nothing where there is none.',
        params: IdParams,
        response: { 200: ref(Submission) },
      },
    },
    (request, reply) => one(request, reply, release),
  )

  app.post(
    `${PATH}/:id/assignment`,
    {
      config: { access: ACCESS.writers },
      schema: {
        operationId: 'assignSubmission',
        tags,
        summary: 'Say who follows a submission',
        description: 'The association deals with this person from then on. Null: nobody in particular.',
        params: IdParams,
        body: ref(AssignmentRequest),
        response: { 200: ref(Submission) },
      },
    },
    (request, reply) => one(request, reply, (trx, caller, id) => assign(trx, caller, id, request.body.assignee)),
  )

  app.post(
    `${PATH}/claims`,
    {
      config: { access: ACCESS.writers },
      schema: {
        operationId: 'claimSubmissions',
        tags,
        summary: 'Work on several submissions',
        description: 'Each as one by one; what another holds is left to them.',
        body: ref(BulkClaimRequest),
        response: { 200: ref(BulkResult) },
      },
    },
    (request, reply) =>
      app.write(request, reply, (trx) =>
        inBulk(request, trx, request.body.ids, (id) => claim(trx, callerFor(request), id)),
      ),
  )

  app.post(
    `${PATH}/assignments`,
    {
      config: { access: ACCESS.writers },
      schema: {
        operationId: 'assignSubmissions',
        tags,
        summary: 'Say who follows several submissions',
        description: 'Each as one by one.',
        body: ref(BulkAssignmentRequest),
        response: { 200: ref(BulkResult) },
      },
    },
    (request, reply) =>
      app.write(request, reply, (trx) =>
        inBulk(request, trx, request.body.ids, (id) => assign(trx, callerFor(request), id, request.body.assignee)),
      ),
  )
}

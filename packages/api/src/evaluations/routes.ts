import type { StaffActor } from '@essaim/shared/actors.ts'
import { Evaluation, EvaluationList, EvaluationPut, EvaluationTransitionRequest } from '@essaim/shared/evaluations.ts'
import { closed, IdParams, ref, Uuid } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { inScope } from '../db/database.ts'
import { findGrid } from '../evaluation-grids/queries.ts'
import { callerFor } from '../events/commands.ts'
import { findInnovation } from '../innovations/queries.ts'
import { requireMatch } from '../lib/etag.ts'
import { problem } from '../lib/problem.ts'
import { ACCESS } from '../plugins/access.ts'
import { changed, created } from '../plugins/writes.ts'
import { findSubmission, lockSubmission } from '../submissions/queries.ts'
import { ownByGrid, transitionEvaluation, writeEvaluation } from './commands.ts'
import { byGrid, evaluationTag, givenOf, ownOf, presentEvaluation, submissionsBehind } from './queries.ts'

const SUBMISSION = '/v1/moderation/submissions/:id/evaluations'
const GridParams = closed({ id: Uuid, grid: Uuid })
const tags = ['evaluations']

// the routes let nobody else in
const deskOf = (request: FastifyRequest) => ({ caller: callerFor(request), actor: request.actor as StaffActor })

/** What reviewers say of what was handed in, by grids: several beside each other, among staff alone. */
export const evaluationRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    SUBMISSION,
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'listEvaluations',
        tags,
        summary: 'What reviewers say of a submission',
        description:
          'Given evaluations by hand-in and grid, the last hand-in first, with the profile of each family and where reviewers diverge; and one’s own of the last hand-in.',
        params: IdParams,
        response: { 200: ref(EvaluationList) },
      },
    },
    (request) =>
      inScope(app.db, request.actor, async (trx) => {
        const row = await findSubmission(trx, request.actor, request.params.id)
        const own = await ownOf(trx, request.actor, row.id, row.revision)
        return {
          items: await byGrid(trx, await givenOf(trx, request.actor, [row.id]), request.actor),
          next: null,
          own: own.map((one) => ({ ...presentEvaluation(one, request.actor), etag: evaluationTag(one) })),
        }
      }),
  )

  app.get(
    '/v1/moderation/innovations/:id/evaluations',
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'listInnovationEvaluations',
        tags,
        summary: 'What reviewers say of a record',
        description: 'The evaluations of the submissions that its versions were made of.',
        params: IdParams,
        response: { 200: ref(EvaluationList) },
      },
    },
    (request) =>
      inScope(app.db, request.actor, async (trx) => {
        const { id } = await findInnovation(trx, request.actor, request.params.id)
        const rows = await givenOf(trx, request.actor, await submissionsBehind(trx, id))
        return { items: await byGrid(trx, rows, request.actor), next: null, own: [] }
      }),
  )

  app.put(
    `${SUBMISSION}/:grid`,
    {
      config: { access: ACCESS.writers },
      schema: {
        operationId: 'putEvaluation',
        tags,
        summary: 'Write one’s own evaluation',
        description:
          'Of the last hand-in, by the version of the grid in use; `If-None-Match: *` begins it, its `ETag` goes on with it. Nobody else sees it before it is given.',
        params: GridParams,
        body: ref(EvaluationPut),
        response: { 200: ref(Evaluation), 201: ref(Evaluation) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const desk = deskOf(request)
        const row = await lockSubmission(trx, request.actor, request.params.id)
        const grid = await findGrid(trx, request.params.grid)
        const before = await ownByGrid(trx, desk, row, grid.id)
        if (before && request.headers['if-none-match'] === '*')
          throw problem('precondition-failed', { headers: { etag: evaluationTag(before) } })
        if (before) requireMatch(request, evaluationTag(before))
        else if (request.headers['if-none-match'] !== '*')
          throw problem(request.headers['if-match'] === undefined ? 'precondition-required' : 'precondition-failed')
        const after = await writeEvaluation(trx, desk, row, grid.id, before, request.body)
        const body = presentEvaluation(after, request.actor)
        return before
          ? changed(body, evaluationTag(after))
          : created(body, `/v1/moderation/submissions/${row.id}/evaluations`, evaluationTag(after))
      }),
  )

  app.post(
    `${SUBMISSION}/:grid/transitions`,
    {
      config: { access: ACCESS.writers },
      schema: {
        operationId: 'transitionEvaluation',
        tags,
        summary: 'Give one’s evaluation, or take it back',
        description:
          'Given, the other reviewers see it. A criterion that is not judged keeps it from being given (422).',
        params: GridParams,
        body: ref(EvaluationTransitionRequest),
        response: { 200: ref(Evaluation) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const desk = deskOf(request)
        const row = await lockSubmission(trx, request.actor, request.params.id)
        const own = await ownByGrid(trx, desk, row, request.params.grid)
        if (!own) throw problem('not-found')
        const after = await transitionEvaluation(trx, desk, row, own, request.body.transition)
        return changed(presentEvaluation(after, request.actor), evaluationTag(after))
      }),
  )
}

import { isModerator } from '@essaim/shared/actors.ts'
import {
  Grid,
  GridCreation,
  GridDraftPut,
  GridPage,
  GridQuery,
  GridTransitionRequest,
  GridVersion,
} from '@essaim/shared/evaluation-grids.ts'
import { closed, IdParams, ref, Uuid } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { callerFor } from '../events/commands.ts'
import { etag, isFresh, requireMatch, unchanged } from '../lib/etag.ts'
import { answerPage, pageOf } from '../lib/lists.ts'
import { problem } from '../lib/problem.ts'
import { ACCESS } from '../plugins/access.ts'
import { changed, created } from '../plugins/writes.ts'
import { createGrid, transitionGrid, writeGridDraft } from './commands.ts'
import {
  countGrids,
  findGrid,
  findGridVersion,
  listGrids,
  lockGrid,
  presentGrid,
  presentGridVersion,
  versionTag,
} from './queries.ts'

const PATH = '/v1/evaluation-grids'
const VersionParams = closed({ id: Uuid, number: Type.Integer({ minimum: 1, maximum: 100_000 }) })
const tags = ['evaluations']

/** The grids by which staff judge what was handed in: versions as data, the published ones for ever. */
export const evaluationGridRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    PATH,
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'listEvaluationGrids',
        tags,
        summary: 'List evaluation grids, by code',
        querystring: GridQuery,
        response: { 200: ref(GridPage) },
      },
    },
    async (request, reply) => {
      const page = pageOf(request)
      const rows = await listGrids(app.db, page)
      const total = request.query.count === 'exact' ? await countGrids(app.db) : undefined
      return answerPage(request, reply, page, rows, (row) => [row.code], presentGrid, total)
    },
  )

  app.post(
    PATH,
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'createEvaluationGrid',
        tags,
        summary: 'Add a grid',
        description: 'Its content is the draft of version 1: it serves once it is published.',
        body: ref(GridCreation),
        response: { 201: ref(Grid) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const id = await createGrid(trx, callerFor(request), request.body)
        return created(presentGrid(await findGrid(trx, id)), `${PATH}/${id}`, etag(`${id}-0`))
      }),
  )

  app.get(
    `${PATH}/:id`,
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'getEvaluationGrid',
        tags,
        summary: 'Get a grid',
        description: 'Which of its versions is in use, and which is being written.',
        params: IdParams,
        response: { 200: ref(Grid) },
      },
    },
    async (request, reply) => {
      const row = await findGrid(app.db, request.params.id)
      return isFresh(request, reply, etag(`${row.id}-${row.current_version ?? 0}-${row.draft_version ?? 0}`))
        ? unchanged(reply)
        : reply.send(presentGrid(row))
    },
  )

  app.get(
    `${PATH}/:id/versions/:number`,
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'getEvaluationGridVersion',
        tags,
        summary: 'Get a version of a grid',
        params: VersionParams,
        response: { 200: ref(GridVersion) },
      },
    },
    async (request, reply) => {
      const grid = await findGrid(app.db, request.params.id)
      const row = await findGridVersion(app.db, grid.id, request.params.number)
      return isFresh(request, reply, versionTag(row))
        ? unchanged(reply)
        : reply.send(presentGridVersion(grid, row, isModerator(request.actor)))
    },
  )

  app.put(
    `${PATH}/:id/draft`,
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'putEvaluationGridDraft',
        tags,
        summary: 'Write the next version whole',
        description: 'With the draft’s `ETag`, or `If-None-Match: *` where there is none yet.',
        params: IdParams,
        body: ref(GridDraftPut),
        response: { 200: ref(GridVersion), 201: ref(GridVersion) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const grid = await lockGrid(trx, request.params.id)
        const before = grid.draft_version === null ? null : await findGridVersion(trx, grid.id, grid.draft_version)
        if (before && request.headers['if-none-match'] === '*')
          throw problem('precondition-failed', { headers: { etag: versionTag(before) } })
        if (before) requireMatch(request, versionTag(before))
        else if (request.headers['if-none-match'] !== '*')
          throw problem(request.headers['if-match'] === undefined ? 'precondition-required' : 'precondition-failed')
        const draft = await writeGridDraft(trx, callerFor(request), grid, request.body.content)
        const body = presentGridVersion(await findGrid(trx, grid.id), draft, true)
        return before
          ? changed(body, versionTag(draft))
          : created(body, `${PATH}/${grid.id}/versions/${draft.number}`, versionTag(draft))
      }),
  )

  app.post(
    `${PATH}/:id/versions/:number/transitions`,
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'transitionEvaluationGridVersion',
        tags,
        summary: 'Publish a draft, or take a version out of use',
        description:
          'A published draft takes the place of the version in use; evaluations keep the version that they were made by.',
        params: VersionParams,
        body: ref(GridTransitionRequest),
        response: { 200: ref(GridVersion) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const grid = await lockGrid(trx, request.params.id)
        const row = await transitionGrid(trx, callerFor(request), grid, request.params.number, request.body.transition)
        return changed(presentGridVersion(await findGrid(trx, grid.id), row, true), versionTag(row))
      }),
  )
}

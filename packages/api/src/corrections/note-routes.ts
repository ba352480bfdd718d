import {
  CorrectionPoint,
  CorrectionPointParams,
  CorrectionPointPatch,
  CorrectionPointRequest,
} from '@essaim/shared/corrections.ts'
import { IdParams, ref } from '@essaim/shared/schema.ts'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Trx } from '../db/database.ts'
import { callerFor } from '../events/commands.ts'
import { requireMatch } from '../lib/etag.ts'
import { ACCESS } from '../plugins/access.ts'
import { changed, created, removed } from '../plugins/writes.ts'
import { desk } from '../submissions/desk.ts'
import { lockSubmission } from '../submissions/queries.ts'
import { closePoint } from './commands.ts'
import { changeNote, dropNote, notePoint } from './note-commands.ts'
import { pointTag, presentOnePoint, seesNotes } from './presentation.ts'
import { findPoint } from './queries.ts'

const PATH = '/v1/moderation/submissions/:id/points'
const TAGS = ['moderation']

/** What moderation notes while it reads, to be sent with a request for changes; and what it makes of the answers. */
export function noteRoutes(instance: FastifyInstance): void {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()

  const lockMatching = async (trx: Trx, request: FastifyRequest, { id, point }: { id: string; point: string }) => {
    const row = await lockSubmission(trx, request.actor, id)
    requireMatch(request, pointTag(await findPoint(trx, row.id, point, seesNotes(request.actor))))
    return row
  }

  app.post(
    PATH,
    {
      config: { access: ACCESS.writers },
      schema: {
        operationId: 'noteSubmissionPoint',
        tags: TAGS,
        summary: 'Note a point to correct',
        description:
          'Among staff, until `request_changes` sends every note of the submission to the association. With `follows` it takes up again a point whose answer does not do.',
        params: IdParams,
        body: ref(CorrectionPointRequest),
        response: { 201: ref(CorrectionPoint) },
      },
    },
    async (request, reply) => {
      const at = await desk(app, request)
      return app.write(request, reply, async (trx) => {
        const row = await lockSubmission(trx, request.actor, request.params.id)
        const id = await notePoint(trx, at, row, request.body)
        const { body, tag } = await presentOnePoint(trx, row, id, request.actor)
        return created(body, `${PATH.replace(':id', row.id)}/${id}`, tag)
      })
    },
  )

  app.patch(
    `${PATH}/:point`,
    {
      config: { access: ACCESS.writers },
      schema: {
        operationId: 'changeSubmissionPoint',
        tags: TAGS,
        summary: 'Change a note',
        description: 'As long as it was not sent.',
        params: CorrectionPointParams,
        body: ref(CorrectionPointPatch),
        response: { 200: ref(CorrectionPoint) },
      },
    },
    async (request, reply) => {
      const at = await desk(app, request)
      return app.write(request, reply, async (trx) => {
        const row = await lockMatching(trx, request, request.params)
        await changeNote(trx, at, row, request.params.point, request.body)
        const { body, tag } = await presentOnePoint(trx, row, request.params.point, request.actor)
        return changed(body, tag)
      })
    },
  )

  app.delete(
    `${PATH}/:point`,
    {
      config: { access: ACCESS.writers },
      schema: {
        operationId: 'dropSubmissionPoint',
        tags: TAGS,
        summary: 'Throw a note away',
        description: 'As long as it was not sent.',
        params: CorrectionPointParams,
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const row = await lockMatching(trx, request, request.params)
        await dropNote(trx, callerFor(request), row, request.params.point)
        return removed
      }),
  )

  app.post(
    `${PATH}/:point/closing`,
    {
      config: { access: ACCESS.writers },
      schema: {
        operationId: 'closeSubmissionPoint',
        tags: TAGS,
        summary: 'Close a point',
        description:
          'Once its answer does, or when it is no longer asked for. What does not do is taken up again by a note that `follows` it.',
        params: CorrectionPointParams,
        response: { 200: ref(CorrectionPoint) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const { id, point } = request.params
        const row = await lockSubmission(trx, request.actor, id)
        await closePoint(trx, callerFor(request), row, point)
        const { body, tag } = await presentOnePoint(trx, row, point, request.actor)
        return changed(body, tag)
      }),
  )
}

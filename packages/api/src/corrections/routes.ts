import {
  CorrectionAnswer,
  CorrectionPoint,
  CorrectionPointList,
  CorrectionPointParams,
} from '@essaim/shared/corrections.ts'
import { IdParams, ref } from '@essaim/shared/schema.ts'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { inScope } from '../db/database.ts'
import { callerFor } from '../events/commands.ts'
import { isFresh, unchanged } from '../lib/etag.ts'
import { changed } from '../plugins/writes.ts'
import type { Door } from '../submissions/door.ts'
import { findSubmission, lockSubmission } from '../submissions/queries.ts'
import { keepAnswer } from './commands.ts'
import { presentOnePoint, presentPoints } from './presentation.ts'

/** The points to correct of a submission: read and answered at either door. */
export function pointRoutes(instance: FastifyInstance, door: Door): void {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const { path, tag, name, readers, writers } = door
  const tags = [tag]

  app.get(
    `${path}/:id/points`,
    {
      config: { access: readers },
      schema: {
        operationId: `list${name}Points`,
        tags,
        summary: 'List the points to correct',
        description:
          'What was asked of the association, question by question, with what the answer was and what it has become. Notes that were not sent yet are for staff alone.',
        params: IdParams,
        response: { 200: ref(CorrectionPointList) },
      },
    },
    (request) =>
      inScope(app.db, request.actor, async (trx) =>
        presentPoints(trx, await findSubmission(trx, request.actor, request.params.id), request.actor),
      ),
  )

  app.get(
    `${path}/:id/points/:point`,
    {
      config: { access: readers },
      schema: {
        operationId: `get${name}Point`,
        tags,
        summary: 'Get a point to correct',
        description: 'With what the answer was, what it has become, and what the caller may do.',
        params: CorrectionPointParams,
        response: { 200: ref(CorrectionPoint) },
      },
    },
    async (request, reply) => {
      const { id, point } = request.params
      const { body, tag } = await inScope(app.db, request.actor, async (trx) =>
        presentOnePoint(trx, await findSubmission(trx, request.actor, id), point, request.actor),
      )
      return isFresh(request, reply, tag) ? unchanged(reply) : reply.send(body)
    },
  )

  app.post(
    `${path}/:id/points/:point/answer`,
    {
      config: { access: writers },
      schema: {
        operationId: `answer${name}Point`,
        tags,
        summary: 'Say why an answer stays as it is',
        description:
          'A point is answered by changing the answer to its question, or by saying why it is kept. The submission is handed in again once every open point is answered.',
        params: CorrectionPointParams,
        body: ref(CorrectionAnswer),
        response: { 200: ref(CorrectionPoint) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const { id, point } = request.params
        const row = await lockSubmission(trx, request.actor, id)
        await keepAnswer(trx, callerFor(request), row, point, request.body.kept_because)
        const { body, tag } = await presentOnePoint(trx, row, point, request.actor)
        return changed(body, tag)
      }),
  )
}

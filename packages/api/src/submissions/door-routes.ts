import { REGION_OF_DEPARTMENT } from '@essaim/shared/identifiers.ts'
import type { QueueQuery } from '@essaim/shared/queue.ts'
import { IdParams, ref } from '@essaim/shared/schema.ts'
import { Submission, SubmissionPage, SubmissionPatch } from '@essaim/shared/submissions.ts'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { pointRoutes } from '../corrections/routes.ts'
import { inScope } from '../db/database.ts'
import { fileRoutes } from '../files/routes.ts'
import { isFresh, requireMatch, unchanged } from '../lib/etag.ts'
import { answerPage, pageOf } from '../lib/lists.ts'
import { invalidParameter } from '../lib/problem.ts'
import { changed, created } from '../plugins/writes.ts'
import { answerRoutes } from './answer-routes.ts'
import { saveAnswers } from './answers.ts'
import { copyRoutes } from './copy-routes.ts'
import { desk } from './desk.ts'
import type { Door } from './door.ts'
import { presentCard, presentOne, tagOf } from './presentation.ts'
import { previewRoutes } from './preview.ts'
import { findSubmission, lockSubmission } from './queries.ts'
import { listSubmissions } from './queue.ts'
import { revisionRoutes } from './revision-routes.ts'
import { summaryRoutes } from './summary-routes.ts'
import { transitionRoutes } from './transition-routes.ts'

/** What moderation and the association do alike with submissions: list, read, create, write, hand in. Who sees which is the policy's. */
export function doorRoutes(instance: FastifyInstance, door: Door): void {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const { path, tag, name, readers, writers } = door
  const tags = [tag]

  app.get(
    path,
    {
      config: { access: readers },
      schema: {
        operationId: `list${name}s`,
        tags,
        summary: 'List submissions',
        description:
          'Those that the caller may see, the ones changed last first unless sorted otherwise; without their answers.',
        querystring: door.query,
        response: { 200: ref(SubmissionPage) },
      },
    },
    (request, reply) =>
      inScope(app.db, request.actor, async (trx) => {
        const page = pageOf(request)
        const query = request.query as QueueQuery
        for (const code of query.department ?? []) {
          if (!REGION_OF_DEPARTMENT.has(code))
            throw invalidParameter('department', 'unknown-code', `Code inconnu : ${code}.`, `Unknown code: ${code}.`)
        }
        const { rows, total } = await listSubmissions(trx, request.actor, query, page)
        return answerPage(
          request,
          reply,
          page,
          rows,
          (row) => row.place,
          (row) => presentCard(row, request.actor),
          total,
        )
      }),
  )

  app.post(
    path,
    {
      config: { access: writers },
      schema: {
        operationId: `create${name}`,
        tags,
        summary: 'Begin a submission',
        description:
          'A draft: pre-filled from the record that it renews (`innovation_id`) and, at the association’s own link, from what is known of it.',
        body: ref(door.body),
        response: { 201: ref(Submission) },
      },
    },
    async (request, reply) => {
      const at = await desk(app, request)
      return app.write(request, reply, async (trx) => {
        const row = await door.create(trx, at, request.body)
        return created(await presentOne(trx, at, row, request), `${path}/${row.id}`, tagOf(row))
      })
    },
  )

  app.get(
    `${path}/:id`,
    {
      config: { access: readers },
      schema: {
        operationId: `get${name}`,
        tags,
        summary: 'Get a submission',
        description: 'In full: answers, what is missing, and what the caller may do now.',
        params: IdParams,
        response: { 200: ref(Submission) },
      },
    },
    async (request, reply) => {
      const at = await desk(app, request)
      const { row, body } = await inScope(app.db, request.actor, async (trx) => {
        const row = await findSubmission(trx, request.actor, request.params.id)
        return { row, body: await presentOne(trx, at, row, request) }
      })
      return isFresh(request, reply, tagOf(row)) ? unchanged(reply) : reply.send(body)
    },
  )

  app.patch(
    `${path}/:id`,
    {
      config: { access: writers },
      schema: {
        operationId: `save${name}`,
        tags,
        summary: 'Write answers',
        description:
          'Replaces the answers that are sent, each whole; null removes one. Types, questions and codes are refused when wrong; what is incomplete is listed in `issues` and refused only on handing in.',
        params: IdParams,
        body: ref(SubmissionPatch),
        response: { 200: ref(Submission) },
      },
    },
    async (request, reply) => {
      const at = await desk(app, request)
      return app.write(request, reply, async (trx) => {
        const row = await lockSubmission(trx, request.actor, request.params.id)
        requireMatch(request, tagOf(row))
        const saved = await saveAnswers(trx, at, row, request.body.answers)
        return changed(await presentOne(trx, at, saved, request), tagOf(saved))
      })
    },
  )

  answerRoutes(app, door)
  // apart, since it alone reads other bodies than JSON
  app.register((apart) => fileRoutes(apart, door))
  revisionRoutes(app, door)
  transitionRoutes(app, door)
  copyRoutes(app, door)
  pointRoutes(app, door)
  previewRoutes(app, door)
  summaryRoutes(app, door)
}

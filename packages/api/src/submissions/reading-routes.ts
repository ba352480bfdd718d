import type { StaffActor } from '@essaim/shared/actors.ts'
import { SimilarList } from '@essaim/shared/own-records.ts'
import { SubmissionReading, SubmissionReadingPut } from '@essaim/shared/readings.ts'
import { IdParams, ref } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { inScope } from '../db/database.ts'
import { problem } from '../lib/problem.ts'
import { ACCESS } from '../plugins/access.ts'
import { changed } from '../plugins/writes.ts'
import { findSubmission } from './queries.ts'
import { findReading, markAsRead } from './reading.ts'
import { similarTo } from './similar.ts'

const PATH = '/v1/moderation/submissions/:id'

const readerOf = ({ actor }: FastifyRequest): StaffActor => {
  if (actor.kind !== 'staff') throw problem('forbidden')
  return actor
}

/** What helps who reads a submission: where one stopped reading, and what is like it. */
export const readingRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    `${PATH}/reading`,
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'getSubmissionReading',
        tags: ['moderation'],
        summary: 'Where one stopped reading',
        description: 'The newest hand-in that the caller has read, so that the next one can show what differs.',
        params: IdParams,
        response: { 200: ref(SubmissionReading) },
      },
    },
    (request) =>
      inScope(
        app.db,
        request.actor,
        async (trx) => (await findReading(trx, readerOf(request), request.params.id)) as never,
      ),
  )

  app.put(
    `${PATH}/reading`,
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'markSubmissionAsRead',
        tags: ['moderation'],
        summary: 'Say up to where one has read',
        description: 'For the caller alone; an older hand-in than the one already read changes nothing.',
        params: IdParams,
        body: ref(SubmissionReadingPut),
        response: { 200: ref(SubmissionReading) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) =>
        changed(await markAsRead(trx, readerOf(request), request.params.id, request.body.revision)),
      ),
  )

  app.get(
    `${PATH}/similar`,
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'findSimilarSubmissions',
        tags: ['moderation'],
        summary: 'What is like a submission',
        description:
          'Submissions and records under a like title, those of its association first: what the caller may see of moderation, and what the members of the federation read.',
        params: IdParams,
        response: { 200: ref(SimilarList) },
      },
    },
    (request) =>
      inScope(app.db, request.actor, async (trx) => {
        const row = await findSubmission(trx, request.actor, request.params.id)
        const items = await similarTo(
          trx,
          request.actor,
          { title: row.title ?? '', association: row.association_id, except: [row.id, row.innovation_id] },
          app.publicUrl(),
        )
        return { items: items as never, next: null }
      }),
  )
}

import { QueueQuery } from '@essaim/shared/queue.ts'
import { IdParams, ref } from '@essaim/shared/schema.ts'
import {
  BulkResult,
  BulkSubmissionTransitionRequest,
  ReroutingRequest,
  Submission,
  SubmissionCreation,
} from '@essaim/shared/submissions.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { noteRoutes } from '../corrections/note-routes.ts'
import { callerFor } from '../events/commands.ts'
import { requireMatch } from '../lib/etag.ts'
import { ACCESS, type Access } from '../plugins/access.ts'
import { inBulk } from '../plugins/bulk.ts'
import { changed } from '../plugins/writes.ts'
import { createSubmission, reroute, transitionSubmission } from './commands.ts'
import { desk } from './desk.ts'
import { doorRoutes } from './door-routes.ts'
import { presentOne, tagOf } from './presentation.ts'
import { lockSubmission } from './queries.ts'
import { queueRoutes } from './queue-routes.ts'

const PATH = '/v1/moderation/submissions'
const READERS: Access = { ...ACCESS.staff, scopes: ['submissions:write'] }
const WRITERS: Access = { ...ACCESS.writers, scopes: ['submissions:write'] }

/** Submissions as moderation sees them; keys with `submissions:write` create, save and submit their own. */
export const submissionRoutes: FastifyPluginAsyncTypebox = async (app) => {
  doorRoutes(app, {
    path: PATH,
    tag: 'moderation',
    name: 'Submission',
    readers: READERS,
    writers: WRITERS,
    query: QueueQuery,
    body: SubmissionCreation,
    create: async (trx, desk, body, copies) => {
      const { channel, ...rest } = body as SubmissionCreation
      return createSubmission(trx, desk, {
        ...rest,
        copies,
        channel: channel ?? (desk.caller.actor.kind === 'key' ? 'script' : 'staff'),
      })
    },
  })

  noteRoutes(app)
  await app.register(queueRoutes)

  app.post(
    `${PATH}/transitions`,
    {
      config: { access: ACCESS.writers },
      schema: {
        operationId: 'transitionSubmissions',
        tags: ['moderation'],
        summary: 'Move several submissions',
        description:
          'Each by the same rules as one by one; the answer says what became of each. What is refused leaves the others as they are. `undo` with the ids that answered 200 takes a whole batch back.',
        body: ref(BulkSubmissionTransitionRequest),
        response: { 200: ref(BulkResult) },
      },
    },
    async (request, reply) => {
      const { ids, ...asked } = request.body
      const at = await desk(app, request)
      return app.write(request, reply, (trx) =>
        inBulk(request, trx, ids, async (id) => {
          const row = await transitionSubmission(trx, at, id, asked)
          if (row.state === 'changes_requested') await app.jobs.moveDrafts(trx, row.questionnaire_id)
          return row
        }),
      )
    },
  )

  app.post(
    `${PATH}/:id/routing`,
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'rerouteSubmission',
        tags: ['moderation'],
        summary: 'Put another delegation in charge',
        description: 'Overrides what the départements say, with a reason; null gives the submission back to them.',
        params: IdParams,
        body: ref(ReroutingRequest),
        response: { 200: ref(Submission) },
      },
    },
    async (request, reply) => {
      const at = await desk(app, request)
      return app.write(request, reply, async (trx) => {
        requireMatchIfSent(request, tagOf(await lockSubmission(trx, request.actor, request.params.id)))
        const row = await reroute(
          trx,
          callerFor(request),
          request.params.id,
          request.body.regional_delegation,
          request.body.reason,
        )
        return changed(await presentOne(trx, at, row, request), tagOf(row))
      })
    },
  )
}

const requireMatchIfSent = (request: Parameters<typeof requireMatch>[0], tag: string) => {
  if (request.headers['if-match'] !== undefined) requireMatch(request, tag)
}

import { EventPage } from '@essaim/shared/events.ts'
import { HistoryQuery } from '@essaim/shared/history.ts'
import { IdParams, ref } from '@essaim/shared/schema.ts'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { inScope, type Trx } from '../db/database.ts'
import { findInnovation } from '../innovations/queries.ts'
import { answerPage, pageOf } from '../lib/lists.ts'
import { ACCESS } from '../plugins/access.ts'
import { visibleTo } from '../policy.ts'
import { findSubmission } from '../submissions/queries.ts'
import { presentEvent } from './presentation.ts'
import { countEvents, type HistorySubjects, listEvents } from './queries.ts'

const NOUNS = [
  {
    path: '/v1/moderation/submissions',
    operationId: 'getSubmissionHistory',
    summary: 'The history of a submission',
    description: 'All that happened to it and to its files, newest first: who did what, when, and what it changed.',
    subjectsOf: async (trx: Trx, request: { actor: Parameters<typeof findSubmission>[1] }, id: string) => {
      await findSubmission(trx, request.actor, id)
      return withFiles(trx, [id])
    },
  },
  {
    path: '/v1/moderation/innovations',
    operationId: 'getModeratedInnovationHistory',
    summary: 'The history of a record',
    description: 'All that happened to it and to the answers that it is made of, newest first.',
    subjectsOf: async (trx: Trx, request: { actor: Parameters<typeof findSubmission>[1] }, id: string) => {
      await findInnovation(trx, request.actor, id)
      const answered = await trx
        .selectFrom('submission')
        .select('id')
        .where('innovation_id', '=', id)
        .where(visibleTo(request.actor, 'submission'))
        .execute()
      const subjects = await withFiles(
        trx,
        answered.map((row) => row.id),
      )
      return { ...subjects, innovation: [id] }
    },
  },
]

async function withFiles(trx: Trx, submission: string[]): Promise<HistorySubjects> {
  if (submission.length === 0) return {}
  const files = await trx.selectFrom('file').select('id').where('submission_id', 'in', submission).execute()
  return { submission, file: files.map(({ id }) => id) }
}

/** What happened to one thing, for the staff in whose scope it is. */
export function historyRoutes(instance: FastifyInstance): void {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  for (const { path, subjectsOf, ...described } of NOUNS) {
    app.get(
      `${path}/:id/history`,
      {
        config: { access: ACCESS.staff },
        schema: {
          ...described,
          tags: ['moderation'],
          params: IdParams,
          querystring: HistoryQuery,
          response: { 200: ref(EventPage) },
        },
      },
      async (request, reply) => {
        const page = pageOf(request)
        const { topic, count } = request.query
        const { rows, total } = await inScope(app.db, request.actor, async (trx) => {
          const filters = { subjects: await subjectsOf(trx, request, request.params.id), topic }
          return {
            rows: await listEvents(trx, page, filters),
            total: count === 'exact' ? await countEvents(trx, filters) : undefined,
          }
        })
        reply.header('cache-control', 'no-store')
        return reply.send(answerPage(request, reply, page, rows, (row) => [row.id], presentEvent(request.actor), total))
      },
    )
  }
}

import { closed, IdParams, ref, Uuid } from '@essaim/shared/schema.ts'
import { Revision } from '@essaim/shared/submissions.ts'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import { inScope } from '../db/database.ts'
import { etag, isFresh, unchanged } from '../lib/etag.ts'
import type { Door } from './door.ts'
import { findRevision, findSubmission, revisionsOf } from './queries.ts'

const RevisionParams = closed({ id: Uuid, number: Type.Integer({ minimum: 1, maximum: 1_000_000 }) })
const RevisionList = closed({ items: Type.Array(ref(Revision), { maxItems: 1000 }), next: Type.Null() })

/** The hand-ins of a submission, as they were. */
export function revisionRoutes(instance: FastifyInstance, door: Door): void {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const { path, tag, name, readers } = door
  const tags = [tag]

  app.get(
    `${path}/:id/revisions`,
    {
      config: { access: readers },
      schema: {
        operationId: `list${name}Revisions`,
        tags,
        summary: 'List hand-ins',
        description: 'Every hand-in, unchanged, the first one first.',
        params: IdParams,
        response: { 200: RevisionList },
      },
    },
    (request) =>
      inScope(app.db, request.actor, async (trx) => {
        const row = await findSubmission(trx, request.actor, request.params.id)
        return { items: (await revisionsOf(trx, row.id)).map(presentRevision) as never, next: null }
      }),
  )

  app.get(
    `${path}/:id/revisions/:number`,
    {
      config: { access: readers },
      schema: {
        operationId: `get${name}Revision`,
        tags,
        summary: 'Get a hand-in',
        description: 'The answers as they were handed in.',
        params: RevisionParams,
        response: { 200: ref(Revision) },
      },
    },
    async (request, reply) => {
      const revision = await inScope(app.db, request.actor, async (trx) => {
        const row = await findSubmission(trx, request.actor, request.params.id)
        return findRevision(trx, row.id, request.params.number)
      })
      return isFresh(request, reply, etag(revision.number))
        ? unchanged(reply)
        : reply.send(presentRevision(revision) as never)
    },
  )
}

const presentRevision = (row: Awaited<ReturnType<typeof findRevision>>) => ({
  number: row.number,
  questionnaire: { id: row.questionnaire_id, version: row.questionnaire_number },
  answers: row.answers,
  submitted_at: row.submitted_at,
})

import { IdParams, ref } from '@essaim/shared/schema.ts'
import { Submission } from '@essaim/shared/submissions.ts'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { whoWas } from '../events/commands.ts'
import { problem } from '../lib/problem.ts'
import { created } from '../plugins/writes.ts'
import { desk } from './desk.ts'
import type { Door } from './door.ts'
import { presentOne, tagOf } from './presentation.ts'
import { lockSubmission } from './queries.ts'

/** A rejection leads on: what was written is taken up again in a new draft. */
export function copyRoutes(instance: FastifyInstance, door: Door): void {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const { path, tag, name, writers } = door

  app.post(
    `${path}/:id/copy`,
    {
      config: { access: writers },
      schema: {
        operationId: `copy${name}`,
        tags: [tag],
        summary: 'Take up a rejected submission again',
        description:
          'A new draft with the answers of its last hand-in, as far as the questionnaire of today takes them. Of what is not rejected, or is taken up already (`copy`): 409.',
        params: IdParams,
        response: { 201: ref(Submission) },
      },
    },
    async (request, reply) => {
      const at = await desk(app, request)
      return app.write(request, reply, async (trx) => {
        const row = await lockSubmission(trx, request.actor, request.params.id)
        if (row.state !== 'rejected')
          throw problem('conflict', {
            members: { state: row.state, by: await whoWas(trx, row.state_by), at: row.state_at },
          })
        if (row.copied_to !== null)
          throw problem('conflict', {
            detail: { fr: 'Cette réponse est déjà reprise.', en: 'This submission is taken up again already.' },
            members: { copy: row.copied_to },
          })
        const { association_id, innovation_id } = row
        const copy = await door.create(trx, at, { association_id, innovation_id }, row)
        return created(await presentOne(trx, at, copy, request), `${path}/${copy.id}`, tagOf(copy))
      })
    },
  )
}

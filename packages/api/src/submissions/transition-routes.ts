import { IdParams, ref } from '@essaim/shared/schema.ts'
import { openSubmissionTransitions, stateAfter, TRANSITIONS } from '@essaim/shared/submission-rules.ts'
import { OpenTransitions, Submission, SubmissionTransitionRequest } from '@essaim/shared/submissions.ts'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { inScope } from '../db/database.ts'
import { changed } from '../plugins/writes.ts'
import { transitionSubmission } from './commands.ts'
import { desk } from './desk.ts'
import type { Door } from './door.ts'
import { presentOne, tagOf } from './presentation.ts'
import { findSubmission } from './queries.ts'
import { subjectOf } from './rights.ts'

/** What may be done with a submission, and doing it. */
export function transitionRoutes(instance: FastifyInstance, door: Door): void {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const { path, tag, name, readers, writers } = door
  const tags = [tag]

  app.get(
    `${path}/:id/transitions`,
    {
      config: { access: readers },
      schema: {
        operationId: `list${name}Transitions`,
        tags,
        summary: 'What may be done with a submission',
        description: 'The transitions open to the caller now.',
        params: IdParams,
        response: { 200: ref(OpenTransitions) },
      },
    },
    (request) =>
      inScope(app.db, request.actor, async (trx) => {
        const row = await findSubmission(trx, request.actor, request.params.id)
        const subject = subjectOf(row)
        const items = openSubmissionTransitions(subject, request.actor).map((transition) => ({
          transition,
          to: stateAfter(subject, transition),
          comment: TRANSITIONS[transition].comment,
        }))
        return { items, next: null }
      }),
  )

  app.post(
    `${path}/:id/transitions`,
    {
      config: { access: writers },
      schema: {
        operationId: `transition${name}`,
        tags,
        summary: 'Move a submission',
        description:
          'Hand in, endorse, ask for changes (point by point: `points`, and the notes of the submission), accept, reject, withdraw; escalate to headquarters and give back; `undo` what one has just decided. What is not open any more answers 409 with `state`, `by` and `at`. Nobody decides on answers of an association of which they are a contact (403, `reason: own-contact`); where a campaign asks for a second pair of eyes, somebody else decides than who endorsed (409, `reason: second-pair-of-eyes`). The association is told of what is decided by a letter that leaves ten minutes later; until then `undo` takes both back.',
        params: IdParams,
        body: ref(SubmissionTransitionRequest),
        response: { 200: ref(Submission) },
      },
    },
    async (request, reply) => {
      const at = await desk(app, request)
      return app.write(request, reply, async (trx) => {
        const row = await transitionSubmission(trx, at, request.params.id, request.body)
        // what comes back to be written again is written on today's questionnaire
        if (row.state === 'changes_requested') await app.jobs.moveDrafts(trx, row.questionnaire_id)
        return changed(await presentOne(trx, at, row, request), tagOf(row))
      })
    },
  )
}

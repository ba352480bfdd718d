import { InnovationTransitionRequest, RestrictionList, RestrictionRequest } from '@essaim/shared/innovations.ts'
import { closed, IdParams, ref, Uuid } from '@essaim/shared/schema.ts'
import { RespondentSubmissionCreation, SubmissionQuery } from '@essaim/shared/submissions.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { inScope } from '../db/database.ts'
import { callerFor } from '../events/commands.ts'
import { transitionInnovation } from '../innovations/commands.ts'
import { lockInnovation } from '../innovations/queries.ts'
import { narrow, restrictionsOf } from '../innovations/restrictions.ts'
import { problem } from '../lib/problem.ts'
import { ACCESS } from '../plugins/access.ts'
import { changed } from '../plugins/writes.ts'
import { signInFailures } from '../sessions/failures.ts'
import { createSubmission } from '../submissions/commands.ts'
import { desk } from '../submissions/desk.ts'
import { doorRoutes } from '../submissions/door-routes.ts'
import { ownEditRoutes } from '../version-edits/own-routes.ts'
import { colleagueRoutes } from './colleague-routes.ts'
import { respondentFormRoutes } from './form-routes.ts'
import { invitationRoutes } from './invitation-routes.ts'
import { respondentOpeningRoutes } from './opening-routes.ts'
import { findOwnRecord } from './own-records.ts'
import { ownRecordRoutes } from './record-routes.ts'
import { respondentSessionRoutes } from './session-routes.ts'
import { signOffRoutes } from './sign-off-routes.ts'
import { successorRoutes } from './successor-routes.ts'

const OwnWithdrawal = closed(
  { comment: InnovationTransitionRequest.properties.comment },
  { $id: 'OwnWithdrawal', description: 'An association may have its published record withdrawn at any time.' },
)

/** The association's own door: a personal link opens a session, and the session its association's submissions. */
export const respondRoutes: FastifyPluginAsyncTypebox<{ signInFailures: number }> = async (
  app,
  { signInFailures: allowed },
) => {
  const tags = ['respond']
  app.addSchema(OwnWithdrawal)

  const failures = signInFailures(app.db, allowed)
  await app.register(respondentOpeningRoutes, { failures })
  await app.register(respondentSessionRoutes)
  await app.register(invitationRoutes)
  await app.register(colleagueRoutes)
  await app.register(successorRoutes)
  await app.register(respondentFormRoutes)
  await app.register(signOffRoutes)
  await app.register(ownRecordRoutes)
  await app.register(ownEditRoutes)

  doorRoutes(app, {
    path: '/v1/respond/submissions',
    tag: 'respond',
    name: 'OwnSubmission',
    readers: ACCESS.respondent,
    writers: ACCESS.respondent,
    query: SubmissionQuery,
    body: RespondentSubmissionCreation,
    create: (trx, at, body, copies) => {
      const { actor } = at.caller
      if (actor.kind !== 'respondent') throw problem('forbidden')
      return createSubmission(trx, at, {
        ...(body as RespondentSubmissionCreation),
        copies,
        association_id: actor.association,
        channel: 'link',
        contact_id: actor.contact,
      })
    },
  })

  app.post(
    '/v1/respond/innovations/:id/withdrawal',
    {
      config: { access: ACCESS.respondent },
      schema: {
        operationId: 'withdrawOwnInnovation',
        tags,
        summary: 'Withdraw one’s published record',
        description: 'At once for every reader; partners get the tombstone.',
        params: IdParams,
        body: ref(OwnWithdrawal),
        response: { 200: closed({ id: Uuid, state: Type.String({ maxLength: 20 }) }) },
      },
    },
    async (request, reply) => {
      const { terms } = await desk(app, request)
      return app.write(request, reply, async (trx) => {
        const row = await transitionInnovation(trx, { caller: callerFor(request), terms }, request.params.id, {
          transition: 'withdraw',
          reason: 'asked_by_association',
          ...request.body,
        })
        return changed({ id: row.id, state: row.state })
      })
    },
  )

  app.get(
    '/v1/respond/innovations/:id/restrictions',
    {
      config: { access: ACCESS.respondent },
      schema: {
        operationId: 'listOwnRestrictions',
        tags,
        summary: 'Who may read less than was published',
        description: 'What the association and the federation narrowed after publication.',
        params: IdParams,
        response: { 200: ref(RestrictionList) },
      },
    },
    (request) =>
      inScope(app.db, request.actor, async (trx) => {
        const { id } = await findOwnRecord(trx, request.actor, request.params.id)
        return { items: (await restrictionsOf(trx, [id])).get(id) ?? [], next: null }
      }),
  )

  app.post(
    '/v1/respond/innovations/:id/restrictions',
    {
      config: { access: ACCESS.respondent },
      schema: {
        operationId: 'restrictOwnInnovation',
        tags,
        summary: 'Choose who may read a value',
        description:
          'Narrows a value of one’s published record, or `*` for all of it, at once and in every version; `public` lifts what one narrowed before, never what staff did.',
        params: IdParams,
        body: ref(RestrictionRequest),
        response: { 200: ref(RestrictionList) },
      },
    },
    async (request, reply) => {
      const { terms } = await desk(app, request)
      return app.write(request, reply, async (trx) => {
        const row = await lockInnovation(trx, request.actor, request.params.id)
        await narrow(trx, { caller: callerFor(request), terms }, row, request.body)
        return changed({ items: (await restrictionsOf(trx, [row.id])).get(row.id) ?? [], next: null })
      })
    },
  )
}

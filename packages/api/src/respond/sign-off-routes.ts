import type { Office } from '@essaim/shared/associations.ts'
import { SignOff, SignOffRequest } from '@essaim/shared/own-records.ts'
import { IdParams, ref } from '@essaim/shared/schema.ts'
import { Submission } from '@essaim/shared/submissions.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { sql } from 'kysely'
import { inScope } from '../db/database.ts'
import { callerFor } from '../events/commands.ts'
import { problem } from '../lib/problem.ts'
import { hashToken } from '../lib/secrets.ts'
import { ACCESS } from '../plugins/access.ts'
import { changed } from '../plugins/writes.ts'
import { desk } from '../submissions/desk.ts'
import { presentOne, signedOffOf, tagOf } from '../submissions/presentation.ts'
import { findSubmission, lockSubmission } from '../submissions/queries.ts'
import { signOff } from '../submissions/sign-off.ts'

/** The president or the general director stands behind what was handed in: by the link of a message, or in a session. */
export const signOffRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['respond']

  app.post(
    '/v1/respond/sign-offs',
    {
      config: { access: ACCESS.anyone, secret: true },
      schema: {
        operationId: 'signOffByLink',
        tags,
        summary: 'Approve a hand-in by the link of a message',
        description:
          'Exchanges what follows `#` in the link, on a click. It works once: 410 afterwards, or once another hand-in took its place.',
        body: ref(SignOffRequest),
        response: { 200: ref(SignOff) },
      },
    },
    (request, reply) =>
      inScope(app.db, { kind: 'job' }, async (trx) => {
        const token = await trx
          .updateTable('token')
          .set({ used_at: sql`now()` })
          .where('kind', '=', 'sign_off')
          .where('hash', '=', hashToken(request.body.token))
          .where('used_at', 'is', null)
          .where('revoked_at', 'is', null)
          .where('expires_at', '>', sql<Date>`now()`)
          .returning(['id', 'subject', 'resource'])
          .executeTakeFirst()
        const contact =
          token && (await trx.selectFrom('contact').selectAll().where('id', '=', token.subject).executeTakeFirst())
        // who no longer holds the office may not approve any more
        if (!token?.resource || !contact || contact.office === 'other') throw problem('link-used')
        const row = await lockSubmission(trx, { kind: 'job' }, token.resource)
        if (row.state === 'withdrawn') throw problem('link-used')
        const head = {
          kind: 'respondent' as const,
          id: token.id,
          contact: contact.id,
          association: contact.association_id,
          office: contact.office as Office,
          participant: null,
          invitation: null,
        }
        await signOff(trx, callerFor(request, head), row, head)
        const signed = await findSubmission(trx, { kind: 'job' }, row.id)
        reply.header('cache-control', 'no-store')
        return {
          submission: { id: signed.id, title: signed.title },
          association: { id: signed.association_id, name: signed.association_name },
          signed_off: signedOffOf(signed),
        } as unknown as SignOff
      }),
  )

  app.post(
    '/v1/respond/submissions/:id/sign-off',
    {
      config: { access: ACCESS.respondent },
      schema: {
        operationId: 'signOffOwnSubmission',
        tags,
        summary: 'Approve a hand-in',
        description:
          'The president or the general director alone; 409 when nothing was handed in. A second approval changes nothing.',
        params: IdParams,
        response: { 200: ref(Submission) },
      },
    },
    async (request, reply) => {
      const at = await desk(app, request)
      return app.write(request, reply, async (trx) => {
        const { actor } = request
        if (actor.kind !== 'respondent') throw problem('forbidden')
        const row = await lockSubmission(trx, actor, request.params.id)
        await signOff(trx, callerFor(request), row, actor)
        const signed = await findSubmission(trx, actor, row.id)
        return changed(await presentOne(trx, at, signed, request), tagOf(signed))
      })
    },
  )
}

import { RespondentContext, RespondentSessions } from '@essaim/shared/respond.ts'
import { IdParams, ref } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { sql } from 'kysely'
import { inScope } from '../db/database.ts'
import { problem } from '../lib/problem.ts'
import { ACCESS } from '../plugins/access.ts'
import { removed } from '../plugins/writes.ts'
import { contactOf, contextOf, liveSessions } from './queries.ts'

/** The sessions that a contact’s links opened: seen, and ended. */
export const respondentSessionRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['respond']

  app.get(
    '/v1/respond/session',
    {
      config: { access: ACCESS.respondent },
      schema: {
        operationId: 'getRespondentSession',
        tags,
        summary: 'For whom the session is',
        description: 'The association and the contact of the link.',
        response: { 200: ref(RespondentContext) },
      },
    },
    (request) => inScope(app.db, request.actor, (trx) => contextOf(trx, contactOf(request.actor))),
  )

  app.delete(
    '/v1/respond/session',
    {
      config: { access: ACCESS.respondent },
      schema: {
        operationId: 'endRespondentSession',
        tags,
        summary: 'End the session',
        description: 'At once, everywhere; the link opens another one.',
        response: { 204: Type.Null() },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        if (request.actor.kind !== 'respondent') throw problem('forbidden')
        await trx.updateTable('token').set({ revoked_at: sql`now()` }).where('id', '=', request.actor.id).execute()
        return removed
      }),
  )

  app.get(
    '/v1/respond/sessions',
    {
      config: { access: ACCESS.respondent },
      schema: {
        operationId: 'listRespondentSessions',
        tags,
        summary: 'List the sessions',
        description: 'Those opened from this contact’s links that still hold.',
        response: { 200: ref(RespondentSessions) },
      },
    },
    (request) =>
      inScope(app.db, request.actor, async (trx) => {
        const current = request.actor.kind === 'respondent' ? request.actor.id : ''
        const rows = await liveSessions(trx, contactOf(request.actor))
          .select(['id', 'created_at', 'expires_at'])
          .orderBy('created_at')
          .limit(200)
          .execute()
        return { items: rows.map((row) => ({ ...row, current: row.id === current })) as never, next: null }
      }),
  )

  app.delete(
    '/v1/respond/sessions/:id',
    {
      config: { access: ACCESS.respondent },
      schema: {
        operationId: 'revokeRespondentSession',
        tags,
        summary: 'Revoke a session',
        description: 'On a device that was lost or lent.',
        params: IdParams,
        response: { 204: Type.Null() },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const found = await liveSessions(trx, contactOf(request.actor))
          .select('id')
          .where('id', '=', request.params.id)
          .executeTakeFirst()
        if (!found) throw problem('not-found')
        await trx.updateTable('token').set({ revoked_at: sql`now()` }).where('id', '=', found.id).execute()
        return removed
      }),
  )
}

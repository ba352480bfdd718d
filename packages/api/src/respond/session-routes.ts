import type { Office } from '@essaim/shared/associations.ts'
import { LinkExchange, RespondentContext, RespondentSession, RespondentSessions } from '@essaim/shared/respond.ts'
import { IdParams, ref } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { sql } from 'kysely'
import { inScope } from '../db/database.ts'
import { recordEvents } from '../events/commands.ts'
import { newId } from '../lib/id.ts'
import { problem } from '../lib/problem.ts'
import { hashToken, newToken } from '../lib/secrets.ts'
import { ACCESS } from '../plugins/access.ts'
import { RESPONDENT_PREFIX } from '../plugins/authentication.ts'
import { removed } from '../plugins/writes.ts'
import { contactOf, contextOf, liveSessions } from './queries.ts'

const SESSION_HOURS = 12

/** A personal link opens a session, on as many devices as its contact uses. */
export const respondentSessionRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['respond']

  app.post(
    '/v1/respond/session',
    {
      config: { access: ACCESS.anyone, secret: true },
      schema: {
        operationId: 'openRespondentSession',
        tags,
        summary: 'Open a session from a personal link',
        description:
          'Exchanges what follows `#` in the link, on a click. The link stays good until it is revoked or expires; 410 afterwards.',
        body: ref(LinkExchange),
        response: { 200: ref(RespondentSession) },
      },
    },
    (request, reply) =>
      inScope(app.db, { kind: 'job' }, async (trx) => {
        const link = await trx
          .selectFrom('token')
          .innerJoin('contact', 'contact.id', 'token.subject')
          .innerJoin('association', 'association.id', 'contact.association_id')
          .leftJoin('participant', 'participant.id', 'token.resource')
          .select([
            'token.id',
            'contact.id as contact_id',
            'contact.office',
            'contact.civility',
            'contact.name',
            'association.id as association_id',
            'association.name as association_name',
            'participant.id as participant',
            'participant.invitation_id as invitation',
          ])
          .where('token.kind', '=', 'respondent_link')
          .where('token.hash', '=', hashToken(request.body.token))
          .where('token.revoked_at', 'is', null)
          .where('token.expires_at', '>', sql<Date>`now()`)
          .executeTakeFirst()
        if (!link) throw problem('link-used')
        const token = newToken(RESPONDENT_PREFIX)
        const id = newId()
        await trx
          .insertInto('token')
          .values({
            id,
            kind: 'respondent_session',
            subject: link.contact_id,
            resource: link.id,
            hash: hashToken(token),
            expires_at: sql`now() + ${`${SESSION_HOURS} hours`}::interval`,
          })
          .execute()
        await trx
          .updateTable('token')
          .set((e) => ({ used_at: e.fn.coalesce('used_at', sql<Date>`now()`) }))
          .where('id', '=', link.id)
          .execute()
        await recordEvents(
          trx,
          {
            actor: {
              kind: 'respondent',
              id,
              contact: link.contact_id,
              association: link.association_id,
              office: link.office as Office,
              participant: link.participant,
              invitation: link.invitation,
            },
            request_id: request.id,
          },
          [
            {
              action: 'respondent_session.open',
              subject: { kind: 'contact', id: link.contact_id },
              association_id: link.association_id,
            },
            // what participation is computed from
            ...(link.invitation === null
              ? []
              : [
                  {
                    action: 'invitation.open',
                    subject: { kind: 'invitation', id: link.invitation },
                    association_id: link.association_id,
                    detail: { participant: link.participant },
                  },
                ]),
          ],
        )
        reply.header('cache-control', 'no-store')
        return {
          access_token: token,
          token_type: 'Bearer' as const,
          expires_in: SESSION_HOURS * 3600,
          association: { id: link.association_id, name: link.association_name },
          contact: { id: link.contact_id, office: link.office, civility: link.civility, name: link.name },
        } as RespondentSession
      }),
  )

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

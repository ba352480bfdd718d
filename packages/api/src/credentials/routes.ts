import { SCOPES } from '@essaim/shared/actors.ts'
import { Credential, Renewal, RenewedCredential } from '@essaim/shared/credentials.ts'
import { ref } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { lockClient, renewClient } from '../clients/commands.ts'
import { callerFor } from '../events/commands.ts'
import { problem } from '../lib/problem.ts'
import { renewKey } from '../partners/commands.ts'
import { audienceOf } from '../plugins/access.ts'
import { changed } from '../plugins/writes.ts'
import { renewedNotice } from './notices.ts'
import { findCredential } from './queries.ts'

/** The key or client by which one calls: what it may, until when, and its renewal. */
export const credentialRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['partners']
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
  })

  app.get(
    '/v1/credential',
    {
      config: { access: { scopes: SCOPES } },
      schema: {
        operationId: 'getCredential',
        tags,
        summary: 'Read what my key or client may, and until when',
        response: { 200: ref(Credential) },
      },
    },
    async ({ actor }) => {
      if (actor.kind !== 'key') throw problem('unauthenticated')
      const { technical_email: _, ...credential } = await findCredential(app.db, actor.id)
      return {
        ...credential,
        // a token may hold fewer than its client
        scopes: actor.scopes,
        audience: audienceOf(actor),
        created_at: credential.created_at.toISOString(),
        expires_at: credential.expires_at.toISOString(),
      }
    },
  )

  app.post(
    '/v1/credential/renewal',
    {
      config: { access: { scopes: SCOPES }, secret: true },
      schema: {
        operationId: 'renewCredential',
        tags,
        summary: 'Renew my key or client',
        description:
          'One request: the new secret is in the answer and is shown this once; the old one holds for `overlap_days` more, never beyond its own end. The new one lasts as long as the federation gave the old one. The partner’s technical contact is told. Two live at a time: when an answer was lost, renew again with `overlap_days` 0.',
        body: ref(Renewal),
        response: { 200: ref(RenewedCredential) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const { actor, body } = request
        if (actor.kind !== 'key') throw problem('unauthenticated')
        const caller = callerFor(request)
        const credential = await findCredential(trx, actor.id)
        const { kind, partner, technical_email } = credential
        if (technical_email) await app.jobs.mail(trx, renewedNotice(credential, technical_email))
        if (kind === 'key') {
          const { row, key, previous } = await renewKey(trx, caller, partner.id, actor.id, body)
          return changed({
            kind,
            id: row.id,
            secret: key,
            expires_at: row.expires_at.toISOString(),
            previous_expires_at: previous.expires_at.toISOString(),
          })
        }
        const { client, secret, previous } = await renewClient(
          trx,
          caller,
          await lockClient(trx, partner.id, actor.id),
          body,
        )
        return changed({
          kind,
          id: client.id,
          secret,
          expires_at: client.expires_at.toISOString(),
          previous_expires_at: previous?.toISOString() ?? null,
        })
      }),
  )
}

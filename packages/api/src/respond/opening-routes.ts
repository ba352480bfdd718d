import type { Office } from '@essaim/shared/associations.ts'
import { FreshLinkAnswer, FreshLinkRequest, LinkExchange, RespondentSession } from '@essaim/shared/respond.ts'
import { ref } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { inScope, type Trx } from '../db/database.ts'
import { callerFor, recordEvents } from '../events/commands.ts'
import { newId } from '../lib/id.ts'
import { invalid, problem } from '../lib/problem.ts'
import { hashToken, newToken } from '../lib/secrets.ts'
import { ACCESS } from '../plugins/access.ts'
import { RESPONDENT_PREFIX } from '../plugins/authentication.ts'
import { addressOf } from '../plugins/limits.ts'
import type { signInFailures } from '../sessions/failures.ts'
import { hashCode } from './codes.ts'
import { renewLink } from './fresh-links.ts'

const SESSION_HOURS = 12

type Key = { kind: 'respondent_link' | 'respondent_code'; hash: Buffer }

/** What a person has in hand opens a session, on as many devices as they use. */
export const respondentOpeningRoutes: FastifyPluginAsyncTypebox<{
  failures: ReturnType<typeof signInFailures>
}> = async (app, { failures }) => {
  const tags = ['respond']
  // one count for each purpose and address: guessing here locks nobody out of staff sign-in
  const from = (request: FastifyRequest, purpose: string) => ({
    email: `${purpose} ${addressOf(request)} account`,
    address: `${purpose} ${addressOf(request)}`,
  })

  app.post(
    '/v1/respond/session',
    {
      config: { access: ACCESS.anyone, secret: true },
      schema: {
        operationId: 'openRespondentSession',
        tags,
        summary: 'Open a session from a personal link, or from the code of a printed letter',
        description:
          'Exchanges what follows `#` in the link, on a click, or a code typed by hand. Both stay good until they are revoked or expire; 410 afterwards. After ten wrong codes from an address within fifteen minutes, 429.',
        body: ref(LinkExchange),
        response: { 200: ref(RespondentSession) },
      },
    },
    async (request, reply) => {
      const { token, code } = request.body
      if ((token === undefined) === (code === undefined))
        throw invalid(
          '',
          'one-of',
          'Donnez soit le jeton du lien, soit le code de la lettre.',
          'Give either the link’s token or the letter’s code.',
        )
      const opened = await (code === undefined
        ? open(request, { kind: 'respondent_link', hash: hashToken(token ?? '') })
        : failures.attempt(from(request, 'respondent-code'), () =>
            open(request, { kind: 'respondent_code', hash: hashCode(code) }),
          ))
      if (!opened) throw problem('link-used', code === undefined ? {} : { detail: WRONG_CODE })
      reply.header('cache-control', 'no-store')
      return opened
    },
  )

  app.post(
    '/v1/respond/links',
    {
      config: { access: ACCESS.anyone, secret: true },
      schema: {
        operationId: 'renewRespondentLink',
        tags,
        summary: 'Ask for a fresh link in place of an expired one',
        description:
          'Sent to the address that is on file, if the link has expired without being revoked. The answer is the same whatever the link was. Ten times from an address within fifteen minutes; then 429.',
        body: ref(FreshLinkRequest),
        response: { 202: ref(FreshLinkAnswer) },
      },
    },
    async (request, reply) => {
      await failures.attempt(from(request, 'respondent-fresh-link'), async () => {
        await inScope(app.db, { kind: 'job' }, (trx) => renewLink(app, trx, request, request.body.token))
        // each one counts
        return null
      })
      return reply.code(202).send({ accepted: true })
    },
  )

  const open = (request: FastifyRequest, key: Key): Promise<RespondentSession | null> =>
    inScope(app.db, { kind: 'job' }, (trx) => openSession(trx, request, key))
}

const WRONG_CODE = {
  fr: 'Ce code n’est pas valable : vérifiez-le sur votre lettre.',
  en: 'This code is not valid: check it on your letter.',
}

async function openSession(trx: Trx, request: FastifyRequest, key: Key): Promise<RespondentSession | null> {
  const link = await trx
    .selectFrom('token')
    .innerJoin('contact', 'contact.id', 'token.subject')
    .innerJoin('association', 'association.id', 'contact.association_id')
    .leftJoin('participant', (join) =>
      join.onRef('participant.id', '=', 'token.resource').on('participant.ended_at', 'is', null),
    )
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
    .where('token.kind', '=', key.kind)
    .where('token.hash', '=', key.hash)
    .where('token.revoked_at', 'is', null)
    .where('token.expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst()
  if (!link) return null
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
  const { association_id } = link
  const office = link.office as Office
  await recordEvents(
    trx,
    callerFor(request, {
      kind: 'respondent',
      id,
      contact: link.contact_id,
      association: association_id,
      office,
      participant: link.participant,
      invitation: link.invitation,
    }),
    [
      { action: 'respondent_session.open', subject: { kind: 'contact', id: link.contact_id }, association_id },
      // what participation is computed from
      ...(link.invitation === null
        ? []
        : [
            {
              action: 'invitation.open',
              subject: { kind: 'invitation', id: link.invitation },
              association_id,
              detail: { participant: link.participant },
            },
          ]),
    ],
  )
  return {
    access_token: token,
    token_type: 'Bearer',
    expires_in: SESSION_HOURS * 3600,
    association: { id: association_id, name: link.association_name },
    contact: { id: link.contact_id, office, civility: link.civility, name: link.name },
  } as RespondentSession
}

import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { createLink } from '../associations/contact-commands.ts'
import type { Trx } from '../db/database.ts'
import { callerFor } from '../events/commands.ts'
import { hashToken } from '../lib/secrets.ts'

/** Mails a fresh link to the address on file, when the token is of a link that has expired and was not revoked; else nothing. */
export async function renewLink(app: FastifyInstance, trx: Trx, request: FastifyRequest, token: string): Promise<void> {
  const old = await trx
    .selectFrom('token')
    .innerJoin('contact', 'contact.id', 'token.subject')
    .innerJoin('association', 'association.id', 'contact.association_id')
    .leftJoin('participant', 'participant.id', 'token.resource')
    .leftJoin('invitation', 'invitation.id', 'participant.invitation_id')
    .leftJoin('campaign', 'campaign.id', 'invitation.campaign_id')
    .select([
      'contact.id',
      'contact.association_id',
      'contact.email',
      'contact.objected_at',
      'association.name as association_name',
      'participant.id as participant',
      'campaign.closes_at',
      'participant.ended_at',
    ])
    .where('token.kind', '=', 'respondent_link')
    .where('token.hash', '=', hashToken(token))
    .where('token.revoked_at', 'is', null)
    .where('token.expires_at', '<=', sql<Date>`now()`)
    .forUpdate(['contact'])
    .executeTakeFirst()
  if (!old?.email || old.objected_at !== null || old.ended_at !== null) return
  const recent = await trx
    .selectFrom('token')
    .select('id')
    .where('kind', '=', 'respondent_link')
    .where('subject', '=', old.id)
    .where('created_at', '>', sql<Date>`now() - interval '10 minutes'`)
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst()
  // one mail answers several clicks
  if (recent) return
  const link = await createLink(
    trx,
    { caller: callerFor(request, { kind: 'job' }), publicUrl: app.publicUrl() },
    old,
    old.participant === null ? undefined : { participant: old.participant, closes_at: old.closes_at },
  )
  await app.jobs.mail(trx, {
    to: old.email,
    subject: 'Votre nouveau lien pour le recensement des innovations',
    body: [
      'Bonjour,',
      `Voici le nouveau lien personnel de ${old.association_name} pour le recensement des innovations :`,
      link.url,
      'Vos réponses sont conservées. Ce lien est personnel : ne le transférez pas.',
      'Si vous n’avez rien demandé, vous pouvez ignorer ce message.',
    ].join('\n\n'),
  })
}

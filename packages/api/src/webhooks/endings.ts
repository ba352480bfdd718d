import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { administratorAddresses } from '../credentials/queries.ts'
import type { Trx } from '../db/database.ts'
import { recordEvent } from '../events/commands.ts'
import { updateWebhook } from './queries.ts'

const MACHINE = { actor: { kind: 'job' } } as const

/** The address has answered: what changes from now on is told, and what waited meanwhile is sent. */
export async function activateWebhook(trx: Trx, id: string): Promise<void> {
  await updateWebhook(trx, id, { state: 'active', reason: null }, 'anew')
  // what was tried in vain before begins anew
  await trx
    .updateTable('webhook_delivery')
    .set({ attempts: 0, next_at: sql`now()` })
    .where('webhook_id', '=', id)
    .where('state', '=', 'waiting')
    .execute()
  await recordEvent(trx, MACHINE, { action: 'webhook.activate', subject: { kind: 'webhook', id } })
}

const WHY = {
  gone: {
    fr: 'elle a répondu 410 (Gone), ce qui demande de ne plus rien envoyer',
    en: 'it answered 410 (Gone), which asks for nothing more',
  },
  failing: {
    fr: 'aucun envoi n’y est arrivé depuis plus de trois jours',
    en: 'nothing has arrived there for more than three days',
  },
}

/** Ends a webhook that wants nothing, or where nothing arrives, and writes to those who can repair it. */
export async function endWebhook(
  trx: Trx,
  app: FastifyInstance,
  id: string,
  reason: 'gone' | 'failing',
): Promise<void> {
  await updateWebhook(trx, id, { state: 'disabled', reason }, 'anew')
  await recordEvent(trx, MACHINE, { action: 'webhook.disable', subject: { kind: 'webhook', id }, detail: { reason } })
  const { partner_id, name, technical_email, url } = await trx
    .selectFrom('webhook')
    .innerJoin('partner', 'partner.id', 'webhook.partner_id')
    .select(['webhook.partner_id', 'partner.name', 'partner.technical_email', 'webhook.url'])
    .where('webhook.id', '=', id)
    .executeTakeFirstOrThrow()
  const address = new URL(url).host
  const administrators = await administratorAddresses(trx)
  for (const to of new Set([...(technical_email ? [technical_email] : []), ...administrators]))
    await app.jobs.mail(trx, {
      to,
      subject: `Webhook désactivé : ${name}`,
      body: [
        'Bonjour,',
        `Le webhook de ${name} vers ${address} est désactivé : ${WHY[reason].fr}. Ce qu’il n’a pas reçu l’attend ; il repart quand son adresse est vérifiée de nouveau, dans la console ou par POST …/verifications.`,
        `${app.publicUrl()}/admin/partenaires/${partner_id}/webhooks/${id}`,
        `The webhook of ${name} to ${address} is disabled: ${WHY[reason].en}. What it has not received waits for it until its address is verified again.`,
      ].join('\n\n'),
    })
}

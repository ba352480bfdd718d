import type { WebhookProbe } from '@essaim/shared/webhooks.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { type Caller, recordEvent } from '../events/commands.ts'
import { newId } from '../lib/id.ts'
import { problem } from '../lib/problem.ts'
import { insertDeliveries } from './delivery-queries.ts'
import { updateWebhook, type WebhookRow } from './queries.ts'
import { messageOf } from './rules.ts'

const PROBES_A_MINUTE = 10

/** Asks the address again whether it is the one; a disabled webhook waits for its answer as a new one does. */
export async function verifyWebhook(trx: Trx, caller: Caller, webhook: WebhookRow): Promise<string> {
  if (webhook.state === 'disabled') await updateWebhook(trx, webhook.id, { state: 'pending', reason: null }, 'anew')
  return askProbe(trx, caller, webhook, 'endpoint.verify')
}

/** Sends a message that only asks whether it arrives. */
export async function testWebhook(trx: Trx, caller: Caller, webhook: WebhookRow): Promise<string> {
  if (webhook.state === 'disabled') throw isDisabled()
  return askProbe(trx, caller, webhook, 'endpoint.test')
}

/** Nothing is sent where nobody wants it. */
export const isDisabled = () =>
  problem('conflict', {
    detail: {
      fr: 'Ce webhook est désactivé : faites d’abord vérifier son adresse.',
      en: 'This webhook is disabled: have its address verified first.',
    },
    members: { state: 'disabled', by: null, at: null },
  })

async function askProbe(trx: Trx, caller: Caller, { id, partner_id }: WebhookRow, type: WebhookProbe): Promise<string> {
  const { n } = await trx
    .selectFrom('webhook_delivery')
    .select(sql<number>`count(*)::int`.as('n'))
    .where('webhook_id', '=', id)
    .where('type', 'in', ['endpoint.verify', 'endpoint.test'])
    .where('created_at', '>', sql<Date>`now() - interval '1 minute'`)
    .executeTakeFirstOrThrow()
  // whoever asks may be the one who wants somebody else called
  if (n >= PROBES_A_MINUTE) throw problem('rate-limited', { headers: { 'retry-after': '60' } })
  const delivery = await probe(trx, id, type)
  await recordEvent(trx, caller, {
    action: type === 'endpoint.verify' ? 'webhook.verify' : 'webhook.test',
    subject: { kind: 'webhook', id },
    detail: { partner: partner_id },
  })
  return delivery
}

/** Puts a question to the address into the lane, past whatever waits. */
export async function probe(trx: Trx, webhook: string, type: WebhookProbe): Promise<string> {
  const id = newId()
  await insertDeliveries(trx, [{ id, webhook_id: webhook, type, body: messageOf(type, new Date(), { webhook }) }])
  return id
}

/** What was asked of an address that is not the one any more, or of a webhook that is disabled, says nothing of it. */
export async function forgetProbes(trx: Trx, webhook: string): Promise<void> {
  await trx
    .updateTable('webhook_delivery')
    .set({ state: 'failed' })
    .where('webhook_id', '=', webhook)
    .where('state', 'in', ['waiting', 'sending'])
    .where('type', 'in', ['endpoint.verify', 'endpoint.test'])
    .execute()
}

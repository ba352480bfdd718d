import type { WebhookReplay } from '@essaim/shared/webhooks.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { type Caller, recordEvent } from '../events/commands.ts'
import { invalid, problem } from '../lib/problem.ts'
import { isDisabled } from './probes.ts'
import type { WebhookRow } from './queries.ts'

/** Sends a message once more, as it was and under its own id. */
export async function replayDelivery(
  trx: Trx,
  caller: Caller,
  webhook: WebhookRow,
  { id, state }: { id: string; state: string },
): Promise<void> {
  if (webhook.state === 'disabled') throw isDisabled()
  if (state === 'waiting' || state === 'sending')
    throw problem('conflict', {
      detail: { fr: 'Ce message est déjà en partance.', en: 'This message is on its way already.' },
      members: { state, by: null, at: null },
    })
  await trx
    .updateTable('webhook_delivery')
    .set({ state: 'waiting', attempts: 0, next_at: sql`now()`, delivered_at: null })
    .where('id', '=', id)
    .execute()
  await wakeSenders(trx)
  await recordEvent(trx, caller, {
    action: 'webhook.replay',
    subject: { kind: 'webhook', id: webhook.id },
    detail: { partner: webhook.partner_id, delivery: id },
  })
}

const wakeSenders = (trx: Trx) => sql`select pg_notify('essaim_webhooks', '')`.execute(trx)

/** Tells a range of the feed again, as it stands today: messages of their own, since the log may not reach so far. */
export async function replayRange(
  trx: Trx,
  caller: Caller,
  webhook: WebhookRow,
  { from_seq, to_seq }: WebhookReplay,
): Promise<void> {
  if (webhook.state === 'disabled') throw isDisabled()
  if (to_seq < from_seq)
    throw invalid('/to_seq', 'before-from', 'La fin est avant le début.', 'The end is before the beginning.')
  if (webhook.replay_to !== null)
    throw problem('conflict', {
      detail: { fr: 'Une plage est déjà en cours de renvoi.', en: 'A range is being told again already.' },
      members: { state: 'replaying', by: null, at: null },
    })
  // what was not told yet is told anyway
  await trx
    .updateTable('webhook')
    .set({ replay_from: from_seq, replay_to: sql`least(${to_seq}, seq)` })
    .where('id', '=', webhook.id)
    .execute()
  await wakeSenders(trx)
  await recordEvent(trx, caller, {
    action: 'webhook.replay',
    subject: { kind: 'webhook', id: webhook.id },
    detail: { partner: webhook.partner_id, from_seq, to_seq },
  })
}

import type { Webhook, WebhookDelivery } from '@essaim/shared/webhooks.ts'
import { filterOf } from '../innovations/filters.ts'
import type { DeliveryRow } from './delivery-queries.ts'
import type { WebhookRow } from './queries.ts'

/** The address of the feed that a webhook is told of. */
export function feedOf(publicUrl: string, filter: Webhook['filter']): string {
  const { text } = filterOf(filter)
  return `${publicUrl}/v1/feeds/innovations${text && `?${text}`}`
}

const at = (date: Date | null) => date?.toISOString() ?? null

/** The webhook as the API shows it: never a secret. */
export function presentWebhook(row: WebhookRow, publicUrl: string): Webhook {
  const { id, url, description, events, filter, audience, state, reason, seq, failures } = row
  return {
    id,
    url,
    description,
    events,
    filter,
    audience,
    state,
    reason,
    feed: feedOf(publicUrl, filter),
    seq,
    waiting: Number(row.waiting),
    failures,
    failing_since: at(row.failing_since),
    next_try_at: state === 'active' && failures > 0 ? at(row.wait_until) : null,
    replaying_to: row.replay_to,
    previous_secret_until: at(row.previous_until),
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  }
}

/** A message and its tries, as the API shows them. */
export const presentDelivery = ({ innovation_id, attempts, ...row }: DeliveryRow): WebhookDelivery => ({
  ...row,
  innovation: innovation_id,
  next_at: row.state === 'waiting' ? row.next_at.toISOString() : null,
  attempts: attempts.map((one) => ({ ...one, at: new Date(one.at).toISOString() })),
  created_at: row.created_at.toISOString(),
  delivered_at: at(row.delivered_at),
})

import type { Webhook, WebhookCreation, WebhookDelivery, WebhookPatch, WebhookReplay } from '@essaim/shared/webhooks.ts'
import { queryOptions } from '@tanstack/react-query'
import { get, patch, post, type Query, remove } from '../lib/http.ts'
import { queryClient } from '../lib/query-client.ts'

type Page<T> = { items: T[]; next: string | null; total?: number }
/** A webhook, and the partner whose it is. */
export type Where = { partner: string; webhook: string }

const pathOf = ({ partner, webhook }: Where) => `/v1/partners/${partner}/webhooks/${webhook}`
// an answer is on its way while one looks
const SOON = 3000

/** The webhooks of a partner: twenty at most. */
export const webhooks = (partner: string) =>
  queryOptions({
    queryKey: ['webhooks', partner, 'list'],
    queryFn: async ({ signal }) =>
      (await get<Page<Webhook>>(`/v1/partners/${partner}/webhooks`, { limit: 200 }, signal)).data.items,
  })

export const webhook = (where: Where) =>
  queryOptions({
    queryKey: ['webhooks', where.partner, 'one', where.webhook],
    refetchInterval: SOON,
    queryFn: ({ signal }) => get<Webhook>(pathOf(where), {}, signal),
  })

/** A page of what was sent to a webhook, the newest first. */
export const messages = (where: Where, query: Query) =>
  queryOptions({
    queryKey: ['webhooks', where.partner, 'log', where.webhook, query],
    refetchInterval: SOON,
    queryFn: async ({ signal }) =>
      (await get<Page<WebhookDelivery>>(`${pathOf(where)}/deliveries`, query, signal)).data,
  })

const changed = () => queryClient.invalidateQueries({ queryKey: ['webhooks'] })

/** A new webhook: its secret is in this answer and nowhere else. */
export async function createWebhook(partner: string, body: WebhookCreation): Promise<Webhook & { secret: string }> {
  const { data } = await post<Webhook & { secret: string }>(`/v1/partners/${partner}/webhooks`, body)
  await changed()
  return data
}

export async function changeWebhook(where: Where, body: WebhookPatch, etag: string | null): Promise<void> {
  await patch(pathOf(where), body, etag)
  await changed()
}

export async function deleteWebhook(where: Where, etag: string | null): Promise<void> {
  await remove(pathOf(where), etag)
  await queryClient.invalidateQueries({ queryKey: ['webhooks', where.partner, 'list'] })
}

export async function rotateSecret(where: Where): Promise<string> {
  const { data } = await post<{ secret: string }>(`${pathOf(where)}/secret`, {})
  await changed()
  return data.secret
}

/** Asks the address whether it is the one, or whether messages arrive. */
export async function probe(where: Where, what: 'verifications' | 'tests'): Promise<void> {
  await post(`${pathOf(where)}/${what}`, {})
  await changed()
}

export async function resend(where: Where, delivery: string): Promise<void> {
  await post(`${pathOf(where)}/deliveries/${delivery}/replay`, {})
  await changed()
}

export async function replayRange(where: Where, body: WebhookReplay): Promise<void> {
  await post(`${pathOf(where)}/replays`, body)
  await changed()
}

import type { Delivery, DeliveryCard, DeliveryTransition, MailServer } from '@essaim/shared/deliveries.ts'
import { queryOptions } from '@tanstack/react-query'
import { get, post, type Query } from '../lib/http.ts'
import { queryClient } from '../lib/query-client.ts'

type Page<T> = { items: T[]; next: string | null; total?: number }

/** A page of the mails, the newest first. */
export const deliveries = (query: Query) =>
  queryOptions({
    queryKey: ['deliveries', 'list', query],
    queryFn: async ({ signal }) => (await get<Page<DeliveryCard>>('/v1/deliveries', query, signal)).data,
  })

export const delivery = (id: string) =>
  queryOptions({
    queryKey: ['deliveries', 'one', id],
    queryFn: async ({ signal }) => (await get<Delivery>(`/v1/deliveries/${id}`, {}, signal)).data,
  })

/** Whether mails leave at all. */
export const mailServer = () =>
  queryOptions({
    queryKey: ['mail-server'],
    staleTime: 300_000,
    queryFn: async ({ signal }) => (await get<MailServer>('/v1/mail-server', {}, signal)).data,
  })

/** Sends again, retains, or notes as come back; what its address is worth changes with it. */
export async function takeDeliveryTransition(
  id: string,
  body: { transition: DeliveryTransition; comment?: string },
): Promise<Delivery> {
  const { data } = await post<Delivery>(`/v1/deliveries/${id}/transitions`, body)
  await Promise.all(
    ['deliveries', 'associations', 'campaigns'].map((key) => queryClient.invalidateQueries({ queryKey: [key] })),
  )
  return data
}

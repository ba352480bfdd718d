import type {
  NoticeKind,
  Notification,
  NotificationPage,
  NotificationSettings,
  Pace,
} from '@essaim/shared/notifications.ts'
import { queryOptions } from '@tanstack/react-query'
import { get, patch, post, type Query } from '../lib/http.ts'
import { queryClient } from '../lib/query-client.ts'

/** A page of one's notifications, the newest first. */
export const notifications = (query: Query) =>
  queryOptions({
    queryKey: ['notifications', 'list', query],
    queryFn: async ({ signal }) => (await get<NotificationPage>('/v1/notifications', query, signal)).data,
  })

/** How many are unread; asked again each minute, and when one comes back to the window. */
export const unread = queryOptions({
  queryKey: ['notifications', 'unread'],
  refetchInterval: 60_000,
  queryFn: async ({ signal }) =>
    (await get<NotificationPage>('/v1/notifications', { state: 'unread', count: 'exact', limit: 1 }, signal)).data
      .total ?? 0,
})

/** Marks these, or all, as read or not. */
export async function mark(transition: 'read' | 'unread', ids?: string[]): Promise<void> {
  await post('/v1/notifications/transitions', { transition, ...(ids && { ids }) })
  await queryClient.invalidateQueries({ queryKey: ['notifications'] })
}

/** Where a notification leads. */
export const placeOf = ({ submission, innovation }: Notification): string =>
  submission ? `/reponses/${submission.id}` : `/fiches/${innovation?.id}`

export const settings = queryOptions({
  queryKey: ['notification-settings'],
  queryFn: ({ signal }) => get<NotificationSettings>('/v1/notification-settings', {}, signal),
})

export async function choosePace(kind: NoticeKind, pace: Pace, etag: string | null): Promise<void> {
  const answer = await patch<NotificationSettings>('/v1/notification-settings', { [kind]: pace }, etag)
  queryClient.setQueryData(settings.queryKey, answer)
}

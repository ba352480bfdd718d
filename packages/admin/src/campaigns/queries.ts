import type {
  Campaign,
  CampaignCreation,
  CampaignTransitionRequest,
  Invitation,
  Reach,
  ReminderPreview,
  ReminderRequest,
  Sending,
  SendingCreation,
} from '@essaim/shared/campaigns.ts'
import { queryOptions } from '@tanstack/react-query'
import { get, post, type Query } from '../lib/http.ts'
import { queryClient } from '../lib/query-client.ts'

type Page<T> = { items: T[]; next: string | null; total?: number }

/** A page of the campaigns, the last made first. */
export const campaigns = (query: Query) =>
  queryOptions({
    queryKey: ['campaigns', 'list', query],
    queryFn: async ({ signal }) => (await get<Page<Campaign>>('/v1/campaigns', query, signal)).data,
  })

export const campaign = (id: string) =>
  queryOptions({
    queryKey: ['campaigns', 'one', id],
    queryFn: async ({ signal }) => (await get<Campaign>(`/v1/campaigns/${id}`, {}, signal)).data,
  })

/** Whom its letters would reach today. */
export const reach = (id: string) =>
  queryOptions({
    queryKey: ['campaigns', 'reach', id],
    queryFn: async ({ signal }) => (await get<Reach>(`/v1/campaigns/${id}/reach`, {}, signal)).data,
  })

export const sendings = (id: string) =>
  queryOptions({
    queryKey: ['campaigns', 'sendings', id],
    queryFn: async ({ signal }) =>
      (await get<Page<Sending>>(`/v1/campaigns/${id}/sendings`, { limit: 200 }, signal)).data,
  })

/** A page of the invitations in the caller's scope. */
export const invitations = (id: string, query: Query) =>
  queryOptions({
    queryKey: ['campaigns', 'invitations', id, query],
    queryFn: async ({ signal }) => (await get<Page<Invitation>>(`/v1/campaigns/${id}/invitations`, query, signal)).data,
  })

const changed = () => queryClient.invalidateQueries({ queryKey: ['campaigns'] })

export async function createCampaign(body: CampaignCreation): Promise<Campaign> {
  const { data } = await post<Campaign>('/v1/campaigns', body)
  await changed()
  return data
}

export async function takeTransition(id: string, body: CampaignTransitionRequest): Promise<Campaign> {
  const { data } = await post<Campaign>(`/v1/campaigns/${id}/transitions`, body)
  await changed()
  return data
}

export async function planSending(id: string, body: SendingCreation): Promise<void> {
  await post(`/v1/campaigns/${id}/sendings`, body)
  await changed()
}

/** Whom a reminder would reach now: nothing is sent. */
export const reminderPreview = (id: string, body: ReminderRequest) =>
  queryOptions({
    queryKey: ['campaigns', 'reminder', id, body],
    gcTime: 0,
    queryFn: async ({ signal }) =>
      (await post<ReminderPreview>(`/v1/campaigns/${id}/reminders`, body, { query: { dry_run: true }, signal })).data,
  })

export async function sendReminder(id: string, body: ReminderRequest): Promise<void> {
  await post(`/v1/campaigns/${id}/reminders`, body)
  await changed()
}

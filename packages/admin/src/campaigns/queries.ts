import type {
  Campaign,
  CampaignCreation,
  CampaignPatch,
  CampaignTransitionRequest,
  Invitation,
  Reach,
  RecipientListResult,
  Recipients,
  ReminderPreview,
  ReminderRequest,
  Sending,
  SendingCreation,
} from '@essaim/shared/campaigns.ts'
import { queryOptions } from '@tanstack/react-query'
import { get, patch, post, type Query } from '../lib/http.ts'
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

/** A campaign with its version, to be changed. */
export const campaignToChange = (id: string) =>
  queryOptions({
    queryKey: ['campaigns', 'to-change', id],
    gcTime: 0,
    refetchOnWindowFocus: false,
    queryFn: ({ signal }) => get<Campaign>(`/v1/campaigns/${id}`, {}, signal),
  })

/** Whom its letters would reach today; with recipients, as if it asked those. */
export const reach = (id: string, recipients: Recipients = {}) =>
  queryOptions({
    queryKey: ['campaigns', 'reach', id, recipients],
    queryFn: async ({ signal }) => {
      const { all, listed, regional_delegations, departments, categories, fields } = recipients
      const query = {
        all,
        listed,
        regional_delegation: regional_delegations,
        department: departments,
        category: categories,
        field: fields,
      }
      return (await get<Reach>(`/v1/campaigns/${id}/reach`, query, signal)).data
    },
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

export async function changeCampaign(id: string, body: CampaignPatch, etag: string | null): Promise<Campaign> {
  const { data } = await patch<Campaign>(`/v1/campaigns/${id}`, body, etag)
  await changed()
  return data
}

/** Makes the associations of a file, and no others, the campaign's list; answers what names none. */
export async function importRecipients(id: string, file: Blob): Promise<RecipientListResult> {
  const { data } = await post<RecipientListResult>(`/v1/campaigns/${id}/recipients`, undefined, { file })
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

import type { Call, CallCreation, Invitation, ResendRequest, Resent } from '@essaim/shared/campaigns.ts'
import { queryOptions } from '@tanstack/react-query'
import { get, post, type Query } from '../lib/http.ts'
import { queryClient } from '../lib/query-client.ts'

type Page<T> = { items: T[]; next: string | null }
const at = (campaign: string, id: string) => `/v1/campaigns/${campaign}/invitations/${id}`

/** One association in one campaign. */
export const invitation = (campaign: string, id: string) =>
  queryOptions({
    queryKey: ['campaigns', 'invitation', campaign, id],
    queryFn: async ({ signal }) => (await get<Invitation>(at(campaign, id), {}, signal)).data,
  })

/** The calls of a campaign, by the date of the next one. */
export const calls = (campaign: string, query: Query) =>
  queryOptions({
    queryKey: ['campaigns', 'calls', campaign, query],
    queryFn: async ({ signal }) => (await get<Page<Call>>(`/v1/campaigns/${campaign}/calls`, query, signal)).data,
  })

const changed = () => queryClient.invalidateQueries({ queryKey: ['campaigns'] })

export async function noteCall(campaign: string, id: string, body: CallCreation): Promise<void> {
  await post<Call>(`${at(campaign, id)}/calls`, body)
  await changed()
}

/** To whom the invitation would go again now: nothing is sent. */
export const resendPreview = (campaign: string, id: string, body: ResendRequest) =>
  queryOptions({
    queryKey: ['campaigns', 'resend', campaign, id, body],
    gcTime: 0,
    queryFn: async ({ signal }) =>
      (await post<Resent>(`${at(campaign, id)}/resend`, body, { query: { dry_run: true }, signal })).data,
  })

export async function resend(campaign: string, id: string, body: ResendRequest): Promise<Resent> {
  const { data } = await post<Resent>(`${at(campaign, id)}/resend`, body)
  await Promise.all([changed(), queryClient.invalidateQueries({ queryKey: ['deliveries'] })])
  return data
}

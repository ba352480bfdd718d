import type { NewOAuthClient, OAuthClient, OAuthClientCreation } from '@essaim/shared/clients.ts'
import type { ApiKey, ApiKeyCreation, Partner, PartnerPatch } from '@essaim/shared/partners.ts'
import { queryOptions } from '@tanstack/react-query'
import { get, patch, post, type Query, remove } from '../lib/http.ts'
import { queryClient } from '../lib/query-client.ts'

/** A page of the partners. */
export const partners = (query: Query) =>
  queryOptions({
    queryKey: ['partners', 'list', query],
    queryFn: async ({ signal }) =>
      (await get<{ items: Partner[]; next: string | null; total?: number }>('/v1/partners', query, signal)).data,
  })

export const partner = (id: string) =>
  queryOptions({
    queryKey: ['partners', 'one', id],
    queryFn: ({ signal }) => get<Partner>(`/v1/partners/${id}`, {}, signal),
  })

const changed = () => queryClient.invalidateQueries({ queryKey: ['partners'] })

export async function createPartner(name: string): Promise<Partner> {
  const { data } = await post<Partner>('/v1/partners', { name })
  await changed()
  return data
}

export async function changePartner(id: string, body: PartnerPatch, etag: string | null): Promise<void> {
  await patch(`/v1/partners/${id}`, body, etag)
  await changed()
}

/** A new key: its text is in this answer and nowhere else. */
export async function createKey(id: string, body: ApiKeyCreation): Promise<ApiKey & { key: string }> {
  const { data } = await post<ApiKey & { key: string }>(`/v1/partners/${id}/keys`, body)
  await changed()
  return data
}

export async function revokeKey(id: string, key: string): Promise<void> {
  const path = `/v1/partners/${id}/keys/${key}`
  await remove(path, (await get(path)).etag)
  await changed()
}

/** Another key in the place of one, which holds for the overlap. */
export async function renewKey(id: string, key: string, overlap_days: number): Promise<ApiKey & { key: string }> {
  const { data } = await post<ApiKey & { key: string }>(`/v1/partners/${id}/keys/${key}/renewal`, { overlap_days })
  await changed()
  return data
}

/** The clients of a partner, the newest first: there are few. */
export const clients = (partner: string) =>
  queryOptions({
    queryKey: ['partners', 'clients', partner],
    queryFn: async ({ signal }) =>
      (await get<{ items: OAuthClient[] }>(`/v1/partners/${partner}/clients`, { limit: 200 }, signal)).data,
  })

/** A new client: its secret is in this answer and nowhere else. */
export async function createClient(partner: string, body: OAuthClientCreation): Promise<NewOAuthClient> {
  const { data } = await post<NewOAuthClient>(`/v1/partners/${partner}/clients`, body)
  await changed()
  return data
}

export async function renewClient(partner: string, client: string, overlap_days: number): Promise<NewOAuthClient> {
  const { data } = await post<NewOAuthClient>(`/v1/partners/${partner}/clients/${client}/renewal`, { overlap_days })
  await changed()
  return data
}

export async function revokeClient(partner: string, client: string): Promise<void> {
  const path = `/v1/partners/${partner}/clients/${client}`
  await remove(path, (await get(path)).etag)
  await changed()
}

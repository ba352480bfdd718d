import type { User, UserCreation, UserPatch } from '@essaim/shared/users.ts'
import { queryOptions } from '@tanstack/react-query'
import { get, patch, post, type Query } from '../lib/http.ts'
import { queryClient } from '../lib/query-client.ts'

/** A page of the staff. */
export const users = (query: Query) =>
  queryOptions({
    queryKey: ['users', query],
    queryFn: async ({ signal }) =>
      (await get<{ items: User[]; next: string | null; total?: number }>('/v1/users', query, signal)).data,
  })

const changed = () => queryClient.invalidateQueries({ queryKey: ['users'] })

export async function createUser(body: UserCreation): Promise<User> {
  const { data } = await post<User>('/v1/users', body)
  await changed()
  return data
}

export async function changeUser(id: string, body: UserPatch): Promise<void> {
  await patch(`/v1/users/${id}`, body, (await get(`/v1/users/${id}`)).etag)
  await changed()
}

/** A link by which this person signs in once; its address is in this answer and nowhere else. */
export const createSignInLink = async (id: string) =>
  (await post<{ url: string; expires_at: string }>(`/v1/users/${id}/sign-in-links`, undefined)).data

import type { HelpRequest } from '@essaim/shared/help-requests.ts'
import { queryOptions } from '@tanstack/react-query'
import { get, post, type Query } from '../lib/http.ts'
import { queryClient } from '../lib/query-client.ts'

type Page<T> = { items: T[]; next: string | null; total?: number }

/** A page of the requests for help, in the caller's scope, the newest first. */
export const helpRequests = (query: Query) =>
  queryOptions({
    queryKey: ['help-requests', query],
    queryFn: async ({ signal }) => (await get<Page<HelpRequest>>('/v1/help-requests', query, signal)).data,
  })

export async function noteAnswered(id: string): Promise<void> {
  await post<HelpRequest>(`/v1/help-requests/${id}/transitions`, { transition: 'answer' })
  await queryClient.invalidateQueries({ queryKey: ['help-requests'] })
}

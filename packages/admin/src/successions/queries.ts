import type { Succession } from '@essaim/shared/successions.ts'
import { queryOptions } from '@tanstack/react-query'
import { get, post, type Query } from '../lib/http.ts'
import { queryClient } from '../lib/query-client.ts'

type Page<T> = { items: T[]; next: string | null; total?: number }

/** A page of the successors proposed, in the caller's scope, the newest first. */
export const successions = (query: Query) =>
  queryOptions({
    queryKey: ['successions', query],
    queryFn: async ({ signal }) => (await get<Page<Succession>>('/v1/successions', query, signal)).data,
  })

/** Confirms or refuses; who holds an office and who takes part in a campaign may have changed with it. */
export async function decideSuccession(id: string, transition: Succession['transitions'][number]): Promise<void> {
  await post<Succession>(`/v1/successions/${id}/transitions`, { transition })
  await Promise.all(
    ['successions', 'associations', 'campaigns'].map((key) => queryClient.invalidateQueries({ queryKey: [key] })),
  )
}

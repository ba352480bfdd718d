import type {
  RegionalDelegation,
  RegionalDelegationCreation,
  RegionalDelegationPatch,
} from '@essaim/shared/regional-delegations.ts'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { get, patch, post, remove } from '../lib/http.ts'
import { queryClient } from '../lib/query-client.ts'

type Page = { items: RegionalDelegation[]; next: string | null }

/** All the delegations: a federation has some dozens of them at most. */
export const delegations = () =>
  queryOptions({
    queryKey: ['regional-delegations'],
    staleTime: 300_000,
    queryFn: async ({ signal }) => (await get<Page>('/v1/regional-delegations', { limit: 200 }, signal)).data.items,
  })

/** The names of some delegations, as a person's scope is shown; empty until they are known. */
export function useDelegationNames(): (ids: string[]) => string {
  const { data = [] } = useQuery(delegations())
  return (ids) =>
    data
      .filter(({ id }) => ids.includes(id))
      .map(({ name }) => name)
      .join(', ')
}

export const delegation = (id: string) => get<RegionalDelegation>(`/v1/regional-delegations/${id}`)

const changed = () => queryClient.invalidateQueries({ queryKey: ['regional-delegations'] })

export async function createDelegation(body: RegionalDelegationCreation): Promise<void> {
  await post('/v1/regional-delegations', body)
  await changed()
}

export async function changeDelegation(id: string, body: RegionalDelegationPatch, etag: string | null): Promise<void> {
  await patch(`/v1/regional-delegations/${id}`, body, etag)
  await changed()
}

export async function removeDelegation(id: string, etag: string | null): Promise<void> {
  await remove(`/v1/regional-delegations/${id}`, etag)
  await changed()
}

import type { QueueFilters } from '@essaim/shared/queue.ts'
import type { SavedView } from '@essaim/shared/saved-views.ts'
import { queryOptions } from '@tanstack/react-query'
import { get, patch, post, remove } from '../lib/http.ts'
import { queryClient } from '../lib/query-client.ts'
import type { QueueSearch } from '../searches.ts'

const PATH = '/v1/moderation/views'

/** The views that somebody keeps and those that are shared with them. */
export const savedViews = () =>
  queryOptions({
    queryKey: ['views'],
    queryFn: async ({ signal }) => (await get<{ items: SavedView[] }>(PATH, {}, signal)).data.items,
  })

type ViewFacts = Pick<SavedView, 'name' | 'shared_with'>

/** Keeps the filters of an address under a name. */
export async function saveView(facts: ViewFacts, search: QueueSearch): Promise<void> {
  await post(PATH, { ...facts, filters: filtersOf(search) })
  await changed()
}

/** Gives a view another name, and the filters of an address in place of its own. */
export async function changeView(id: string, facts: ViewFacts, search: QueueSearch): Promise<void> {
  const { etag } = await get<SavedView>(`${PATH}/${id}`)
  await patch(`${PATH}/${id}`, { ...facts, filters: filtersOf(search) }, etag)
  await changed()
}

/** Drops a view; what it showed stays. */
export async function dropView(id: string): Promise<void> {
  const { etag } = await get<SavedView>(`${PATH}/${id}`)
  await remove(`${PATH}/${id}`, etag)
  await changed()
}

const changed = () =>
  Promise.all([
    queryClient.invalidateQueries({ queryKey: ['views'] }),
    queryClient.invalidateQueries({ queryKey: ['submissions', 'list', 'counts'] }),
  ])

const SEVERAL = ['regional_delegation', 'association', 'campaign']

/** The filters of an address as the API keeps them: without the place in the list. */
export function filtersOf({ cursor: _, ...search }: QueueSearch): QueueFilters {
  return Object.fromEntries(
    Object.entries(search)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [
        name,
        value === 'true'
          ? true
          : name === 'waits_days'
            ? Number(value)
            : SEVERAL.includes(name)
              ? [value].flat()
              : value,
      ]),
  ) as QueueFilters
}

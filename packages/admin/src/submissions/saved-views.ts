import type { QueueFilters } from '@essaim/shared/queue.ts'
import type { SavedView } from '@essaim/shared/saved-views.ts'
import { queryOptions } from '@tanstack/react-query'
import { type Answer, get, post, remove } from '../lib/http.ts'
import { queryClient } from '../lib/query-client.ts'
import type { QueueSearch } from '../searches.ts'

const PATH = '/v1/moderation/views'

/** The views that somebody keeps and those that are shared with them. */
export const savedViews = () =>
  queryOptions({
    queryKey: ['views'],
    queryFn: async ({ signal }) => (await get<{ items: SavedView[] }>(PATH, {}, signal)).data.items,
  })

/** Keeps the filters of an address under a name. */
export async function saveView(
  name: string,
  search: QueueSearch,
  shared_with: SavedView['shared_with'],
): Promise<Answer<SavedView>> {
  const made = await post<SavedView>(PATH, { name, filters: filtersOf(search), shared_with })
  await changed()
  return made
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

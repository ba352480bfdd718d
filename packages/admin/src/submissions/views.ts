import type { QueueFilters } from '@essaim/shared/queue.ts'
import { BUILT_IN_VIEW_NAMES, BUILT_IN_VIEWS, type BuiltInView } from '@essaim/shared/saved-views.ts'
import type { SessionUser } from '@essaim/shared/sessions.ts'
import { hasRole } from '../lib/session.ts'
import { type QueueSearch, queueSearch } from '../searches.ts'

/** The filters of a view as its address has them. */
export const searchOf = (filters: QueueFilters | Record<string, unknown>): QueueSearch =>
  queueSearch(
    Object.fromEntries(
      Object.entries(filters).map(([name, value]) => [name, Array.isArray(value) ? value.map(String) : String(value)]),
    ),
  )

/** The views that everybody has, in the order of the day's work. */
export const builtInViews: { name: BuiltInView; search: QueueSearch }[] = BUILT_IN_VIEW_NAMES.map((name) => ({
  name,
  search: searchOf(BUILT_IN_VIEWS[name]),
}))

/** Whether an address shows just this view, on whatever page of it. */
export const isView = (search: QueueSearch, view: QueueSearch): boolean => keyOf(search) === keyOf(view)

const keyOf = ({ cursor: _, ...filters }: QueueSearch): string =>
  JSON.stringify(
    Object.entries(filters)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, Array.isArray(value) ? [...value].sort() : value])
      .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  )

/** Whether anything but the order is asked for. */
export const isFiltered = ({ cursor: _, sort: __, ...filters }: QueueSearch): boolean =>
  Object.values(filters).some((value) => value !== undefined)

/** Whether somebody takes part in moderation, rather than read it. */
export const moderates = (user: SessionUser | null): boolean => hasRole(user, 'moderator', 'delegate')

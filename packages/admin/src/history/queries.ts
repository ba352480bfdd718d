import type { Event } from '@essaim/shared/events.ts'
import { queryOptions } from '@tanstack/react-query'
import { get, type Query } from '../lib/http.ts'

export type HistoryOf = 'submissions' | 'innovations'

/** What happened to a submission or a record, newest first. */
export const history = (of: HistoryOf, id: string, query: Query) =>
  queryOptions({
    // beside the thing itself: what changes the one adds to the other
    queryKey: [of, 'history', id, query],
    queryFn: async ({ signal }) =>
      (
        await get<{ items: Event[]; next: string | null; total?: number }>(
          `/v1/moderation/${of}/${id}/history`,
          query,
          signal,
        )
      ).data,
  })

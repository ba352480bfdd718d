import type { Event } from '@essaim/shared/events.ts'
import { queryOptions } from '@tanstack/react-query'
import { get, type Query } from '../lib/http.ts'

/** The audit trail, newest first. */
export const events = (query: Query) =>
  queryOptions({
    queryKey: ['events', query],
    queryFn: async ({ signal }) =>
      (await get<{ items: Event[]; next: string | null; total?: number }>('/v1/events', query, signal)).data,
  })

import type { Consultation, PartnerUsage, SeenBy } from '@essaim/shared/usage.ts'
import { queryOptions } from '@tanstack/react-query'
import { get } from '../lib/http.ts'

/** What a partner did with the API in the last thirty days. */
export const partnerUsage = (partner: string) =>
  queryOptions({
    queryKey: ['partners', 'usage', partner],
    queryFn: async ({ signal }) => (await get<PartnerUsage>(`/v1/partners/${partner}/usage`, {}, signal)).data,
  })

/** A page of the records that a partner read one by one. */
export const consultations = (partner: string, cursor: string | undefined) =>
  queryOptions({
    queryKey: ['partners', 'consultations', partner, cursor],
    queryFn: async ({ signal }) =>
      (
        await get<{ items: Consultation[]; next: string | null; total?: number }>(
          `/v1/partners/${partner}/consultations`,
          { cursor, limit: 10, count: 'exact' },
          signal,
        )
      ).data,
  })

/** The partners that a record reached. */
export const seenBy = (record: string) =>
  queryOptions({
    queryKey: ['innovations', 'seen-by', record],
    queryFn: async ({ signal }) =>
      (await get<{ items: SeenBy[] }>(`/v1/moderation/innovations/${record}/seen-by`, {}, signal)).data.items,
  })

import type { Participation, ParticipationCurve } from '@essaim/shared/participation.ts'
import { queryOptions } from '@tanstack/react-query'
import { get, getFile } from '../lib/http.ts'

/** The figures of a campaign, in the caller's scope. */
export const participation = (campaign: string) =>
  queryOptions({
    queryKey: ['campaigns', 'participation', campaign],
    queryFn: async ({ signal }) =>
      (await get<Participation>(`/v1/campaigns/${campaign}/participation`, {}, signal)).data,
  })

export const participationCurve = (campaign: string) =>
  queryOptions({
    queryKey: ['campaigns', 'participation-curve', campaign],
    queryFn: async ({ signal }) =>
      (await get<ParticipationCurve>(`/v1/campaigns/${campaign}/participation/curve`, {}, signal)).data.days,
  })

/** Keeps the invitations as a file for spreadsheets. */
export async function saveExport(campaign: string): Promise<void> {
  const address = URL.createObjectURL(await getFile(`/v1/campaigns/${campaign}/participation/export`))
  const link = document.createElement('a')
  link.href = address
  link.download = 'participation.csv'
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

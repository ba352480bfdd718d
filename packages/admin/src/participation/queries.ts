import type { Participation, ParticipationCurve } from '@essaim/shared/participation.ts'
import { queryOptions } from '@tanstack/react-query'
import { get } from '../lib/http.ts'
import { saveFile } from '../lib/save-file.ts'

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
export const saveExport = (campaign: string) =>
  saveFile(`/v1/campaigns/${campaign}/participation/export`, 'participation.csv')

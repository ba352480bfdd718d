import type { BackupState } from '@essaim/shared/backups.ts'
import { queryOptions } from '@tanstack/react-query'
import { get } from '../lib/http.ts'

/** How much would be lost with the machine. */
export const backupState = () =>
  queryOptions({
    queryKey: ['backups'],
    queryFn: async ({ signal }) => (await get<BackupState>('/v1/backups/state', {}, signal)).data,
  })

import type { InnovationTransitionRequest } from '@essaim/shared/innovations.ts'
import type { Trx } from '../db/database.ts'
import { type Caller, callerName } from '../events/commands.ts'
import { invalid } from '../lib/problem.ts'
import type { Terms } from '../vocabularies/terms.ts'
import type { ModeratedRow } from './queries.ts'
import { versionToPublish } from './readiness.ts'

const FURTHEST_DAYS = 731

/** No publication waits any more: whatever moves a record otherwise takes its date away. */
export const UNSCHEDULED = { publish_at: null, publish_by: null } as const

/** Has the draft version published at a date, by the clock; what would keep it from being published now is told now. */
export async function schedule(
  trx: Trx,
  desk: { caller: Caller; terms: Terms },
  row: ModeratedRow,
  { at }: InnovationTransitionRequest,
): Promise<Record<string, unknown>> {
  const publish_at = new Date(at ?? Number.NaN)
  const days = (publish_at.getTime() - Date.now()) / 86_400_000
  if (!(days > 0)) throw invalid('/at', 'past', 'Cette date est passée.', 'This date has passed.')
  if (days > FURTHEST_DAYS)
    throw invalid('/at', 'too-far', 'Au plus deux ans à l’avance.', 'At most two years in advance.')
  const { number } = await versionToPublish(trx, desk, row)
  await trx
    .updateTable('innovation')
    .set({ publish_at, publish_by: callerName(desk.caller) })
    .where('id', '=', row.id)
    .execute()
  return { at: publish_at.toISOString(), version: number, before: row.publish_at?.toISOString() ?? null }
}

/** Takes the date of a publication back. */
export async function cancelPublication(trx: Trx, row: ModeratedRow): Promise<Record<string, unknown>> {
  await trx.updateTable('innovation').set(UNSCHEDULED).where('id', '=', row.id).execute()
  return { at: row.publish_at?.toISOString() ?? null }
}

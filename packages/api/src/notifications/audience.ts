import type { StaffActor } from '@essaim/shared/actors.ts'
import type { Trx } from '../db/database.ts'
import { staffWithReach } from '../users/reach.ts'

/** The active staff as they would act now, those who stand in for somebody included. */
export async function activeStaff(trx: Trx): Promise<StaffActor[]> {
  const rows = await staffWithReach(trx).orderBy('m.id').execute()
  return rows.map((row) => ({ kind: 'staff', session: '', ...row }))
}

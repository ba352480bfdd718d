import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { revokeSignInLinks } from './queries.ts'

/** Ends every session of a member, at once and on every process, and voids the links that would begin another. */
export async function endSessionsOf(
  trx: Trx,
  member: string,
  because: 'suspended' | 'password_changed',
): Promise<void> {
  await trx
    .updateTable('staff_session')
    .set({ ended_at: sql`now()`, ended_because: because })
    .where('staff_member_id', '=', member)
    .where('ended_at', 'is', null)
    .execute()
  await revokeSignInLinks(trx, member)
}

/** Forgets who a member is at the providers: another address is another person until it has proved otherwise. */
export async function unbindIdentities(trx: Trx, member: string): Promise<void> {
  await trx.deleteFrom('staff_identity').where('staff_member_id', '=', member).execute()
}

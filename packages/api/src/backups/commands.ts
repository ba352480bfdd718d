import { sql } from 'kysely'
import { type Db, inScope } from '../db/database.ts'
import { type Caller, recordEvent } from '../events/commands.ts'

const OPERATOR: Caller = { actor: { kind: 'operator' } }

export type NewBackup = { id: string; at: Date; made_by: 'essaim' | 'server'; name?: string; bytes?: number }

/** Notes that the database was copied to where it can be restored from. */
export async function noteBackup(db: Db, { id, at, made_by, name, bytes }: NewBackup): Promise<void> {
  await inScope(db, OPERATOR.actor, async (trx) => {
    await trx
      .insertInto('backup')
      .values({ id, at, made_by, name: name ?? null, bytes: bytes ?? null })
      .execute()
    await recordEvent(trx, OPERATOR, {
      action: 'backup.create',
      subject: { kind: 'backup', id },
      detail: { made_by, ...(name && { name }), ...(bytes && { bytes }) },
    })
  })
}

/** Notes that a backup was restored to the side, and found whole. */
export async function noteVerified(db: Db, name: string): Promise<void> {
  await inScope(db, OPERATOR.actor, async (trx) => {
    const found = await trx
      .updateTable('backup')
      .set({ verified_at: sql`now()` })
      .where('name', '=', name)
      .returning('id')
      .executeTakeFirst()
    if (!found) return
    await recordEvent(trx, OPERATOR, { action: 'backup.verify', subject: { kind: 'backup', id: found.id } })
  })
}

/**
 * Makes a restored database fit to go on: partners read the whole feed again, since they know of a later one, and nobody
 * is still signed in who may have signed out since.
 */
export async function settleRestored(db: Db, restored: { name: string; to: Date | null }): Promise<void> {
  await inScope(db, OPERATOR.actor, async (trx) => {
    await trx.updateTable('feed_head').set({ epoch: sql`gen_random_uuid()` }).execute()
    await trx
      .updateTable('staff_session')
      .set({ ended_at: sql`now()`, ended_because: 'signed_out' })
      .where('ended_at', 'is', null)
      .execute()
    await recordEvent(trx, OPERATOR, {
      action: 'backup.restore',
      subject: { kind: 'backup', id: null },
      detail: { name: restored.name, to: restored.to?.toISOString() ?? null },
    })
  })
}

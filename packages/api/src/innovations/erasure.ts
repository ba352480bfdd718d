import type { ErasureReason } from '@essaim/shared/innovations.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { type Caller, callerName, recordEvent } from '../events/commands.ts'
import type { Terms } from '../vocabularies/terms.ts'
import { publishViews } from './publication.ts'
import type { ModeratedRow } from './queries.ts'
import { UNSCHEDULED } from './schedule.ts'

/** A line of the register: a new one, or one that a restored database has lost. */
export type RegisterEntry = { id: string; by: string; reason: ErasureReason; at?: Date }

/** Locks the answers behind a record, before the record itself: in the order of whoever accepts one of them. */
export async function lockAnswersOf(trx: Trx, id: string): Promise<void> {
  await trx.selectFrom('submission').select('id').where('innovation_id', '=', id).orderBy('id').forUpdate().execute()
}

/** Erases a locked record for good: its readers lose it, everything that it said goes, its number and its tombstones stay. */
export async function eraseInnovation(
  trx: Trx,
  { caller, terms }: { caller: Caller; terms: Terms },
  row: ModeratedRow,
  { id, at, by, reason }: RegisterEntry,
): Promise<void> {
  await trx
    .insertInto('erasure')
    .values({ id, innovation_id: row.id, by, reason, ...(at && { at }) })
    .execute()
  await trx
    .updateTable('innovation')
    .set((e) => ({
      ...UNSCHEDULED,
      state: 'archived',
      published_version: null,
      state_by: callerName(caller),
      state_at: sql`now()`,
      updated_at: sql`now()`,
      version: e('version', '+', 1),
    }))
    .where('id', '=', row.id)
    .execute()
  await publishViews(trx, terms, [row.id])
  await sql`select erase_innovation(${row.id}::uuid)`.execute(trx)
  await recordEvent(trx, caller, {
    action: 'innovation.erase',
    subject: { kind: 'innovation', id: row.id },
    association_id: row.association_id,
    detail: { reason },
  })
}

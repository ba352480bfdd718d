import type { StaffActor } from '@essaim/shared/actors.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { invalid } from '../lib/problem.ts'
import { findSubmission } from './queries.ts'

/** Up to which hand-in a member of staff has read a submission. */
export async function findReading(trx: Trx, reader: StaffActor, id: string) {
  await findSubmission(trx, reader, id)
  const row = await trx
    .selectFrom('submission_reading')
    .select(['revision', 'read_at'])
    .where('submission_id', '=', id)
    .where('user_id', '=', reader.id)
    .executeTakeFirst()
  return row ?? { revision: null, read_at: null }
}

/** Remembers that a member of staff has read up to this hand-in; what was read stays read. */
export async function markAsRead(trx: Trx, reader: StaffActor, id: string, revision: number) {
  const row = await findSubmission(trx, reader, id)
  if (revision > row.revision)
    throw invalid('/revision', 'unknown', 'Il n’y a pas encore cette révision.', 'There is no such hand-in yet.')
  await trx
    .insertInto('submission_reading')
    .values({ submission_id: id, user_id: reader.id, revision })
    .onConflict((c) =>
      c.columns(['submission_id', 'user_id']).doUpdateSet({
        revision: sql`greatest(excluded.revision, submission_reading.revision)`,
        read_at: sql`now()`,
      }),
    )
    .execute()
  return findReading(trx, reader, id)
}

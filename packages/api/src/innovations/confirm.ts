import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import type { Terms } from '../vocabularies/terms.ts'
import { publishViews } from './publication.ts'

/** What a record says of itself once it was confirmed: nothing is asked any more, and nothing is missing. */
export const CONFIRMED = {
  confirmed_at: sql<Date>`now()`,
  confirmation_asked_at: null,
  stale_since: null,
  withdrawal_announced_at: null,
} as const

/** Notes that a locked, published record still holds, and tells its readers since when; the last step of its transaction. */
export async function confirmInnovation(trx: Trx, terms: Terms, id: string): Promise<void> {
  await trx
    .updateTable('innovation')
    .set((e) => ({ ...CONFIRMED, updated_at: sql`now()`, version: e('version', '+', 1) }))
    .where('id', '=', id)
    .execute()
  await publishViews(trx, terms, [id])
}

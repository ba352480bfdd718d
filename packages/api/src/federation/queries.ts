import type { FederationPatch } from '@essaim/shared/federation.ts'
import { sql } from 'kysely'
import type { Db, Trx } from '../db/database.ts'

/** The federation, as its letters and pages name it. */
export async function findFederation(db: Db | Trx) {
  return db
    .selectFrom('federation')
    .select([
      'name',
      'address',
      'website',
      'reply_to',
      'data_protection_email',
      'address_source',
      'confirm_after_days',
      'stale_after_days',
      'announce_after_days',
      'withdraw_after_days',
      'delegation_reminder_days',
      'delegation_escalation_days',
      'version',
      sql<boolean>`logo is not null`.as('has_logo'),
    ])
    .executeTakeFirstOrThrow()
}
export type FederationRow = Awaited<ReturnType<typeof findFederation>>

export async function lockFederation(trx: Trx): Promise<FederationRow> {
  await trx.selectFrom('federation').select('one').forUpdate().execute()
  return findFederation(trx)
}

export async function updateFederation(
  trx: Trx,
  values: Partial<FederationPatch> & { logo?: Buffer; logo_media_type?: string },
): Promise<FederationRow> {
  await trx
    .updateTable('federation')
    .set({ ...values, version: sql`version + 1`, updated_at: sql`now()` })
    .execute()
  return findFederation(trx)
}

export const findLogo = (db: Db) =>
  db.selectFrom('federation').select(['logo', 'logo_media_type', 'version']).executeTakeFirstOrThrow()

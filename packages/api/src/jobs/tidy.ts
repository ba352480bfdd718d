import { sql } from 'kysely'
import type { Db } from '../db/database.ts'
import { sweepStorage } from '../files/commands.ts'
import type { Storage } from '../files/storage.ts'
import { forgetUsage } from '../usage/record.ts'
import { tidyDeliveries } from '../webhooks/delivery-queries.ts'

/** Removes what has served its time: answers kept for repeats, failed sign-ins, messages to webhooks, tokens and sessions long past, and what partners did more than a year ago. Never the trail. */
export async function tidy(db: Db, files: Storage): Promise<void> {
  await db.deleteFrom('idempotent_answer').where('created_at', '<', sql<Date>`now() - interval '24 hours'`).execute()
  await db.deleteFrom('sign_in_failure').where('at', '<', sql<Date>`now() - interval '1 day'`).execute()
  await db.deleteFrom('request_purse').where('starts_at', '<', sql<Date>`now() - interval '1 day'`).execute()
  await db.deleteFrom('oidc_sign_in').where('expires_at', '<', sql<Date>`now()`).execute()
  await db.deleteFrom('oauth_assertion').where('expires_at', '<', sql<Date>`now()`).execute()
  await db.deleteFrom('oauth_revoked_token').where('expires_at', '<', sql<Date>`now()`).execute()
  await db
    .deleteFrom('token')
    .where('kind', 'in', ['refresh', 'respondent_session', 'sign_in_link'])
    .where('expires_at', '<', sql<Date>`now() - interval '30 days'`)
    .execute()
  await db.deleteFrom('staff_session').where('expires_at', '<', sql<Date>`now() - interval '30 days'`).execute()
  await forgetUsage(db)
  await tidyDeliveries(db)
  await sweepStorage(db, files)
}

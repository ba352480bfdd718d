import type { Scope } from '@essaim/shared/actors.ts'
import type { Credential } from '@essaim/shared/credentials.ts'
import { sql } from 'kysely'
import type { Db, Trx } from '../db/database.ts'

export type CredentialRow = Pick<Credential, 'kind' | 'id' | 'name' | 'partner'> & {
  scopes: Scope[]
  technical_email: string | null
  created_at: Date
  expires_at: Date
}

const selectCredentials = (db: Db | Trx) =>
  db
    .selectFrom('credential as c')
    .innerJoin('partner', 'partner.id', 'c.partner_id')
    .select([
      sql<Credential['kind']>`c.kind`.as('kind'),
      sql<string>`c.id`.as('id'),
      sql<string>`c.name`.as('name'),
      sql<Credential['partner']>`json_build_object('id', partner.id, 'name', partner.name)`.as('partner'),
      sql<Scope[]>`c.scopes`.as('scopes'),
      'partner.technical_email',
      sql<Date>`c.created_at`.as('created_at'),
      sql<Date>`c.expires_at`.as('expires_at'),
    ])

/** The key or client of this id, which has just called. */
export const findCredential = (db: Db | Trx, id: string): Promise<CredentialRow> =>
  selectCredentials(db).where('c.id', '=', id).executeTakeFirstOrThrow()

/** What may still be called with, and ends within so many days: the next to end first. */
export const listEnding = (trx: Trx, days: number, now: Date): Promise<CredentialRow[]> =>
  selectCredentials(trx)
    .where('c.revoked_at', 'is', null)
    .where('partner.state', '=', 'active')
    .where('c.expires_at', '>', now)
    .where(sql<boolean>`c.expires_at <= ${now}::timestamptz + make_interval(days => ${days})`)
    .orderBy('c.expires_at')
    .orderBy('c.id')
    .execute()

/** Notes that a notice is given; false when it had been. */
export async function claimNotice(trx: Trx, credential: CredentialRow, days: number): Promise<boolean> {
  const claimed = await trx
    .insertInto('expiry_notice')
    .values({ credential_id: credential.id, expires_at: credential.expires_at, days })
    .onConflict((c) => c.doNothing())
    .returning('days')
    .executeTakeFirst()
  return claimed !== undefined
}

/** Where administrators are written to. */
export const administratorAddresses = async (trx: Trx): Promise<string[]> =>
  (
    await trx
      .selectFrom('staff_member')
      .select('email')
      .where('state', '=', 'active')
      .where(sql<boolean>`'admin' = any (roles)`)
      .orderBy('id')
      .execute()
  ).map(({ email }) => email)

import { sql } from 'kysely'
import type { Db, Trx } from '../db/database.ts'
import { newId } from '../lib/id.ts'
import { problem } from '../lib/problem.ts'
import { hashToken, newSecret } from '../lib/secrets.ts'
import type { ClientRow } from './queries.ts'

export type SecretRow = {
  id: string
  client_id: string
  prefix: string
  expires_at: Date
  created_at: Date
  revoked_at: Date | null
}

const SECRET = ['id', 'client_id', 'prefix', 'expires_at', 'created_at', 'revoked_at'] as const

/** The secrets of these clients, the newest first. */
export async function listSecrets(db: Db | Trx, clients: string[]): Promise<SecretRow[]> {
  if (clients.length === 0) return []
  return db
    .selectFrom('oauth_client_secret')
    .select(SECRET)
    .where('client_id', 'in', clients)
    .orderBy('id', 'desc')
    .execute()
}

export async function findSecret(trx: Trx, client: string, id: string): Promise<SecretRow> {
  const found = await trx
    .selectFrom('oauth_client_secret')
    .select(SECRET)
    .where('client_id', '=', client)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!found) throw problem('not-found')
  return found
}

const liveSecrets = (db: Db | Trx, client: string) =>
  db
    .selectFrom('oauth_client_secret')
    .where('client_id', '=', client)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)

export const countLiveSecrets = async (trx: Trx, client: string): Promise<number> =>
  (await liveSecrets(trx, client).select(sql<number>`count(*)::int`.as('live')).executeTakeFirstOrThrow()).live

export const holdsSecret = async (db: Db, client: string, secret: string): Promise<boolean> =>
  (await liveSecrets(db, client).select('id').where('hash', '=', hashToken(secret)).executeTakeFirst()) !== undefined

/** A new secret, which ends with its client; its text is told this once, and only its hash is kept. */
export async function insertSecret(trx: Trx, { id: client_id, expires_at }: ClientRow): Promise<string> {
  const { text, prefix } = newSecret('client')
  await trx
    .insertInto('oauth_client_secret')
    .values({ id: newId(), client_id, prefix, hash: hashToken(text), expires_at })
    .execute()
  return text
}

/** Has the live secrets of a client end after so many days, unless they end before; tells when the last of them does. */
export async function shortenSecrets(trx: Trx, client: string, days: number): Promise<Date | null> {
  const shortened = await trx
    .updateTable('oauth_client_secret')
    .set({ expires_at: sql`least(expires_at, now() + make_interval(days => ${days}))` })
    .where('client_id', '=', client)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .returning('expires_at')
    .execute()
  return shortened.map(({ expires_at }) => expires_at).toSorted((a, b) => Number(b) - Number(a))[0] ?? null
}

export async function revokeSecret(trx: Trx, id: string): Promise<void> {
  await trx
    .updateTable('oauth_client_secret')
    .set({ revoked_at: sql`now()` })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .execute()
}

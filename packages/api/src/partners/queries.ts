import type { Scope } from '@essaim/shared/actors.ts'
import type { AcceptedTerms, ApiKey, Partner, PartnerCreation } from '@essaim/shared/partners.ts'
import { type SqlBool, sql } from 'kysely'
import type { Db, Trx } from '../db/database.ts'
import { newId } from '../lib/id.ts'
import type { PageRequest } from '../lib/lists.ts'
import { problem } from '../lib/problem.ts'
import { hashToken, newSecret } from '../lib/secrets.ts'
import { KEY_PREFIX } from '../plugins/authentication.ts'
import { lastPulls } from '../usage/queries.ts'

export type PartnerRow = {
  id: string
  name: string
  state: Partner['state']
  terms_version: AcceptedTerms['version'] | null
  terms_accepted_at: Date | null
  terms_accepted_by: string | null
  technical_email: string | null
  version: number
  created_at: Date
  updated_at: Date
}
export type KeyRow = {
  id: string
  partner_id: string
  prefix: string
  scopes: Scope[]
  expires_at: Date
  created_at: Date
  last_used_at: Date | null
  revoked_at: Date | null
}

/** The key as the API shows it: never the key itself. */
export const presentKey = ({ partner_id: _partner, ...key }: KeyRow): ApiKey => ({
  ...key,
  expires_at: key.expires_at.toISOString(),
  created_at: key.created_at.toISOString(),
  last_used_at: key.last_used_at?.toISOString() ?? null,
  revoked_at: key.revoked_at?.toISOString() ?? null,
})

/** The terms that a partner accepted; null before it did. */
export const termsOf = (row: PartnerRow): AcceptedTerms | null =>
  row.terms_version && row.terms_accepted_at && row.terms_accepted_by
    ? {
        version: row.terms_version,
        accepted_by: row.terms_accepted_by,
        accepted_at: row.terms_accepted_at.toISOString(),
      }
    : null

/** The partners as the API shows them, with their keys and what they last pulled. */
export async function presentPartners(db: Db | Trx, rows: PartnerRow[]): Promise<Partner[]> {
  const ids = rows.map(({ id }) => id)
  const keys = Map.groupBy(await listKeys(db, ids), ({ partner_id }) => partner_id)
  const pulls = new Map((await lastPulls(db, ids)).map(({ partner_id, ...pull }) => [partner_id, pull]))
  return rows.map((row) => {
    const pull = pulls.get(row.id)
    return {
      id: row.id,
      name: row.name,
      state: row.state,
      technical_email: row.technical_email,
      terms: termsOf(row),
      keys: (keys.get(row.id) ?? []).map(presentKey),
      last_pull: pull ? { ...pull, at: pull.at.toISOString() } : null,
      created_at: row.created_at.toISOString(),
      updated_at: row.updated_at.toISOString(),
    }
  })
}

/** One of them. */
export const presentPartner = async (db: Db | Trx, row: PartnerRow): Promise<Partner> =>
  (await presentPartners(db, [row]))[0] as Partner

const selectPartners = (db: Db | Trx) =>
  db
    .selectFrom('partner')
    .select([
      'id',
      'name',
      sql<Partner['state']>`state`.as('state'),
      sql<PartnerRow['terms_version']>`terms_version`.as('terms_version'),
      'terms_accepted_at',
      'terms_accepted_by',
      'technical_email',
      'version',
      'created_at',
      'updated_at',
    ])

export async function findPartner(db: Db | Trx, id: string): Promise<PartnerRow> {
  const found = await selectPartners(db).where('id', '=', id).executeTakeFirst()
  if (!found) throw problem('not-found')
  return found
}

export async function lockPartner(trx: Trx, id: string): Promise<PartnerRow> {
  const found = await selectPartners(trx).where('id', '=', id).forUpdate().executeTakeFirst()
  if (!found) throw problem('not-found')
  return found
}

export async function listPartners(db: Db, page: PageRequest): Promise<PartnerRow[]> {
  let query = selectPartners(db)
    .orderBy('name')
    .orderBy('id')
    .limit(page.limit + 1)
  if (page.after) query = query.where(sql<boolean>`(name, id) > (${page.after[0]}, ${page.after[1]}::uuid)`)
  return query.execute()
}

export const countPartners = async (db: Db): Promise<number> =>
  (await db.selectFrom('partner').select(sql<number>`count(*)::int`.as('total')).executeTakeFirstOrThrow()).total

export async function checkNameIsFree(trx: Trx, name: string, except: string | null): Promise<void> {
  const taken = await trx.selectFrom('partner').select('id').where('name', '=', name).executeTakeFirst()
  if (!taken || taken.id === except) return
  throw problem('conflict', {
    errors: [
      {
        pointer: '/name',
        code: 'taken',
        detail: { fr: 'Un autre partenaire a ce nom.', en: 'Another partner has this name.' },
      },
    ],
  })
}

export async function insertPartner(trx: Trx, facts: PartnerCreation): Promise<PartnerRow> {
  const id = newId()
  await trx
    .insertInto('partner')
    .values({ id, ...facts })
    .execute()
  return findPartner(trx, id)
}

/** Changes a partner, or only marks that its keys changed: they are part of what is shown of it. */
export async function updatePartner(
  trx: Trx,
  id: string,
  change: Partial<Omit<PartnerRow, 'id' | 'version' | 'created_at' | 'updated_at'>> = {},
): Promise<PartnerRow> {
  await trx
    .updateTable('partner')
    .set({ ...change, version: sql`version + 1`, updated_at: sql`now()` })
    .where('id', '=', id)
    .execute()
  return findPartner(trx, id)
}

const selectKeys = (db: Db | Trx) =>
  db
    .selectFrom('api_key')
    .select([
      'id',
      'partner_id',
      'prefix',
      sql<Scope[]>`scopes`.as('scopes'),
      'expires_at',
      'created_at',
      'last_used_at',
      'revoked_at',
    ])

/** The keys of these partners, the newest first. */
export async function listKeys(db: Db | Trx, partners: string[]): Promise<KeyRow[]> {
  if (partners.length === 0) return []
  return selectKeys(db).where('partner_id', 'in', partners).orderBy('id', 'desc').execute()
}

export async function pageOfKeys(db: Db, partner: string, page: PageRequest): Promise<KeyRow[]> {
  let query = selectKeys(db)
    .where('partner_id', '=', partner)
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
  if (page.after) query = query.where('id', '<', String(page.after[0]))
  return query.execute()
}

export async function findKey(db: Db | Trx, partner: string, id: string): Promise<KeyRow> {
  const found = await selectKeys(db).where('partner_id', '=', partner).where('id', '=', id).executeTakeFirst()
  if (!found) throw problem('not-found')
  return found
}

/** How many keys of just these scopes the partner may call with. */
export const countLiveKeys = async (trx: Trx, partner: string, scopes: Scope[]): Promise<number> =>
  (
    await trx
      .selectFrom('api_key')
      .select(sql<number>`count(*)::int`.as('live'))
      .where('partner_id', '=', partner)
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', sql<Date>`now()`)
      .where(sql<SqlBool>`scopes @> ${scopes}::text[] and scopes <@ ${scopes}::text[]`)
      .executeTakeFirstOrThrow()
  ).live

/** A new key; its text is told this once, and only its hash is kept. */
export async function insertKey(
  trx: Trx,
  partner: string,
  scopes: Scope[],
  expires: Date | null,
): Promise<{ row: KeyRow; key: string }> {
  const { text: key, prefix } = newSecret(KEY_PREFIX)
  const id = newId()
  await trx
    .insertInto('api_key')
    .values({
      id,
      partner_id: partner,
      prefix,
      hash: hashToken(key),
      scopes,
      expires_at: expires ?? sql`now() + interval '1 year'`,
    })
    .execute()
  return { row: await findKey(trx, partner, id), key }
}

/** Has a key end after so many days, unless it ends before. */
export async function shortenKey(trx: Trx, id: string, days: number): Promise<void> {
  await trx
    .updateTable('api_key')
    .set({ expires_at: sql`least(expires_at, now() + make_interval(days => ${days}))` })
    .where('id', '=', id)
    .execute()
}

export async function revokeKey(trx: Trx, id: string): Promise<void> {
  await trx
    .updateTable('api_key')
    .set({ revoked_at: sql`now()` })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .execute()
}

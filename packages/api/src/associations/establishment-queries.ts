import { type SqlBool, sql } from 'kysely'
import type { Db, Trx } from '../db/database.ts'
import type { PageRequest } from '../lib/lists.ts'
import { problem } from '../lib/problem.ts'
import type { Terms } from '../vocabularies/terms.ts'
import { presentPlace } from './presentation.ts'

const list = (db: Db | Trx) =>
  db
    .selectFrom('establishment')
    .leftJoin('commune', 'commune.code', 'establishment.commune')
    .selectAll('establishment')
    .select('commune.name as commune_name')

export type EstablishmentRow = Awaited<ReturnType<typeof findEstablishment>>

/** The establishment, if it is of that association. */
export async function findEstablishment(db: Db | Trx, association: string, id: string) {
  const row = await list(db)
    .where('establishment.id', '=', id)
    .where('establishment.association_id', '=', association)
    .executeTakeFirst()
  if (!row) throw problem('not-found')
  return row
}

/** The establishment, locked until the end of the transaction. */
export async function lockEstablishment(trx: Trx, association: string, id: string): Promise<EstablishmentRow> {
  await trx.selectFrom('establishment').select('id').where('id', '=', id).forUpdate().execute()
  return findEstablishment(trx, association, id)
}

/** A page of an association's establishments by name, one more than asked. */
export async function listEstablishments(
  db: Db | Trx,
  association: string,
  page: PageRequest,
): Promise<EstablishmentRow[]> {
  let rows = list(db).where('establishment.association_id', '=', association)
  if (page.after)
    rows = rows.where(sql<SqlBool>`(establishment.name, establishment.id) > (${page.after[0]}, ${page.after[1]}::uuid)`)
  return rows
    .orderBy('establishment.name')
    .orderBy('establishment.id')
    .limit(page.limit + 1)
    .execute()
}

export async function countEstablishments(db: Db | Trx, association: string): Promise<number> {
  const { total } = await db
    .selectFrom('establishment')
    .select(sql<number>`count(*)`.as('total'))
    .where('association_id', '=', association)
    .executeTakeFirstOrThrow()
  return total
}

/** An establishment as everyone sees it. */
export const presentEstablishment = (row: EstablishmentRow, terms: Terms) => ({
  id: row.id,
  finess_et: row.finess_et,
  siret: row.siret,
  name: row.name,
  category: row.category === null ? null : terms.coded('essms-categories', row.category),
  address: row.address,
  postal_code: row.postal_code,
  ...presentPlace(row, terms),
  opened_on: row.opened_on,
  closed_on: row.closed_on,
  closed: row.closed,
  created_at: row.created_at,
  updated_at: row.updated_at,
})

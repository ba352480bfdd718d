import type { AssociationQuery, ExternalRef } from '@essaim/shared/associations.ts'
import { type SqlBool, sql } from 'kysely'
import type { Db, Trx } from '../db/database.ts'
import type { PageRequest } from '../lib/lists.ts'
import { problem } from '../lib/problem.ts'

const list = (db: Db | Trx) =>
  db
    .selectFrom('association')
    .leftJoin('commune', 'commune.code', 'association.commune')
    .leftJoin('regional_delegation_department as covering', 'covering.department', 'association.department')
    .leftJoin('regional_delegation as delegation', 'delegation.id', 'covering.regional_delegation_id')
    .selectAll('association')
    .select([
      'commune.name as commune_name',
      'delegation.id as delegation_id',
      'delegation.name as delegation_name',
      sql<
        ExternalRef[]
      >`coalesce((select jsonb_agg(jsonb_build_object('system', r.system, 'value', r.value) order by r.system)
        from external_ref r where r.association_id = association.id), '[]')`.as('external_refs'),
    ])

export type AssociationRow = Awaited<ReturnType<typeof findAssociation>>

/** The association with what its view shows of others. */
export async function findAssociation(db: Db | Trx, id: string) {
  const row = await list(db).where('association.id', '=', id).executeTakeFirst()
  if (!row) throw problem('not-found')
  return row
}

/** The association, locked until the end of the transaction. */
export async function lockAssociation(trx: Trx, id: string): Promise<AssociationRow> {
  await trx.selectFrom('association').select('id').where('id', '=', id).forUpdate().execute()
  return findAssociation(trx, id)
}

const escaped = (word: string) => word.replaceAll(/[\\%_]/g, '\\$&')

const matching = (query: AssociationQuery) =>
  sql<SqlBool>`${sql.join(
    [
      sql`association.merged_into is null`,
      ...(query.q?.split(/\s+/).filter(Boolean) ?? []).map(
        (word) =>
          sql`unaccent(association.name || ' ' || coalesce(association.short_name, '')) ilike '%' || unaccent(${escaped(word)}) || '%'`,
      ),
      ...(query.siren ? [sql`association.siren = any (${query.siren})`] : []),
      ...(query.rna ? [sql`association.rna = any (${query.rna})`] : []),
      ...(query.finess_ej ? [sql`association.finess_ej = any (${query.finess_ej})`] : []),
      ...(query.department ? [sql`association.department = any (${query.department})`] : []),
      ...(query.regional_delegation
        ? [
            sql`association.department in (select c.department from regional_delegation_department c where c.regional_delegation_id = any (${query.regional_delegation}::uuid[]))`,
          ]
        : []),
      ...(query.updated_since ? [sql`association.updated_at >= ${query.updated_since}::timestamptz`] : []),
    ],
    sql` and `,
  )}`

/** A page of associations by name, one more than asked. */
export async function listAssociations(
  db: Db | Trx,
  query: AssociationQuery,
  page: PageRequest,
): Promise<AssociationRow[]> {
  let rows = list(db).where(matching(query))
  if (page.after)
    rows = rows.where(sql<SqlBool>`(association.name, association.id) > (${page.after[0]}, ${page.after[1]}::uuid)`)
  return rows
    .orderBy('association.name')
    .orderBy('association.id')
    .limit(page.limit + 1)
    .execute()
}

export async function countAssociations(db: Db | Trx, query: AssociationQuery): Promise<number> {
  const { total } = await db
    .selectFrom('association')
    .select(sql<number>`count(*)`.as('total'))
    .where(matching(query))
    .executeTakeFirstOrThrow()
  return total
}

/** Those who have one of these identifiers already. */
export async function identifierOwners(trx: Trx, told: { siren: string[]; finess_ej: string[]; rna: string[] }) {
  return trx
    .selectFrom('association')
    .select(['id', 'name', 'siren', 'finess_ej', 'rna'])
    .where(sql<SqlBool>`siren = any (${told.siren}) or finess_ej = any (${told.finess_ej}) or rna = any (${told.rna})`)
    .execute()
}

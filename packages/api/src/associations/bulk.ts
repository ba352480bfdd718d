import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'

type Columns = Record<string, string>

/** The columns that are written many rows at a time, with their types. */
export const ASSOCIATION_COLUMNS: Columns = {
  name: 'text',
  short_name: 'text',
  siren: 'text',
  rna: 'text',
  finess_ej: 'text',
  address: 'text',
  postal_code: 'text',
  commune: 'text',
  department: 'text',
  telephone: 'text',
  email: 'text',
  website: 'text',
  headcount: 'integer',
  joined_on: 'date',
  left_on: 'date',
  imported: 'jsonb',
}
export const ESTABLISHMENT_COLUMNS: Columns = {
  association_id: 'uuid',
  finess_et: 'text',
  siret: 'text',
  name: 'text',
  category: 'text',
  address: 'text',
  postal_code: 'text',
  commune: 'text',
  department: 'text',
  opened_on: 'date',
  closed_on: 'date',
  closed: 'boolean',
  imported: 'jsonb',
}
export const CONTACT_COLUMNS: Columns = {
  association_id: 'uuid',
  office: 'text',
  civility: 'text',
  name: 'text',
  function: 'text',
  email: 'text',
  telephone: 'text',
  imported: 'jsonb',
}

type Table = 'association' | 'establishment' | 'contact'
export type BulkRow = { id: string } & Record<string, unknown>

const records = (rows: object[], columns: Columns) =>
  sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as d(${sql.raw(
    Object.entries(columns)
      .map(([name, type]) => `${name} ${type}`)
      .join(', '),
  )})`

/** Inserts rows in one statement. */
export async function insertAll(trx: Trx, table: Table, columns: Columns, rows: BulkRow[]): Promise<void> {
  if (rows.length === 0) return
  const names = sql.raw(['id', ...Object.keys(columns)].join(', '))
  await sql`insert into ${sql.table(table)} (${names}) select ${names} from ${records(rows, { id: 'uuid', ...columns })}`.execute(
    trx,
  )
}

/** Writes whole rows in one statement; the version moves only where `moved` says that a fact did. */
export async function updateAll(
  trx: Trx,
  table: Table,
  columns: Columns,
  rows: (BulkRow & { moved: boolean })[],
): Promise<void> {
  if (rows.length === 0) return
  const sets = sql.raw(
    Object.keys(columns)
      .map((name) => `${name} = d.${name}`)
      .join(', '),
  )
  await sql`update ${sql.table(table)} as t set ${sets}, version = t.version + d.moved::int,
      updated_at = case when d.moved then now() else t.updated_at end
    from ${records(rows, { id: 'uuid', ...columns, moved: 'boolean' })} where t.id = d.id`.execute(trx)
}

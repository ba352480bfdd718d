import type { AssociationImport, AssociationImportRow } from '@essaim/shared/imports.ts'
import { type SqlBool, sql } from 'kysely'
import { communeFinder, communeKey } from '../associations/import-communes.ts'
import type { EstablishmentFacts } from '../associations/import-facts.ts'
import type { ImportLists } from '../associations/import-row.ts'
import type { Db, Trx } from '../db/database.ts'
import type { PageRequest } from '../lib/lists.ts'
import { type Language, problem } from '../lib/problem.ts'
import type { Terms } from '../vocabularies/terms.ts'
import type { RowOutcome } from './outcomes.ts'

/** By the terms that they were made with: those are other ones as soon as a commune or a term has changed. */
const madeOf = new WeakMap<Terms, ImportLists>()

/** The lists that a file's rows are read with; made once, as long as nothing in them changes. */
export async function importLists(trx: Trx, terms: Terms): Promise<ImportLists> {
  const made = madeOf.get(terms) ?? (await makeLists(trx, terms))
  madeOf.set(terms, made)
  return made
}

async function makeLists(trx: Trx, terms: Terms): Promise<ImportLists> {
  const communes = await trx.selectFrom('commune').select(['code', 'name', 'department', 'postal_codes']).execute()
  const categories = new Map<string, string>()
  for (const { code, label } of terms.list('essms-categories')) {
    // « Service d’éducation spéciale et de soins à domicile (SESSAD) » is found by its code, its name and its acronym.
    const acronym = /\(([^()]+)\)\s*$/.exec(label.fr)?.[1]
    for (const name of [code, label.fr, acronym])
      if (name !== undefined && !categories.has(communeKey(name))) categories.set(communeKey(name), code)
  }
  return {
    findCommune: communeFinder(communes),
    findCategory: (text) => (terms.has('essms-categories', text) ? text : (categories.get(communeKey(text)) ?? null)),
  }
}

/** The numbers, FINESS ET and SIRET, of the establishments that are known. */
export async function knownSites(trx: Trx, told: EstablishmentFacts[]): Promise<Set<string>> {
  const nameless = told.filter(({ name }) => name === undefined)
  if (nameless.length === 0) return new Set()
  const rows = await trx
    .selectFrom('establishment')
    .select(['finess_et', 'siret'])
    .where(
      sql<SqlBool>`finess_et = any (${nameless.flatMap(({ finess_et }) => finess_et ?? [])}) or siret = any (${nameless.flatMap(({ siret }) => siret ?? [])})`,
    )
    .execute()
  return new Set(rows.flatMap(({ finess_et, siret }) => [finess_et, siret].filter((number) => number !== null)))
}

/** Keeps the result of an import. */
export async function insertImport(
  trx: Trx,
  made: Omit<AssociationImport, 'created_at'> & { created_by: string | null },
): Promise<void> {
  await trx
    .insertInto('association_import')
    .values({ ...made, counts: JSON.stringify(made.counts), columns: JSON.stringify(made.columns) })
    .execute()
}

/** Keeps what became of rows. */
export async function insertRows(trx: Trx, importId: string, rows: RowOutcome[]): Promise<void> {
  await sql`insert into association_import_row (import_id, line, outcome, association, establishment, errors, warnings)
    select ${importId}::uuid, d.* from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as d(line integer, outcome text, association jsonb, establishment jsonb, errors jsonb, warnings jsonb)`.execute(
    trx,
  )
}

export async function findImport(db: Db | Trx, id: string) {
  const row = await db
    .selectFrom('association_import')
    .select(['id', 'dry_run', 'rows', 'counts', 'columns', 'created_at'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw problem('not-found')
  return row as Omit<typeof row, 'counts' | 'columns'> & Pick<AssociationImport, 'counts' | 'columns'>
}

const matching = (id: string, outcomes: string[] | undefined) =>
  outcomes
    ? sql<SqlBool>`import_id = ${id}::uuid and outcome = any (${outcomes})`
    : sql<SqlBool>`import_id = ${id}::uuid`

/** A page of an import's rows by line, one more than asked. */
export async function listRows(db: Db, id: string, outcomes: string[] | undefined, page: PageRequest) {
  let rows = db.selectFrom('association_import_row').selectAll().where(matching(id, outcomes))
  if (page.after) rows = rows.where('line', '>', Number(page.after[0]))
  return (await rows
    .orderBy('line')
    .limit(page.limit + 1)
    .execute()) as unknown as RowOutcome[]
}

export async function countRows(db: Db, id: string, outcomes: string[] | undefined): Promise<number> {
  const { total } = await db
    .selectFrom('association_import_row')
    .select(sql<number>`count(*)`.as('total'))
    .where(matching(id, outcomes))
    .executeTakeFirstOrThrow()
  return total
}

/** A row in the caller's language. */
export const presentRow = (row: RowOutcome, language: Language): AssociationImportRow => {
  const inWords = (issues: RowOutcome['errors']) =>
    issues.slice(0, 100).map(({ column, code, detail }) => ({ column, code, detail: detail[language] }))
  return {
    line: row.line,
    outcome: row.outcome,
    association: row.association,
    establishment: row.establishment,
    errors: inWords(row.errors),
    warnings: inWords(row.warnings),
  }
}

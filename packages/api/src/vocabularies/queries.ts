import type { Label } from '@essaim/shared/schema.ts'
import type { Term } from '@essaim/shared/vocabularies.ts'
import { sql } from 'kysely'
import type { Db, Trx } from '../db/database.ts'
import type { PageRequest } from '../lib/lists.ts'
import { problem } from '../lib/problem.ts'
import { readCommuneSearch } from './commune-names.ts'

export type VocabularyRow = { code: string; label: Label; source: string | null; version: number }
export type TermRow = Term & { version: number }

export async function listVocabularies(
  db: Db,
  page: PageRequest,
): Promise<(VocabularyRow & { terms_count: number })[]> {
  let query = db
    .selectFrom('vocabulary as v')
    .select([
      'v.code',
      sql<Label>`v.label`.as('label'),
      'v.source',
      'v.version',
      sql<number>`(select count(*)::int from term t where t.vocabulary = v.code)`.as('terms_count'),
    ])
    .orderBy('v.code')
    .limit(page.limit + 1)
  if (page.after) query = query.where('v.code', '>', String(page.after[0]))
  return query.execute()
}

export const countVocabularies = async (db: Db): Promise<number> =>
  (await db.selectFrom('vocabulary').select(sql<number>`count(*)::int`.as('total')).executeTakeFirstOrThrow()).total

export async function findVocabulary(db: Db | Trx, code: string): Promise<VocabularyRow> {
  const found = await db
    .selectFrom('vocabulary')
    .select(['code', sql<Label>`label`.as('label'), 'source', 'version'])
    .where('code', '=', code)
    .executeTakeFirst()
  if (!found) throw problem('not-found')
  return found
}

const selectTerms = (db: Db | Trx, vocabulary: string) =>
  db
    .selectFrom('term')
    .select([
      'code',
      sql<Label>`label`.as('label'),
      'parent',
      'position',
      'synonyms',
      sql<Record<string, unknown>>`mappings`.as('mappings'),
      sql<Record<string, unknown>>`attributes`.as('attributes'),
      sql<string | null>`valid_from`.as('valid_from'),
      sql<string | null>`valid_until`.as('valid_until'),
      'replaced_by',
      'version',
    ])
    .where('vocabulary', '=', vocabulary)

export const listTerms = (db: Db | Trx, vocabulary: string): Promise<TermRow[]> =>
  selectTerms(db, vocabulary).orderBy('position').orderBy('code').execute()

export async function findTerm(db: Db | Trx, vocabulary: string, code: string): Promise<TermRow> {
  const found = await selectTerms(db, vocabulary).where('code', '=', code).executeTakeFirst()
  if (!found) throw problem('not-found')
  return found
}

/** Locks a vocabulary, its terms with it: who changes its tree or its order does so alone. */
export async function lockVocabulary(trx: Trx, code: string): Promise<VocabularyRow> {
  await trx.selectFrom('vocabulary').select('code').where('code', '=', code).forUpdate().execute()
  return findVocabulary(trx, code)
}

export type TermChange = {
  label?: Label | undefined
  parent?: string | null | undefined
  position?: number | undefined
  synonyms?: string[] | undefined
  valid_until?: string | null | undefined
  replaced_by?: string | null | undefined
}

export async function insertTerm(
  trx: Trx,
  vocabulary: string,
  { label, ...term }: TermChange & { code: string; label: Label; position: number },
): Promise<TermRow> {
  await trx
    .insertInto('term')
    .values({ vocabulary, ...term, label: JSON.stringify(label) })
    .execute()
  await touchVocabulary(trx, vocabulary)
  return findTerm(trx, vocabulary, term.code)
}

export async function updateTerm(
  trx: Trx,
  vocabulary: string,
  code: string,
  { label, ...change }: TermChange,
): Promise<TermRow> {
  await trx
    .updateTable('term')
    .set({
      ...change,
      ...(label && { label: JSON.stringify(label) }),
      version: sql`version + 1`,
      updated_at: sql`now()`,
    })
    .where('vocabulary', '=', vocabulary)
    .where('code', '=', code)
    .execute()
  await touchVocabulary(trx, vocabulary)
  return findTerm(trx, vocabulary, code)
}

async function touchVocabulary(trx: Trx, code: string): Promise<void> {
  await trx
    .updateTable('vocabulary')
    .set({ version: sql`version + 1`, updated_at: sql`now()` })
    .where('code', '=', code)
    .execute()
}

export type CommuneRow = { code: string; name: string; department: string | null; postal_codes: string[] }

/** The communes that a person may mean, the most populated first. */
export async function searchCommunes(
  db: Db,
  { q, codes, limit }: { q?: string | undefined; codes?: string[] | undefined; limit: number },
): Promise<CommuneRow[]> {
  let query = db
    .selectFrom('commune')
    .select(['code', 'name', 'department', 'postal_codes'])
    .orderBy(sql`population desc nulls last`)
    .orderBy('name')
    .orderBy('code')
    .limit(limit)
  if (codes) query = query.where('code', 'in', codes)
  if (q !== undefined) {
    const { postal, name } = readCommuneSearch(q)
    if (postal === null && name === '') return []
    if (name !== '') query = query.where('typed', 'like', `${name}%`)
    if (postal?.length === 5) query = query.where(sql<boolean>`postal_codes @> array[${postal}]`)
    else if (postal !== null)
      query = query.where(sql<boolean>`exists (select from unnest(postal_codes) p where p like ${`${postal}%`})`)
  }
  return query.execute()
}

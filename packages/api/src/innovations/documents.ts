import { createHash } from 'node:crypto'
import type { Audience } from '@essaim/shared/audience.ts'
import { ADDED_FIELDS, type InnovationQuery } from '@essaim/shared/documents.ts'
import type pg from 'pg'
import type { PageRequest } from '../lib/lists.ts'
import { type Filter, matching } from './filters.ts'
import { foldInflections } from './search-words.ts'

/** Reads of stored documents: raw text in, raw text out, as named statements that PostgreSQL plans once (one per shape of query). */
export type Reader = Exclude<Audience, 'staff'>
export type StoredDocument = { body: string; etag: string }

const names = new Map<string, string>()

/** One name per text; the texts are few, since values are never written into them. */
function named(text: string): string {
  const known = names.get(text)
  if (known !== undefined) return known
  const name = `documents-${createHash('sha256').update(text).digest('base64url').slice(0, 20)}`
  names.set(text, name)
  return name
}

async function read<Row extends pg.QueryResultRow>(pool: pg.Pool, text: string, values: unknown[]): Promise<Row[]> {
  return (await pool.query<Row>({ name: named(text), text, values })).rows
}

/** The current document of a record for one audience. */
export async function documentOf(pool: pg.Pool, id: string, audience: Reader): Promise<StoredDocument | null> {
  const rows = await read<StoredDocument>(
    pool,
    'select body, etag from document where innovation_id = $1 and current and from_audience <= $2 and to_audience >= $2',
    [id, audience],
  )
  return rows[0] ?? null
}

/** An earlier version, as today's restrictions let it be seen. */
export async function versionDocument(
  pool: pg.Pool,
  id: string,
  number: number,
  audience: Reader,
): Promise<StoredDocument | null> {
  const rows = await read<StoredDocument>(
    pool,
    'select body, etag from document where innovation_id = $1 and version = $2 and from_audience <= $3 and to_audience >= $3',
    [id, number, audience],
  )
  return rows[0] ?? null
}

export type VersionRow = { number: number; current: boolean; title: string | null; published_at: Date }

export function versionList(pool: pg.Pool, id: string, audience: Reader): Promise<VersionRow[]> {
  return read<VersionRow>(
    pool,
    `select version as number, current, body::jsonb ->> 'title' as title, version_published_at as published_at
     from document where innovation_id = $1 and from_audience <= $2 and to_audience >= $2 order by version desc`,
    [id, audience],
  )
}

export type Gone = { withdrawn_reason: string | null; reason: string; replaced_by: string | null }

/** The tombstone of a record that this audience had. */
export async function tombstoneOf(pool: pg.Pool, id: string, audience: Reader): Promise<Gone | null> {
  const rows = await read<Gone>(
    pool,
    "select reason, withdrawn_reason, replaced_by from feed_entry where audience = $1 and kind = 'innovation' and id = $2 and state = 'deleted'",
    [audience, id],
  )
  return rows[0] ?? null
}

export type ListRow = { innovation_id: string; text: string; etag: string; sort_key: string }

/** What an audience reads today, as words that the predicates of the partial indexes repeat: a parameter would hide from the planner that they apply. */
export const READ_BY: Record<Reader, string> = {
  public: "current and from_audience <= 'public' and to_audience >= 'public'",
  partners: "current and from_audience <= 'partners' and to_audience >= 'partners'",
  members: "current and from_audience <= 'members' and to_audience >= 'members'",
}

type Statement = { text: string; values: unknown[]; filtered: boolean }

/** The page's statement, and the one that counts what it is a page of. */
export function listStatements(
  audience: Reader,
  filter: Filter,
  query: Pick<InnovationQuery, 'q' | 'updated_since' | 'fields'>,
  page: Pick<PageRequest, 'limit' | 'after'>,
): { list: Statement; count: Statement } {
  const values: unknown[] = []
  const put = (value: unknown) => `$${values.push(value)}`
  const where = [READ_BY[audience], ...matching(filter, 'facets', put)]
  if (query.q) where.push(`search @@ websearch_to_tsquery('essaim_french', ${put(foldInflections(query.q))})`)
  if (query.updated_since) where.push(`changed_at >= ${put(query.updated_since)}::timestamptz`)
  const filters = where.join(' and ')
  const filtered = values.length > 0
  const count = { text: `select count(*) as n from document where ${filters}`, values: [...values], filtered }
  const after = page.after
    ? ` and (published_at, innovation_id) < (${put(page.after[0])}::timestamptz, ${put(page.after[1])}::uuid)`
    : ''
  const added = query.fields?.filter((field) => ADDED_FIELDS.includes(field)) ?? []
  const text =
    added.length === 0
      ? 'card'
      : `(card::jsonb || (select jsonb_object_agg(key, value) from jsonb_each(body::jsonb) where key = any (${put(added)}::text[])))::text`
  const list = {
    text: `select innovation_id, ${text} as text, etag, published_at::text as sort_key from document
      where ${filters}${after} order by published_at desc, innovation_id desc limit ${page.limit + 1}`,
    values,
    filtered,
  }
  return { list, count }
}

/**
 * A page of the directory for one audience, newest first. A repeated filter is OR, different filters are AND; with
 * `fields`, the members asked for are added to the card.
 */
export async function listDocuments(
  pool: pg.Pool,
  audience: Reader,
  filter: Filter,
  query: InnovationQuery,
  page: PageRequest,
): Promise<{ rows: ListRow[]; total: number | undefined }> {
  // A filter is planned for its own words each time: one plan for all would read half the directory for a frequent word.
  const ask = async <Row extends pg.QueryResultRow>({ text, values, filtered }: Statement) =>
    filtered ? (await pool.query<Row>(text, values)).rows : read<Row>(pool, text, values)
  const { list, count } = listStatements(audience, filter, query, page)
  const total = query.count ? Number((await ask<{ n: number }>(count))[0]?.n) : undefined
  return { rows: await ask<ListRow>(list), total }
}

import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { type Db, inScope, openDatabase, openPool } from '../src/db/database.ts'
import { publishViews } from '../src/innovations/publication.ts'
import { newId } from '../src/lib/id.ts'
import { loadTerms } from '../src/vocabularies/terms.ts'
import { SHORT_ANSWERS } from '../test/factories.ts'
import { answersOf, ORIGINALS } from './originals.ts'

const ASSOCIATIONS = 500

/** Publishes the originals by the application's own path. */
export async function publishOriginals(appUrl: string, count = ORIGINALS): Promise<void> {
  const db = openDatabase(openPool(appUrl, () => undefined, { statementMs: 120_000, queryMs: 120_000 }))
  try {
    const associations = Array.from({ length: ASSOCIATIONS }, (_, i) => ({
      id: newId(),
      name: `Association d’exemple n° ${i + 1}`,
      commune: '29232',
      department: '29',
    }))
    await db.insertInto('association').values(associations).execute()
    const version = await db.selectFrom('questionnaire_version').select('id').executeTakeFirstOrThrow()
    const terms = await loadTerms(db)
    for (let first = 0; first < count; first += 30) {
      const some = Array.from({ length: Math.min(30, count - first) }, (_, i) => ({ n: first + i, id: newId() }))
      await inScope(db, { kind: 'job' }, async (trx) => {
        for (const { n, id } of some) {
          const association_id = associations[n % ASSOCIATIONS]?.id ?? null
          const at = new Date(Date.UTC(2019, 5, 13) + n * 3_600_000)
          await trx
            .insertInto('innovation')
            .values({ id, association_id, state: 'draft', first_published_at: at, published_at: at, confirmed_at: at })
            .execute()
          await trx
            .insertInto('innovation_version')
            .values({
              innovation_id: id,
              number: 1,
              state: 'published',
              answers: JSON.stringify(answersOf(n)),
              questionnaire_version_id: version.id,
              published_at: at,
            })
            .execute()
          await trx
            .updateTable('innovation')
            .set({ state: 'published', published_version: 1 })
            .where('id', '=', id)
            .execute()
        }
        await publishViews(
          trx,
          terms,
          some.map(({ id }) => id),
        )
      })
    }
  } finally {
    await db.destroy()
  }
}

const GIN = ['document_facets', 'document_search', 'feed_entry_known']
const iso = (value: string) => `to_char(${value} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/**
 * Fills up to `wanted` published records with copies of the originals: ids, addresses and dates are each copy's own,
 * texts and facets those of its original; its digest is of the size of one, and proves nothing. Bulk SQL, beside the publish path: 100,000 projections would take an hour.
 */
export async function fillUp(ownerUrl: string, wanted: number): Promise<void> {
  const client = new pg.Client(ownerUrl)
  await client.connect()
  try {
    const count = Number(
      (await client.query<{ n: string }>("select count(*) as n from feed_entry where audience = 'public'")).rows[0]?.n,
    )
    const { rows: indexes } = await client.query<{ indexname: string; indexdef: string }>(
      'select indexname, indexdef from pg_indexes where indexname = any ($1)',
      [GIN],
    )
    await client.query('begin')
    await client.query("select set_config('essaim.scope', 'all', true)")
    await client.query('alter table document disable trigger document_changed')
    for (const { indexname } of indexes) await client.query(`drop index ${indexname}`)
    // an hour apart, give or take ten days: the newest are not simply the last written
    await client.query(
      `create temp table copy on commit drop as
       select n, o.id as original, gen_random_uuid() as id, date_trunc('milliseconds', timestamptz '2019-06-13Z' + n * interval '30 minutes' + random() * interval '10 days') as at
       from generate_series($1::int, $2::int - 1) n
       join (select id, row_number() over (order by seq) - 1 as k from feed_entry where audience = 'public' and seq <= ${ORIGINALS}) o on o.k = n % ${ORIGINALS}`,
      [count, wanted],
    )
    await client.query(
      `insert into innovation (id, association_id, state, title, departments, main_department, first_published_at, published_at, confirmed_at)
       select c.id, i.association_id, 'draft', i.title, i.departments, i.main_department, c.at, c.at, c.at from copy c join innovation i on i.id = c.original`,
    )
    const copied = (column: string) =>
      `replace(replace(d.${column}, d.innovation_id::text, c.id::text), ${iso('d.published_at')}, ${iso('c.at')})`
    await client.query(
      `insert into document (innovation_id, version, current, from_audience, to_audience, body, card, digest, etag, facets, search, published_at, version_published_at, changed_at)
       select c.id, d.version, d.current, d.from_audience, d.to_audience, ${copied('body')}, ${copied('card')}, sha256(c.id::text::bytea), '"' || left(md5(c.id::text || d.etag), 22) || '"', d.facets, d.search, c.at, c.at, c.at
       from copy c join document d on d.innovation_id = c.original order by c.n`,
    )
    await client.query(
      `insert into feed_entry (audience, kind, id, seq, state, since, known_facets)
       select o.audience, 'innovation', c.id, c.n + 1, 'updated', c.n + 1, o.known_facets from copy c join feed_entry o on o.id = c.original`,
    )
    await client.query('update feed set head = $1, live = $1', [wanted])
    await client.query('update feed_head set seq = $1', [wanted])
    for (const { indexdef } of indexes) await client.query(indexdef)
    await client.query('alter table document enable trigger document_changed')
    await client.query('commit')
    await client.query('vacuum analyze document')
    await client.query('vacuum analyze feed_entry')
    await client.query('analyze')
    await client.query('checkpoint').catch(() => undefined)
  } finally {
    await client.end()
  }
}

/** Drafts that are ready to be handed in, as if as many people had just filled the form. */
export async function fillDrafts(appUrl: string, count: number): Promise<string[]> {
  const db = openDatabase(openPool(appUrl, () => undefined, { size: 1, statementMs: 120_000, queryMs: 120_000 }))
  const ids = Array.from({ length: count }, () => newId())
  try {
    await insertDrafts(db, ids)
    return ids
  } finally {
    await db.destroy()
  }
}

async function insertDrafts(db: Db, ids: string[]): Promise<void> {
  const association = await db.selectFrom('association').select('id').limit(1).executeTakeFirstOrThrow()
  const version = await db.selectFrom('questionnaire_version').select('id').executeTakeFirstOrThrow()
  const answers = Object.entries(SHORT_ANSWERS)
  for (let first = 0; first < ids.length; first += 500) {
    const some = ids.slice(first, first + 500)
    await inScope(db, { kind: 'job' }, async (trx) => {
      await trx
        .insertInto('submission')
        .values(
          some.map((id) => ({
            id,
            association_id: association.id,
            questionnaire_version_id: version.id,
            channel: 'staff',
            title: SHORT_ANSWERS.titre,
            departments: ['29'],
            main_department: '29',
          })),
        )
        .execute()
      await trx
        .insertInto('answer')
        .values(
          some.flatMap((submission_id) =>
            answers.map(([question, value]) => ({ submission_id, question, value: JSON.stringify(value), version: 1 })),
          ),
        )
        .execute()
    })
  }
}

/** A key of idempotency for each write. */
export const aKey = (): string => randomUUID()

import { createHash } from 'node:crypto'
import { type Audience, includes } from '@essaim/shared/audience.ts'
import type { InnovationDocument } from '@essaim/shared/documents.ts'
import { sql } from 'kysely'
import { type Trx, touchReaders } from '../db/database.ts'
import { notePublished } from '../files/commands.ts'
import type { Terms } from '../vocabularies/terms.ts'
import { digestOf } from './digest.ts'
import type { Reader } from './documents.ts'
import { enter, type Leaving, leavingOf, type Standing, toldOtherwise } from './feed-entries.ts'
import { isFilterable } from './filters.ts'
import { cardOf, project, type View } from './projection.ts'
import { factsOf, type RecordFacts } from './record-facts.ts'
import { foldInflections } from './search-words.ts'
import { takesAway } from './taken-away.ts'

const READERS: Reader[] = ['public', 'partners', 'members']

type Stored = {
  version: number
  current: boolean
  from_audience: Audience
  to_audience: Audience
  document: InnovationDocument
  facets: string[]
}
type Row = Stored & { view: View; version_published_at: Date }

/**
 * The one path by which readers' views come to be: lock the feed's head, load, project for each audience, store,
 * number. Whatever touches a record's view ends here, in its own transaction, as its last step: publication, withdrawal,
 * a narrowed audience, and the jobs after a renaming. Locked first and read after, so that nothing that another
 * transaction commits in between is missed; numbered under the lock, so that numbers appear in commit order.
 */
export async function publishViews(trx: Trx, terms: Terms, ids: string[]): Promise<void> {
  touchReaders(trx)
  const head = await trx.selectFrom('feed_head').select(['seq', 'base_url']).forUpdate().executeTakeFirstOrThrow()
  let seq = head.seq
  const now = (await sql<{ at: Date }>`select clock_timestamp() as at`.execute(trx)).rows[0]?.at ?? new Date()
  for (const id of [...ids].sort()) {
    const before = await rowsStored(trx, id)
    const versions = await factsOf(trx, terms, id, head.base_url ?? '')
    const rows = versions.flatMap((facts) => rowsOf(facts, facts.number === versions[0]?.number, before, now))
    const leaving = await leavingOf(trx, id)
    const retold = await toldOtherwise(trx, id, leaving)
    if (sameRows(before, rows) && retold.length === 0) continue
    await store(trx, id, rows, now)
    await notePublished(trx, id, filesListed(rows))
    const changed = READERS.map((reader) => ({
      reader,
      was: standingOf(before, reader),
      is: standingOf(rows, reader),
    })).filter(({ reader, was, is }) => retold.includes(reader) || JSON.stringify(was) !== JSON.stringify(is))
    if (changed.length === 0) continue
    seq += 1
    for (const { reader, was, is } of changed) {
      const taken = leaving.reason === 'erased' || isTaken(was, is, leaving)
      await enter(trx, { audience: reader, id, seq, was, is, leaving, at: now, taken })
    }
  }
  if (seq !== head.seq) await trx.updateTable('feed_head').set({ seq }).execute()
}

const serves = ({ from_audience, to_audience }: Stored, reader: Reader) =>
  includes(reader, from_audience) && includes(to_audience, reader)
const currentOf = (rows: Stored[], reader: Reader) => rows.find((row) => row.current && serves(row, reader))
const textOf = ({ version, current, from_audience, to_audience, document, facets }: Stored) =>
  JSON.stringify([version, current, from_audience, to_audience, document, facets])
const sameRows = (a: Stored[], b: Stored[]) =>
  JSON.stringify(a.map(textOf).sort()) === JSON.stringify(b.map(textOf).sort())

const filesListed = (rows: Stored[]) =>
  READERS.flatMap((audience) =>
    [...new Set(currentOf(rows, audience)?.document.files.map((file) => file.id))].map((file) => ({ file, audience })),
  )

/** Whether readers lose for good what they had. A withdrawal is not that: it is told, and followed. */
function isTaken(was: Standing | null, is: Standing | null, { reason }: Leaving): boolean {
  if (!was) return false
  return is ? takesAway(JSON.parse(was.content), JSON.parse(is.content)) : reason === 'out_of_scope'
}

/** A document but for the date of its last change: equal contents are no change. */
function contentOf({ updated_at: _, ...content }: InnovationDocument): string {
  return JSON.stringify(content)
}

/** A record as a reader has it: equal standings are no change in its feed, whatever filter it follows. */
function standingOf(rows: Stored[], reader: Reader): Standing | null {
  const row = currentOf(rows, reader)
  if (!row) return null
  const readable = rows.filter((one) => serves(one, reader)).flatMap(({ facets }) => facets)
  return {
    content: contentOf(row.document),
    facets: row.facets.filter(isFilterable),
    readable: [...new Set(readable)].filter(isFilterable).sort(),
  }
}

async function rowsStored(trx: Trx, id: string): Promise<Stored[]> {
  const rows = await trx
    .selectFrom('document')
    .select(['version', 'current', 'from_audience', 'to_audience', 'body', 'facets'])
    .where('innovation_id', '=', id)
    .execute()
  return rows.map(({ body, ...row }) => ({ ...row, document: JSON.parse(body) as InnovationDocument }))
}

/** One row per distinct text: neighbouring audiences that read the same share it. */
function rowsOf(facts: RecordFacts, current: boolean, before: Stored[], now: Date): Row[] {
  const rows: Row[] = []
  for (const reader of READERS) {
    const view = project(facts, reader)
    if (!view) continue
    const known = before.find((row) => row.version === facts.number && serves(row, reader))?.document
    const fresh = { ...view.document, updated_at: now.toISOString() } as InnovationDocument
    const document = known && contentOf(known) === contentOf(ordered(fresh)) ? known : ordered(fresh)
    const last = rows.at(-1)
    if (last && JSON.stringify(last.document) === JSON.stringify(document)) last.to_audience = reader
    else
      rows.push({
        version: facts.number,
        current,
        from_audience: reader,
        to_audience: reader,
        document,
        facets: view.facets,
        view,
        version_published_at: facts.version_published_at,
      })
  }
  return rows
}

/** The members in the order of the contract, whatever order they were put together in. */
function ordered(document: InnovationDocument): InnovationDocument {
  const { published_at, updated_at, confirmed_at, stale_since, ...rest } = document
  return { ...rest, published_at, updated_at, confirmed_at, stale_since }
}

async function store(trx: Trx, id: string, rows: Row[], now: Date): Promise<void> {
  await trx.deleteFrom('document').where('innovation_id', '=', id).execute()
  if (rows.length === 0) return
  await trx
    .insertInto('document')
    .values(
      rows.map(({ version, current, from_audience, to_audience, document, view, version_published_at }) => {
        const body = JSON.stringify(document)
        return {
          innovation_id: id,
          version,
          current,
          from_audience,
          to_audience,
          body,
          card: JSON.stringify(cardOf(document)),
          digest: digestOf(document),
          etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
          facets: view.facets,
          search: sql<string>`setweight(to_tsvector('essaim_french', ${foldInflections(view.words.A)}), 'A') || setweight(to_tsvector('essaim_french', ${foldInflections(view.words.B)}), 'B') || setweight(to_tsvector('essaim_french', ${foldInflections(view.words.C)}), 'C')`,
          published_at: document.published_at,
          version_published_at,
          changed_at: current ? document.updated_at : now,
        }
      }),
    )
    .execute()
}

import { isAudience } from '@essaim/shared/audience.ts'
import type pg from 'pg'
import { copyRows } from '../db/copy-rows.ts'
import { READ_BY, type Reader } from '../innovations/documents.ts'
import { everMatching, type Filter, literal, matching } from '../innovations/filters.ts'

export type FeedState = { epoch: string; head: number }

/** Where one audience's feed stands. */
export async function feedState(pool: pg.Pool, audience: Reader): Promise<FeedState> {
  const { rows } = await pool.query<FeedState>({
    name: 'feed-state',
    text: 'select h.epoch, f.head from feed f, feed_head h where f.audience = $1',
    values: [audience],
  })
  if (!rows[0]) throw new Error(`there is no feed for ${audience}`)
  return rows[0]
}

/** When anything last changed for an audience: numbers are given in the order of commits, and so are these times. */
export async function lastChange(pool: pg.Pool, audience: Reader): Promise<Date> {
  const { rows } = await pool.query<{ changed_at: Date }>({
    name: 'feed-last-change',
    text: 'select changed_at from feed_entry where audience = $1 order by seq desc limit 1',
    values: [audience],
  })
  return rows[0]?.changed_at ?? new Date(0)
}

/**
 * What stands in an audience's feed under a filter: each entry `e`, its document `d` where it is live there, and
 * whether the filter has it `listed`; what was once listed, or may have been, stands there as deleted.
 */
export function standing(audience: Reader, filter: Filter): string {
  if (!isAudience(audience)) throw new Error('no feed')
  const known = matching(everMatching(filter), 'e.known_facets', literal).map((one) => ` and ${one}`)
  const listed = ["e.state = 'updated'", ...matching(filter, 'd.facets', literal).map((one) => `(${one}) is not false`)]
  return `feed_entry e
    left join document d on e.state = 'updated' and d.innovation_id = e.id and ${READ_BY[audience]}
    cross join lateral (select ${listed.join(' and ')} as listed) l
    where e.audience = '${audience}'${known.join('')}`
}

export type FeedHeading = { epoch: string; head: number; live: number; deleted: number; digest: string }

const digestOf = (id: string, only = '') =>
  `encode(sha256(convert_to(coalesce(string_agg(${id} || ' ' || encode(digest, 'hex') || E'\\n', '' order by ${id})${only}, ''), 'UTF8')), 'hex')`

/** Where a feed ends, what it holds, and its digest. Unfiltered, the counters know all but the digest, and an index has that. */
export const headingOf = (audience: Reader, filter: Filter): string =>
  filter.groups.length === 0
    ? `select epoch, head, live, deleted, (select ${digestOf('innovation_id')} from document where ${READ_BY[audience]}) as digest
      from feed, feed_head where audience = '${audience}'`
    : `select (select epoch from feed_head) as epoch, coalesce(max(e.seq), 0) as head,
        count(*) filter (where listed) as live, count(*) filter (where not listed) as deleted, ${digestOf('e.id', ' filter (where listed)')} as digest
      from ${standing(audience, filter)}`

/** The heading of a feed, all of one moment: a copy that has read up to its head is complete when it has its digest. */
export async function feedHeading(
  db: Pick<pg.Pool | pg.PoolClient, 'query'>,
  audience: Reader,
  filter: Filter,
): Promise<FeedHeading> {
  const { rows } = await db.query<FeedHeading>(headingOf(audience, filter))
  if (!rows[0]) throw new Error(`there is no feed for ${audience}`)
  return rows[0]
}

/** The entries after a change number: the number, the item's text up to its document, the document. */
export function entriesAfter(audience: Reader, filter: Filter, after: number, limit: number): string {
  if (!Number.isSafeInteger(after) || !Number.isSafeInteger(limit)) throw new Error('no feed page')
  return `select e.seq,
      '{"state":"' || case when listed then 'updated' else 'deleted' end || '","kind":"innovation","id":"' || e.id || '","modified":' || e.seq || case when listed
        then ',"data":'
        else ',"reason":"' || coalesce(e.reason, 'out_of_scope') || '","replaced_by":' || coalesce('"' || e.replaced_by || '"', 'null') end,
      case when listed then d.body end
    from ${standing(audience, filter)} and e.seq > ${after} order by e.seq limit ${limit}`
}

export type FeedItems = { bytes: Buffer; numbers: number[] }

const DATA = Buffer.from(',"data":')
const ENTRY_BYTES = 10_000

/** The items of a page, as the bytes that are sent: documents go from PostgreSQL to the follower without being read. */
export async function feedItems(
  pool: pg.Pool,
  audience: Reader,
  filter: Filter,
  after: number,
  limit: number,
): Promise<FeedItems> {
  let bytes = Buffer.allocUnsafe(Math.min(limit, 50) * ENTRY_BYTES)
  let end = 0
  const numbers: number[] = []
  const put = (part: Buffer) => {
    if (end + part.length + 2 > bytes.length) {
      const wider = Buffer.allocUnsafe(Math.max(bytes.length * 2, end + part.length + 2))
      bytes.copy(wider, 0, 0, end)
      bytes = wider
    }
    end += part.copy(bytes, end)
  }
  await copyRows(pool, entriesAfter(audience, filter, after, limit), ([seq, head, body]) => {
    if (!seq || !head || !body) throw new Error('a feed entry has three columns')
    // No entry without its document: a feed that skipped one would make every follower's copy wrong in silence.
    if (body.length === 0 && head.subarray(-DATA.length).equals(DATA))
      throw new Error(`a feed entry has no document for ${audience}: ${head}`)
    if (numbers.length > 0) bytes[end++] = 0x2c
    numbers.push(Number(seq.readBigInt64BE()))
    put(head)
    put(body)
    bytes[end++] = 0x7d
  })
  return { bytes: bytes.subarray(0, end), numbers }
}

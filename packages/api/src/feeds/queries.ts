import { type Audience, isAudience } from '@essaim/shared/audience.ts'
import type pg from 'pg'
import { copyRows } from '../db/copy-rows.ts'

export type FeedState = { epoch: string; head: number; live: number; deleted: number }

/** Where one audience's feed stands. */
export async function feedState(pool: pg.Pool, audience: Audience): Promise<FeedState> {
  const { rows } = await pool.query<FeedState>({
    name: 'feed-state',
    text: 'select h.epoch, f.head, f.live, f.deleted from feed f, feed_head h where f.audience = $1',
    values: [audience],
  })
  if (!rows[0]) throw new Error(`there is no feed for ${audience}`)
  return rows[0]
}

/** The entries of an audience after a change number: the number, the item's text up to its document, the document. */
export function entriesAfter(audience: Audience, after: number, limit: number): string {
  if (!isAudience(audience) || !Number.isSafeInteger(after) || !Number.isSafeInteger(limit))
    throw new Error('no feed page')
  return `select e.seq,
      '{"state":"' || e.state || '","kind":"innovation","id":"' || e.id || '","modified":' || e.seq || case e.state
        when 'updated' then ',"data":'
        else ',"reason":"' || e.reason || '","replaced_by":' || coalesce('"' || e.replaced_by || '"', 'null') end,
      d.body
    from feed_entry e
    left join document d on e.state = 'updated' and d.innovation_id = e.id and d.current and d.from_audience <= '${audience}' and d.to_audience >= '${audience}'
    where e.audience = '${audience}' and e.seq > ${after} order by e.seq limit ${limit}`
}

export type FeedItems = { bytes: Buffer; numbers: number[] }

const DATA = Buffer.from(',"data":')
const ENTRY_BYTES = 10_000

/** The items of a page, as the bytes that are sent: documents go from PostgreSQL to the follower without being read. */
export async function feedItems(pool: pg.Pool, audience: Audience, after: number, limit: number): Promise<FeedItems> {
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
  await copyRows(pool, entriesAfter(audience, after, limit), ([seq, head, body]) => {
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

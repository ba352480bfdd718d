import { createHash } from 'node:crypto'
import type { Audience } from '@essaim/shared/audience.ts'
import type { ExportEnd } from '@essaim/shared/exports.ts'
import type pg from 'pg'
import { copyOn } from '../db/copy-rows.ts'
import { epochOf } from '../feeds/epoch.ts'
import { READ_BY } from '../innovations/documents.ts'
import { type Filter, literal, matching } from '../innovations/filters.ts'

type Reader = Exclude<Audience, 'staff'>

/** One instant of what an audience may read, and where its feed stood then. */
export type Snapshot = {
  transaction_time: Date
  /** The feed's own, and as the audience knows it. */
  feed_epoch: string
  epoch: string
  seq: number
  live: number
  deleted: number
  narrowed: number
}

const BLOCK = 256 * 1024
const LONGEST = '15min'

/** How many were copied, and the digest by which a copy of them proves itself (as `GET /v1/feeds` has it). */
export type Copied = { count: number; digest: string }

/** A snapshot that is being taken: the facts first, then the documents. */
export type OpenSnapshot = {
  snapshot: Snapshot
  /** Writes each document on a line, in the order of their ids, then a last line that says it is all; and what they were. */
  write(filter: Filter, append: (bytes: Buffer) => Promise<void>): Promise<Copied>
}

/**
 * Holds on to one instant of what an audience may read, until it is written. PostgreSQL waits for whoever appends, and
 * for nobody else.
 */
export async function openSnapshot(pool: pg.Pool, audience: Reader): Promise<OpenSnapshot> {
  const client = await pool.connect()
  try {
    await client.query(
      `begin isolation level repeatable read read only; set local statement_timeout = '${LONGEST}'; set local idle_in_transaction_session_timeout = '1min'`,
    )
    const { rows } = await client.query<Omit<Snapshot, 'epoch'>>(
      'select now() as transaction_time, h.epoch as feed_epoch, f.head as seq, f.live, f.deleted, f.narrowed from feed f, feed_head h where f.audience = $1',
      [audience],
    )
    const [feed] = rows
    if (!feed) throw new Error(`there is no feed for ${audience}`)
    const snapshot = { ...feed, epoch: epochOf(feed.feed_epoch, audience) }
    return {
      snapshot,
      async write(filter, append) {
        try {
          const where = [READ_BY[audience], ...matching(filter, 'facets', literal)].join(' and ')
          const copied = await copyLines(
            client,
            `select body, innovation_id || ' ' || encode(digest, 'hex') || chr(10) from document where ${where} order by innovation_id`,
            append,
          )
          await client.query('commit')
          client.release()
          // the filter's own epoch: its feed goes on from here
          const epoch = epochOf(snapshot.feed_epoch, audience, filter)
          const end: ExportEnd = {
            _end: true,
            count: copied.count,
            seq: snapshot.seq,
            epoch,
            digest: copied.digest,
          }
          await append(Buffer.from(`${JSON.stringify(end)}\n`))
          return copied
        } catch (error) {
          client.release(true)
          throw error
        }
      },
    }
  } catch (error) {
    client.release(true)
    throw error
  }
}

/** The first column of each row as a line; the second is what the digest is made of. */
async function copyLines(
  client: pg.PoolClient,
  select: string,
  append: (bytes: Buffer) => Promise<void>,
): Promise<Copied> {
  const hash = createHash('sha256')
  let block = Buffer.allocUnsafe(BLOCK)
  let end = 0
  let count = 0
  let appending = Promise.resolve()
  const flush = () => {
    const full = block.subarray(0, end)
    block = Buffer.allocUnsafe(BLOCK)
    end = 0
    appending = appending.then(() => append(full))
    return appending
  }
  await copyOn(client, select, ([body, proof]) => {
    if (!body || !proof) throw new Error('a document has a body and a digest')
    hash.update(proof)
    count += 1
    let full: Promise<void> | undefined
    if (end + body.length + 1 > block.length) {
      if (end > 0) full = flush()
      if (body.length + 1 > block.length) block = Buffer.allocUnsafe(body.length + 1)
    }
    end += body.copy(block, end)
    block[end++] = 0x0a
    return full
  })
  await flush()
  return { count, digest: hash.digest('hex') }
}

import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import { inScope, openDatabase, openPool } from '../src/db/database.ts'
import { publishViews } from '../src/innovations/publication.ts'
import { loadTerms } from '../src/vocabularies/terms.ts'
import { startProgram } from './program.ts'
import { plainRow, type Row } from './report.ts'

const A_SECOND = 50
const SECONDS = 8

type Asked = { appUrl: string; port: number; rounds: number; records: number }

/**
 * A follower that waits at the end of the feed (`Prefer: wait`) while 50 records change each second: how long after its
 * commit a change is in the copy, and what the server's memory grows by.
 */
export async function followingRows({ appUrl, port, rounds, records }: Asked): Promise<Row[]> {
  const url = `http://127.0.0.1:${port}`
  const server = await startProgram('server.ts', { databaseUrl: appUrl, port })
  const db = openDatabase(openPool(appUrl, () => undefined, { size: 1 }))
  const terms = await loadTerms(db)
  const changed = new Map<number, number>()

  /** Changes one record by the one path, and notes when its new number was committed. */
  const change = async (id: string) => {
    const seq = await inScope(db, { kind: 'job' }, async (trx) => {
      await trx.updateTable('innovation').set({ confirmed_at: sql`clock_timestamp()` }).where('id', '=', id).execute()
      await publishViews(trx, terms, [id])
      return (await trx.selectFrom('feed').select('head').where('audience', '=', 'public').executeTakeFirstOrThrow())
        .head
    })
    changed.set(seq, performance.now())
  }

  /** The numbers that reached the copy, each with the moment when it did. */
  async function follow(from: string, until: () => number | null): Promise<Map<number, number>> {
    const seen = new Map<number, number>()
    let next = from
    let last = 0
    while (until() === null || last < (until() ?? 0)) {
      const answer = await fetch(next.replace('http://essaim.example', url), { headers: { prefer: 'wait=5' } })
      const page = (await answer.json()) as { next: string; items: { modified: number }[] }
      for (const { modified } of page.items) seen.set(modified, performance.now())
      last = page.items.at(-1)?.modified ?? last
      next = page.next
    }
    return seen
  }

  const late: number[] = []
  const kept: number[] = []
  const growth: number[] = []
  try {
    // the originals: their copies have no version that could be projected again
    const { rows } = await inScope(db, { kind: 'job' }, (trx) =>
      sql<{ id: string }>`select innovation_id as id from innovation_version where state = 'published'
        limit ${A_SECOND * SECONDS}`.execute(trx),
    )
    for (let round = 0; round <= rounds; round += 1) {
      changed.clear()
      const { head } = await db
        .selectFrom('feed')
        .select('head')
        .where('audience', '=', 'public')
        .executeTakeFirstOrThrow()
      const { rss: before } = await server.ask<{ rss: number }>({ peak: 'reset' })
      let end: number | null = null
      const following = follow(`${url}/v1/feeds/innovations?afterChangeNumber=${head}`, () => end)
      const begun = performance.now()
      for (const [n, { id }] of rows.entries()) {
        await delay(Math.max(0, begun + (n * 1000) / A_SECOND - performance.now()))
        await change(id)
      }
      kept.push(rows.length / ((performance.now() - begun) / 1000))
      end = Math.max(...changed.keys())
      const seen = await following
      const lags = [...changed].flatMap(([seq, at]) => {
        const reached = seen.get(seq)
        if (reached === undefined) throw new Error(`the change ${seq} never reached the follower`)
        return [Math.max(0, reached - at)]
      })
      const { rss: after } = await server.ask<{ rss: number }>({ peak: 'read' })
      if (round === 0) continue
      late.push(lags.sort((a, b) => a - b)[Math.floor(lags.length * 0.95)] ?? Number.NaN)
      growth.push((after - before) / 2 ** 20)
    }
  } finally {
    await db.destroy()
    await server.stop()
  }
  return [
    plainRow(records, `following ${A_SECOND} changes a second: kept up by the writer`, kept.slice(1), ' /s', {}),
    plainRow(records, `following ${A_SECOND} changes a second: 95 % are in the copy after`, late, ' ms', {}),
    plainRow(records, `following ${A_SECOND} changes a second: growth of the server’s memory`, growth, ' MB', {
      atMost: 150,
    }),
  ]
}

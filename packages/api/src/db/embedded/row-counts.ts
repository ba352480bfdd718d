import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'

/** How many rows each table has at a moment, at least and at most: the same where nobody wrote during it. */
export type RowCounts = Record<string, [number, number]>

/** The ordinary tables of the application. */
export const APPLICATION_TABLES =
  "select c.oid::regclass::text as name from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace order by 1"

const LONGEST_COMMIT = 2000

/**
 * Does something between two looks at all tables: what the first sees was certainly committed before it, and what was
 * committed before it the second certainly sees. Nobody waits for that.
 */
export async function rowsAround<T>(
  databaseUrl: string,
  work: () => Promise<T>,
): Promise<{ result: T; rows: RowCounts }> {
  const clients: pg.Client[] = []
  const connect = async () => {
    const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 })
    client.on('error', () => undefined)
    clients.push(client)
    await client.connect()
    return client
  }
  const look = async () => {
    const client = await connect()
    await client.query('begin isolation level repeatable read read only')
    const { rows } = await client.query<{ snapshot: string }>('select pg_current_snapshot()::text as snapshot')
    return { client, snapshot: rows[0]?.snapshot ?? '' }
  }
  try {
    const before = await look()
    const result = await work()
    await commitsEnded(await connect())
    return { result, rows: await compare(before.client, before.snapshot, (await look()).client) }
  } finally {
    await Promise.all(clients.map((client) => client.end().catch(() => undefined)))
  }
}

/** Who is writing its commit at this moment is in the log already, and seen by nobody yet. */
async function commitsEnded(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ edge: string }>('select pg_current_xact_id()::text as edge')
  const ended = 'select pg_snapshot_xmin(pg_current_snapshot()) > $1::xid8 as ended'
  for (const started = Date.now(); Date.now() - started < LONGEST_COMMIT; await delay(10)) {
    if ((await client.query<{ ended: boolean }>(ended, [rows[0]?.edge])).rows[0]?.ended) return
  }
}

async function compare(before: pg.Client, snapshot: string, after: pg.Client): Promise<RowCounts> {
  const { rows: tables } = await after.query<{ name: string }>(APPLICATION_TABLES)
  const counts: RowCounts = {}
  for (const { name } of tables) {
    const old = await before.query<{ n: number }>(`select count(*)::int as n from ${name}`)
    const now = await after.query<{ n: number; fresh: number }>(
      `select count(*)::int as n, count(*) filter (where not pg_visible_in_snapshot(xmin::text::xid8, $1::pg_snapshot))::int as fresh from ${name}`,
      [snapshot],
    )
    const { n = 0, fresh = 0 } = now.rows[0] ?? {}
    counts[name] = [n - fresh, (old.rows[0]?.n ?? 0) + fresh]
  }
  return counts
}

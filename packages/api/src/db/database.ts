import { type Actor, seesAll } from '@essaim/shared/actors.ts'
import { Kysely, PostgresDialect, type PostgresPool, sql, type Transaction } from 'kysely'
import { LRUCache } from 'lru-cache'
import pg from 'pg'
import type { DB } from './schema.ts'

export type Db = Kysely<DB>
export type Trx = Transaction<DB>

// Numbers of 64 bits are read as numbers: the feed's counter stays far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)
// Days stay days: a Date would move them by the machine's time zone.
pg.types.setTypeParser(pg.types.builtins.DATE, (value) => value)

export type PoolLimits = { size: number; connectMs: number; statementMs: number; queryMs: number; lockMs: number }

const LIMITS: PoolLimits = { size: 10, connectMs: 2000, statementMs: 5000, queryMs: 6000, lockMs: 2000 }

/** A pool whose every wait has an end: for a connection, for a lock, for a statement, for an answer. */
export function openPool(
  connectionString: string,
  onError: (error: Error) => void,
  limits: Partial<PoolLimits> = {},
): pg.Pool {
  const { size, connectMs, statementMs, queryMs, lockMs } = { ...LIMITS, ...limits }
  const pool = new pg.Pool({
    connectionString,
    max: size,
    connectionTimeoutMillis: connectMs,
    query_timeout: queryMs,
    statement_timeout: statementMs,
    lock_timeout: lockMs,
    idle_in_transaction_session_timeout: 10_000,
    keepAlive: true,
    application_name: 'essaim',
  })
  // Without a listener, one connection that the server ends would end the process: an idle one, or one in use that
  // waits between two statements.
  pool.on('error', onError)
  pool.on('connect', (client) => client.on('error', onError))
  return pool
}

// A name keeps a plan in every connection: only what is asked again and again gets one, and only so many do.
const NAMED = 400
const LONGEST_NAMED = 8000
const names = new Map<string, string>()
const seenOnce = new LRUCache<string, true>({ max: 1000 })

/** The name of a statement that comes back; none for one that is asked for the first time, that never ends, or whose columns a migration may change. */
function nameOf(text: string): string | undefined {
  const known = names.get(text)
  if (
    known !== undefined ||
    names.size >= NAMED ||
    text.length > LONGEST_NAMED ||
    /(select|returning) \*|"\.\*/.test(text)
  )
    return known
  if (!seenOnce.has(text)) {
    seenOnce.set(text, true)
    return undefined
  }
  const name = `essaim-${names.size}`
  names.set(text, name)
  return name
}

type Connection = { query(text: string, values: readonly unknown[]): Promise<pg.QueryResult>; release(): void }

/** kysely over the pool; statements that come back are named, so that PostgreSQL plans each once per connection. */
export function openDatabase(pool: pg.Pool): Db {
  const connections = new WeakMap<pg.PoolClient, Connection>()
  const naming = {
    async connect(): Promise<Connection> {
      const client = await pool.connect()
      const known = connections.get(client)
      if (known) return known
      const connection: Connection = {
        query(text, values) {
          const name = values.length > 0 ? nameOf(text) : undefined
          return name === undefined
            ? client.query(text, values as unknown[])
            : client.query({ name, text, values: values as unknown[] })
        },
        release: () => client.release(),
      }
      connections.set(client, connection)
      return connection
    },
    end: () => pool.end(),
  }
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool: naming as unknown as PostgresPool }) })
}

/**
 * A transaction in which row-level security knows the actor's scope. Every query of a scoped table runs in one:
 * without it, nothing scoped is seen.
 */
export function inScope<T>(db: Db, actor: Actor, work: (trx: Trx) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (trx) => {
    const { departments, regional_delegations } =
      actor.kind === 'staff' ? actor : { departments: [], regional_delegations: [] }
    const association = actor.kind === 'respondent' ? actor.association : ''
    await sql`select set_config('essaim.scope', ${seesAll(actor) ? 'all' : ''}, true),
      set_config('essaim.departments', ${`{${departments.join(',')}}`}, true),
      set_config('essaim.delegations', ${`{${regional_delegations.join(',')}}`}, true),
      set_config('essaim.association', ${association}, true)`.execute(trx)
    return work(trx)
  })
}

/**
 * What the machine does by itself within somebody's transaction, who may not see what it needs for that: nothing that it
 * reads comes back.
 */
export async function asMachine(trx: Trx, work: (trx: Trx) => Promise<void>): Promise<void> {
  const scope = (to: string) => sql`select set_config('essaim.scope', ${to}, true)`.execute(trx)
  const { rows } = await sql<{ scope: string | null }>`select current_setting('essaim.scope', true) as scope`.execute(
    trx,
  )
  await scope('all')
  await work(trx)
  // a failure ends the transaction, and the scope with it
  await scope(rows[0]?.scope ?? '')
}

const touched = new WeakSet<Trx>()

/** Notes that the transaction changes what readers get: whoever made it waits until this process has forgotten the old. */
export const touchReaders = (trx: Trx): void => {
  touched.add(trx)
}
export const touchesReaders = (trx: Trx): boolean => touched.has(trx)

import { randomInt } from 'node:crypto'
import { sql } from 'kysely'
import pg from 'pg'

export type Notices = {
  /** Calls back for each notice on the channel, and with null when the line was lost: whatever was cached may be stale. */
  on(channel: string, heard: (payload: string | null) => void): void
  /** Whether every notice is being heard: caches are trusted only then. */
  readonly listening: boolean
  /** The number by which the other processes can tell that this one lives; null while they cannot. */
  readonly presence: number | null
  /** Ends once every notice of what was committed before has been heard here. */
  caughtUp(): Promise<void>
  close(): Promise<void>
}

const CHANNELS = ['essaim_terms', 'essaim_document', 'essaim_feed', 'essaim_webhooks', 'essaim_sealed']
const AGAIN_MS = 1000

// any number will do: of a process's lock, the first of its two
const PRESENCE_LOCK = 720_261_131

/** Whether the process of this number lives, as an expression: it holds its lock as long as its line to the database. */
export const isPresent = (column: string) =>
  sql<boolean>`exists (select from pg_locks l where l.locktype = 'advisory' and l.granted
    and l.classid = ${sql.lit(PRESENCE_LOCK)} and l.objid = ${sql.ref(column)}::oid and l.objsubid = 2
    and l.database = (select oid from pg_database where datname = current_database()))`

/** One connection that listens to what other processes, and other hands, change in the database. */
export function listenToNotices(connectionString: string, log: (error: Error) => void): Notices {
  const presence = randomInt(1, 2 ** 31)
  const listeners = new Map<string, ((payload: string | null) => void)[]>()
  let client: pg.Client | null = null
  let listening = false
  let closed = false
  let timer: NodeJS.Timeout | undefined

  const tellAll = (payload: null) => {
    for (const heard of [...listeners.values()].flat()) heard(payload)
  }
  const lost = (error: Error | null) => {
    if (closed || !client) return
    client = null
    listening = false
    tellAll(null)
    if (error) log(error)
    timer = setTimeout(connect, AGAIN_MS)
  }
  async function connect(): Promise<void> {
    const line = new pg.Client({
      connectionString,
      keepAlive: true,
      connectionTimeoutMillis: 2000,
      application_name: 'essaim notices',
    })
    client = line
    line.on('error', (error) => {
      lost(error)
    })
    line.on('end', () => {
      lost(null)
    })
    line.on('notification', ({ channel, payload }) => {
      for (const heard of listeners.get(channel) ?? []) heard(payload ?? '')
    })
    try {
      await line.connect()
      for (const channel of CHANNELS) await line.query(`listen ${channel}`)
      await line.query('select pg_try_advisory_lock($1, $2)', [PRESENCE_LOCK, presence])
      // what changed before the first notice could be heard
      tellAll(null)
      listening = true
    } catch (error) {
      await line.end().catch(() => undefined)
      lost(error as Error)
    }
  }
  void connect()
  return {
    on(channel, heard) {
      listeners.set(channel, [...(listeners.get(channel) ?? []), heard])
    },
    get listening() {
      return listening
    },
    get presence() {
      return listening ? presence : null
    },
    async caughtUp() {
      // PostgreSQL sends what a listener missed before it is ready for its next query; a lost line forgets everything.
      await client?.query('select 1').catch(() => undefined)
    },
    async close() {
      closed = true
      clearTimeout(timer)
      await client?.end().catch(() => undefined)
    },
  }
}

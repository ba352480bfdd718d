import { existsSync } from 'node:fs'
import { appendFile, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { holderOf } from '../src/db/embedded/lock.ts'
import { liveServer } from '../src/db/embedded/postmaster.ts'
import { openDataDir, type Postgres, startPostgres } from '../src/db/embedded.ts'
import { binaries, copyPreparedData, prepareData } from './prepared-data.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    postgres: { superUrl: string; ownerUrl: string; appUrl: string; version: string }
  }
}

const TEMPLATE = 'essaim_template'

const PREFIX = 'essaim-test-'

/** Where a run keeps the data that it has prepared, within its own directory. */
const PREPARED = 'prepared'

/** Ends and removes what test runs that were killed have left. */
async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue
    const places = [join(tmpdir(), name), join(tmpdir(), name, PREPARED)]
    const held = await Promise.all(places.map((place) => holderOf(join(place, 'lock.json'))))
    // A directory without a lock may belong to a run that begins at this moment.
    if (held.some(Boolean) || !places.some((place) => existsSync(join(place, 'lock.json')))) continue
    try {
      for (const place of places) {
        const server = await liveServer(join(place, 'cluster'))
        if (server) process.kill(server.pid, 'SIGQUIT')
      }
      await rm(join(tmpdir(), name), { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
    } catch {
      // Another account's run: its own next run sweeps it.
    }
  }
}

/** Starts a PostgreSQL for the whole run, with the template that each test file clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await sweep()
  const dataDir = await mkdtemp(join(tmpdir(), PREFIX))
  const prepared = join(dataDir, PREPARED)
  let postgres: Postgres | undefined
  const stop = async () => {
    await postgres?.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    await openDataDir(dataDir)
    await prepareData(prepared)
    await copyPreparedData(dataDir, prepared)
    // for the applications of several files at once, each with the pools of a process of its own
    await appendFile(join(dataDir, 'cluster/postgresql.auto.conf'), 'max_connections = 400\n')
    postgres = await startPostgres({ dataDir, binaries: binaries(), fast: true, log: () => undefined })
    const client = new pg.Client(postgres.superUrl)
    await client.connect()
    await client.query(`create database ${TEMPLATE} template essaim owner essaim_owner`)
    await client.end()
  } catch (error) {
    await stop()
    throw error
  }
  const { superUrl, ownerUrl, appUrl, version } = postgres
  project.provide('postgres', { superUrl, ownerUrl, appUrl, version })
  project.provide('preparedData', prepared)
  return stop
}

import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { holderOf } from '../src/db/embedded/lock.ts'
import { liveServer } from '../src/db/embedded/postmaster.ts'
import { startPostgres } from '../src/db/embedded.ts'
import { binaries, copyPreparedData, prepareData } from './prepared-data.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    postgres: { superUrl: string; ownerUrl: string; appUrl: string; version: string }
  }
}

const TEMPLATE = 'essaim_template'

const PREFIX = 'essaim-test-'

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

/** Starts a PostgreSQL for the whole run, with the template that each test file clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await sweep()
  const removePrepared = await prepareData(project)
  const dataDir = await mkdtemp(join(tmpdir(), PREFIX))
  await copyPreparedData(dataDir, project.getProvidedContext().preparedData)
  const postgres = await startPostgres({ dataDir, binaries: binaries(), fast: true, log: () => undefined })
  const stop = async () => {
    await postgres.stop()
    await rm(dataDir, { recursive: true, force: true })
    await removePrepared()
  }
  try {
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
  return stop
}

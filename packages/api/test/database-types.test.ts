import { execFile } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { createTestDatabase } from './database.ts'

const SCHEMA = join(import.meta.dirname, '../src/db/schema.ts')
const GENERATOR = join(import.meta.dirname, '../node_modules/kysely-codegen/dist/cli/bin.js')

test('the committed database types are those of the migrated database', async () => {
  const { ownerUrl } = await createTestDatabase()
  const write = process.env.ESSAIM_TEST_WRITE === '1'
  const out = write ? SCHEMA : join(tmpdir(), `essaim-schema-${process.pid}.ts`)
  const options = [
    '--dialect',
    'postgres',
    '--date-parser',
    'string',
    '--type-mapping',
    '{"int8":"number"}',
    '--exclude-pattern',
    'kysely_*',
  ]
  await promisify(execFile)(process.execPath, [GENERATOR, '--url', ownerUrl, ...options, '--out-file', out])
  const generated = await readFile(out, 'utf8')
  if (!write) await rm(out)
  expect(await readFile(SCHEMA, 'utf8'), 'run ESSAIM_TEST_WRITE=1 npx vitest run test/database-types.test.ts').toBe(
    generated,
  )
}, 60_000)

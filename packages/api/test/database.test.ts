import pg from 'pg'
import { expect, test } from 'vitest'
import { createTestDatabase } from './database.ts'

test('a test database is a clone that the application enters without owning it', async () => {
  const database = await createTestDatabase()
  const client = new pg.Client(database.appUrl)
  await client.connect()
  const { rows } = await client.query(
    `select r.rolname as me, r.rolsuper, r.rolbypassrls, pg_get_userbyid(d.datdba) as owner
     from pg_roles r, pg_database d where r.rolname = current_user and d.datname = current_database()`,
  )
  await client.end()
  expect(rows).toEqual([{ me: 'essaim_app', rolsuper: false, rolbypassrls: false, owner: 'essaim_owner' }])
  await database.drop()
})

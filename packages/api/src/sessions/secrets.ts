import { randomBytes } from 'node:crypto'
import type { Db } from '../db/database.ts'

/** A secret of 256 bits kept in the database under a name, made at the first call: every process has the same. */
export async function secretNamed(db: Db, name: string): Promise<Buffer> {
  await db
    .insertInto('secret')
    .values({ name, value: randomBytes(32) })
    .onConflict((c) => c.doNothing())
    .execute()
  return (await db.selectFrom('secret').select('value').where('name', '=', name).executeTakeFirstOrThrow()).value
}

import { readdirSync, readFileSync } from 'node:fs'
import type { GridContent } from '@essaim/shared/evaluation-grids.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { newId } from '../lib/id.ts'

const folder = new URL('./seed/', import.meta.url)

/** The grids that a new installation starts with. */
export const seedGrids = (): { code: string; content: GridContent }[] =>
  readdirSync(folder)
    .sort()
    .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')))

/** Publishes each grid as its version 1, unless one of this code exists. Returns how many it did. */
export async function storeGrids(trx: Trx): Promise<number> {
  let stored = 0
  for (const { code, content } of seedGrids()) {
    const id = newId()
    const inserted = await trx
      .insertInto('evaluation_grid')
      .values({ id, code })
      .onConflict((conflict) => conflict.column('code').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!inserted) continue
    await trx
      .insertInto('evaluation_grid_version')
      .values({
        grid_id: id,
        number: 1,
        state: 'published',
        content: JSON.stringify(content),
        published_at: sql`now()`,
      })
      .execute()
    stored += 1
  }
  return stored
}

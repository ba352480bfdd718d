import type { GridContent, GridTransition } from '@essaim/shared/evaluation-grids.ts'
import { gridFaults } from '@essaim/shared/evaluation-rules.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { type Caller, recordEvent } from '../events/commands.ts'
import { newId } from '../lib/id.ts'
import { problem } from '../lib/problem.ts'
import { findGridVersion, type GridRow, type GridVersionRow, openGridTransitions } from './queries.ts'

const DETAIL = {
  repeated: { fr: 'Ce code est déjà pris dans la grille.', en: 'The grid uses this code already.' },
  order: { fr: 'Chaque degré doit dépasser le précédent.', en: 'Each degree has to be above the one before.' },
}

function refuseFaults(content: GridContent): void {
  const errors = gridFaults(content).map(({ pointer, code }) => ({
    pointer: `/content${pointer}`,
    code,
    detail: DETAIL[code],
  }))
  if (errors.length > 0) throw problem('validation', { errors })
}

const trail = (trx: Trx, caller: Caller, grid: string, action: string, detail: Record<string, unknown>) =>
  recordEvent(trx, caller, {
    action: `evaluation_grid.${action}`,
    subject: { kind: 'evaluation_grid', id: grid },
    detail,
  })

/** A grid with the draft of its first version; 409 when the code is another's. */
export async function createGrid(
  trx: Trx,
  caller: Caller,
  { code, content }: { code: string; content: GridContent },
): Promise<string> {
  refuseFaults(content)
  const id = newId()
  const inserted = await trx
    .insertInto('evaluation_grid')
    .values({ id, code })
    .onConflict((conflict) => conflict.column('code').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!inserted)
    throw problem('conflict', {
      errors: [
        {
          pointer: '/code',
          code: 'taken',
          detail: { fr: 'Une grille porte déjà ce code.', en: 'A grid has this code already.' },
        },
      ],
    })
  await trx
    .insertInto('evaluation_grid_version')
    .values({ grid_id: id, number: 1, content: JSON.stringify(content) })
    .execute()
  await trail(trx, caller, id, 'create', { code })
  return id
}

/** Begins the draft of a locked grid, or writes it whole. */
export async function writeGridDraft(
  trx: Trx,
  caller: Caller,
  grid: GridRow,
  content: GridContent,
): Promise<GridVersionRow> {
  refuseFaults(content)
  const number =
    grid.draft_version ??
    (
      await trx
        .selectFrom('evaluation_grid_version')
        .select(sql<number>`max(number) + 1`.as('next'))
        .where('grid_id', '=', grid.id)
        .executeTakeFirstOrThrow()
    ).next
  await trx
    .insertInto('evaluation_grid_version')
    .values({ grid_id: grid.id, number, content: JSON.stringify(content) })
    .onConflict((c) =>
      c.columns(['grid_id', 'number']).doUpdateSet({
        content: JSON.stringify(content),
        version: sql`evaluation_grid_version.version + 1`,
        updated_at: sql`now()`,
      }),
    )
    .execute()
  await trail(trx, caller, grid.id, 'draft', { number })
  return findGridVersion(trx, grid.id, number)
}

/** Publishes the draft, in the place of the version that was in use; or takes that out of use. */
export async function transitionGrid(
  trx: Trx,
  caller: Caller,
  grid: GridRow,
  number: number,
  transition: GridTransition,
): Promise<GridVersionRow> {
  const row = await findGridVersion(trx, grid.id, number)
  if (!(openGridTransitions(row.state) as string[]).includes(transition))
    throw problem('conflict', { members: { state: row.state } })
  const retire = (which: number) =>
    trx
      .updateTable('evaluation_grid_version')
      .set((e) => ({
        state: 'retired',
        retired_at: sql`now()`,
        updated_at: sql`now()`,
        version: e('version', '+', 1),
      }))
      .where('grid_id', '=', grid.id)
      .where('number', '=', which)
      .execute()
  if (transition === 'retire') await retire(number)
  else {
    if (grid.current_version !== null) await retire(grid.current_version)
    await trx
      .updateTable('evaluation_grid_version')
      .set((e) => ({
        state: 'published',
        published_at: sql`now()`,
        updated_at: sql`now()`,
        version: e('version', '+', 1),
      }))
      .where('grid_id', '=', grid.id)
      .where('number', '=', number)
      .execute()
  }
  await trail(trx, caller, grid.id, transition, { number })
  return findGridVersion(trx, grid.id, number)
}

import type { Grid, GridContent, GridVersion, GridVersionState } from '@essaim/shared/evaluation-grids.ts'
import type { Label } from '@essaim/shared/schema.ts'
import { sql } from 'kysely'
import type { Db, Trx } from '../db/database.ts'
import { etag } from '../lib/etag.ts'
import type { PageRequest } from '../lib/lists.ts'
import { problem } from '../lib/problem.ts'

export type GridVersionRow = {
  grid_id: string
  number: number
  state: GridVersionState
  content: GridContent
  version: number
  published_at: Date | null
  retired_at: Date | null
  updated_at: Date
}

// the title of the version in use, else of the newest
const selected = (db: Db | Trx) =>
  db.selectFrom('evaluation_grid as grid').select([
    'grid.id',
    'grid.code',
    'grid.created_at',
    sql<Label>`(select content -> 'title' from evaluation_grid_version v where v.grid_id = grid.id
      order by v.state = 'published' desc, v.number desc limit 1)`.as('title'),
    sql<
      number | null
    >`(select number from evaluation_grid_version v where v.grid_id = grid.id and v.state = 'published')`.as(
      'current_version',
    ),
    sql<
      number | null
    >`(select number from evaluation_grid_version v where v.grid_id = grid.id and v.state = 'draft')`.as(
      'draft_version',
    ),
  ])
export type GridRow = Awaited<ReturnType<typeof findGrid>>

/** The grids, by code; one more than asked. */
export function listGrids(db: Db | Trx, page: PageRequest) {
  let list = selected(db)
    .orderBy('grid.code')
    .limit(page.limit + 1)
  if (page.after) list = list.where('grid.code', '>', String(page.after[0]))
  return list.execute()
}

export const countGrids = async (db: Db | Trx): Promise<number> =>
  (await db.selectFrom('evaluation_grid').select(sql<number>`count(*)::int`.as('n')).executeTakeFirstOrThrow()).n

/** These grids, in one query. */
export const listGridsOf = (db: Db | Trx, ids: string[]) =>
  ids.length === 0 ? Promise.resolve([]) : selected(db).where('grid.id', 'in', ids).execute()

/** A grid, or 404. */
export async function findGrid(db: Db | Trx, id: string) {
  const row = await selected(db).where('grid.id', '=', id).executeTakeFirst()
  if (!row) throw problem('not-found')
  return row
}

/** The same, locked until the transaction ends: its versions have one writer at a time. */
export async function lockGrid(trx: Trx, id: string): Promise<GridRow> {
  await trx.selectFrom('evaluation_grid').select('id').where('id', '=', id).forUpdate().executeTakeFirst()
  return findGrid(trx, id)
}

/** Versions by their grid and number, in one query. */
export async function findGridVersions(
  db: Db | Trx,
  wanted: { grid_id: string; number: number }[],
): Promise<GridVersionRow[]> {
  if (wanted.length === 0) return []
  return db
    .selectFrom('evaluation_grid_version')
    .select([
      'grid_id',
      'number',
      sql<GridVersionState>`state`.as('state'),
      sql<GridContent>`content`.as('content'),
      'version',
      'published_at',
      'retired_at',
      'updated_at',
    ])
    .where((e) =>
      e.or(wanted.map(({ grid_id, number }) => e.and([e('grid_id', '=', grid_id), e('number', '=', number)]))),
    )
    .execute()
}

/** A version, or 404. */
export async function findGridVersion(db: Db | Trx, grid_id: string, number: number): Promise<GridVersionRow> {
  const [row] = await findGridVersions(db, [{ grid_id, number }])
  if (!row) throw problem('not-found')
  return row
}

export const versionTag = (row: GridVersionRow): string => etag(`${row.number}-${row.version}`)

export const presentGrid = (row: GridRow): Grid => ({ ...row, created_at: row.created_at.toISOString() })

export function presentGridVersion(grid: GridRow, row: GridVersionRow, mayWrite: boolean): GridVersion {
  const { grid_id: _grid, version: _version, ...shown } = row
  return {
    ...shown,
    grid: presentGrid(grid),
    transitions: mayWrite ? openGridTransitions(row.state) : [],
    published_at: row.published_at?.toISOString() ?? null,
    retired_at: row.retired_at?.toISOString() ?? null,
    updated_at: row.updated_at.toISOString(),
  }
}

/** A draft is published, what is published is retired. */
export const openGridTransitions = (state: GridVersionState) =>
  state === 'draft' ? (['publish'] as const).slice() : state === 'published' ? (['retire'] as const).slice() : []

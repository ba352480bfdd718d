import type { StaffActor } from '@essaim/shared/actors.ts'
import type { QueueFilters } from '@essaim/shared/queue.ts'
import type { SavedView } from '@essaim/shared/saved-views.ts'
import { type SqlBool, sql } from 'kysely'
import type { Db, Trx } from '../db/database.ts'
import { problem } from '../lib/problem.ts'

/** One's own views, and those that are shared with everybody or with a role of one's own. */
const visible = ({ id, roles }: StaffActor) => sql<SqlBool>`(saved_view.owner_id = ${id}::uuid
  or saved_view.shared_with = 'all' or saved_view.shared_with = any (${roles}))`

const selected = (db: Db | Trx, actor: StaffActor) =>
  db
    .selectFrom('saved_view')
    .innerJoin('staff_member as owner', 'owner.id', 'saved_view.owner_id')
    .where(visible(actor))
    .select([
      'saved_view.id',
      'saved_view.name',
      sql<QueueFilters>`saved_view.filters`.as('filters'),
      sql<SavedView['shared_with']>`saved_view.shared_with`.as('shared_with'),
      'saved_view.owner_id',
      'owner.name as owner_name',
      'saved_view.version',
      'saved_view.created_at',
      'saved_view.updated_at',
    ])
export type SavedViewRow = Awaited<ReturnType<typeof findView>>

/** What somebody may have at most: their list is one page. */
export const MOST_VIEWS = 100

/** The caller's views, by name. */
export const listViews = (db: Db | Trx, actor: StaffActor) =>
  selected(db, actor).orderBy('saved_view.name').orderBy('saved_view.id').limit(200).execute()

export async function findView(db: Db | Trx, actor: StaffActor, id: string) {
  const row = await selected(db, actor).where('saved_view.id', '=', id).executeTakeFirst()
  if (!row) throw problem('not-found')
  return row
}

/** The view, locked until the end of the transaction. */
export async function lockView(trx: Trx, actor: StaffActor, id: string): Promise<SavedViewRow> {
  await trx.selectFrom('saved_view').select('id').where('id', '=', id).forUpdate().execute()
  return findView(trx, actor, id)
}

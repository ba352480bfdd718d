import type { Actor } from '@essaim/shared/actors.ts'
import type { OwnVersionEditQuery } from '@essaim/shared/version-edits.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import type { PageRequest } from '../lib/lists.ts'
import { problem } from '../lib/problem.ts'
import { visibleTo } from '../policy.ts'

export type EditRow = Awaited<ReturnType<typeof editsOf>>[number]

const columns = [
  'edit.id',
  'edit.innovation_id',
  'edit.number',
  'edit.question',
  'edit.nature',
  'edit.reason',
  'edit.before',
  'edit.after',
  'edit.state',
  'edit.refused_because',
  'edit.decided_at',
  'edit.created_at',
] as const

/** What was written into a version on the association's behalf, the first edit first. */
export const editsOf = (trx: Trx, innovationId: string, number: number) =>
  trx
    .selectFrom('version_edit as edit')
    .select(columns)
    .where('edit.innovation_id', '=', innovationId)
    .where('edit.number', '=', number)
    .orderBy('edit.id')
    .execute()

/** The edits of a version that the association has not decided on. */
export const undecidedEdits = async (trx: Trx, innovationId: string, number: number): Promise<EditRow[]> =>
  (await editsOf(trx, innovationId, number)).filter(({ state }) => state === 'proposed')

const own = (trx: Trx, actor: Actor) =>
  trx
    .selectFrom('version_edit as edit')
    .innerJoin('innovation', 'innovation.id', 'edit.innovation_id')
    .innerJoin('innovation_version as version', (join) =>
      join.onRef('version.innovation_id', '=', 'edit.innovation_id').onRef('version.number', '=', 'edit.number'),
    )
    .select(columns)
    .select(['innovation.title', 'version.submission_id', 'version.questionnaire_version_id'])
    .where(visibleTo(actor, 'innovation'))

export type OwnEditRow = Awaited<ReturnType<typeof listOwnEdits>>[number]

/** The edits of an association's records, the last one first; one more than asked. */
export function listOwnEdits(trx: Trx, actor: Actor, query: OwnVersionEditQuery, page: PageRequest) {
  let list = own(trx, actor)
  if (query.state) list = list.where('edit.state', 'in', query.state)
  if (query.innovation) list = list.where('edit.innovation_id', 'in', query.innovation)
  if (page.after) list = list.where(sql<boolean>`edit.id < ${page.after[0]}::uuid`)
  return list
    .orderBy('edit.id', 'desc')
    .limit(page.limit + 1)
    .execute()
}

/** One of them. */
export async function findOwnEdit(trx: Trx, actor: Actor, id: string): Promise<OwnEditRow> {
  const row = await own(trx, actor).where('edit.id', '=', id).executeTakeFirst()
  if (!row) throw problem('not-found')
  return row
}

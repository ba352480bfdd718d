import type { Actor } from '@essaim/shared/actors.ts'
import type { Succession, SuccessionQuery } from '@essaim/shared/successions.ts'
import type { Trx } from '../db/database.ts'
import type { PageRequest } from '../lib/lists.ts'
import { problem } from '../lib/problem.ts'
import { associationVisibleTo } from '../policy.ts'

const selected = (trx: Trx, actor: Actor) =>
  trx
    .selectFrom('succession')
    .innerJoin('association', 'association.id', 'succession.association_id')
    .leftJoin('contact as former', 'former.id', 'succession.contact_id')
    .where(associationVisibleTo(actor, 'succession.association_id'))

const columns = [
  'succession.id',
  'succession.association_id',
  'succession.invitation_id',
  'succession.contact_id',
  'succession.office',
  'succession.civility',
  'succession.name',
  'succession.email',
  'succession.state',
  'succession.decided_by',
  'succession.decided_at',
  'succession.version',
  'succession.created_at',
  'association.name as association_name',
  'association.department',
  'former.name as former_name',
] as const

export type SuccessionRow = Awaited<ReturnType<typeof findSuccession>>

/** One proposal that the actor may see. */
export async function findSuccession(trx: Trx, actor: Actor, id: string) {
  const row = await selected(trx, actor).select(columns).where('succession.id', '=', id).executeTakeFirst()
  if (!row) throw problem('not-found')
  return row
}

/** A page of them, one more than asked, newest first. */
export async function listSuccessions(trx: Trx, actor: Actor, query: SuccessionQuery, page: PageRequest) {
  let list = selected(trx, actor)
  if (query.state) list = list.where('succession.state', 'in', query.state)
  const total = query.count
    ? (await list.select((e) => e.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n
    : undefined
  if (page.after) list = list.where('succession.id', '<', String(page.after[0]))
  const rows = await list
    .select(columns)
    .orderBy('succession.id', 'desc')
    .limit(page.limit + 1)
    .execute()
  return { rows, total }
}

export const presentSuccession = (row: SuccessionRow) =>
  ({
    id: row.id,
    association: { id: row.association_id, name: row.association_name },
    office: row.office,
    former: row.contact_id ? { id: row.contact_id, name: row.former_name } : null,
    civility: row.civility,
    name: row.name,
    email: row.email,
    state: row.state,
    transitions: row.state === 'proposed' ? ['confirm', 'refuse'] : [],
    decided_at: row.decided_at,
    created_at: row.created_at,
  }) as unknown as Succession

import type { Actor } from '@essaim/shared/actors.ts'
import type { HelpRequest, HelpRequestQuery } from '@essaim/shared/help-requests.ts'
import { type SqlBool, sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import type { PageRequest } from '../lib/lists.ts'
import { problem } from '../lib/problem.ts'
import { associationVisibleTo } from '../policy.ts'

const selected = (trx: Trx, actor: Actor) =>
  trx
    .selectFrom('help_request')
    .innerJoin('association', 'association.id', 'help_request.association_id')
    .leftJoin('contact', 'contact.id', 'help_request.contact_id')
    .where(associationVisibleTo(actor, 'help_request.association_id'))

const columns = [
  'help_request.id',
  'help_request.association_id',
  'help_request.contact_id',
  'help_request.submission_id',
  'help_request.message',
  'help_request.telephone',
  'help_request.answered_by',
  'help_request.answered_at',
  'help_request.version',
  'help_request.created_at',
  'association.name as association_name',
  'association.department',
  'contact.name as contact_name',
] as const

export type HelpRequestRow = Awaited<ReturnType<typeof findHelpRequest>>

/** One request that the actor may see. */
export async function findHelpRequest(trx: Trx, actor: Actor, id: string) {
  const row = await selected(trx, actor).select(columns).where('help_request.id', '=', id).executeTakeFirst()
  if (!row) throw problem('not-found')
  return row
}

/** A page of them, one more than asked, newest first. */
export async function listHelpRequests(trx: Trx, actor: Actor, query: HelpRequestQuery, page: PageRequest) {
  let list = selected(trx, actor)
  if (query.state)
    list = list.where(
      sql<SqlBool>`(case when help_request.answered_at is null then 'open' else 'answered' end) = any (${query.state})`,
    )
  const total = query.count
    ? (await list.select((e) => e.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n
    : undefined
  if (page.after) list = list.where('help_request.id', '<', String(page.after[0]))
  const rows = await list
    .select(columns)
    .orderBy('help_request.id', 'desc')
    .limit(page.limit + 1)
    .execute()
  return { rows, total }
}

export const presentHelpRequest = (row: HelpRequestRow) =>
  ({
    id: row.id,
    association: { id: row.association_id, name: row.association_name },
    contact: row.contact_id ? { id: row.contact_id, name: row.contact_name } : null,
    submission_id: row.submission_id,
    message: row.message,
    telephone: row.telephone,
    state: row.answered_at === null ? 'open' : 'answered',
    transitions: row.answered_at === null ? ['answer'] : [],
    answered_at: row.answered_at,
    created_at: row.created_at,
  }) as unknown as HelpRequest

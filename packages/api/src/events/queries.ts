import type { Role } from '@essaim/shared/actors.ts'
import type { Event, Origin } from '@essaim/shared/events.ts'
import { TOPICS, type Topic } from '@essaim/shared/history.ts'
import type { Named } from '@essaim/shared/schema.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import type { PageRequest } from '../lib/lists.ts'

export type EventRow = {
  id: string
  at: Date
  actor_kind: Event['actor']['kind']
  actor_id: string | null
  actor_name: string | null
  actor_roles: Role[]
  on_behalf_of: Named | null
  action: string
  subject_kind: string
  subject_id: string | null
  detail: Record<string, unknown> | null
  origin: Origin | null
}

export type EventFilters = {
  subject_kind?: string | undefined
  subject_id?: string | undefined
  actor_id?: string | undefined
  action?: string | undefined
  subjects?: HistorySubjects | undefined
  topic?: Topic | undefined
}

/** The ids of what a history is about, by kind. */
export type HistorySubjects = { [kind in 'submission' | 'innovation' | 'file']?: string[] }

function matching(trx: Trx, filters: EventFilters) {
  let query = trx.selectFrom('event as e')
  for (const column of ['subject_kind', 'subject_id', 'actor_id', 'action'] as const) {
    const wanted = filters[column]
    if (wanted !== undefined) query = query.where(`e.${column}`, '=', wanted)
  }
  const { subjects, topic } = filters
  if (subjects)
    query = query.where((e) =>
      e.or(
        Object.entries(subjects)
          .filter(([, ids]) => ids.length > 0)
          .map(([kind, ids]) => e.and([e('e.subject_kind', '=', kind), e('e.subject_id', 'in', ids)])),
      ),
    )
  if (topic) query = query.where(sql<boolean>`e.action like any (${[...TOPICS[topic]]})`)
  return query
}

/** The trail, newest first. Names are looked up: the trail itself holds none, and an erased person has none. */
export async function listEvents(trx: Trx, page: PageRequest, filters: EventFilters): Promise<EventRow[]> {
  let query = matching(trx, filters)
    .leftJoin('event_detail as d', 'd.event_id', 'e.id')
    .select([
      'e.id',
      'e.at',
      sql<EventRow['actor_kind']>`e.actor_kind`.as('actor_kind'),
      'e.actor_id',
      sql<string | null>`case e.actor_kind
        when 'staff' then (select m.name from staff_member m where m.id = e.actor_id)
        when 'key' then (select p.name from credential c join partner p on p.id = c.partner_id where c.id = e.actor_id)
        when 'respondent' then (select c.name from contact c where c.id = e.actor_id)
      end`.as('actor_name'),
      sql<Role[]>`e.actor_roles`.as('actor_roles'),
      sql<Named | null>`(select json_build_object('id', m.id, 'name', m.name) from staff_member m
        where m.id = (d.detail->>'on_behalf_of')::uuid)`.as('on_behalf_of'),
      'e.action',
      'e.subject_kind',
      'e.subject_id',
      sql<Record<string, unknown> | null>`d.detail`.as('detail'),
      sql<Origin | null>`d.origin`.as('origin'),
    ])
    .orderBy('e.id', 'desc')
    .limit(page.limit + 1)
  if (page.after) query = query.where('e.id', '<', String(page.after[0]))
  return query.execute()
}

export const countEvents = async (trx: Trx, filters: EventFilters): Promise<number> =>
  (await matching(trx, filters).select(sql<number>`count(*)::int`.as('total')).executeTakeFirstOrThrow()).total

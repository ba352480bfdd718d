import type { ConsultationPage, NamedCredential, SeenBy } from '@essaim/shared/usage.ts'
import type { Static } from '@sinclair/typebox'
import { sql } from 'kysely'
import type { Db, Trx } from '../db/database.ts'
import { EVERY } from '../innovations/filters.ts'
import type { PageRequest } from '../lib/lists.ts'

type DayRow = {
  credential_id: string
  day: string
  requests: number
  refused: number
  limited: number
  failed: number
  bytes: number
}

/** The keys and clients of a partner, the newest first. */
export async function listCredentials(db: Db, partner: string): Promise<NamedCredential[]> {
  const { rows } = await sql<NamedCredential>`select id, kind, name from credential
    where partner_id = ${partner} order by id desc limit 2000`.execute(db)
  return rows
}

/** What a partner's credentials did, by day. */
export async function listDays(db: Db, partner: string, from: string, to: string): Promise<DayRow[]> {
  return db
    .selectFrom('usage_day')
    .select(['credential_id', sql<string>`day::text`.as('day'), 'requests', 'refused', 'limited', 'failed', 'bytes'])
    .where('partner_id', '=', partner)
    .where(sql<boolean>`day between ${from}::date and ${to}::date`)
    .orderBy('credential_id', 'desc')
    .orderBy('day')
    .execute()
}

/** The last that was refused to a partner, or failed. */
export const listFaults = (db: Db, partner: string) =>
  db
    .selectFrom('usage_fault')
    .select(['credential_id', 'method', 'route', 'problem', 'status', 'times', 'last_at'])
    .where('partner_id', '=', partner)
    .orderBy('last_at', 'desc')
    .limit(50)
    .execute()

// What a follower has before it: of a filtered feed, all that was ever in it, since what left it is told as well.
const ahead = sql`lateral (
    select count(*)::int as behind, coalesce(max(e.seq), p.position) as head from feed_entry e
    where e.audience = p.audience and e.seq > p.position
      and (p.groups = '[]' or ${EVERY} = any (e.known_facets) or facets_match(e.known_facets, p.groups))
  ) as ahead`

type FollowedRow = {
  credential_id: string
  audience: 'public' | 'partners' | 'members'
  filter: string
  position: number
  complete: boolean
  pulled_at: Date
  head: number
  behind: number
}

/** The feeds that a partner reads, the last pulled first, with what is before it. */
export async function listFollowed(db: Db, partner: string): Promise<FollowedRow[]> {
  const { rows } = await sql<FollowedRow>`
    select p.credential_id, p.audience, p.filter, p.position, p.complete, p.at as pulled_at, ahead.head, ahead.behind
    from (select * from feed_pull where partner_id = ${partner} order by at desc limit 200) as p cross join ${ahead}
    order by p.at desc`.execute(db)
  return rows
}

export type LastPull = { partner_id: string; at: Date; behind: number; complete: boolean }

/** Of each partner the last pull of all, and what came since. */
export async function lastPulls(db: Db | Trx, partners: string[]): Promise<LastPull[]> {
  if (partners.length === 0) return []
  const { rows } = await sql<LastPull>`
    select p.partner_id, p.at, p.complete, ahead.behind
    from unnest(${partners}::uuid[]) as asked (partner_id)
    cross join lateral (
      select * from feed_pull where partner_id = asked.partner_id order by at desc limit 1
    ) as p
    cross join ${ahead}`.execute(db)
  return rows
}

type ConsultedRow = { innovation_id: string; title: string | null; times: number; first_at: Date; last_at: Date }

/** The records that a partner read one by one, the last read first; one more than asked. */
export async function listConsultations(trx: Trx, partner: string, page: PageRequest): Promise<ConsultedRow[]> {
  let list = trx
    .selectFrom('consultation as c')
    .innerJoin('innovation as i', 'i.id', 'c.innovation_id')
    .select(['c.innovation_id', 'i.title', 'c.times', 'c.first_at', 'c.last_at'])
    .where('c.partner_id', '=', partner)
  if (page.after)
    list = list.where(
      sql<boolean>`(c.last_at, c.innovation_id) < (${page.after[0]}::timestamptz, ${page.after[1]}::uuid)`,
    )
  return list
    .orderBy('c.last_at', 'desc')
    .orderBy('c.innovation_id', 'desc')
    .limit(page.limit + 1)
    .execute()
}

export async function countConsultations(trx: Trx, partner: string): Promise<number> {
  const { total } = await trx
    .selectFrom('consultation')
    .select(sql<number>`count(*)::int`.as('total'))
    .where('partner_id', '=', partner)
    .executeTakeFirstOrThrow()
  return total
}

/** As the API shows it. */
export const presentConsultation = (row: ConsultedRow): Static<typeof ConsultationPage>['items'][number] => ({
  innovation: { id: row.innovation_id, title: row.title },
  times: row.times,
  first_at: row.first_at.toISOString(),
  last_at: row.last_at.toISOString(),
})

/**
 * Which partners read each of these records by itself, and which hold it in a copy: those whose follower's feed has it,
 * and who have read past where it became live there. What a partner did both ways is said once, by the reading.
 */
export async function seenBy(trx: Trx, ids: string[]): Promise<Map<string, SeenBy[]>> {
  const seen = new Map<string, SeenBy[]>()
  if (ids.length === 0) return seen
  const { rows } = await sql<{ innovation_id: string; partner: string; how: SeenBy['how']; at: Date }>`
    with known as (
      select innovation_id, partner_id, 'consulted' as how, last_at as at from consultation
      where innovation_id = any (${ids}::uuid[])
      union all
      select e.id, p.partner_id, 'copied', max(p.at)
      from feed_entry e
      join document d on d.innovation_id = e.id and d.current
        and d.from_audience <= e.audience and d.to_audience >= e.audience
      join feed_pull p on p.audience = e.audience and p.furthest >= e.since
        and (p.groups = '[]' or facets_match(d.facets, p.groups))
      where e.id = any (${ids}::uuid[]) and e.state = 'updated'
      group by e.id, p.partner_id
    ),
    once as (
      select distinct on (innovation_id, partner_id) innovation_id, partner_id, how, at
      from known order by innovation_id, partner_id, how
    )
    select once.innovation_id, partner.name as partner, once.how, once.at
    from once join partner on partner.id = once.partner_id
    order by once.at desc, partner.name`.execute(trx)
  for (const { innovation_id, at, ...row } of rows)
    seen.set(innovation_id, [...(seen.get(innovation_id) ?? []), { ...row, at: at.toISOString() }])
  return seen
}

import type { AssociationSize, ParticipationCounts, ParticipationDay } from '@essaim/shared/participation.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { problem } from '../lib/problem.ts'

/** Refuses the campaign that does not exist; one without invitations in the caller's scope has figures of nought. */
export async function checkCampaign(trx: Trx, id: string): Promise<void> {
  const found = await trx.selectFrom('campaign').select('id').where('id', '=', id).executeTakeFirst()
  if (!found) throw problem('not-found')
}

/** The invitations of a campaign that the scope shows, each with its delegation and size. Read once, counted many times. */
const reached = (campaign: string) => sql`
  reached as materialized (
    select p.*, a.name, a.siren, a.department, d.regional_delegation_id, place.attributes ->> 'region' as region,
      case
        when a.headcount is null then 'unknown'
        when a.headcount < 10 then 'moins-de-10'
        when a.headcount < 50 then '10-a-49'
        when a.headcount < 250 then '50-a-249'
        when a.headcount < 1000 then '250-a-999'
        else '1000-et-plus' end as size
    from invitation_progress p
    join association a on a.id = p.association_id
    left join regional_delegation_department d on d.department = a.department
    left join term place on place.vocabulary = 'departements' and place.code = a.department
    where p.campaign_id = ${campaign}
  ),
  -- where each is at work: the categories of its open establishments, and their fields
  works as materialized (
    select distinct r.invitation_id, t.code as category, t.attributes ->> 'field' as field
    from reached r
    join establishment e on e.association_id = r.association_id
      and not e.closed and (e.closed_on is null or e.closed_on > current_date)
    join term t on t.vocabulary = 'essms-categories' and t.code = e.category
  ),
  fields as materialized (
    select distinct r.invitation_id, r.regional_delegation_id, w.field
    from reached r left join works w on w.invitation_id = r.invitation_id and w.field is not null
  )`

export type Dimension =
  | 'total'
  | 'regional_delegation'
  | 'region'
  | 'category'
  | 'size'
  | 'field'
  | 'field_by_delegation'
export type FigureRow = ParticipationCounts & {
  dimension: Dimension
  /** The term's code or the size; null where the association has none. */
  key: string | null
  /** The delegation's id; null where it has none, or where nothing is counted by delegation. */
  place: string | null
  /** The delegation's name. */
  name: string | null
}

/**
 * Every figure of a campaign in one statement: the invitations are read once, spread over what they are counted by, and
 * counted together. How many statements reach the database does not depend on how many invitations there are.
 */
export async function countParticipation(trx: Trx, campaign: string): Promise<FigureRow[]> {
  const { rows } = await sql<FigureRow>`
    with ${reached(campaign)},
    counted as (
      select 'total' as dimension, null as key, null::uuid as place, invitation_id from reached
      union all
      select 'regional_delegation', null, regional_delegation_id, invitation_id from reached
      union all
      select 'region', region, null, invitation_id from reached
      union all
      select 'size', size, null, invitation_id from reached
      union all
      select 'category', w.category, null, r.invitation_id from reached r left join works w using (invitation_id)
      union all
      select 'field', field, null, invitation_id from fields
      union all
      select 'field_by_delegation', field, regional_delegation_id, invitation_id from fields
    )
    select c.dimension, c.key, c.place, d.name,
      count(*)::int as invited,
      (count(*) filter (where r.reachable))::int as reachable,
      count(r.opened_at)::int as opened,
      count(r.started_at)::int as started,
      count(r.handed_in_at)::int as handed_in,
      count(r.publishable_at)::int as publishable,
      count(r.published_at)::int as published,
      (count(*) filter (where r.state = 'nothing_to_declare'))::int as nothing_to_declare,
      (count(*) filter (where r.state = 'declined'))::int as declined
    from counted c
    join reached r using (invitation_id)
    left join regional_delegation d on d.id = c.place
    group by c.dimension, c.key, c.place, d.name
    order by c.dimension, d.name nulls last, c.place, c.key nulls last`.execute(trx)
  return rows
}

/** How many had come how far at the end of each day, in France. */
export async function followParticipation(trx: Trx, campaign: string): Promise<ParticipationDay[]> {
  const { rows } = await sql<ParticipationDay>`
    with happened as materialized (
      select s.step, (s.at at time zone 'Europe/Paris')::date as day, count(*) as times
      from invitation_progress p
      cross join lateral (values
        ('sent', least(p.sent_at, p.printed_at)), ('opened', p.opened_at), ('started', p.started_at),
        ('handed_in', p.handed_in_at), ('published', p.published_at)) as s (step, at)
      where p.campaign_id = ${campaign} and s.at is not null
      group by 1, 2
    ),
    days as (
      select generate_series(min(day), max(day), interval '1 day')::date as day from happened
    )
    select to_char(d.day, 'YYYY-MM-DD') as day,
      (sum(coalesce(sum(h.times) filter (where h.step = 'sent'), 0)) over sofar)::int as sent,
      (sum(coalesce(sum(h.times) filter (where h.step = 'opened'), 0)) over sofar)::int as opened,
      (sum(coalesce(sum(h.times) filter (where h.step = 'started'), 0)) over sofar)::int as started,
      (sum(coalesce(sum(h.times) filter (where h.step = 'handed_in'), 0)) over sofar)::int as handed_in,
      (sum(coalesce(sum(h.times) filter (where h.step = 'published'), 0)) over sofar)::int as published
    from days d left join happened h on h.day = d.day
    group by d.day
    window sofar as (order by d.day)
    order by d.day`.execute(trx)
  return rows
}

export type ExportedInvitation = {
  invitation_id: string
  name: string
  siren: string | null
  department: string | null
  regional_delegation: string | null
  fields: string[]
  size: AssociationSize
  state: string
  reachable: boolean
  sent_at: Date | null
  opened_at: Date | null
  started_at: Date | null
  handed_in_at: Date | null
  publishable_at: Date | null
  published_at: Date | null
  nothing_declared_at: Date | null
  declined_at: Date | null
}

/** One row for each invitation in the caller's scope, by delegation and name. */
export async function listForExport(trx: Trx, campaign: string): Promise<ExportedInvitation[]> {
  const { rows } = await sql<ExportedInvitation>`
    with ${reached(campaign)},
    worked as (
      select invitation_id, array_agg(field order by field) filter (where field is not null) as fields
      from fields group by 1
    )
    select r.invitation_id, r.name, r.siren, r.department, d.name as regional_delegation,
      coalesce(w.fields, '{}') as fields, r.size, r.state, r.reachable,
      r.sent_at, r.opened_at, r.started_at, r.handed_in_at, r.publishable_at, r.published_at,
      r.nothing_declared_at, r.declined_at
    from reached r
    left join worked w using (invitation_id)
    left join regional_delegation d on d.id = r.regional_delegation_id
    order by d.name nulls last, r.name, r.invitation_id`.execute(trx)
  return rows
}

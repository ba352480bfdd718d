import type { Actor } from '@essaim/shared/actors.ts'
import type { OfficeReach, Reach, ReachQuery, RecipientListResult, Recipients } from '@essaim/shared/campaigns.ts'
import type { Static } from '@sinclair/typebox'
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { isId } from '../lib/id.ts'
import { associationVisibleTo } from '../policy.ts'

/** The associations that a campaign asks, as a condition on `association`: members of today who meet every criterion. */
export function isRecipient(campaign: { id: string; recipients: Recipients }): RawBuilder<SqlBool> {
  const { regional_delegations, departments, categories, fields, listed } = campaign.recipients
  return sql<SqlBool>`${sql.join(
    [
      sql`association.merged_into is null and (association.left_on is null or association.left_on > current_date)`,
      ...(regional_delegations
        ? [
            sql`association.department in (select c.department from regional_delegation_department c
              where c.regional_delegation_id = any (${regional_delegations}::uuid[]))`,
          ]
        : []),
      ...(departments ? [sql`association.department = any (${departments})`] : []),
      ...(categories
        ? [
            sql`exists (select from establishment e where e.association_id = association.id and not e.closed
              and e.category = any (${categories}))`,
          ]
        : []),
      ...(fields
        ? [
            sql`exists (select from establishment e
              join term t on t.vocabulary = 'essms-categories' and t.code = e.category
              where e.association_id = association.id and not e.closed and t.attributes ->> 'field' = any (${fields}))`,
          ]
        : []),
      ...(listed
        ? [
            sql`exists (select from campaign_listed l
              where l.campaign_id = ${campaign.id} and l.association_id = association.id)`,
          ]
        : []),
    ],
    sql` and `,
  )}`
}

/** The recipients that a query names; null where it names none. */
export function recipientsIn(query: ReachQuery): Recipients | null {
  const { all, listed, regional_delegation, department, category, field } = query
  if (all) return { all }
  const criteria: Recipients = {
    ...(regional_delegation && { regional_delegations: regional_delegation }),
    ...(department && { departments: department }),
    ...(category && { categories: category }),
    ...(field && { fields: field }),
    ...(listed && { listed }),
  }
  return Object.keys(criteria).length > 0 ? criteria : null
}

/** Whom the letters would reach today, as far as the actor sees. */
export async function reachOf(
  trx: Trx,
  actor: Actor,
  campaign: { id: string; recipients: Recipients },
): Promise<Reach> {
  const { rows } = await sql<{
    office: string
    address: keyof Static<typeof OfficeReach>
    n: number
    reachable: number
    total: number
  }>`
    with asked as (
      select association.id from association
      where ${isRecipient(campaign)} and ${associationVisibleTo(actor, 'association.id')}),
    addresses as (
      select asked.id, office.office, case
        when c.objected_at is not null then 'objected'
        when c.email is null then 'missing'
        when c.bounced_at is not null then 'bounced'
        else 'working' end as address
      from asked cross join (values ('president'), ('general_director')) as office (office)
      left join contact c on c.association_id = asked.id and c.office = office.office)
    select office, address, count(*)::int as n,
      (select count(distinct id)::int from addresses where address = 'working') as reachable,
      (select count(*)::int from asked) as total
    from addresses group by office, address`.execute(trx)
  const office = (name: string) => ({
    working: 0,
    missing: 0,
    objected: 0,
    bounced: 0,
    ...Object.fromEntries(rows.filter((row) => row.office === name).map((row) => [row.address, row.n])),
  })
  const associations = rows[0]?.total ?? 0
  const reachable = rows[0]?.reachable ?? 0
  return {
    associations,
    reachable,
    share: associations === 0 ? null : reachable / associations,
    offices: { president: office('president'), general_director: office('general_director') },
  }
}

/** Something that ought to name an association, and where it stood. */
export type Named = { line: number; value: string }

/** Makes these associations, and no others, the campaign's list; tells what names none. */
export async function replaceList(trx: Trx, campaign: string, named: Named[]): Promise<RecipientListResult> {
  const values = named.map(({ value }) => value)
  const ids = values.filter(isId)
  const { rows } = await sql<{ value: string; id: string }>`
    select id::text as value, coalesce(merged_into, id) as id from association where id = any (${ids}::uuid[])
    union select siren, id from association where siren = any (${values})
    union select finess_ej, id from association where finess_ej = any (${values})
    union select finess_et, association_id from establishment where finess_et = any (${values})
    union select value, association_id from external_ref where value = any (${values})`.execute(trx)
  const found = new Map(rows.map((row) => [row.value, row.id]))
  await trx.deleteFrom('campaign_listed').where('campaign_id', '=', campaign).execute()
  const listed = [...new Set(found.values())]
  await sql`insert into campaign_listed (campaign_id, association_id)
    select ${campaign}::uuid, unnest(${listed}::uuid[])`.execute(trx)
  const unknown = named.filter(({ value }) => !found.has(isId(value) ? value.toLowerCase() : value))
  return { listed: listed.length, unknown: unknown.slice(0, 10_000) }
}

import { sql } from 'kysely'
import type { Db, Trx } from '../db/database.ts'
import type { Consultation, FeedPull, UsageDay, UsageFault } from './notes.ts'

// One statement for each table, whatever there is to write: the rows travel as one value, and what another process has
// written meanwhile is added to, never replaced.

export async function recordDays(trx: Trx, rows: UsageDay[]): Promise<void> {
  await sql`insert into usage_day as known (credential_id, day, partner_id, requests, refused, limited, failed, bytes)
    select credential_id, day, partner_id, requests, refused, limited, failed, bytes
    from json_populate_recordset(null::usage_day, ${JSON.stringify(rows)}::json)
    on conflict (credential_id, day) do update set
      requests = known.requests + excluded.requests,
      refused = known.refused + excluded.refused,
      limited = known.limited + excluded.limited,
      failed = known.failed + excluded.failed,
      bytes = known.bytes + excluded.bytes`.execute(trx)
}

export async function recordFaults(trx: Trx, rows: UsageFault[]): Promise<void> {
  await sql`insert into usage_fault as known
      (credential_id, method, route, problem, status, partner_id, times, last_at)
    select credential_id, method, route, problem, status, partner_id, times, last_at
    from json_populate_recordset(null::usage_fault, ${JSON.stringify(rows)}::json)
    on conflict (credential_id, method, route, problem) do update set
      status = excluded.status,
      times = known.times + excluded.times,
      last_at = greatest(known.last_at, excluded.last_at)`.execute(trx)
}

export async function recordPulls(trx: Trx, rows: FeedPull[]): Promise<void> {
  await sql`insert into feed_pull as known
      (credential_id, audience, filter, groups, partner_id, position, furthest, complete, at)
    select credential_id, audience, filter, groups, partner_id, position, furthest, complete, at
    from json_populate_recordset(null::feed_pull, ${JSON.stringify(rows)}::json)
    on conflict (credential_id, audience, md5(filter)) do update set
      groups = excluded.groups,
      position = case when excluded.at >= known.at then excluded.position else known.position end,
      complete = case when excluded.at >= known.at then excluded.complete else known.complete end,
      furthest = greatest(known.furthest, excluded.furthest),
      at = greatest(known.at, excluded.at)`.execute(trx)
}

/** A record that was erased meanwhile is passed over. */
export async function recordConsultations(trx: Trx, rows: Consultation[]): Promise<void> {
  await sql`insert into consultation as known (innovation_id, partner_id, times, first_at, last_at)
    select innovation_id, partner_id, times, first_at, last_at
    from json_populate_recordset(null::consultation, ${JSON.stringify(rows)}::json) as noted
    where exists (select from innovation where innovation.id = noted.innovation_id)
    on conflict (innovation_id, partner_id) do update set
      times = known.times + excluded.times,
      first_at = least(known.first_at, excluded.first_at),
      last_at = greatest(known.last_at, excluded.last_at)`.execute(trx)
}

/** Nobody follows so many: the rest were tries. */
const FEEDS_OF_ONE = 100

/** Forgets what partners called more than thirteen months ago; whom a record reached is its association's to know. */
export async function forgetUsage(db: Db): Promise<void> {
  await db.deleteFrom('usage_day').where('day', '<', sql<string>`current_date - interval '13 months'`).execute()
  for (const [table, column] of [
    ['usage_fault', 'last_at'],
    ['feed_pull', 'at'],
  ] as const)
    await db.deleteFrom(table).where(sql.ref(column), '<', sql<Date>`now() - interval '13 months'`).execute()
  await sql`delete from feed_pull where ctid in (
    select ctid from (
      select ctid, row_number() over (partition by credential_id order by at desc) as place from feed_pull
    ) as pulled where place > ${FEEDS_OF_ONE})`.execute(db)
}

import { sql } from 'kysely'
import type { Db, Trx } from '../db/database.ts'
import { isPresent } from '../plugins/notices.ts'
import { delayAfter, isProbe, type Verdict, WIDEST_LANE } from './rules.ts'

/** A process that says nothing of a message for so long is dead: longer than any answer is waited for. */
const LEASE_SECONDS = 60

// any number will do: claims take turns, so that the widths hold whoever claims
const CLAIMS_LOCK = 7_202_606_132

export type Claimed = {
  id: string
  webhook_id: string
  type: string
  body: string
  url: string
  secret: Buffer
  previous_secret: Buffer | null
}

/**
 * Takes messages that are due: of each webhook as many as its lane is wide, one of one that fails, and none of one that
 * is left alone; of each partner's webhooks together as many as the widest lane. Webhooks take turns, and probes pass by the lane, one at a time.
 */
export function claimDeliveries(db: Db, { limit, by }: { limit: number; by: number | null }): Promise<Claimed[]> {
  return db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(${CLAIMS_LOCK})`.execute(trx)
    const { rows } = await sql<Claimed>`
      with flying as (
        select webhook_id, count(*)::int as n, bool_or(starts_with(type, 'endpoint.')) as probed
        from webhook_delivery where state = 'sending' group by webhook_id
      ), lane as (
        select w.id, w.partner_id, w.state, coalesce(f.n, 0) as flying, coalesce(f.probed, false) as probed,
          case when w.state <> 'active' or w.wait_until > now() then 0
            else (case when w.failures > 0 then 1 else w.width end) - coalesce(f.n, 0) end as room
        from webhook w
        join partner p on p.id = w.partner_id and p.state = 'active'
        left join flying f on f.webhook_id = w.id
      ), due as (
        select lane.partner_id, d.id, d.next_at, row_number() over (partition by lane.id order by d.next_at, d.id) as turn
        from lane cross join lateral (
          select id, next_at from webhook_delivery
          where webhook_id = lane.id and state = 'waiting' and next_at <= now() and not starts_with(type, 'endpoint.')
          order by next_at, id limit greatest(lane.room, 0)) d
        union all
        select lane.partner_id, d.id, d.next_at, 0 from lane cross join lateral (
          select id, next_at from webhook_delivery
          where webhook_id = lane.id and state = 'waiting' and next_at <= now() and starts_with(type, 'endpoint.')
          order by next_at, id limit 1) d
        where not lane.probed
      ), placed as (
        select id, next_at, turn, partner_id, row_number() over (partition by partner_id order by turn, next_at, id) as place from due
      ), chosen as (
        select id from placed
        where place <= ${WIDEST_LANE} - (select coalesce(sum(flying), 0) from lane where lane.partner_id = placed.partner_id)
        order by turn, next_at, id limit ${limit}
      ), locked as (
        select id from webhook_delivery where id in (select id from chosen) and state = 'waiting' for update skip locked
      )
      update webhook_delivery d set state = 'sending', claimed_at = now(), claimed_by = ${by}
      from webhook w where w.id = d.webhook_id and d.id in (select id from locked)
      returning d.id, d.webhook_id, d.type, d.body, w.url, w.secret,
        case when w.previous_until > now() then w.previous_secret end as previous_secret`.execute(trx)
    return rows.sort((a, b) => (a.id < b.id ? -1 : 1))
  })
}

/** Gives back what was not sent after all. */
export async function releaseDelivery(db: Db, id: string): Promise<void> {
  await db
    .updateTable('webhook_delivery')
    .set({ state: 'waiting', claimed_at: null, claimed_by: null })
    .where('id', '=', id)
    .where('state', '=', 'sending')
    .execute()
}

/** Puts what a dead process left half sent back into its lane: at once where its lock is gone, else once it has been silent. */
export async function freeDeadClaims(db: Db): Promise<void> {
  await db
    .updateTable('webhook_delivery')
    .set({ state: 'waiting', claimed_at: null, claimed_by: null })
    .where('state', '=', 'sending')
    .where((e) =>
      e.or([
        e('claimed_at', '<', sql<Date>`now() - make_interval(secs => ${LEASE_SECONDS})`),
        e.and([e('claimed_by', 'is not', null), e.not(isPresent('claimed_by'))]),
      ]),
    )
    .execute()
}

/** Milliseconds until something may be sent; null: nothing waits, but what the lanes hold back. */
export async function soonest(db: Db): Promise<number | null> {
  const { rows } = await sql<{ ms: number | null }>`
    select ceil(extract(epoch from min(greatest(d.next_at, w.wait_until)) - now()) * 1000)::float8 as ms
    from webhook w
    join partner p on p.id = w.partner_id and p.state = 'active'
    cross join lateral (select next_at from webhook_delivery
      where webhook_id = w.id and state = 'waiting' order by next_at, id limit 1) d
    where w.state <> 'disabled' and greatest(d.next_at, w.wait_until) > now()`.execute(db)
  return rows[0]?.ms ?? null
}

export type Noted = 'kept' | 'activated' | 'gone' | 'failing'

/** Notes a try: in the log, on the message, and on its lane. Several failures of one round are one. */
export async function noteTry(
  trx: Trx,
  { id, webhook_id, type }: Pick<Claimed, 'id' | 'webhook_id' | 'type'>,
  { error, status, gone, pause }: Verdict,
  { at, duration_ms, chance }: { at: Date; duration_ms: number; chance: number },
): Promise<Noted> {
  // the lane first, as whoever feeds it does
  const found = await trx
    .selectFrom('webhook as w')
    .innerJoin('webhook_delivery as d', 'd.webhook_id', 'w.id')
    .select(['w.state', 'w.failures', 'w.width', 'w.wait_until', 'd.attempts', 'd.claimed_at'])
    .where('w.id', '=', webhook_id)
    .where('d.id', '=', id)
    .where('d.state', '=', 'sending')
    .forUpdate(['w', 'd'])
    .executeTakeFirst()
  // removed meanwhile, or taken from us as from the dead
  if (!found) return 'kept'
  const attempts = found.attempts + 1
  const counts = error !== null && !gone && !isProbe(type)
  const isOfThisRound = found.wait_until !== null && found.claimed_at !== null && found.wait_until > found.claimed_at
  const failures = isOfThisRound ? found.failures : found.failures + 1
  const wait = delayAfter(failures, chance)
  const again = counts ? delayAfter(attempts, chance) : null
  await trx
    .with('tried', (q) =>
      q
        .insertInto('webhook_attempt')
        .values({ delivery_id: id, at, status, error, duration_ms })
        .onConflict((c) => c.doNothing()),
    )
    .updateTable('webhook_delivery')
    .set({
      claimed_at: null,
      claimed_by: null,
      ...(error === null
        ? { state: 'delivered', delivered_at: sql`now()` }
        : counts && wait === null
          ? // whoever repairs the receiver is sent all that it missed
            { state: 'waiting', attempts: 0 }
          : again === null
            ? { state: 'failed', attempts }
            : { state: 'waiting', attempts, next_at: sql`now() + make_interval(secs => ${Math.max(again, pause)})` }),
    })
    .where('id', '=', id)
    .execute()

  const change = (set: object) => trx.updateTable('webhook').set(set).where('id', '=', webhook_id).execute()
  if (error === null) {
    if (found.failures > 0 || found.width < WIDEST_LANE)
      await change({
        width: found.failures > 0 ? 1 : Math.min(found.width * 2, WIDEST_LANE),
        failures: 0,
        failing_since: null,
        wait_until: null,
      })
    return type === 'endpoint.verify' && found.state === 'pending' ? 'activated' : 'kept'
  }
  if (gone) return found.state === 'disabled' ? 'kept' : 'gone'
  if (!counts) return 'kept'
  if (wait === null) return found.state === 'disabled' ? 'kept' : 'failing'
  await change({
    width: 1,
    failures,
    failing_since: sql`coalesce(failing_since, now())`,
    wait_until: sql`greatest(wait_until, now() + make_interval(secs => ${Math.max(wait, pause)}))`,
  })
  return 'kept'
}

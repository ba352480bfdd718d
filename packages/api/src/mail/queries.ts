import type { DeliveryKind, DeliveryState } from '@essaim/shared/deliveries.ts'
import { sql } from 'kysely'
import type { Db, Trx } from '../db/database.ts'
import type { PageRequest } from '../lib/lists.ts'
import { problem } from '../lib/problem.ts'
import { isPresent } from '../plugins/notices.ts'
import type { DeliveryRow } from './letters.ts'
import { GIVE_UP_HOURS } from './rules.ts'

export type Pace = { perDomainPerMinute: number; perDomainAtOnce: number }
export const MAIL_PACE: Pace = { perDomainPerMinute: 3000, perDomainAtOnce: 20 }

/** A process that says nothing of its mails for so long is dead. */
export const LEASE_SECONDS = 45

// Any number will do: claims take turns, so that the pace holds whoever claims.
const CLAIMS_LOCK = 7_202_606_131

/** Takes mails that are due, oldest first, as many of each domain as its pace allows; nobody else gets them. */
export function claimDeliveries(
  db: Db,
  { limit, letters, pace, by }: { limit: number; letters: boolean; pace: Pace; by: number | null },
): Promise<DeliveryRow[]> {
  return db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(${CLAIMS_LOCK})`.execute(trx)
    const { rows } = await sql<DeliveryRow>`
      with recent as (
        select domain, count(*) as taken from delivery where claimed_at > now() - interval '1 minute' group by domain
      ), flying as (
        select domain, count(*) as taken from delivery where state = 'sending' group by domain
      ), due as (
        select id, domain, next_at, row_number() over (partition by domain order by next_at, id) as place
        from delivery where state = 'waiting' and next_at <= now() and (kind = 'notice' or ${letters})
      ), chosen as (
        select due.id from due left join recent using (domain) left join flying using (domain)
        where place <= least(${pace.perDomainPerMinute} - coalesce(recent.taken, 0), ${pace.perDomainAtOnce} - coalesce(flying.taken, 0))
        order by due.next_at, due.id limit ${limit}
      ), locked as (
        select id from delivery where id in (select id from chosen) and state = 'waiting' for update skip locked
      )
      update delivery set state = 'sending', claimed_at = now(), claimed_by = ${by}, attempts = attempts + 1, tried_at = coalesce(tried_at, now())
      where id in (select id from locked) returning *`.execute(trx)
    return rows.sort((a, b) => (a.id < b.id ? -1 : 1))
  })
}

/** Says that these are still on their way. */
export async function renewClaims(db: Db, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  await db
    .updateTable('delivery')
    .set({ claimed_at: sql`now()` })
    .where('id', 'in', ids)
    .where('state', '=', 'sending')
    .execute()
}

/** Gives back what was claimed and not tried. */
export async function releaseClaims(db: Db, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  await db
    .updateTable('delivery')
    .set({
      state: 'waiting',
      claimed_at: null,
      attempts: sql`attempts - 1`,
      tried_at: sql`case when attempts > 1 then tried_at end`,
    })
    .where('id', 'in', ids)
    .where('state', '=', 'sending')
    .execute()
}

/** Puts what a dead process left half sent back among those that wait: at once where its lock is gone, else once it has been silent. */
export async function freeDeadClaims(db: Db): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('delivery')
    .set({ state: 'waiting', next_at: sql`now()` })
    .where('state', '=', 'sending')
    .where((e) =>
      e.or([
        e('claimed_at', '<', sql<Date>`now() - make_interval(secs => ${LEASE_SECONDS})`),
        e.and([e('claimed_by', 'is not', null), e.not(isPresent('claimed_by'))]),
      ]),
    )
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

/** Whether a mail could leave now, were it not for its domain's pace. */
export async function isAnythingDue(db: Db, letters: boolean): Promise<boolean> {
  let due = db
    .selectFrom('delivery')
    .select('id')
    .where('state', '=', 'waiting')
    .where('next_at', '<=', sql<Date>`now()`)
  if (!letters) due = due.where('kind', '=', 'notice')
  return (await due.limit(1).executeTakeFirst()) !== undefined
}

/** Notes a mail as taken over by the mail server. */
export async function noteSent(trx: Trx | Db, id: string, subject: string): Promise<void> {
  await trx
    .updateTable('delivery')
    .set({ state: 'sent', sent_at: sql`now()`, subject, reason: null })
    .where('id', '=', id)
    .where('state', 'in', ['sending', 'waiting'])
    .execute()
}

/** Notes a try that failed for now: it waits for the next, or is given up after two days. */
export async function noteRetry(db: Db, id: string, reason: string, seconds: number): Promise<void> {
  const over = sql<boolean>`tried_at < now() - make_interval(hours => ${GIVE_UP_HOURS})`
  await db
    .updateTable('delivery')
    .set({
      state: sql`case when ${over} then 'failed' else 'waiting' end`,
      next_at: sql`now() + make_interval(secs => ${seconds})`,
      reason,
    })
    .where('id', '=', id)
    .where('state', '=', 'sending')
    .execute()
}

/** Ends a mail that is not sent any more, or came back. */
export async function noteEnd(
  trx: Trx,
  id: string,
  state: 'bounced' | 'cancelled',
  reason: string | null,
): Promise<void> {
  await trx
    .updateTable('delivery')
    .set({ state, reason, ...(state === 'bounced' && { bounced_at: sql`now()` }) })
    .where('id', '=', id)
    .execute()
}

/** Cancels the letters that wait for an address. */
export async function cancelLetters(trx: Trx, address: string, reason: string): Promise<number> {
  const { numUpdatedRows } = await trx
    .updateTable('delivery')
    .set({ state: 'cancelled', reason })
    .where(sql<boolean>`lower(recipient) = ${address.toLowerCase()}`)
    .where('state', '=', 'waiting')
    .where('kind', '<>', 'notice')
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

/** Puts a mail that came back or was given up among those that wait, as new. */
export async function requeueDelivery(trx: Trx, id: string): Promise<void> {
  await trx
    .updateTable('delivery')
    .set({
      state: 'waiting',
      attempts: 0,
      next_at: sql`now()`,
      tried_at: null,
      claimed_at: null,
      reason: null,
      sent_at: null,
      bounced_at: null,
    })
    .where('id', '=', id)
    .execute()
}

export type DeliveryFilters = {
  state?: DeliveryState[] | undefined
  kind?: DeliveryKind[] | undefined
  campaign?: string[] | undefined
  recipient?: string[] | undefined
}

function matching(trx: Trx, filters: DeliveryFilters) {
  let query = trx.selectFrom('delivery').leftJoin('campaign', 'campaign.id', 'delivery.campaign_id')
  if (filters.state) query = query.where('delivery.state', 'in', filters.state)
  if (filters.kind) query = query.where('delivery.kind', 'in', filters.kind)
  if (filters.campaign) query = query.where('delivery.campaign_id', 'in', filters.campaign)
  if (filters.recipient) {
    const addresses = filters.recipient.map((address) => address.trim().toLowerCase())
    query = query.where(sql<string>`lower(delivery.recipient)`, 'in', addresses)
  }
  return query
}

/** Deliveries, newest first, one more than asked. */
export async function listDeliveries(trx: Trx, page: PageRequest, filters: DeliveryFilters) {
  let query = matching(trx, filters).selectAll('delivery').select('campaign.name as campaign_name')
  if (page.after) query = query.where('delivery.id', '<', String(page.after[0]))
  return query
    .orderBy('delivery.id', 'desc')
    .limit(page.limit + 1)
    .execute()
}
export type ListedDelivery = Awaited<ReturnType<typeof listDeliveries>>[number]

export const countDeliveries = async (trx: Trx, filters: DeliveryFilters): Promise<number> =>
  (await matching(trx, filters).select(sql<number>`count(*)::int`.as('total')).executeTakeFirstOrThrow()).total

/** One delivery. */
export async function findDelivery(trx: Trx, id: string): Promise<ListedDelivery> {
  const row = await matching(trx, {})
    .selectAll('delivery')
    .select('campaign.name as campaign_name')
    .where('delivery.id', '=', id)
    .executeTakeFirst()
  if (!row) throw problem('not-found')
  return row
}

/** To whom a letter speaks, and how the address of each stands today. */
export const listDeliveryPeople = (trx: Trx, delivery: { id: string; recipient: string }) =>
  trx
    .selectFrom('delivery_participant as dp')
    .innerJoin('participant as p', 'p.id', 'dp.participant_id')
    .innerJoin('contact as c', 'c.id', 'p.contact_id')
    .innerJoin('invitation as i', 'i.id', 'p.invitation_id')
    .innerJoin('association as a', 'a.id', 'i.association_id')
    .where('dp.delivery_id', '=', delivery.id)
    .select([
      'a.id as association_id',
      'a.name as association_name',
      'c.id as contact_id',
      'c.name',
      'c.office',
      'i.campaign_id',
      'i.id as invitation_id',
      sql<string>`case when c.objected_at is not null then 'objected' when c.email is null then 'missing'
        when c.bounced_at is not null then 'bounced' else 'working' end`.as('address'),
      sql<boolean>`lower(coalesce(c.email, '')) <> ${delivery.recipient.toLowerCase()}`.as('changed'),
    ])
    .orderBy('a.name')
    .orderBy('p.id')
    .limit(200)
    .execute()
export type DeliveryPersonRow = Awaited<ReturnType<typeof listDeliveryPeople>>[number]

/** One delivery, locked until the end of the transaction. */
export async function lockDelivery(trx: Trx, id: string): Promise<ListedDelivery> {
  await trx.selectFrom('delivery').select('id').where('id', '=', id).forUpdate().execute()
  return findDelivery(trx, id)
}

import type { Audience } from '@essaim/shared/audience.ts'
import type { WebhookFilter } from '@essaim/shared/webhooks.ts'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import type { Db, Trx } from '../db/database.ts'
import { epochOf } from '../feeds/epoch.ts'
import { standing } from '../feeds/queries.ts'
import { type Filter, filterToday } from '../innovations/filters.ts'
import { newId } from '../lib/id.ts'
import { insertDeliveries, type NewDelivery } from './delivery-queries.ts'
import { feedOf } from './presentation.ts'
import { type Entry, eventOf, messageOf } from './rules.ts'

const BATCH = 500
/** So many messages wait for a webhook at most: what comes after stays in the feed, where later changes replace earlier ones. */
const MOST_WAITING = 1000
/** Moves of the feed within so many seconds are one message. */
const MOMENT = 1

type Follower = {
  id: string
  audience: Exclude<Audience, 'staff'>
  filter: WebhookFilter
  events: string[]
  epoch: string
  seq: number
  replay_from: number | null
  replay_to: number | null
  advanced_at: Date | null
}

type Stand = { epoch: string; numbering: string; head: number }

/** Where the feed that a webhook follows stands: the numbering, the last number. */
export async function standOf(trx: Db | Trx, audience: Exclude<Audience, 'staff'>, filter: Filter): Promise<Stand> {
  const { epoch: numbering, head } = await trx
    .selectFrom('feed')
    .innerJoin('feed_head', (join) => join.onTrue())
    .select(['feed_head.epoch', 'feed.head'])
    .where('feed.audience', '=', audience)
    .executeTakeFirstOrThrow()
  return { epoch: epochOf(numbering, audience, filter), numbering, head }
}

/**
 * Makes messages of what the feed holds since each webhook was told, a batch each. Tells whether there is more of it:
 * `now`, or `later`, once some of what waits has been sent.
 */
export async function feedWebhooks(app: FastifyInstance): Promise<'now' | 'later' | null> {
  const { rows } = await sql<{ id: string; full: boolean }>`
    select w.id, (select count(*) from (select from webhook_delivery d
      where d.webhook_id = w.id and d.state = 'waiting' limit ${MOST_WAITING}) as waiting) >= ${MOST_WAITING} as full
    from webhook w
    join partner p on p.id = w.partner_id and p.state = 'active'
    join feed f on f.audience = w.audience
    join feed_head h on true
    where w.state = 'active'
      -- of a delegation, the départements may have changed
      and (w.seq <> f.head or w.replay_from is not null or w.numbering <> h.epoch or w.filter ? 'regional_delegation')
    order by w.id`.execute(app.db)
  let more: 'now' | 'later' | null = rows.some(({ full }) => full) ? 'later' : null
  for (const { id, full } of rows) if (!full && (await feedOne(app, id))) more = 'now'
  return more
}

async function feedOne(app: FastifyInstance, id: string): Promise<boolean> {
  return app.db.transaction().execute(async (trx) => {
    const found = await trx
      .selectFrom('webhook')
      .select(['id', 'events', 'epoch', 'seq', 'replay_from', 'replay_to', 'advanced_at'])
      .select([sql<Follower['audience']>`audience`.as('audience'), sql<WebhookFilter>`filter`.as('filter')])
      .where('id', '=', id)
      .where('state', '=', 'active')
      .forNoKeyUpdate()
      .executeTakeFirst()
    if (!found) return false
    const filter = await filterToday(trx, found.filter)
    const stand = await standOf(trx, found.audience, filter)
    const feed = feedOf(app.publicUrl(), found.filter)
    if (found.epoch !== stand.epoch) return startAnew(trx, found, feed, stand)
    const replayed = await tellAgain(trx, found, feed, filter, stand)
    return (await tellOn(trx, found, feed, filter, stand)) || replayed
  })
}

/** Another numbering: nothing that was told counts any more, and whoever follows is told to read from the first page. */
async function startAnew(trx: Trx, found: Follower, feed: string, { epoch, numbering, head }: Stand): Promise<boolean> {
  await trx
    .deleteFrom('webhook_delivery')
    .where('webhook_id', '=', found.id)
    .where('state', '=', 'waiting')
    .where('seq', 'is not', null)
    .execute()
  await advance(trx, found, feed, { epoch, seq: head })
  await trx
    .updateTable('webhook')
    .set({ epoch, numbering, seq: head, replay_from: null, replay_to: null })
    .where('id', '=', found.id)
    .execute()
  return false
}

/** Tells what came since; the number told and the messages are written together, so that nothing is lost and nothing told twice. */
async function tellOn(trx: Trx, found: Follower, feed: string, filter: Filter, stand: Stand): Promise<boolean> {
  if (found.seq >= stand.head) return false
  const { told, last, more } = await tell(trx, found, feed, filter, stand, { after: found.seq, upTo: stand.head })
  if (last !== null && found.events.includes('feed.advanced'))
    await advance(trx, found, feed, { epoch: stand.epoch, seq: last })
  await trx.updateTable('webhook').set({ seq: told }).where('id', '=', found.id).execute()
  return more
}

async function tellAgain(trx: Trx, found: Follower, feed: string, filter: Filter, stand: Stand): Promise<boolean> {
  if (found.replay_from === null || found.replay_to === null) return false
  const upTo = Math.min(found.replay_to, stand.head)
  const { told, last, more } = await tell(trx, found, feed, filter, stand, { after: found.replay_from - 1, upTo })
  if (!more && last !== null && found.events.includes('feed.advanced'))
    await advance(trx, found, feed, { epoch: stand.epoch, seq: last })
  await trx
    .updateTable('webhook')
    .set(more ? { replay_from: told + 1 } : { replay_from: null, replay_to: null })
    .where('id', '=', found.id)
    .execute()
  return more
}

/** One batch of a range: up to which number it reaches, and the last that concerns the webhook. */
async function tell(
  trx: Trx,
  found: Follower,
  feed: string,
  filter: Filter,
  { epoch }: Stand,
  { after, upTo }: { after: number; upTo: number },
): Promise<{ told: number; last: number | null; more: boolean }> {
  const entries = await entriesBetween(trx, found.audience, filter, after, upTo)
  const more = entries.length === BATCH
  const last = entries.at(-1)?.seq ?? null
  const messages = entries.flatMap((entry): NewDelivery[] => {
    const type = eventOf(entry, after)
    if (!found.events.includes(type)) return []
    return [
      {
        id: newId(),
        webhook_id: found.id,
        type,
        body: messageOf(type, entry.changed_at, {
          feed,
          epoch,
          seq: entry.seq,
          id: entry.id,
          ...(entry.replaced_by !== null && { replaced_by: entry.replaced_by }),
        }),
        seq: entry.seq,
        innovation_id: entry.id,
      },
    ]
  })
  await insertDeliveries(trx, messages)
  return { told: more ? (last ?? upTo) : upTo, last, more }
}

/** The entries of a feed that its follower is told of. */
async function entriesBetween(
  trx: Trx,
  audience: Follower['audience'],
  filter: Filter,
  after: number,
  upTo: number,
): Promise<(Entry & { changed_at: Date })[]> {
  const { rows } = await sql<Entry & { changed_at: Date }>`
    select e.id, e.seq, e.since, e.state, e.reason, e.replaced_by, e.changed_at, listed as matches
    from ${sql.raw(standing(audience, filter))} and e.seq > ${after} and e.seq <= ${upTo}
    order by e.seq limit ${BATCH}`.execute(trx)
  return rows
}

/** Says that the feed moved: in the message that waits untried, if there is one, else in a new one. */
async function advance(
  trx: Trx,
  { id, advanced_at }: Follower,
  feed: string,
  { epoch, seq }: { epoch: string; seq: number },
): Promise<void> {
  const now = new Date()
  const body = messageOf('feed.advanced', now, { feed, epoch, seq })
  const { numUpdatedRows } = await trx
    .updateTable('webhook_delivery')
    .set({ body: sql`case when seq < ${seq} then ${body} else body end`, seq: sql`greatest(seq, ${seq})` })
    .where('webhook_id', '=', id)
    .where('type', '=', 'feed.advanced')
    .where('state', '=', 'waiting')
    .where('attempts', '=', 0)
    .executeTakeFirst()
  if (numUpdatedRows > 0n) return
  const soonest = (advanced_at?.getTime() ?? 0) + MOMENT * 1000
  await insertDeliveries(trx, [
    {
      id: newId(),
      webhook_id: id,
      type: 'feed.advanced',
      body,
      seq,
      ...(soonest > now.getTime() && { next_at: new Date(soonest) }),
    },
  ])
  await trx.updateTable('webhook').set({ advanced_at: now }).where('id', '=', id).execute()
}

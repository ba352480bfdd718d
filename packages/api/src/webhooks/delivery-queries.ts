import type { WebhookDelivery } from '@essaim/shared/webhooks.ts'
import { sql } from 'kysely'
import type { Db, Trx } from '../db/database.ts'
import type { PageRequest } from '../lib/lists.ts'
import { problem } from '../lib/problem.ts'

/** How long a message and its tries are kept. */
export const LOG_DAYS = 30
const SHOWN_ATTEMPTS = 100

export type DeliveryFilters = { state?: string[] | undefined; type?: string[] | undefined }

function matching(db: Db | Trx, webhook: string, { state, type }: DeliveryFilters) {
  let query = db.selectFrom('webhook_delivery as d').where('d.webhook_id', '=', webhook)
  if (state) query = query.where('d.state', 'in', state)
  if (type) query = query.where('d.type', 'in', type)
  return query
}

const withAttempts = (db: Db | Trx, webhook: string, filters: DeliveryFilters = {}) =>
  matching(db, webhook, filters).select([
    'd.id',
    sql<WebhookDelivery['type']>`d.type`.as('type'),
    sql<WebhookDelivery['state']>`d.state`.as('state'),
    'd.seq',
    'd.innovation_id',
    'd.body',
    'd.next_at',
    'd.created_at',
    'd.delivered_at',
    sql<
      { at: string; status: number | null; error: WebhookDelivery['attempts'][number]['error']; duration_ms: number }[]
    >`coalesce((
        select jsonb_agg(jsonb_build_object('at', a.at, 'status', a.status, 'error', a.error, 'duration_ms', a.duration_ms) order by a.at)
        from (select * from webhook_attempt where delivery_id = d.id order by at desc limit ${SHOWN_ATTEMPTS}) a), '[]')`.as(
      'attempts',
    ),
  ])

export type DeliveryRow = Awaited<ReturnType<typeof listDeliveries>>[number]

/** The messages of a webhook, the newest first, one more than asked. */
export function listDeliveries(db: Db, webhook: string, page: PageRequest, filters: DeliveryFilters) {
  let query = withAttempts(db, webhook, filters)
  if (page.after) query = query.where('d.id', '<', String(page.after[0]))
  return query
    .orderBy('d.id', 'desc')
    .limit(page.limit + 1)
    .execute()
}

export const countDeliveries = async (db: Db, webhook: string, filters: DeliveryFilters): Promise<number> =>
  (await matching(db, webhook, filters).select(sql<number>`count(*)::int`.as('total')).executeTakeFirstOrThrow()).total

export async function findDelivery(db: Db | Trx, webhook: string, id: string): Promise<DeliveryRow> {
  const found = await withAttempts(db, webhook).where('d.id', '=', id).executeTakeFirst()
  if (!found) throw problem('not-found')
  return found
}

export type NewDelivery = {
  id: string
  webhook_id: string
  type: string
  body: string
  seq?: number | null
  innovation_id?: string | null
  next_at?: Date
}

/** Puts messages into their lanes. */
export async function insertDeliveries(trx: Trx, rows: NewDelivery[]): Promise<void> {
  if (rows.length > 0) await trx.insertInto('webhook_delivery').values(rows).execute()
}

/** Forgets what is older than the log; what still waits goes on waiting. */
export async function tidyDeliveries(db: Db): Promise<void> {
  await db
    .deleteFrom('webhook_delivery')
    .where('created_at', '<', sql<Date>`now() - make_interval(days => ${LOG_DAYS})`)
    .where('state', 'in', ['delivered', 'failed'])
    .execute()
}

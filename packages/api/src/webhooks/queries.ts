import type { Audience } from '@essaim/shared/audience.ts'
import type { Webhook, WebhookEvent, WebhookFilter } from '@essaim/shared/webhooks.ts'
import { sql } from 'kysely'
import type { Db, Trx } from '../db/database.ts'
import type { PageRequest } from '../lib/lists.ts'
import { problem } from '../lib/problem.ts'

/** Which webhooks a caller manages: those of one partner, up to an audience. */
export type Managed = { partner: string; audience: Exclude<Audience, 'staff'> }

const columns = [
  'id',
  'partner_id',
  'url',
  'description',
  sql<WebhookEvent[]>`events`.as('events'),
  sql<WebhookFilter>`filter`.as('filter'),
  sql<Webhook['audience']>`audience`.as('audience'),
  sql<Webhook['state']>`state`.as('state'),
  sql<Webhook['reason']>`reason`.as('reason'),
  'version',
  'epoch',
  'seq',
  'replay_from',
  'replay_to',
  'failures',
  'failing_since',
  'wait_until',
  sql<Date | null>`case when previous_until > now() then previous_until end`.as('previous_until'),
  'created_at',
  'updated_at',
] as const

const select = (db: Db | Trx, { partner, audience }: Managed) =>
  db
    .selectFrom('webhook')
    .select(columns)
    .select((e) =>
      e
        .selectFrom('webhook_delivery')
        .select(sql<number>`count(*)::int`.as('n'))
        .whereRef('webhook_id', '=', 'webhook.id')
        .where('state', '=', 'waiting')
        .as('waiting'),
    )
    .where('partner_id', '=', partner)
    .where('audience', '<=', audience)

export type WebhookRow = Awaited<ReturnType<typeof listWebhooks>>[number]

/** The webhooks of a partner, the newest first, one more than asked. */
export function listWebhooks(db: Db, managed: Managed, page: PageRequest) {
  let query = select(db, managed)
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
  if (page.after) query = query.where('id', '<', String(page.after[0]))
  return query.execute()
}

export const countWebhooks = async (db: Db | Trx, { partner, audience }: Managed): Promise<number> =>
  (
    await db
      .selectFrom('webhook')
      .select(sql<number>`count(*)::int`.as('total'))
      .where('partner_id', '=', partner)
      .where('audience', '<=', audience)
      .executeTakeFirstOrThrow()
  ).total

export async function findWebhook(db: Db | Trx, managed: Managed, id: string): Promise<WebhookRow> {
  const found = await select(db, managed).where('id', '=', id).executeTakeFirst()
  if (!found) throw problem('not-found')
  return found
}

/** One webhook, locked until the end of the transaction. */
export async function lockWebhook(trx: Trx, managed: Managed, id: string): Promise<WebhookRow> {
  await trx.selectFrom('webhook').select('id').where('id', '=', id).forUpdate().execute()
  return findWebhook(trx, managed, id)
}

type Change = {
  url?: string
  description?: string | null
  events?: string[]
  filter?: string
  state?: Webhook['state']
  reason?: Webhook['reason']
  epoch?: string
  seq?: number
}

/** Changes a webhook; its lane begins anew where that is asked. */
export async function updateWebhook(
  trx: Trx,
  id: string,
  change: Change,
  lane: 'kept' | 'anew' = 'kept',
): Promise<void> {
  await trx
    .updateTable('webhook')
    .set({
      ...change,
      ...(lane === 'anew' && { width: 1, failures: 0, failing_since: null, wait_until: null }),
      version: sql`version + 1`,
      updated_at: sql`now()`,
    })
    .where('id', '=', id)
    .execute()
}

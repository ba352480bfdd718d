import { type Audience, includes } from '@essaim/shared/audience.ts'
import type { WebhookCreation, WebhookFilter, WebhookPatch } from '@essaim/shared/webhooks.ts'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { type Caller, recordEvent } from '../events/commands.ts'
import { filterOf, filterToday, unknownCodes } from '../innovations/filters.ts'
import { changesOf, isEmpty } from '../lib/changes.ts'
import { newId } from '../lib/id.ts'
import { invalid, problem } from '../lib/problem.ts'
import { insertDeliveries } from './delivery-queries.ts'
import { standOf } from './feeding.ts'
import { forgetProbes, probe } from './probes.ts'
import { countWebhooks, findWebhook, type Managed, updateWebhook, type WebhookRow } from './queries.ts'
import { messageOf } from './rules.ts'
import { newSecret } from './signature.ts'

/** How many a partner has at most: each costs a look at every change. */
const MOST = 20
const ROTATION_HOURS = 24

type Made = { row: WebhookRow; secret: Buffer }

/** Adds a webhook, told of what changes from now on once its address has answered. */
export async function createWebhook(
  trx: Trx,
  app: FastifyInstance,
  caller: Caller,
  managed: Managed,
  { url, description = null, events = ['feed.advanced'], filter = {}, audience }: WebhookCreation,
): Promise<Made> {
  const partner = await trx
    .selectFrom('partner')
    .select('id')
    .where('id', '=', managed.partner)
    .forUpdate()
    .executeTakeFirst()
  if (!partner) throw problem('not-found')
  if ((await countWebhooks(trx, { ...managed, audience: 'members' })) >= MOST)
    throw problem('conflict', {
      detail: { fr: `Un partenaire a ${MOST} webhooks au plus.`, en: `A partner has ${MOST} webhooks at most.` },
    })
  checkUrl(app, url)
  await checkFilter(app, filter)
  const wide = audience ?? usualAudience(caller, managed)
  if (!includes(managed.audience, wide))
    throw invalid(
      '/audience',
      'beyond-credential',
      'Plus que ce que cette clé donne à voir.',
      'More than this credential may see.',
    )
  const secret = newSecret()
  const id = newId()
  const { epoch, numbering, head } = await standOf(trx, wide, await filterToday(trx, filter))
  await trx
    .insertInto('webhook')
    .values({
      id,
      partner_id: managed.partner,
      url,
      description,
      events: [...events],
      filter: JSON.stringify(filter),
      audience: wide,
      secret,
      epoch,
      numbering,
      seq: head,
    })
    .execute()
  await probe(trx, id, 'endpoint.verify')
  await recordEvent(trx, caller, {
    action: 'webhook.create',
    subject: { kind: 'webhook', id },
    detail: { partner: managed.partner, url, events, filter, audience: wide },
  })
  return { row: await findWebhook(trx, managed, id), secret }
}

const usualAudience = ({ actor }: Caller, { audience }: Managed): Exclude<Audience, 'staff'> =>
  actor.kind === 'key' ? audience : 'partners'

/** Changes a webhook. Another address has to answer first; another filter is another feed, told from now on. */
export async function changeWebhook(
  trx: Trx,
  app: FastifyInstance,
  caller: Caller,
  before: WebhookRow,
  { filter: patched, ...patch }: WebhookPatch,
): Promise<void> {
  const filter = merged(before.filter, patched ?? {})
  const changes = changesOf(
    { ...patch, filter: filterOf(filter).text },
    { ...before, filter: filterOf(before.filter).text },
  )
  if (isEmpty(changes)) return
  const { url, state, filter: refiltered, ...rest } = changes
  if (url !== undefined) checkUrl(app, url)
  if (refiltered !== undefined) await checkFilter(app, filter)
  const disabling = state === 'disabled'
  const isMoved = url !== undefined && before.state !== 'disabled' && !disabling
  await updateWebhook(
    trx,
    before.id,
    {
      ...rest,
      ...(url !== undefined && { url }),
      ...(refiltered !== undefined && {
        filter: JSON.stringify(filter),
        ...(await startOf(trx, before.audience, filter)),
      }),
      ...(isMoved && { state: 'pending' as const }),
      ...(disabling && { state: 'disabled' as const, reason: 'asked' as const }),
    },
    url === undefined ? 'kept' : 'anew',
  )
  if (url !== undefined || disabling) await forgetProbes(trx, before.id)
  if (isMoved) await probe(trx, before.id, 'endpoint.verify')
  await recordEvent(trx, caller, {
    action: disabling ? 'webhook.disable' : 'webhook.change',
    subject: { kind: 'webhook', id: before.id },
    detail: {
      partner: before.partner_id,
      ...Object.fromEntries(
        Object.entries({ ...rest, ...(url !== undefined && { url }) }).map(([member, to]) => [
          member,
          { from: before[member as keyof WebhookRow], to },
        ]),
      ),
      ...(refiltered !== undefined && { filter: { from: before.filter, to: filter } }),
    },
  })
}

async function startOf(trx: Trx, audience: Managed['audience'], filter: WebhookFilter) {
  const { epoch, numbering, head } = await standOf(trx, audience, await filterToday(trx, filter))
  return { epoch, numbering, seq: head, replay_from: null, replay_to: null }
}

/** A merge patch of a filter (RFC 7396): what is null is taken out of it. */
const merged = (filter: WebhookFilter, patch: NonNullable<WebhookPatch['filter']>): WebhookFilter =>
  Object.fromEntries(Object.entries({ ...filter, ...patch }).filter(([, values]) => values !== null)) as WebhookFilter

function checkUrl(app: FastifyInstance, url: string): void {
  if (app.outbound.refusedAddress(url) !== null)
    throw invalid(
      '/url',
      'url-not-allowed',
      'Une adresse https d’une machine publique est attendue, sans nom d’utilisateur, sur un port permis.',
      'An https address of a public host is expected, without a user name, on a port that is allowed.',
    )
}

async function checkFilter(app: FastifyInstance, filter: WebhookFilter): Promise<void> {
  const faults = await unknownCodes(app, filter)
  if (faults.length === 0) return
  throw problem('validation', {
    errors: faults.map(({ code, detail, parameter }) => ({ pointer: `/filter/${parameter}`, code, detail })),
  })
}

/** Tells what is no change of the feed to those webhooks that ask for it, of a partner or of an audience; in the transaction of what happened. */
export async function announce(
  trx: Trx,
  to: { partner: string } | { audience: Managed['audience'] },
  type: 'key.expiring' | 'export.ready',
  data: Record<string, unknown>,
): Promise<void> {
  const asking = await trx
    .selectFrom('webhook')
    .select('id')
    .where('state', '<>', 'disabled')
    .where(sql<boolean>`${type} = any (events)`)
    .where((e) => ('partner' in to ? e('partner_id', '=', to.partner) : e('audience', '=', to.audience)))
    .execute()
  const body = messageOf(type, new Date(), data)
  await insertDeliveries(
    trx,
    asking.map(({ id }) => ({ id: newId(), webhook_id: id, type, body })),
  )
}

/** Removes a webhook, with its log. */
export async function removeWebhook(trx: Trx, caller: Caller, { id, partner_id, url }: WebhookRow): Promise<void> {
  await trx.deleteFrom('webhook').where('id', '=', id).execute()
  await recordEvent(trx, caller, {
    action: 'webhook.delete',
    subject: { kind: 'webhook', id },
    detail: { partner: partner_id, url },
  })
}

/** A new secret; the one before signs as well for a day. */
export async function rotateSecret(trx: Trx, caller: Caller, { id, partner_id }: WebhookRow): Promise<Buffer> {
  const secret = newSecret()
  await trx
    .updateTable('webhook')
    .set({
      previous_secret: sql`secret`,
      previous_until: sql`now() + make_interval(hours => ${ROTATION_HOURS})`,
      secret,
    })
    .where('id', '=', id)
    .execute()
  await updateWebhook(trx, id, {})
  await recordEvent(trx, caller, {
    action: 'webhook.rotate_secret',
    subject: { kind: 'webhook', id },
    detail: { partner: partner_id },
  })
  return secret
}

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { json, type TestApp, testApp } from '../../test/app.ts'
import { anAssociation } from '../../test/factories.ts'
import { aRecord, COMPLETE_ANSWERS, publish } from '../../test/federation.ts'
import { aReceiver, aWebhook, isGenuine, type MadeWebhook, type Receiver } from '../../test/receiver.ts'
import { buildApp } from '../app.ts'
import { tellEndings } from '../credentials/notices.ts'
import { inScope } from '../db/database.ts'
import { makeExports } from '../exports/commands.ts'
import { newId } from '../lib/id.ts'

const t: TestApp = await testApp({ outbound: { loopback: true } })
const { app, admin } = t
let partner: string
const settle = () => app.webhooks.reconcile()

beforeAll(async () => {
  partner = (await t.key('feed:read')).partner
})
// what one test moves is nothing to the webhooks of another
afterEach(async () => {
  await app.db.deleteFrom('webhook').execute()
})
const partnerOfItsOwn = async () => (await t.key('feed:read')).partner

/** Moves an audience's feed by so many records, as publications would. */
const moveFeed = (count: number, audience = 'partners') =>
  app.db.transaction().execute(async (trx) => {
    const { seq } = await trx
      .updateTable('feed_head')
      .set({ seq: sql`seq + ${count}` })
      .returning('seq')
      .executeTakeFirstOrThrow()
    await sql`insert into feed_entry (audience, kind, id, seq, state, since, known_facets)
      select ${audience}::audience, 'innovation', gen_random_uuid(), n, 'updated', n, '{}' from generate_series(${seq - count + 1}::bigint, ${seq}) n`.execute(
      trx,
    )
    await sql`update feed set head = ${seq}, live = live + ${count} where audience = ${audience}::audience`.execute(trx)
    return seq
  })
const laneOf = ({ id }: MadeWebhook) =>
  app.db.selectFrom('webhook').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const messagesOf = ({ id }: MadeWebhook) =>
  app.db
    .selectFrom('webhook_delivery')
    .selectAll()
    .where('webhook_id', '=', id)
    .where('type', 'not like', 'endpoint.%')
    .orderBy('id')
    .execute()
/** The time until the next try has passed. */
const timePasses = async ({ id }: MadeWebhook) => {
  await app.db.updateTable('webhook').set({ wait_until: sql`now() - interval '1 ms'` }).where('id', '=', id).execute()
  await app.db
    .updateTable('webhook_delivery')
    .set({ next_at: sql`least(next_at, now() - interval '1 ms')` })
    .where('webhook_id', '=', id)
    .where('state', '=', 'waiting')
    .execute()
}
const logOf = async ({ path }: MadeWebhook, query = '') =>
  json(await admin.get(`${path}/deliveries${query}`)).items as {
    id: string
    state: string
    type: string
    attempts: { status: number | null; error: string | null; duration_ms: number }[]
  }[]
const RECORD_EVENTS = {
  events: ['innovation.published', 'innovation.updated', 'innovation.withdrawn', 'innovation.out_of_scope'],
}

describe('a message', () => {
  test('is thin, signed, and says what the feed says', async () => {
    const receiver = await aReceiver()
    const key = await t.key('feed:read')
    const webhook = await aWebhook(t, key.partner, receiver)
    const seq = await moveFeed(3)
    await settle()
    const [message] = receiver.of('feed.advanced')
    if (!message) throw new Error('nothing came')
    const [heading] = json(await key.get('/v1/feeds')).items as { epoch: string; head: number; url: string }[]
    expect(message.data).toEqual({ feed: heading?.url, epoch: heading?.epoch, seq: heading?.head })
    expect(seq).toBe(heading?.head)
    expect(Object.keys(JSON.parse(message.body)).sort()).toEqual(['data', 'timestamp', 'type'])
    expect(message.headers['content-type']).toBe('application/json')
    expect(isGenuine(webhook.secret, message)).toBe(true)
    expect(isGenuine(webhook.secret, { ...message, headers: { ...message.headers, 'webhook-id': newId() } })).toBe(
      false,
    )
    expect(message.id).toBe((await messagesOf(webhook))[0]?.id)
    expect(await logOf(webhook, '?type=feed.advanced')).toMatchObject([
      { id: message.id, state: 'delivered', attempts: [{ status: 204, error: null }] },
    ])
    expect((await laneOf(webhook)).seq).toBe(seq)
  })

  test('of moves that come while one waits is one, with the last number', async () => {
    const receiver = await aReceiver()
    const webhook = await aWebhook(t, partner, receiver)
    // its lane is left alone for now
    await app.db
      .updateTable('webhook')
      .set({ wait_until: sql`now() + interval '1 hour'` })
      .where('id', '=', webhook.id)
      .execute()
    for (let n = 0; n < 3; n += 1) {
      await moveFeed(2)
      await settle()
    }
    expect(await messagesOf(webhook)).toHaveLength(1)
    await timePasses(webhook)
    await settle()
    expect(receiver.of('feed.advanced').map(({ data }) => data.seq)).toEqual([(await laneOf(webhook)).seq])
  })

  test('says nothing of a feed that is not its own', async () => {
    const receiver = await aReceiver()
    await aWebhook(t, partner, receiver, { audience: 'public' })
    await moveFeed(2, 'members')
    await settle()
    expect(receiver.of('feed.')).toEqual([])
  })

  test('waits while its partner is suspended, and is sent afterwards', async () => {
    const receiver = await aReceiver()
    const own = await partnerOfItsOwn()
    await aWebhook(t, own, receiver)
    json(await admin.patch(`/v1/partners/${own}`, { state: 'suspended' }))
    await moveFeed(1)
    await settle()
    expect(receiver.of('feed.')).toEqual([])
    json(await admin.patch(`/v1/partners/${own}`, { state: 'active' }))
    await settle()
    expect(receiver.of('feed.')).toHaveLength(1)
  })

  test('another numbering is told whatever is asked for, and drops what was said in the old one', async () => {
    const receiver = await aReceiver()
    const webhook = await aWebhook(t, partner, receiver, RECORD_EVENTS)
    await app.db
      .updateTable('webhook')
      .set({ wait_until: sql`now() + interval '1 hour'` })
      .where('id', '=', webhook.id)
      .execute()
    await moveFeed(5)
    await settle()
    expect(await messagesOf(webhook)).toHaveLength(5)
    await sql`update feed_head set epoch = gen_random_uuid()`.execute(app.db)
    await settle()
    await timePasses(webhook)
    await settle()
    const [heading] = json(await (await t.key('feed:read')).get('/v1/feeds')).items as { epoch: string; head: number }[]
    expect(
      receiver.messages
        .filter(({ type }) => !type.startsWith('endpoint.'))
        .map(({ type, data }) => [type, data.epoch, data.seq]),
    ).toEqual([['feed.advanced', heading?.epoch, heading?.head]])
  })
})

test('who asks for it is told that a key of its partner ends, and nobody else', async () => {
  const key = await t.key('feed:read')
  const receiver = await aReceiver()
  const other = await aReceiver()
  const silent = await aReceiver()
  await aWebhook(t, key.partner, receiver, { events: ['key.expiring'] })
  await aWebhook(t, partner, other, { events: ['key.expiring'] })
  await aWebhook(t, key.partner, silent)
  const { id, expires_at } = await app.db
    .updateTable('api_key')
    .set({ expires_at: sql`now() + interval '6 days'`, created_at: sql`now() - interval '300 days'` })
    .where('partner_id', '=', key.partner)
    .returning(['id', 'expires_at'])
    .executeTakeFirstOrThrow()
  await tellEndings(app)
  await tellEndings(app)
  await settle()
  expect(receiver.of('key.expiring').map(({ data }) => data)).toMatchObject([
    { id, kind: 'key', expires_at: expires_at.toISOString(), days: 7 },
  ])
  expect(other.of('key.')).toEqual([])
  expect(silent.of('key.')).toEqual([])
})

test('who asks for it is told of a new export of its audience, with the address of its manifest', async () => {
  const receiver = await aReceiver()
  const members = await aReceiver()
  await aWebhook(t, partner, receiver, { events: ['export.ready'] })
  await aWebhook(t, partner, members, { events: ['export.ready'], audience: 'members' })
  const key = await t.key('feed:read')
  await app.db.updateTable('feed').set({ export_asked_at: sql`clock_timestamp()` }).execute()
  await makeExports(app, new AbortController().signal)
  await settle()
  await expect.poll(() => receiver.of('export.ready'), { timeout: 30_000 }).not.toEqual([])
  const latest = json(await key.get('/v1/exports/latest')) as Record<string, unknown>
  expect(receiver.of('export.ready').at(-1)?.data).toEqual({
    id: latest.id,
    url: `http://essaim.test/v1/exports/${latest.id}`,
    epoch: latest.epoch,
    seq: latest.seq,
  })
  expect(JSON.stringify(members.messages)).not.toContain(String(latest.id))
}, 120_000)

describe('each record', () => {
  test('is told as what became of it, to those who may see it and no one else', async () => {
    const partners = await aReceiver()
    const members = await aReceiver()
    await aWebhook(t, partner, partners, RECORD_EVENTS)
    await aWebhook(t, partner, members, { ...RECORD_EVENTS, audience: 'members' })
    const association = await anAssociation(t)
    const hidden = await aRecord(t, association.id, { ...COMPLETE_ANSWERS, portee: 'adherents' })
    const open = await aRecord(t, association.id)
    await settle()
    json(
      await admin.post(`/v1/moderation/innovations/${open}/transitions`, { transition: 'withdraw', reason: 'stopped' }),
    )
    await settle()
    const told = (messages: { type: string; data: Record<string, unknown> }[]) =>
      messages.filter(({ type }) => type.startsWith('innovation.')).map(({ type, data }) => `${type} ${data.id}`)
    expect(told(partners.messages)).toEqual([`innovation.published ${open}`, `innovation.withdrawn ${open}`])
    expect(told(members.messages).toSorted()).toEqual(
      [`innovation.published ${hidden}`, `innovation.published ${open}`, `innovation.withdrawn ${open}`].toSorted(),
    )
    expect(JSON.stringify(partners.messages)).not.toContain(hidden)
  })

  test('is told by the filter that is asked for; what leaves it is out of scope', async () => {
    const receiver = await aReceiver()
    await aWebhook(t, partner, receiver, { ...RECORD_EVENTS, filter: { department: ['75'] } })
    const association = await anAssociation(t)
    const there = await aRecord(t, association.id, { ...COMPLETE_ANSWERS, departements: ['75'] })
    const elsewhere = await aRecord(t, association.id, { ...COMPLETE_ANSWERS, departements: ['29'] })
    await settle()
    const path = `/v1/moderation/innovations/${there}`
    json(await admin.post(`${path}/transitions`, { transition: 'withdraw', reason: 'error' }))
    await settle()
    expect(receiver.of('innovation.').map(({ type, data }) => [type, data.id, data.feed])).toEqual(
      ['innovation.published', 'innovation.withdrawn'].map((type) => [
        type,
        there,
        'http://essaim.test/v1/feeds/innovations?department=75',
      ]),
    )
    expect(JSON.stringify(receiver.messages)).not.toContain(elsewhere)
  })

  test('whose facets leave the filter is out of scope there', async () => {
    const receiver = await aReceiver()
    const association = await anAssociation(t)
    const id = await aRecord(t, association.id, { ...COMPLETE_ANSWERS, departements: ['75'] })
    await aWebhook(t, partner, receiver, { ...RECORD_EVENTS, filter: { department: ['75'] } })
    await inScope(app.db, { kind: 'job' }, async (trx) => {
      const { questionnaire_version_id } = await trx
        .selectFrom('innovation_version')
        .select('questionnaire_version_id')
        .where('innovation_id', '=', id)
        .executeTakeFirstOrThrow()
      const answers = JSON.stringify({ ...COMPLETE_ANSWERS, departements: ['29'] })
      await trx
        .insertInto('innovation_version')
        .values({ innovation_id: id, number: 2, state: 'draft', questionnaire_version_id, answers })
        .execute()
    })
    await publish(t, id)
    await settle()
    expect(receiver.of('innovation.').map(({ type, data }) => [type, data.id])).toEqual([
      ['innovation.out_of_scope', id],
    ])
  })
})

describe('a receiver that fails', () => {
  test('is tried again by the schedule, then disabled with a notice; once repaired it gets what it missed', async () => {
    const receiver = await aReceiver()
    const webhook = await aWebhook(t, partner, receiver)
    receiver.answer = () => 500
    await moveFeed(1)
    await settle()
    const first = await laneOf(webhook)
    expect(first).toMatchObject({ state: 'active', failures: 1, width: 1 })
    const delays: number[] = []
    for (let failures = 1; failures < 10; failures += 1) {
      const lane = await laneOf(webhook)
      expect(lane.failures).toBe(failures)
      delays.push(((lane.wait_until?.getTime() ?? 0) - Date.now()) / 1000)
      // it is left alone meanwhile
      await settle()
      expect(receiver.of('feed.')).toHaveLength(failures)
      await timePasses(webhook)
      await settle()
    }
    const schedule = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]
    for (const [n, seconds] of schedule.entries()) {
      expect(delays[n]).toBeGreaterThan(seconds - 3)
      expect(delays[n]).toBeLessThanOrEqual(seconds * 1.1 + 1)
    }
    expect(json(await admin.get(webhook.path))).toMatchObject({ state: 'disabled', reason: 'failing', waiting: 1 })
    expect(new Set(receiver.of('feed.').map(({ id }) => id)).size).toBe(1)
    expect(new Set(receiver.of('feed.').map(({ body }) => body)).size).toBe(1)
    const notice = await app.db
      .selectFrom('delivery')
      .selectAll()
      .where('subject', 'like', 'Webhook désactivé%')
      .executeTakeFirstOrThrow()
    expect(notice.body).toContain(`/admin/partenaires/${partner}/webhooks/${webhook.id}`)

    receiver.answer = () => 204
    await moveFeed(1)
    await settle()
    expect(receiver.of('feed.')).toHaveLength(10)
    json(await admin.post(`${webhook.path}/verifications`), 201)
    const waiting = async () => (json(await admin.get(webhook.path)) as { waiting: number }).waiting
    do {
      await settle()
      await timePasses(webhook)
    } while ((await waiting()) > 0)
    expect(json(await admin.get(webhook.path))).toMatchObject({ state: 'active', failures: 0 })
    expect(receiver.of('feed.').at(-1)?.data.seq).toBe((await laneOf(webhook)).seq)
    const tries = (await logOf(webhook, '?type=feed.advanced')).at(-1)?.attempts
    expect(tries).toHaveLength(11)
    expect(tries?.at(-1)).toMatchObject({ status: 204, error: null })
  })

  test('once works again at once where a test arrives', async () => {
    const receiver = await aReceiver()
    const webhook = await aWebhook(t, partner, receiver)
    receiver.answer = () => 500
    await moveFeed(1)
    await settle()
    expect((await laneOf(webhook)).wait_until).not.toBeNull()
    receiver.answer = () => 200
    json(await admin.post(`${webhook.path}/tests`), 201)
    await settle()
    expect(await laneOf(webhook)).toMatchObject({ failures: 0, wait_until: null })
  })

  test('by 410 wants nothing any more, and a notice is written', async () => {
    const receiver = await aReceiver()
    const webhook = await aWebhook(t, partner, receiver)
    receiver.answer = () => 410
    await moveFeed(1)
    await settle()
    expect(json(await admin.get(webhook.path))).toMatchObject({ state: 'disabled', reason: 'gone' })
    await moveFeed(1)
    await settle()
    expect(receiver.of('feed.')).toHaveLength(1)
  })

  test('by Retry-After is left alone for so long', async () => {
    const receiver = await aReceiver()
    const webhook = await aWebhook(t, partner, receiver)
    receiver.answer = () => ({ status: 429, headers: { 'retry-after': '3600' } })
    await moveFeed(1)
    await settle()
    const { wait_until } = await laneOf(webhook)
    expect((wait_until?.getTime() ?? 0) - Date.now()).toBeGreaterThan(3_590_000)
  })

  test('C25: a redirect is a failure, nobody goes there, and what signs stays here', async () => {
    const within = await aReceiver()
    const receiver = await aReceiver()
    const webhook = await aWebhook(t, partner, receiver)
    receiver.answer = () => ({ status: 302, headers: { location: within.url } })
    await moveFeed(1)
    await settle()
    expect(within.messages).toEqual([])
    expect(receiver.of('feed.')).toHaveLength(1)
    const [delivery] = await logOf(webhook, '?state=waiting')
    expect(delivery).toMatchObject({ attempts: [{ status: 302, error: 'redirect' }] })
    expect(JSON.stringify(delivery)).not.toContain('nobody reads this')
  })

  test('for one message alone holds up no other', async () => {
    const receiver = await aReceiver()
    const webhook = await aWebhook(t, partner, receiver, RECORD_EVENTS)
    const seq = await moveFeed(4)
    receiver.answer = ({ data }) => (data.seq === seq - 3 ? 500 : 200)
    await settle()
    await timePasses(webhook)
    await settle()
    expect((await messagesOf(webhook)).map(({ state }) => state).toSorted()).toEqual([
      'delivered',
      'delivered',
      'delivered',
      'waiting',
    ])
    expect((await laneOf(webhook)).state).toBe('active')
  })

  test('is re-checked at each try: an address that has become internal is not called', async () => {
    const receiver = await aReceiver()
    const webhook = await aWebhook(t, partner, receiver)
    await app.db.updateTable('webhook').set({ url: 'https://10.0.0.1/' }).where('id', '=', webhook.id).execute()
    await moveFeed(1)
    await settle()
    const [delivery] = await logOf(webhook, '?type=feed.advanced')
    expect(delivery?.attempts).toMatchObject([{ status: null, error: 'url_not_allowed' }])
    expect(receiver.of('feed.')).toEqual([])
  })
})

describe('sending again', () => {
  test('one message goes as it was, under its own id', async () => {
    const receiver = await aReceiver()
    const webhook = await aWebhook(t, partner, receiver)
    await moveFeed(1)
    await settle()
    const [sent] = receiver.of('feed.')
    expect((await admin.post(`${webhook.path}/deliveries/${newId()}/replay`)).statusCode).toBe(404)
    const again = json(await admin.post(`${webhook.path}/deliveries/${sent?.id}/replay`))
    expect(again).toMatchObject({ id: sent?.id, state: 'waiting' })
    await settle()
    const [, second] = receiver.of('feed.')
    expect([second?.id, second?.body]).toEqual([sent?.id, sent?.body])
    expect((await logOf(webhook, '?type=feed.advanced'))[0]?.attempts).toHaveLength(2)
  })

  test('a range is told as it stands today, however long ago it was, and once', async () => {
    const receiver = await aReceiver()
    const seq = await moveFeed(700)
    const webhook = await aWebhook(t, partner, receiver, RECORD_EVENTS)
    const { path } = webhook
    expect(problemCode(await admin.post(`${path}/replays`, { from_seq: 9, to_seq: 8 }))).toBe(422)
    json(await admin.post(`${path}/replays`, { from_seq: seq - 649, to_seq: seq + 50 }))
    await settle()
    await settle()
    const told = receiver.of('innovation.').map(({ data }) => Number(data.seq))
    expect(told.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 650 }, (_, n) => seq - 649 + n))
    expect(json(await admin.get(path))).toMatchObject({ replaying_to: null, waiting: 0 })
  }, 120_000)
})
const problemCode = ({ statusCode }: { statusCode: number }) => statusCode

describe('C39: one hangs, one answers 500, one works', () => {
  const arrived = (receiver: Receiver) => new Set(receiver.of('innovation.').map(({ id }) => id))

  test('the last gets its thousand while the others wait, and those are not hammered', async () => {
    const hung = new Set<() => void>()
    const [hanging, failing, working] = await Promise.all([
      aReceiver((message, response) => {
        if (message.type === 'endpoint.verify') return 200
        hung.add(() => response.writeHead(200).end())
        return 'later'
      }),
      aReceiver(({ type }) => (type === 'endpoint.verify' ? 200 : 500)),
      aReceiver(),
    ])
    const own = await Promise.all([1, 2, 3].map(partnerOfItsOwn))
    const [slow, broken, good] = (await Promise.all(
      [hanging, failing, working].map((receiver, n) => aWebhook(t, own[n] as string, receiver, RECORD_EVENTS)),
    )) as [MadeWebhook, MadeWebhook, MadeWebhook]
    const from = (await laneOf(good)).seq
    for (let n = 0; n < 10; n += 1) await moveFeed(100)
    await expect.poll(() => arrived(working).size, { timeout: 100_000, interval: 100 }).toBe(1000)
    // done while one waits for the answers of the other two, which are asked one at a time and ever less often
    expect([...hung]).not.toEqual([])
    expect(hung.size).toBeLessThan(5)
    expect(failing.of('innovation.').length).toBeLessThan(5)
    expect((await messagesOf(slow)).filter(({ state }) => state === 'delivered')).toEqual([])
    const told = new Set(working.of('innovation.').map(({ data }) => Number(data.seq)))
    expect([...told].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, n) => from + 1 + n))
    expect(await messagesOf(broken)).toHaveLength(1000)
    expect((await laneOf(slow)).state).toBe('active')
    for (const answer of hung) answer()
    hanging.answer = () => 200
    await expect.poll(() => arrived(hanging).size, { timeout: 100_000, interval: 100 }).toBe(1000)
  }, 240_000)
})

describe('several processes', () => {
  const others: { close(): Promise<unknown> }[] = []
  afterAll(async () => {
    for (const one of others) await one.close()
  })

  test('send each message once', async () => {
    const receiver = await aReceiver()
    const webhook = await aWebhook(t, partner, receiver, RECORD_EVENTS)
    const other = await buildApp({
      databaseUrl: t.database.appUrl,
      publicUrl: app.publicUrl,
      logLevel: 'silent',
      outbound: { loopback: true },
    })
    others.push(other)
    await other.ready()
    await moveFeed(200)
    await Promise.all([settle(), other.webhooks.reconcile()])
    await settle()
    expect(receiver.of('innovation.')).toHaveLength(200)
    expect(new Set(receiver.of('innovation.').map(({ id }) => id)).size).toBe(200)
    expect((await messagesOf(webhook)).every(({ state }) => state === 'delivered')).toBe(true)
    await other.close()
    others.pop()
  }, 120_000)

  test('of which one is killed in the middle: what it was sending is sent by another, under the same id', async () => {
    const own = await testApp({ outbound: { loopback: true }, jobs: false })
    const receiver = await aReceiver()
    const { id: webhook } = json(
      await own.admin.post(`/v1/partners/${(await own.key('feed:read')).partner}/webhooks`, { url: receiver.url }),
      201,
    )
    let caught: (() => void) | undefined
    const arrived = new Promise<void>((resolve) => {
      caught = resolve
    })
    receiver.answer = () => {
      caught?.()
      return 'later'
    }
    const child = fork(join(import.meta.dirname, '../../test/webhook-sender.ts'), [own.database.appUrl], {
      stdio: 'ignore',
    })
    await arrived
    child.kill('SIGKILL')
    await once(child, 'exit')
    const state = async () =>
      (
        await own.app.db
          .selectFrom('webhook')
          .select('state')
          .where('id', '=', webhook as string)
          .executeTakeFirstOrThrow()
      ).state
    receiver.answer = () => 204
    await expect
      .poll(
        async () => {
          await own.app.webhooks.reconcile()
          return state()
        },
        { timeout: 60_000 },
      )
      .toBe('active')
    expect(receiver.messages).toHaveLength(2)
    expect(new Set(receiver.messages.map(({ id }) => id)).size).toBe(1)
    expect(new Set(receiver.messages.map(({ body }) => body)).size).toBe(1)
  }, 120_000)
})

import { beforeAll, describe, expect, test } from 'vitest'
import { type Client, json, problemOf, testApp } from '../../test/app.ts'
import { aReceiver, aWebhook, isGenuine, type Receiver } from '../../test/receiver.ts'
import { newId } from '../lib/id.ts'

const t = await testApp({ outbound: { loopback: true } })
const { app, admin } = t
let receiver: Receiver
let partner: string
const base = () => `/v1/partners/${partner}/webhooks`
const settle = () => app.webhooks.reconcile()

beforeAll(async () => {
  receiver = await aReceiver()
  partner = json(await admin.post('/v1/partners', { name: 'Fédération d’exemple' }), 201).id as string
})

describe('adding one', () => {
  test('shows the secret once, asks the address, and is active once it has answered', async () => {
    const answer = await admin.post(base(), { url: receiver.url, description: 'Répertoire' })
    const made = json(answer, 201)
    expect(made).toMatchObject({
      url: receiver.url,
      description: 'Répertoire',
      events: ['feed.advanced'],
      filter: {},
      audience: 'partners',
      state: 'pending',
      feed: 'http://essaim.test/v1/feeds/innovations',
    })
    expect(made.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    const path = String(answer.headers.location)
    expect(path).toBe(`${base()}/${made.id}`)
    await settle()
    expect(json(await admin.get(path)).state).toBe('active')
    const [verify] = receiver.of('endpoint.verify')
    expect(verify?.data).toEqual({ webhook: made.id })
    expect(verify && isGenuine(made.secret as string, verify)).toBe(true)
    expect((await admin.get(path)).body).not.toContain('whsec_')
    expect((await admin.get(base())).body).not.toContain('whsec_')
  })

  test.each([
    'http://partenaire.example/x',
    'https://partenaire.example:8443/',
    'https://user@partenaire.example/',
    'https://10.0.0.1/',
    'https://192.168.1.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://[fd00::1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://base.internal/',
    'https://base/',
    'https://2851995648/',
    'https://0xa9.0xfe.0xa9.0xfe/',
    'ftp://partenaire.example/',
    'partenaire',
  ])('C24: %s is refused', async (url) => {
    const { status, errors } = problemOf(await admin.post(base(), { url }))
    expect(status).toBe(422)
    expect(errors).toMatchObject([{ pointer: '/url', code: 'url-not-allowed' }])
  })

  test('by an unknown code, event or member is refused', async () => {
    const refused = async (body: object) => problemOf(await admin.post(base(), { url: receiver.url, ...body })).errors
    expect(await refused({ filter: { theme: ['inconnu'] } })).toMatchObject([
      { pointer: '/filter/theme', code: 'unknown-code' },
    ])
    expect(await refused({ events: ['autre'] })).toMatchObject([{ pointer: '/events/0' }])
    expect(await refused({ events: [] })).toMatchObject([{ pointer: '/events' }])
    expect(await refused({ filter: { q: 'mots' } })).toMatchObject([{ pointer: '/filter/q' }])
    expect(await refused({ secret: 'x' })).toMatchObject([{ pointer: '/secret' }])
  })

  test('an address that does not answer 2xx stays pending, and may be asked again', async () => {
    const shy = await aReceiver(() => 404)
    const { id } = json(await admin.post(base(), { url: shy.url }), 201)
    await settle()
    const path = `${base()}/${id}`
    expect(json(await admin.get(path))).toMatchObject({ state: 'pending', failures: 0 })
    expect(shy.messages).toHaveLength(1)
    shy.answer = () => 200
    const asked = await admin.post(`${path}/verifications`)
    expect(json(asked, 201)).toMatchObject({ type: 'endpoint.verify', state: 'waiting' })
    await settle()
    expect(json(await admin.get(path)).state).toBe('active')
    expect(json(await admin.get(String(asked.headers.location)))).toMatchObject({
      state: 'delivered',
      attempts: [{ status: 200, error: null }],
    })
  })

  test('there are twenty at most', async () => {
    const { id } = json(await admin.post('/v1/partners', { name: 'Une autre' }), 201)
    const path = `/v1/partners/${id}/webhooks`
    for (let n = 0; n < 20; n += 1) json(await admin.post(path, { url: 'https://partenaire.example/' }), 201)
    expect((await admin.post(path, { url: 'https://partenaire.example/' })).statusCode).toBe(409)
    expect(json(await admin.get(`${path}?limit=8&count=exact`))).toMatchObject({ total: 20 })
  })
})

describe('a partner’s credential', () => {
  test('manages its own, and nobody else’s', async () => {
    const own = await t.key('webhooks:manage', 'feed:read')
    const other = await t.key('webhooks:manage', 'members:read')
    const path = `/v1/partners/${own.partner}/webhooks`
    const made = json(await own.post(path, { url: receiver.url }), 201)
    const one = `${path}/${made.id}`
    await settle()
    expect(made.audience).toBe('partners')
    expect(json(await own.get(path)).items).toHaveLength(1)
    expect(json(await own.patch(one, { description: 'La nôtre' })).description).toBe('La nôtre')
    const tries = (client: Client) =>
      Promise.all([
        client.get(path),
        client.post(path, { url: receiver.url }),
        client.get(one),
        client.patch(one, { description: 'x' }, '"1"'),
        client.delete(one, '"1"'),
        client.post(`${one}/secret`),
        client.post(`${one}/tests`),
        client.post(`${one}/verifications`),
        client.get(`${one}/deliveries`),
        client.get(`${one}/deliveries/${newId()}`),
        client.post(`${one}/deliveries/${newId()}/replay`),
        client.post(`${one}/replays`, { from_seq: 0, to_seq: 1 }),
      ])
    expect((await tries(other)).map(({ statusCode }) => statusCode)).toEqual(Array(12).fill(404))
    expect((await tries(await t.key('feed:read'))).map(({ statusCode }) => statusCode)).toEqual(Array(12).fill(403))
    // the webhook of one partner under the name of another
    expect((await admin.get(`${base()}/${made.id}`)).statusCode).toBe(404)
    expect((await own.delete(one)).statusCode).toBe(204)
    expect(json(await own.get(path)).items).toEqual([])
  })

  test('asks for no wider audience than its own, and manages none that has one', async () => {
    const own = await t.key('webhooks:manage', 'feed:read')
    const path = `/v1/partners/${own.partner}/webhooks`
    const refused = problemOf(await own.post(path, { url: receiver.url, audience: 'members' }))
    expect(refused.errors).toMatchObject([{ pointer: '/audience', code: 'beyond-credential' }])
    expect(json(await own.post(path, { url: receiver.url, audience: 'public' }), 201).audience).toBe('public')
    const wider = json(await admin.post(path, { url: receiver.url, audience: 'members' }), 201).id
    expect((await own.get(`${path}/${wider}`)).statusCode).toBe(404)
    expect((await own.post(`${path}/${wider}/secret`)).statusCode).toBe(404)
    expect((json(await own.get(path)).items as { id: string }[]).map(({ id }) => id)).not.toContain(wider)
    const bare = json(await admin.post(`/v1/partners/${own.partner}/keys`, { scopes: ['webhooks:manage'] }), 201)
      .key as string
    expect(json(await t.bearer(bare).post(path, { url: receiver.url }), 201).audience).toBe('public')
  })
})

describe('changing one', () => {
  test('needs its version, and its audience stays', async () => {
    const { path } = await aWebhook(t, partner, receiver)
    expect((await admin.patch(path, { events: ['export.ready'] }, null)).statusCode).toBe(428)
    expect((await admin.patch(path, { events: ['export.ready'] }, '"0"')).statusCode).toBe(412)
    expect((await admin.delete(path, null)).statusCode).toBe(428)
    expect(problemOf(await admin.patch(path, { audience: 'members' })).errors).toMatchObject([{ pointer: '/audience' }])
    const before = await admin.get(path)
    const after = await admin.patch(path, { events: ['export.ready', 'feed.advanced'], description: null })
    expect(json(after)).toMatchObject({ events: ['export.ready', 'feed.advanced'], state: 'active' })
    expect(after.headers.etag).not.toBe(before.headers.etag)
  })

  test('merges the filter, name by name', async () => {
    const { path } = await aWebhook(t, partner, receiver, { filter: { department: ['29'] } })
    const patched = json(await admin.patch(path, { filter: { theme: ['emploi-insertion-pro'] } }))
    expect(patched).toMatchObject({ filter: { department: ['29'], theme: ['emploi-insertion-pro'] } })
    expect(patched.feed).toBe('http://essaim.test/v1/feeds/innovations?department=29&theme=emploi-insertion-pro')
    expect(json(await admin.patch(path, { filter: { department: null } })).filter).toEqual({
      theme: ['emploi-insertion-pro'],
    })
  })

  test('another address has to answer first, and an address within is refused', async () => {
    const { path, id } = await aWebhook(t, partner, receiver)
    expect(problemOf(await admin.patch(path, { url: 'https://10.0.0.1/' })).errors).toMatchObject([
      { pointer: '/url', code: 'url-not-allowed' },
    ])
    const moved = await aReceiver(() => 503)
    expect(json(await admin.patch(path, { url: moved.url })).state).toBe('pending')
    await settle()
    expect(json(await admin.get(path)).state).toBe('pending')
    expect(moved.of('endpoint.verify').map(({ data }) => data)).toEqual([{ webhook: id }])
  })

  test('disabled, it is sent nothing until its address is verified again', async () => {
    const { path } = await aWebhook(t, partner, receiver)
    expect(json(await admin.patch(path, { state: 'disabled' }))).toMatchObject({ state: 'disabled', reason: 'asked' })
    expect(problemOf(await admin.post(`${path}/tests`))).toMatchObject({ status: 409, state: 'disabled' })
    expect(problemOf(await admin.patch(path, { state: 'active' })).errors).toMatchObject([{ pointer: '/state' }])
    json(await admin.post(`${path}/verifications`), 201)
    await settle()
    expect(json(await admin.get(path))).toMatchObject({ state: 'active', reason: null })
  })

  test('all of it is in the trail', async () => {
    const { path, id } = await aWebhook(t, partner, receiver)
    await admin.patch(path, { description: 'x' })
    await admin.post(`${path}/secret`)
    await admin.post(`${path}/tests`)
    await admin.post(`${path}/replays`, { from_seq: 0, to_seq: 9 })
    await admin.patch(path, { state: 'disabled' })
    await admin.delete(path)
    const events = json(await admin.get(`/v1/events?subject_id=${id}`)).items as { action: string }[]
    expect(events.map(({ action }) => action).reverse()).toEqual([
      'webhook.create',
      'webhook.activate',
      'webhook.change',
      'webhook.rotate_secret',
      'webhook.test',
      'webhook.replay',
      'webhook.disable',
      'webhook.delete',
    ])
  })
})

describe('the secret', () => {
  test('is changed without a gap: for a day both sign', async () => {
    const { path, secret, id } = await aWebhook(t, partner, receiver)
    const after = json(await admin.post(`${path}/secret`))
    expect(after.secret).not.toBe(secret)
    expect(after.previous_secret_until).not.toBeNull()
    const ping = async () => {
      json(await admin.post(`${path}/tests`), 201)
      await settle()
      const message = receiver.of('endpoint.test').findLast(({ data }) => data.webhook === id)
      if (!message) throw new Error('no test came')
      return message
    }
    const during = await ping()
    expect(String(during.headers['webhook-signature']).split(' ')).toHaveLength(2)
    expect([secret, after.secret as string].map((one) => isGenuine(one, during))).toEqual([true, true])
    await app.db.updateTable('webhook').set({ previous_until: new Date() }).where('id', '=', id).execute()
    const afterwards = await ping()
    expect([secret, after.secret as string].map((one) => isGenuine(one, afterwards))).toEqual([false, true])
    expect(isGenuine(after.secret as string, { ...afterwards, body: afterwards.body.replace('test', 'best') })).toBe(
      false,
    )
    expect(json(await admin.get(path)).previous_secret_until).toBeNull()
  })
})

test('tests and verifications are ten in a minute: nobody has another called by them', async () => {
  const { path } = await aWebhook(t, partner, receiver)
  for (let n = 0; n < 9; n += 1) json(await admin.post(`${path}/tests`), 201)
  const refused = await admin.post(`${path}/tests`)
  expect(problemOf(refused)).toMatchObject({ status: 429, slug: 'rate-limited' })
  expect(refused.headers['retry-after']).toBe('60')
})

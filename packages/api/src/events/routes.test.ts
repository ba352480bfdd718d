import pg from 'pg'
import { expect, test } from 'vitest'
import { json, problemOf, testApp } from '../../test/app.ts'
import { recordEvent } from './commands.ts'

const { app, admin, anonymous, database, key, staff } = await testApp()
type Entry = {
  id: string
  at: string
  actor: { kind: string; id: string | null; name: string | null }
  action: string
  subject: { kind: string; id: string | null }
  detail: object | null
  origin: object | null
}
const read = async (url: string) =>
  json(await admin.get(url)) as { items: Entry[]; next: string | null; total?: number }

test('the trail is for administrators, and nobody writes it', async () => {
  const codes = []
  for (const caller of [anonymous, await staff(['moderator']), await key('members:read')])
    codes.push((await caller.get('/v1/events')).statusCode)
  expect(codes).toEqual([401, 403, 403])
  expect((await admin.post('/v1/events', {})).statusCode).toBe(405)
  expect((await admin.delete('/v1/events', null)).statusCode).toBe(405)
})

test('is read newest first, by pages, and names who did what', async () => {
  const { partner } = await key('feed:read')
  const script = json(await admin.get(`/v1/partners/${partner}`)) as { name: string; keys: [{ id: string }] }
  const request = '019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a00'
  await app.db
    .transaction()
    .execute((trx) =>
      recordEvent(
        trx,
        { actor: { kind: 'key', id: script.keys[0].id, partner, scopes: [] }, request_id: request },
        { action: 'test.act', subject: { kind: 'test', id: request }, detail: { seen: true } },
      ),
    )
  expect((await read('/v1/events?action=test.act')).items).toMatchObject([
    {
      actor: { kind: 'key', id: script.keys[0].id, name: script.name },
      subject: { kind: 'test', id: request },
      detail: { seen: true },
    },
  ])

  const all = await read('/v1/events?limit=200&count=exact')
  expect(all.total).toBe(all.items.length)
  expect(all.items.map(({ id }) => id)).toEqual(
    all.items
      .map(({ id }) => id)
      .sort()
      .reverse(),
  )
  const met: Entry[] = []
  for (let url: string | null = '/v1/events?limit=3'; url; ) {
    const page = await read(url)
    met.push(...page.items)
    url = page.next && `/v1/events?limit=3&cursor=${page.next}`
  }
  expect(met).toEqual(all.items)
})

test('filters are AND, and unknown ones are refused', async () => {
  const member = await staff(['reader'])
  expect((await read(`/v1/events?subject_kind=user&subject_id=${member.id}`)).items).toMatchObject([
    { action: 'user.create' },
  ])
  expect((await read(`/v1/events?actor_id=${member.id}`)).items).toMatchObject([{ action: 'session.start' }])
  expect((await read(`/v1/events?actor_id=${member.id}&action=user.create`)).items).toEqual([])
  expect(problemOf(await admin.get('/v1/events?subject=user')).slug).toBe('validation')
  expect(problemOf(await admin.get('/v1/events?subject_id=x')).slug).toBe('validation')
})

test('an entry whose detail was erased stays, without it', async () => {
  const member = await staff(['reader'])
  const [event] = (await read(`/v1/events?subject_id=${member.id}`)).items
  const owner = new pg.Client(database.ownerUrl)
  await owner.connect()
  await owner.query('delete from event_detail where event_id = $1', [event?.id])
  await owner.end()
  expect((await read(`/v1/events?subject_id=${member.id}`)).items).toMatchObject([
    { id: event?.id, detail: null, origin: null },
  ])
})

test('says from where, by the network and the device alone', async () => {
  const member = await staff(['reader'])
  const origin = async (headers: Record<string, string>) => {
    await app.inject({
      method: 'POST',
      url: '/v1/session',
      remoteAddress: '203.0.113.77',
      headers,
      payload: { email: member.email, password: member.password },
    })
    return (await read(`/v1/events?actor_id=${member.id}&limit=1`)).items[0]?.origin
  }
  const network = '203.0.113.0/24'
  const phone = 'Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0'
  expect(await origin({ 'user-agent': phone })).toEqual({ network, agent: 'phone' })
  expect(await origin({ 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0' })).toEqual({
    network,
    agent: 'computer',
  })
  expect(await origin({ 'user-agent': 'curl/8.17.0' })).toEqual({ network, agent: 'script' })
})

import { createHash } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Export } from '@essaim/shared/exports.ts'
import { parse } from 'csv-parse/sync'
import { readXlsx } from 'hucre/xlsx'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Client, json, PUBLIC_URL, problemOf, type TestApp, testApp } from '../../test/app.ts'
import { copiesOf } from '../../test/documents.ts'
import { anAssociation } from '../../test/factories.ts'
import { aRecord, COMPLETE_ANSWERS } from '../../test/federation.ts'
import { sweepStorage } from '../files/commands.ts'
import { makeExports } from './commands.ts'

const EXPORTS = '/v1/exports'
const LATEST = `${EXPORTS}/latest`
const path = (url: string) => url.replace(PUBLIC_URL, '')
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const made = (test: TestApp) => makeExports(test.app, new AbortController().signal)
const latestOf = async (client: Client) => json(await client.get(LATEST)) as unknown as Export
const fileOf = (manifest: Export, format: string) => {
  const file = manifest.files.find((one) => one.format === format)
  if (!file) throw new Error(`no ${format}`)
  return { ...file, path: path(file.url) }
}
const storage = () => ({ kind: 'disk' as const, folder: mkdtempSync(join(tmpdir(), 'essaim-exports-')) })

/** An application with a record for all, one for partners and one for members; nothing is exported but by the test. */
async function aDirectory() {
  const test = await testApp({ jobs: false, files: storage() })
  const association = await anAssociation(test)
  const ids: string[] = []
  for (const portee of ['tout-public', 'reseau-et-partenaires', 'adherents'])
    ids.push(await aRecord(test, association.id, { ...COMPLETE_ANSWERS, portee, cout_total: 5000 }))
  return {
    test,
    association: association.id,
    ids,
    clients: {
      public: test.anonymous,
      partners: await test.key('innovations:read'),
      members: await test.key('members:read'),
    },
  }
}
const moderate = (test: TestApp, id: string, body: object) =>
  test.admin.post(`/v1/moderation/innovations/${id}/transitions`, body)
const restrict = (test: TestApp, id: string, body: object) =>
  test.admin.post(`/v1/moderation/innovations/${id}/restrictions`, body)

describe('an export', () => {
  let directory: Awaited<ReturnType<typeof aDirectory>>
  beforeAll(async () => {
    directory = await aDirectory()
    await made(directory.test)
  })

  it.each([
    ['public', 1],
    ['partners', 2],
    ['members', 3],
  ] as const)('has for %s what that audience reads, in every format, as its manifest says', async (audience, count) => {
    const client = directory.clients[audience]
    const manifest = await latestOf(client)
    const [feed] = json(await client.get('/v1/feeds')).items as { epoch: string; head: number }[]
    expect(manifest).toMatchObject({ audience, live: count, seq: feed?.head, epoch: feed?.epoch, schema_version: '1' })
    expect(manifest.files.map(({ format, records }) => [format, records])).toEqual([
      ['ndjson', count],
      ['csv', count],
      ['csv-excel-fr', count],
      ['xlsx', count],
      ['jsonld', count],
      ['table-schema', null],
    ])
    const bytes = new Map<string, Buffer>()
    for (const file of manifest.files) {
      const answer = await client.get(path(file.url))
      expect(answer.statusCode, file.name).toBe(200)
      expect(answer.headers['content-type']?.split(';')[0]).toBe(file.media_type)
      expect(answer.rawPayload).toHaveLength(file.bytes)
      expect(sha256(answer.rawPayload)).toBe(file.sha256)
      expect(answer.headers).toMatchObject({
        etag: `"${file.sha256}"`,
        'repr-digest': `sha-256=:${Buffer.from(file.sha256, 'hex').toString('base64')}:`,
        'cache-control': expect.stringContaining('no-cache'),
        'accept-ranges': 'bytes',
      })
      bytes.set(file.format, answer.rawPayload)
    }
    // the same as in one request, and from the feed on there is nothing
    expect(String(bytes.get('ndjson'))).toBe((await client.get('/v1/exports/stream')).body)
    const next = json(await client.get(path(manifest.next)))
    expect(next).toMatchObject({ items: [], next: manifest.next })
    const ids = directory.ids.slice(0, count)
    expect((parse(bytes.get('csv') ?? '', { columns: true }) as { id: string }[]).map(({ id }) => id)).toEqual(ids)
    const { fields } = JSON.parse(String(bytes.get('table-schema'))) as { fields: { name: string }[] }
    expect((parse(bytes.get('csv') ?? '') as string[][])[0]).toEqual(fields.map(({ name }) => name))
    const { sheets } = await readXlsx(new Uint8Array(bytes.get('xlsx') ?? Buffer.alloc(0)))
    expect(sheets[0]?.rows.slice(1).map(([id]) => id)).toEqual(ids)
    expect(sheets[1]?.rows).toContainEqual(['Position dans le flux (seq)', manifest.seq])
  })

  it('is nobody else’s: the other audiences do not know it', async () => {
    const { clients } = directory
    const manifest = await latestOf(clients.members)
    for (const other of [clients.public, clients.partners]) {
      for (const url of [`${EXPORTS}/${manifest.id}`, ...manifest.files.map(({ url }) => path(url))])
        expect(problemOf(await other.get(url))).toMatchObject({ slug: 'not-found' })
      const { items } = json(await other.get(EXPORTS)) as { items: Export[] }
      expect(items).toHaveLength(1)
      expect(items[0]?.id).not.toBe(manifest.id)
    }
    expect((await clients.members.get(`${EXPORTS}/${manifest.id}/files/autre.csv`)).statusCode).toBe(404)
    expect((await latestOf(directory.test.admin)).id).toBe(manifest.id)
  })

  it('is asked again without being sent again', async () => {
    const client = directory.clients.public
    const first = await client.get(LATEST)
    for (const url of [LATEST, `${EXPORTS}/${json(first).id}`])
      expect((await client.get(url, { headers: { 'if-none-match': String(first.headers.etag) } })).statusCode).toBe(304)
    const file = fileOf(json(first) as unknown as Export, 'csv')
    const again = await client.get(file.path, { headers: { 'if-none-match': `"${file.sha256}"` } })
    expect(again.statusCode).toBe(304)
    expect(again.body).toBe('')
  })

  it('is had in parts: a download goes on where it was cut, unless the file is another one', async () => {
    const client = directory.clients.public
    const { url: _, ...file } = fileOf(await latestOf(client), 'ndjson')
    const part = (range: string, more: Record<string, string> = {}) =>
      client.get(file.path, { headers: { range, ...more } })
    const whole = (await client.get(file.path)).rawPayload
    const head = await part('bytes=0-99')
    expect(head.statusCode).toBe(206)
    expect(head.headers).toMatchObject({ 'content-range': `bytes 0-99/${file.bytes}`, 'content-length': '100' })
    const rest = await part('bytes=100-', { 'if-range': `"${file.sha256}"` })
    expect(rest.statusCode).toBe(206)
    expect(Buffer.concat([head.rawPayload, rest.rawPayload])).toEqual(whole)
    expect(rest.headers['repr-digest']).toBe(head.headers['repr-digest'])
    expect((await part('bytes=-10')).rawPayload).toEqual(whole.subarray(-10))
    for (const answer of [await part('bytes=100-', { 'if-range': '"autre"' }), await part('bytes=0-1,4-5')]) {
      expect(answer.statusCode).toBe(200)
      expect(answer.rawPayload).toEqual(whole)
    }
    const beyond = await part(`bytes=${file.bytes}-`)
    expect(problemOf(beyond)).toMatchObject({ status: 416, slug: 'range-not-satisfiable' })
    expect(beyond.headers['content-range']).toBe(`bytes */${file.bytes}`)
    const asked = await directory.test.app.inject({ method: 'HEAD', url: file.path })
    expect(asked.headers).toMatchObject({ 'content-length': String(file.bytes), etag: `"${file.sha256}"` })
    expect(asked.body).toBe('')
  })

  it('outlives the sweep of what the storage holds without a row', async () => {
    const { test, clients } = directory
    expect(await sweepStorage(test.app.db, test.app.files, Date.now() + 48 * 3_600_000)).toBe(0)
    expect((await clients.public.get(fileOf(await latestOf(clients.public), 'csv').path)).statusCode).toBe(200)
  })
})

describe('what is taken back', () => {
  it('ends at once the exports that hold it, for the readers who had it; their bytes go, and a new one is made', async () => {
    const { test, ids, clients } = await aDirectory()
    await made(test)
    const before = { public: await latestOf(clients.public), members: await latestOf(clients.members) }
    json(await restrict(test, ids[0] ?? '', { question: 'resume', audience: 'members' }))
    for (const url of [`${EXPORTS}/${before.public.id}`, ...before.public.files.map(({ url }) => path(url))])
      expect(problemOf(await clients.public.get(url)), url).toMatchObject({ slug: 'gone' })
    expect(json(await clients.public.get(EXPORTS)).items).toEqual([])
    const waiting = await clients.public.get(LATEST)
    expect(problemOf(waiting)).toMatchObject({ slug: 'overloaded', status: 503 })
    expect(Number(waiting.headers['retry-after'])).toBeGreaterThan(0)
    // members read it still
    expect((await latestOf(clients.members)).id).toBe(before.members.id)

    await made(test)
    const after = await latestOf(clients.public)
    const { body } = await clients.public.get(fileOf(after, 'ndjson').path)
    expect(JSON.parse(body.split('\n')[0] ?? '')).toMatchObject({ id: ids[0], summary: null })
    expect(await test.app.files.read(fileOf(before.public, 'ndjson').sha256)).toBeNull()
    expect((await clients.public.get(`${EXPORTS}/${before.public.id}`)).statusCode).toBe(410)
  })

  it.each([
    ['a record that leaves an audience', { question: '*', audience: 'members' }],
    ['an answer', { question: 'probleme', audience: 'staff' }],
  ])('is also %s', async (_, restriction) => {
    const { test, ids, clients } = await aDirectory()
    await made(test)
    json(await restrict(test, ids[1] ?? '', restriction))
    expect((await clients.partners.get(LATEST)).statusCode).toBe(503)
    expect((await clients.public.get(LATEST)).statusCode).toBe(200)
  })

  it('is not a record withdrawn: a download under way may finish, and the next export is without it', async () => {
    const { test, ids, clients } = await aDirectory()
    await made(test)
    const before = await latestOf(clients.public)
    json(await moderate(test, ids[0] ?? '', { transition: 'withdraw', reason: 'stopped' }))
    expect((await clients.public.get(fileOf(before, 'csv').path)).statusCode).toBe(200)
    await made(test)
    const after = await latestOf(clients.public)
    expect(after).toMatchObject({ live: 0 })
    expect(after.seq).toBeGreaterThan(before.seq)
  })
})

describe('the next export', () => {
  it('is made when something left or was asked for, not at every change; three are kept', async () => {
    const { test, association, clients } = await aDirectory()
    await made(test)
    const first = await latestOf(clients.members)
    await aRecord(test, association)
    await made(test)
    expect((await latestOf(clients.members)).id).toBe(first.id)
    for (let round = 0; round < 4; round += 1) {
      await aRecord(test, association)
      json(await clients.members.post(EXPORTS), 403)
      const order = json(await test.admin.post(EXPORTS), 202)
      await made(test)
      const latest = await latestOf(clients.members)
      expect(latest.seq).toBeGreaterThanOrEqual(order.seq as number)
      expect(latest.live).toBe(5 + round)
    }
    const { items } = json(await clients.members.get(EXPORTS)) as { items: Export[] }
    expect(items.map(({ live }) => live)).toEqual([8, 7, 6])
    expect((await clients.members.get(`${EXPORTS}/${first.id}`)).statusCode).toBe(410)
    // the public did not ask
    expect((await latestOf(clients.public)).live).toBe(1)
    // nothing moved: what is asked for is there already
    json(await test.admin.post(EXPORTS), 202)
    await made(test)
    expect((await latestOf(clients.members)).id).toBe(items[0]?.id)
  })

  it('is made by a job that one request wakes, once for all who ask', async () => {
    const test = await testApp({ files: storage() })
    await aRecord(test, (await anAssociation(test)).id)
    const partner = await test.key('innovations:read')
    const orders = await Promise.all(Array.from({ length: 6 }, () => partner.post(EXPORTS)))
    expect(orders.map(({ statusCode }) => statusCode)).toEqual([202, 202, 202, 202, 202, 202])
    expect(orders[0]?.headers).toMatchObject({ location: LATEST, 'retry-after': '5' })
    await test.app.jobs.settled()
    expect(await latestOf(partner)).toMatchObject({ audience: 'partners', live: 1 })
    expect((json(await partner.get(EXPORTS)).items as Export[]).length).toBe(1)
  })

  it('keeps nobody waiting while it is made', async () => {
    const { test, ids, clients } = await aDirectory()
    await copiesOf(test, ids[0] ?? '', 800)
    const making = made(test)
    let answered = 0
    const asking = (async () => {
      for (let done = false; !done; ) {
        done = await Promise.race([
          making.then(() => true),
          new Promise<false>((go) => setTimeout(() => go(false), 10)),
        ])
        expect((await clients.public.get(`/v1/innovations/${ids[0]}`)).statusCode).toBe(200)
        answered += 1
      }
    })()
    await making
    await asking
    expect(answered).toBeGreaterThan(3)
  }, 120_000)
})

describe('a maker that is stopped in the middle', () => {
  const stops: AbortController[] = []
  afterEach(() => {
    for (const stop of stops.splice(0)) stop.abort()
  })

  it('leaves nothing that is listed; another one makes it whole', async () => {
    const { test, ids, clients } = await aDirectory()
    await copiesOf(test, ids[0] ?? '', 300)
    const put = test.app.files.put
    for (const after of [0, 1, 4]) {
      const stop = new AbortController()
      stops.push(stop)
      let count = 0
      test.app.files.put = async (...args) => {
        if (count === after) stop.abort()
        count += 1
        return put(...args)
      }
      await expect(makeExports(test.app, stop.signal)).rejects.toThrow()
      expect(json(await clients.public.get(EXPORTS)).items).toEqual([])
    }
    test.app.files.put = put
    await made(test)
    const manifest = await latestOf(clients.public)
    expect(manifest.files).toHaveLength(6)
    for (const file of manifest.files)
      expect(sha256((await clients.public.get(path(file.url))).rawPayload)).toBe(file.sha256)
  }, 120_000)
})

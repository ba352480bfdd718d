import type { AddressInfo } from 'node:net'
import type { Consultation, PartnerUsage } from '@essaim/shared/usage.ts'
import { describe, expect, test } from 'vitest'
import { json, PUBLIC_URL, problemOf, testApp } from '../../test/app.ts'
import { aContact, anAssociation } from '../../test/factories.ts'
import { aRecord, aRespondent } from '../../test/federation.ts'
import { buildApp } from '../app.ts'
import { tidy } from '../jobs/tidy.ts'

const NOBODY = '019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a00'
const here = await testApp({ jobs: false })
const { app, admin, anonymous } = here

/** All is in the database that was noted; one that is too busy is asked again. */
const written = () => expect.poll(() => app.usage.write(), { timeout: 60_000 }).toBe(true)

const usageOf = async (partner: string, query = ''): Promise<PartnerUsage> => {
  await written()
  return json(await admin.get(`/v1/partners/${partner}/usage${query}`)) as PartnerUsage
}
const consultationsOf = async (partner: string): Promise<Consultation[]> => {
  await written()
  return json(await admin.get(`/v1/partners/${partner}/consultations`)).items as Consultation[]
}
/** Another process on the same database. */
const another = async () => {
  const one = await buildApp({
    databaseUrl: here.database.appUrl,
    publicUrl: () => PUBLIC_URL,
    logLevel: 'silent',
    jobs: false,
    limits: { requests: { anonymous: 1_000_000, key: 1_000_000, seconds: 60 } },
  })
  await one.ready()
  return one
}
const aPublishedRecord = async () => aRecord(here, (await anAssociation(here)).id)

test('usage and consultations are for administrators', async () => {
  const { partner, headers } = await here.key('webhooks:manage')
  for (const path of ['usage', 'consultations']) {
    const url = `/v1/partners/${partner}/${path}`
    const moderator = await here.staff(['moderator'])
    const codes = []
    for (const one of [{}, moderator.headers, headers, admin.headers])
      codes.push((await app.inject({ url, headers: one })).statusCode)
    expect(codes, path).toEqual([401, 403, 403, 200])
    expect(problemOf(await admin.get(`/v1/partners/${NOBODY}/${path}`)).slug).toBe('not-found')
  }
})

describe('usage', () => {
  test('counts the answers of a key by day, and what was refused by kind', async () => {
    const key = await here.key('innovations:read')
    await key.get('/v1/innovations')
    await key.get('/v1/innovations?theme=inconnu')
    await key.get('/v1/partners')
    await key.get(`/v1/innovations/${NOBODY}`)
    await key.get('/v1/there-is-no-such-thing')
    const { credentials, faults, from, to } = await usageOf(key.partner)
    expect(credentials).toMatchObject([
      { kind: 'key', requests: 5, refused: 4, limited: 0, failed: 0, days: [{ day: to, requests: 5, refused: 4 }] },
    ])
    expect(key.key.startsWith(`${credentials[0]?.name}_`)).toBe(true)
    expect((Date.parse(to) - Date.parse(from)) / 864e5).toBe(29)
    expect(faults.map(({ route, problem, status, times }) => [route, problem, status, times]).sort()).toEqual([
      ['', 'not-found', 404, 1],
      ['/v1/innovations', 'validation', 422, 1],
      ['/v1/innovations/:id', 'not-found', 404, 1],
      ['/v1/partners', 'insufficient-scope', 403, 1],
    ])
  })

  test('is told to the partner itself, with what is left of its quota', async () => {
    const key = await here.key('webhooks:manage')
    const other = await here.key('webhooks:manage')
    await key.get('/v1/innovations')
    await written()
    const own = json(await key.get('/v1/credential/usage')) as PartnerUsage
    expect(own.credentials).toMatchObject([{ requests: 1, quota: { limit: 1_000_000, window_seconds: 60 } }])
    expect(own.credentials[0]?.quota.used).toBeGreaterThan(0)
    expect((json(await other.get('/v1/credential/usage')) as PartnerUsage).credentials).toMatchObject([{ requests: 0 }])
  })

  test('tells a refusal by the pace from the others', async () => {
    const limited = await testApp({ jobs: false, limits: { requests: { anonymous: 1000, key: 2, seconds: 60 } } })
    const key = await limited.key('innovations:read')
    for (let n = 0; n < 5; n += 1) await key.get('/v1/innovations')
    await limited.app.usage.write()
    const usage = json(await limited.admin.get(`/v1/partners/${key.partner}/usage`)) as PartnerUsage
    expect(usage.credentials[0]).toMatchObject({ requests: 5, refused: 0, limited: 3 })
    expect(usage.faults).toMatchObject([{ problem: 'rate-limited', times: 3 }])
  })

  test('notes nothing of those who are no partner', async () => {
    await anonymous.get('/v1/innovations')
    await admin.get('/v1/partners')
    await here.bearer('essaim_nobody_at_all').get('/v1/innovations')
    await written()
    const { rows } = await app.pool.query('select credential_id from usage_day except select id from api_key')
    expect(rows).toEqual([])
  })

  test('is read for 92 days at most, in their order', async () => {
    const { partner } = await here.key('innovations:read')
    const url = `/v1/partners/${partner}/usage`
    expect(json(await admin.get(`${url}?from=2026-01-01&to=2026-04-02`))).toMatchObject({ from: '2026-01-01' })
    for (const [query, code] of [
      ['from=2026-01-01&to=2026-04-03', 'too-far'],
      ['from=2026-01-02&to=2026-01-01', 'after-the-end'],
    ])
      expect(problemOf(await admin.get(`${url}?${query}`)).errors).toMatchObject([{ parameter: 'from', code }])
    expect(problemOf(await admin.get(`${url}?from=hier`)).status).toBe(422)
  })

  test('adds up over several processes that write at once, and a stop loses nothing', async () => {
    const { partner, headers } = await here.key('innovations:read')
    const others = await Promise.all([another(), another()])
    let served = 0
    const call = (one: typeof app, times: number) =>
      Promise.all(
        Array.from({ length: times }, async () => {
          if ((await one.inject({ url: '/v1/innovations', headers })).statusCode === 200) served += 1
        }),
      )
    for (let round = 0; round < 5; round += 1) {
      await Promise.all([app, ...others].map((one) => call(one, 10)))
      await Promise.all([app, ...others].map((one) => one.usage.write()))
    }
    await Promise.all(others.map((one) => call(one, 7)))
    await Promise.all(others.map((one) => one.close()))
    // of whom a database that is too busy could not tell who calls, nothing is noted
    const [{ requests = 0, failed = 0 } = {}] = (await usageOf(partner)).credentials
    expect(requests - failed).toBe(served)
    expect(served).toBeGreaterThan(0)
  })

  test('waits for a database that is away, and loses nothing by it', async () => {
    const { partner, headers } = await here.key('innovations:read')
    const one = await another()
    await one.inject({ url: '/v1/innovations', headers })
    const lock = await app.pool.connect()
    await lock.query('begin; lock table usage_day in access exclusive mode')
    await one.usage.write()
    await one.inject({ url: '/v1/innovations', headers })
    await lock.query('rollback')
    lock.release()
    await one.close()
    expect((await usageOf(partner)).credentials[0]?.requests).toBe(2)
  })

  test('counts the bytes of answers, one after the other on one connection', async () => {
    const { partner, headers } = await here.key('innovations:read')
    const one = await another()
    await one.listen({ host: '127.0.0.1', port: 0 })
    const url = `http://127.0.0.1:${(one.server.address() as AddressInfo).port}/v1/innovations`
    let bytes = 0
    for (let n = 0; n < 3; n += 1) bytes += (await (await fetch(url, { headers })).arrayBuffer()).byteLength
    await one.close()
    const [credential] = (await usageOf(partner)).credentials
    expect(credential?.bytes).toBeGreaterThan(bytes)
    // with the headers, and no more than that
    expect(credential?.bytes).toBeLessThan(bytes + 3 * 2000)
  })
})

describe('consultations', () => {
  test('are the records that a partner read one by one: in a list, in vain or as staff is none', async () => {
    const [read, listed] = [await aPublishedRecord(), await aPublishedRecord()]
    const key = await here.key('innovations:read')
    await key.get('/v1/innovations')
    await key.get(`/v1/innovations/${read}`)
    await key.get(`/v1/innovations/${read}/versions`)
    await key.get(`/v1/innovations/${read.toUpperCase()}/versions/1`)
    await key.get(`/v1/innovations/${NOBODY}`)
    await admin.get(`/v1/innovations/${listed}`)
    await anonymous.get(`/v1/innovations/${listed}`)
    expect(await consultationsOf(key.partner)).toMatchObject([
      { innovation: { id: read, title: expect.any(String) }, times: 3 },
    ])
  })

  test('come in pages, the last read first', async () => {
    const key = await here.key('innovations:read')
    const records = []
    for (let n = 0; n < 3; n += 1) {
      const id = await aPublishedRecord()
      records.unshift(id)
      await key.get(`/v1/innovations/${id}`)
      await written()
    }
    const url = `/v1/partners/${key.partner}/consultations?limit=2&count=exact`
    const first = json(await admin.get(url)) as { items: Consultation[]; next: string; total: number }
    const rest = json(await admin.get(`${url}&cursor=${first.next}`)) as typeof first
    expect([...first.items, ...rest.items].map(({ innovation }) => innovation.id)).toEqual(records)
    expect([first.total, rest.next]).toEqual([3, null])
  })
})

describe('followed feeds', () => {
  const follow = async (key: { get: typeof admin.get }, after: number, limit = 500) =>
    json(await key.get(`/v1/feeds/innovations?afterChangeNumber=${after}&limit=${limit}`)) as {
      items: { modified: number }[]
    }
  const feedsOf = async (partner: string) => (await usageOf(partner)).feeds

  test('say where a key is, and how many records it has not read', async () => {
    for (let n = 0; n < 3; n += 1) await aPublishedRecord()
    const key = await here.key('feed:read')
    const { items } = await follow(key, 0)
    const numbers = items.map(({ modified }) => modified)
    expect(numbers.length).toBeGreaterThan(2)
    const head = numbers.at(-1) as number
    const one = { feed: 'innovations', audience: 'partners', filter: '', head, credential: { kind: 'key' } }
    expect(await feedsOf(key.partner)).toMatchObject([{ ...one, position: head, behind: 0, complete: false }])
    await follow(key, head)
    expect(await feedsOf(key.partner)).toMatchObject([{ ...one, position: head, behind: 0, complete: true }])
    await follow(key, 0, 1)
    const behind = numbers.length - 1
    expect(await feedsOf(key.partner)).toMatchObject([{ ...one, position: numbers[0], behind, complete: false }])
    // who says that it has read what is not written yet is not believed
    await follow(key, head + 1000)
    expect(await feedsOf(key.partner)).toMatchObject([{ ...one, position: head, behind: 0, complete: true }])
  })

  test('of a filter: only what is or was in it counts', async () => {
    const id = await aPublishedRecord()
    const [{ facets, seq }] = (
      await app.pool.query<{ facets: string[]; seq: number }>(
        `select known_facets as facets, seq from feed_entry where id = $1 and audience = 'partners'`,
        [id],
      )
    ).rows as [{ facets: string[]; seq: number }]
    const theme = facets.find((facet) => facet.startsWith('theme:')) as string
    const key = await here.key('feed:read')
    const [{ id: credential = '' } = {}] = json(await admin.get(`/v1/partners/${key.partner}`)).keys as { id: string }[]
    const read = async (groups: string[][], position: number) => {
      const pull = { audience: 'partners', filter: JSON.stringify(groups), groups, position, complete: true } as const
      app.usage.pulled({ kind: 'key', id: credential, partner: key.partner, scopes: [] }, pull)
      const [feed] = await feedsOf(key.partner)
      return [feed?.behind, feed?.head]
    }
    expect(await read([[theme, 'theme:autre'], [`association:${await associationOf(id)}`]], seq - 1)).toEqual([1, seq])
    expect(await read([['theme:autre']], seq - 1)).toEqual([0, seq - 1])
    expect(await read([[theme], ['theme:autre']], seq - 1)).toEqual([0, seq - 1])
    // it is in the copy of whom it matches, and of nobody else
    await read([[theme]], seq)
    expect((await seenBy(id)).map(({ how }) => how)).toContain('copied')
  })

  test('are told apart by their filter, in whatever order it was written', async () => {
    await aPublishedRecord()
    const key = await here.key('feed:read')
    for (const query of ['department=29&region=53', 'region=53&department=29', 'department=22'])
      json(await key.get(`/v1/feeds/innovations?${query}`))
    expect((await feedsOf(key.partner)).map(({ filter }) => filter).sort()).toEqual([
      'department=22',
      'department=29&region=53',
    ])
  })

  test('are each key’s own', async () => {
    const key = await here.key('feed:read')
    const other = await here.key('feed:read')
    await follow(key, 0)
    expect(await feedsOf(other.partner)).toEqual([])
    expect(await feedsOf(key.partner)).toHaveLength(1)
  })
})

const seenBy = async (id: string) => {
  await written()
  return json(await admin.get(`/v1/moderation/innovations/${id}/seen-by`)).items as { partner: string; how: string }[]
}
const associationOf = async (id: string) =>
  (json(await admin.get(`/v1/moderation/innovations/${id}`)).association as { id: string }).id

describe('whom a record reached', () => {
  const named = async (partner: string) => String(json(await admin.get(`/v1/partners/${partner}`)).name)

  test('are the partners that read it, and those that hold it in a copy; each once', async () => {
    const id = await aPublishedRecord()
    const [reader, follower, both, late] = await Promise.all(
      Array.from({ length: 4 }, () => here.key('innovations:read', 'feed:read')),
    )
    const feed = '/v1/feeds/innovations'
    for (const key of [reader, both]) await key?.get(`/v1/innovations/${id}`)
    for (const key of [follower, both]) await key?.get(feed)
    await late?.get(`${feed}?limit=1`)
    const seen = await seenBy(id)
    expect(new Set(seen.map(({ partner, how }) => `${partner} ${how}`))).toEqual(
      new Set([
        `${await named(reader?.partner ?? '')} consulted`,
        `${await named(both?.partner ?? '')} consulted`,
        `${await named(follower?.partner ?? '')} copied`,
      ]),
    )
    // beginning again takes nothing out of a copy
    await follower?.get(`${feed}?limit=1`)
    expect(await seenBy(id)).toHaveLength(3)
    // what is withdrawn is in no copy any more; that it was read stays true
    json(
      await admin.post(`/v1/moderation/innovations/${id}/transitions`, { transition: 'withdraw', reason: 'outdated' }),
    )
    expect((await seenBy(id)).map(({ how }) => how)).toEqual(['consulted', 'consulted'])
  })

  test('is told to the association that wrote it', async () => {
    const association = (await anAssociation(here)).id
    const respondent = await aRespondent(here, association, (await aContact(here, association)).id)
    const id = await aRecord(here, association)
    const key = await here.key('innovations:read')
    await key.get(`/v1/innovations/${id}/pdf`)
    await written()
    const seen_by = [{ partner: await named(key.partner), how: 'consulted', at: expect.any(String) }]
    const own = '/v1/respond/innovations'
    expect(json(await respondent.get(own)).items).toMatchObject([{ id, seen_by }])
    expect(json(await respondent.get(`${own}/${id}`))).toMatchObject({ id, seen_by })
  })
})

test('what is more than a year old is forgotten, and of many tries at a feed the last are kept', async () => {
  const { partner, headers } = await here.key('feed:read')
  await app.inject({ url: '/v1/feeds/innovations', headers })
  await app.inject({ url: '/v1/feeds/innovations?epoch=1', headers })
  await written()
  await app.pool.query(
    `insert into usage_day select credential_id, day - 400, partner_id, 1, 0, 0, 0, 0 from usage_day where partner_id = $1`,
    [partner],
  )
  await app.pool.query(
    `insert into feed_pull select credential_id, audience, 'theme=' || n, '[]', partner_id, 0, 0, false, at - interval '1 day'
     from feed_pull, generate_series(1, 150) as n where partner_id = $1`,
    [partner],
  )
  await app.pool.query(`update usage_fault set last_at = last_at - interval '400 days' where partner_id = $1`, [
    partner,
  ])
  await tidy(app.db, app.files)
  const { rows } = await app.pool.query<Record<string, number>>(
    `select (select count(*)::int from usage_day where partner_id = $1) as days,
       (select count(*)::int from usage_fault where partner_id = $1) as faults,
       (select count(*)::int from feed_pull where partner_id = $1) as feeds,
       (select count(*)::int from feed_pull where partner_id = $1 and filter = '') as whole`,
    [partner],
  )
  expect(rows).toEqual([{ days: 1, faults: 0, feeds: 100, whole: 1 }])
})

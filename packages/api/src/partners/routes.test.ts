import { describe, expect, test } from 'vitest'
import { json, problemOf, testApp } from '../../test/app.ts'
import { newId } from '../lib/id.ts'

const { app, admin, anonymous, bearer, key: aKey, staff } = await testApp()
const NOBODY = '019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a00'
const aPartner = async () =>
  json(await admin.post('/v1/partners', { name: `Fédération ${newId()}` }), 201) as { id: string; name: string }
const makeKey = (partner: string, more = {}) =>
  admin.post(`/v1/partners/${partner}/keys`, { scopes: ['submissions:write'], ...more })
/** What this scope may read: the key works, or it does not. */
const works = async (key: string) => (await bearer(key).get('/v1/questionnaires')).statusCode

test('all of it is for administrators', async () => {
  const { id } = await aPartner()
  const others = [anonymous, await staff(['moderator']), await aKey('webhooks:manage')]
  for (const [method, url] of [
    ['GET', '/v1/partners'],
    ['POST', '/v1/partners'],
    ['GET', `/v1/partners/${id}`],
    ['PATCH', `/v1/partners/${id}`],
    ['GET', `/v1/partners/${id}/keys`],
    ['POST', `/v1/partners/${id}/keys`],
    ['GET', `/v1/partners/${id}/keys/${NOBODY}`],
    ['DELETE', `/v1/partners/${id}/keys/${NOBODY}`],
  ] as const) {
    const codes = []
    for (const { headers } of others) codes.push((await app.inject({ method, url, headers })).statusCode)
    expect(codes, `${method} ${url}`).toEqual([401, 403, 403])
  }
})

describe('partners', () => {
  test('are added, read, renamed and listed', async () => {
    const answer = await admin.post('/v1/partners', { name: 'Union d’exemple' })
    const partner = json(answer, 201)
    expect(partner).toMatchObject({ name: 'Union d’exemple', state: 'active', keys: [] })
    expect(answer.headers.location).toBe(`/v1/partners/${partner.id}`)
    expect(json(await admin.get(`/v1/partners/${partner.id}`))).toEqual(partner)
    expect(json(await admin.patch(`/v1/partners/${partner.id}`, { name: 'Union renommée' }))).toMatchObject({
      name: 'Union renommée',
    })
    const { items } = json(await admin.get('/v1/partners?limit=200')) as { items: { id: string }[] }
    expect(items.map(({ id }) => id)).toContain(partner.id)
  })

  test('have a name of their own', async () => {
    const { name } = await aPartner()
    expect(problemOf(await admin.post('/v1/partners', { name })).errors).toMatchObject([
      { pointer: '/name', code: 'taken' },
    ])
    const other = await aPartner()
    expect(problemOf(await admin.patch(`/v1/partners/${other.id}`, { name })).slug).toBe('conflict')
    expect(problemOf(await admin.post('/v1/partners', { name: '' })).slug).toBe('validation')
    expect(problemOf(await admin.post('/v1/partners', { name: 'X', scopes: [] })).slug).toBe('validation')
  })

  test('accept terms: which, when, and by what office; kept in the trail', async () => {
    const { id } = await aPartner()
    const patch = async (terms: unknown) => admin.patch(`/v1/partners/${id}`, { terms })
    expect(json(await admin.get(`/v1/partners/${id}`)).terms).toBeNull()
    const terms = { version: '2026-11', accepted_by: 'La direction générale' }
    const now = json(await patch(terms)).terms as { accepted_at: string }
    expect(now).toMatchObject(terms)
    expect(Math.abs(Date.parse(now.accepted_at) - Date.now())).toBeLessThan(60_000)
    // the same said again was accepted when it was
    expect(json(await patch(terms)).terms).toEqual(now)
    const signed = { ...terms, accepted_at: '2026-11-20T09:00:00.000Z' }
    expect(json(await patch(signed)).terms).toEqual(signed)
    for (const [wrong, pointer] of [
      [{ ...terms, version: '1999-01' }, '/terms/version'],
      [{ ...terms, accepted_by: ' ' }, '/terms/accepted_by'],
      [{ version: '2026-11' }, '/terms/accepted_by'],
      [{ ...terms, accepted_at: '2099-01-01T00:00:00Z' }, '/terms/accepted_at'],
    ] as const)
      expect(problemOf(await patch(wrong)).errors, pointer).toMatchObject([{ pointer }])
    expect(json(await patch(null)).terms).toBeNull()
    const { items } = json(await admin.get(`/v1/events?subject_id=${id}&action=partner.change`)) as {
      items: { detail: object }[]
    }
    expect(items.map(({ detail }) => detail)).toMatchObject([
      { terms: { from: signed, to: null } },
      { terms: { from: now, to: signed } },
      { terms: { from: null, to: now } },
    ])
  })

  test('are changed in the version that was read', async () => {
    const { id } = await aPartner()
    const tag = String((await admin.get(`/v1/partners/${id}`)).headers.etag)
    expect(problemOf(await admin.patch(`/v1/partners/${id}`, { state: 'active' }, null)).slug).toBe(
      'precondition-required',
    )
    const both = await Promise.all([
      admin.patch(`/v1/partners/${id}`, { name: `A ${id}` }, tag),
      admin.patch(`/v1/partners/${id}`, { name: `B ${id}` }, tag),
    ])
    expect(both.map((answer) => answer.statusCode).sort()).toEqual([200, 412])
    expect(problemOf(await admin.patch(`/v1/partners/${NOBODY}`, { name: 'C' }, tag)).slug).toBe('not-found')
  })

  test('are not sent again to who has them, and neither are their keys', async () => {
    const { id } = await aPartner()
    const key = json(await makeKey(id), 201)
    for (const url of [`/v1/partners/${id}`, `/v1/partners/${id}/keys/${key.id}`]) {
      const read = (headers: object) => app.inject({ url, headers: { ...admin.headers, ...headers } })
      const etag = String((await read({})).headers.etag)
      const again = await read({ 'if-none-match': etag })
      expect([again.statusCode, again.headers.etag, again.body], url).toEqual([304, etag, ''])
      expect((await admin.patch(`/v1/partners/${id}`, { name: `Autre ${id}` })).statusCode).toBe(200)
    }
    const stale = await app.inject({ url: `/v1/partners/${id}`, headers: { ...admin.headers, 'if-none-match': '"1"' } })
    expect(stale.statusCode).toBe(200)
  })

  test('stay in their version when a change changes nothing', async () => {
    const { id, name } = await aPartner()
    const before = await admin.get(`/v1/partners/${id}`)
    for (const nothing of [{}, { name }, { name, state: 'active' }]) {
      const after = await admin.patch(`/v1/partners/${id}`, nothing)
      expect(json(after)).toEqual(json(before))
      expect(after.headers.etag).toBe(before.headers.etag)
    }
    expect(json(await admin.get(`/v1/events?subject_id=${id}&action=partner.change`)).items).toEqual([])
  })

  test('that are suspended are refused at once, and let in again', async () => {
    const { id } = await aPartner()
    const { key } = json(await makeKey(id), 201) as { key: string }
    expect(await works(key)).toBe(200)
    json(await admin.patch(`/v1/partners/${id}`, { state: 'suspended' }))
    expect(await works(key)).toBe(401)
    json(await admin.patch(`/v1/partners/${id}`, { state: 'active' }))
    expect(await works(key)).toBe(200)
  })
})

describe('keys', () => {
  test('are shown once, hold a year, and are kept as a hash', async () => {
    const { id } = await aPartner()
    const answer = await makeKey(id, { scopes: ['innovations:read', 'feed:read'] })
    const { key, ...rest } = json(answer, 201) as { key: string; id: string; prefix: string; expires_at: string }
    expect(key).toMatch(/^essaim_[a-z2-9]{8}_[\w-]{43}$/)
    expect(key.startsWith(rest.prefix)).toBe(true)
    expect(rest).toMatchObject({ scopes: ['innovations:read', 'feed:read'], last_used_at: null, revoked_at: null })
    const days = (Date.parse(rest.expires_at) - Date.now()) / 86_400_000
    expect(days).toBeGreaterThan(364)
    expect(days).toBeLessThan(367)
    expect(answer.headers['cache-control']).toBe('no-store')
    const secret = key.slice(rest.prefix.length + 1)
    for (const url of [
      `/v1/partners/${id}`,
      `/v1/partners/${id}/keys`,
      String(answer.headers.location),
      `/v1/events?subject_id=${id}`,
    ]) {
      expect((await admin.get(url)).body).not.toContain(secret)
    }
    expect(json(await admin.get(String(answer.headers.location)))).toEqual(rest)
  })

  test('say when they were last used', async () => {
    const { id } = await aPartner()
    const made = json(await makeKey(id), 201) as { id: string; key: string }
    expect(await works(made.key)).toBe(200)
    expect(json(await admin.get(`/v1/partners/${id}/keys/${made.id}`)).last_used_at).not.toBeNull()
    expect(json(await admin.get(`/v1/partners/${id}/keys`))).toMatchObject({ items: [{ id: made.id }], next: null })
  })

  test('are two of the same scopes at most, also when three are made at once; a revoked one makes room', async () => {
    const { id } = await aPartner()
    const answers = await Promise.all([makeKey(id), makeKey(id), makeKey(id)])
    expect(answers.map((answer) => answer.statusCode).sort()).toEqual([201, 201, 409])
    const refused = answers.find((answer) => answer.statusCode === 409)
    expect(refused?.json().errors).toMatchObject([{ pointer: '/scopes', code: 'two-live-keys' }])
    const first = answers.find((answer) => answer.statusCode === 201)?.json() as { id: string; key: string }
    const url = `/v1/partners/${id}/keys/${first.id}`
    expect(problemOf(await admin.delete(url, null)).slug).toBe('precondition-required')
    expect(problemOf(await admin.delete(url, '"revoked"')).slug).toBe('precondition-failed')
    expect(await works(first.key)).toBe(200)
    expect((await admin.delete(url)).statusCode).toBe(204)
    expect(await works(first.key)).toBe(401)
    expect(json(await admin.get(url)).revoked_at).not.toBeNull()
    expect((await admin.delete(url)).statusCode).toBe(204)
    json(await makeKey(id), 201)
    expect(json(await admin.get(`/v1/events?subject_id=${id}&action=partner.revoke_key`)).items).toHaveLength(1)
  })

  test('of different scopes stand beside each other, in whatever order scopes are named', async () => {
    const { id } = await aPartner()
    const scopes = ['feed:read', 'innovations:read']
    for (const of of [scopes, scopes, ['feed:read'], ['feed:read'], ['innovations:read']])
      json(await makeKey(id, { scopes: of }), 201)
    expect(problemOf(await makeKey(id, { scopes: scopes.toReversed() })).slug).toBe('conflict')
    expect(problemOf(await makeKey(id, { scopes: ['feed:read'] })).slug).toBe('conflict')
  })

  test('that have expired are refused and do not count', async () => {
    const { id } = await aPartner()
    const { key } = json(await makeKey(id), 201) as { key: string }
    await app.db
      .updateTable('api_key')
      .set({ expires_at: new Date(0) })
      .where('partner_id', '=', id)
      .execute()
    expect(await works(key)).toBe(401)
    json(await makeKey(id), 201)
    json(await makeKey(id), 201)
  })

  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()
  test.each([
    [{ scopes: [] }, '/scopes'],
    [{ scopes: ['everything'] }, '/scopes/0'],
    [{ expires_at: inDays(-1) }, '/expires_at'],
    [{ expires_at: inDays(400) }, '/expires_at'],
    [{ expires_at: 'tomorrow' }, '/expires_at'],
    [{ name: 'X' }, '/name'],
  ])('refuses %j', async (more, pointer) => {
    const problem = problemOf(await makeKey((await aPartner()).id, more))
    expect(problem.slug).toBe('validation')
    expect(problem.errors[0]?.pointer).toBe(pointer)
  })

  test('belong to their partner', async () => {
    const [one, other] = [await aPartner(), await aPartner()]
    const { id } = json(await makeKey(one.id, { expires_at: inDays(30) }), 201)
    expect(problemOf(await admin.get(`/v1/partners/${other.id}/keys/${id}`)).slug).toBe('not-found')
    expect(problemOf(await admin.delete(`/v1/partners/${other.id}/keys/${id}`, '"live"')).slug).toBe('not-found')
    expect(problemOf(await makeKey(NOBODY)).slug).toBe('not-found')
  })
})

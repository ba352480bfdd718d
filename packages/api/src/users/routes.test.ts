import { describe, expect, test } from 'vitest'
import { ADMINISTRATOR } from '../../test/administrator.ts'
import { json, problemOf, testApp } from '../../test/app.ts'
import { newId } from '../lib/id.ts'

const { app, admin, anonymous, delegation, key, staff } = await testApp()
const NOBODY = '019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a00'
const facts = (more = {}) => ({
  email: `${newId()}@essaim.example`,
  name: 'Camille Exemple',
  password: 'ruche-en-hiver-42',
  roles: ['reader'],
  ...more,
})

describe('who may', () => {
  test.each([
    ['GET', '/v1/users'],
    ['POST', '/v1/users'],
    ['GET', `/v1/users/${NOBODY}`],
    ['PATCH', `/v1/users/${NOBODY}`],
  ] as const)('%s %s is for administrators', async (method, url) => {
    const codes = []
    for (const { headers } of [
      anonymous,
      await staff(['moderator']),
      await key('members:read', 'associations:write'),
    ]) {
      codes.push((await app.inject({ method, url, headers })).statusCode)
    }
    expect(codes).toEqual([401, 403, 403])
  })
})

describe('POST /v1/users', () => {
  test('adds a delegate, never shows a password, and leaves an entry in the trail', async () => {
    const { id: delegation_id } = await delegation('22', '29')
    const input = facts({ roles: ['delegate'], regional_delegations: [delegation_id] })
    const answer = await admin.post('/v1/users', input)
    const user = json(answer, 201)
    expect(user).toMatchObject({
      email: input.email,
      roles: ['delegate'],
      regional_delegations: [delegation_id],
      state: 'active',
    })
    expect(answer.body).not.toMatch(/password|argon/)
    expect(answer.headers.location).toBe(`/v1/users/${user.id}`)
    const read = await admin.get(`/v1/users/${user.id}`)
    expect(read.headers.etag).toBe(answer.headers.etag)
    expect(json(read)).toEqual(user)
    expect(
      (await admin.get(`/v1/users/${user.id}`, { headers: { 'if-none-match': String(read.headers.etag) } })).statusCode,
    ).toBe(304)
    const trail = await admin.get(`/v1/events?subject_id=${user.id}`)
    expect(json(trail).items).toMatchObject([
      {
        action: 'user.create',
        actor: { kind: 'staff', name: 'Administrateur' },
        subject: { kind: 'user', id: user.id },
      },
    ])
    expect(trail.body).not.toContain(input.password)
  })

  test.each([
    [{ password: 'elevenchars' }, '/password', 'too-short'],
    [{ roles: [] }, '/roles', 'too-few'],
    [{ roles: ['emperor'] }, '/roles/0', 'not-allowed'],
    [{ roles: ['reader', 'reader'] }, '/roles', 'duplicate'],
    [{ roles: ['delegate'] }, '/regional_delegations', 'required'],
    [{ roles: ['delegate'], regional_delegations: [NOBODY] }, '/regional_delegations/0', 'unknown'],
    [{ email: 'nowhere' }, '/email', 'format'],
    [{ name: ' ' }, '/name', 'format'],
    [{ state: 'active' }, '/state', 'unknown'],
    [{ password_hash: 'x' }, '/password_hash', 'unknown'],
  ])('refuses %j', async (more, pointer, code) => {
    const problem = problemOf(await admin.post('/v1/users', facts(more)))
    expect(problem.slug).toBe('validation')
    expect(problem.errors).toContainEqual(expect.objectContaining({ pointer, code }))
  })

  test('an address is one account’s, whatever its capitals', async () => {
    const input = facts()
    json(await admin.post('/v1/users', input), 201)
    const problem = problemOf(await admin.post('/v1/users', { ...input, email: input.email.toUpperCase() }))
    expect(problem).toMatchObject({ slug: 'conflict', errors: [{ pointer: '/email', code: 'taken' }] })
  })

  test('of two who add one address at once, one does', async () => {
    const input = facts()
    const codes = (await Promise.all([admin.post('/v1/users', input), admin.post('/v1/users', input)])).map(
      (answer) => answer.statusCode,
    )
    expect(codes.sort()).toEqual([201, 409])
  })

  test('a repeated request with its key adds one', async () => {
    const input = facts()
    const headers = { 'idempotency-key': 'add-one' }
    const [first, second] = [
      await admin.post('/v1/users', input, { headers }),
      await admin.post('/v1/users', input, { headers }),
    ]
    expect(second.statusCode).toBe(201)
    expect(second.json()).toEqual(first.json())
  })

  test('without a password nobody signs in by one', async () => {
    const { password: _password, ...input } = facts()
    json(await admin.post('/v1/users', input), 201)
    expect(
      (await anonymous.post('/v1/session', { email: input.email, password: 'whatever-it-may-be' })).statusCode,
    ).toBe(401)
  })
})

describe('PATCH /v1/users/{id}', () => {
  test('changes roles from the very next request', async () => {
    const member = await staff(['reader'])
    expect((await member.get('/v1/users')).statusCode).toBe(403)
    expect(json(await admin.patch(`/v1/users/${member.id}`, { roles: ['admin'] }))).toMatchObject({ roles: ['admin'] })
    expect((await member.get('/v1/users')).statusCode).toBe(200)
    json(await admin.patch(`/v1/users/${member.id}`, { roles: ['reader'] }))
    expect((await member.get('/v1/users')).statusCode).toBe(403)
  })

  test('a new password is the only one, and is not in the trail', async () => {
    const { id, email, password } = await staff(['reader'])
    json(await admin.patch(`/v1/users/${id}`, { password: 'un-autre-mot-de-passe' }))
    expect((await anonymous.post('/v1/session', { email, password })).statusCode).toBe(401)
    expect((await anonymous.post('/v1/session', { email, password: 'un-autre-mot-de-passe' })).statusCode).toBe(200)
    const trail = await admin.get(`/v1/events?subject_id=${id}&action=user.change`)
    expect(json(trail).items).toMatchObject([{ detail: { members: ['password'] } }])
    expect(trail.body).not.toContain('un-autre')
  })

  test('keeps the version when it changes nothing', async () => {
    const { id } = await staff(['reader', 'moderator'])
    const before = await admin.get(`/v1/users/${id}`)
    const { name, email, roles } = json(before) as { name: string; email: string; roles: string[] }
    for (const nothing of [{}, { name, email }, { roles: roles.toReversed(), state: 'active' }]) {
      const after = await admin.patch(`/v1/users/${id}`, nothing)
      expect(json(after)).toEqual(json(before))
      expect(after.headers.etag).toBe(before.headers.etag)
    }
    expect(json(await admin.get(`/v1/events?subject_id=${id}&action=user.change`)).items).toEqual([])
  })

  test('needs the version that it changes', async () => {
    const { id } = await staff(['reader'])
    const tag = String((await admin.get(`/v1/users/${id}`)).headers.etag)
    expect(problemOf(await admin.patch(`/v1/users/${id}`, { name: 'A' }, null)).slug).toBe('precondition-required')
    const both = await Promise.all([
      admin.patch(`/v1/users/${id}`, { name: 'A' }, tag),
      admin.patch(`/v1/users/${id}`, { name: 'B' }, tag),
    ])
    expect(both.map((answer) => answer.statusCode).sort()).toEqual([200, 412])
    expect(problemOf(await admin.patch(`/v1/users/${NOBODY}`, { name: 'A' }, tag)).slug).toBe('not-found')
    expect(problemOf(await admin.patch('/v1/users/nobody', { name: 'A' }, tag)).slug).toBe('not-found')
  })

  test('refuses what would leave a delegate nowhere, and another’s address', async () => {
    const { id } = await staff(['reader'])
    expect(problemOf(await admin.patch(`/v1/users/${id}`, { roles: ['delegate'] })).errors).toMatchObject([
      { pointer: '/regional_delegations' },
    ])
    expect(
      problemOf(await admin.patch(`/v1/users/${id}`, { email: ADMINISTRATOR.email.toUpperCase() })).errors,
    ).toMatchObject([{ pointer: '/email', code: 'taken' }])
    expect(problemOf(await admin.patch(`/v1/users/${id}`, { name: null })).slug).toBe('validation')
  })

  test('two administrators cannot take each other’s rights away at once', async () => {
    const first = (await admin.get('/v1/session')).json().user
    const second = await staff(['admin'])
    const attempts = await Promise.all([
      admin.patch(`/v1/users/${second.id}`, { roles: ['reader'] }),
      second.patch(`/v1/users/${first.id}`, { state: 'suspended' }),
    ])
    expect(attempts.map((answer) => answer.statusCode).filter((code) => code === 200)).toHaveLength(1)
    // whichever it was, one administrator is left; the test goes on as the first one
    await app.db.updateTable('staff_member').set({ state: 'active' }).where('id', '=', first.id).execute()
    await app.db.updateTable('staff_member').set({ state: 'suspended' }).where('id', '=', second.id).execute()
    const again = json(await anonymous.post('/v1/session', ADMINISTRATOR))
    const headers = { authorization: `Bearer ${again.access_token}` }
    const etag = String((await app.inject({ url: `/v1/users/${first.id}`, headers })).headers.etag)
    for (const change of [{ roles: ['moderator'] }, { state: 'suspended' }]) {
      const answer = await app.inject({
        method: 'PATCH',
        url: `/v1/users/${first.id}`,
        headers: { ...headers, 'if-match': etag, 'content-type': 'application/merge-patch+json' },
        payload: JSON.stringify(change),
      })
      expect(answer.statusCode).toBe(409)
      expect(answer.json().errors).toMatchObject([{ pointer: `/${Object.keys(change)[0]}`, code: 'last-admin' }])
    }
  })
})

test('GET /v1/users pages by name, filters by state and counts', async () => {
  const again = json(await anonymous.post('/v1/session', ADMINISTRATOR))
  const headers = { authorization: `Bearer ${again.access_token}` }
  const read = async (url: string) => (await app.inject({ url, headers })).json()
  const all = await read('/v1/users?limit=200&count=exact')
  expect(all.total).toBe(all.items.length)
  const met = []
  for (let url: string | null = '/v1/users?limit=2'; url; ) {
    const page: { items: { id: string }[]; next: string | null } = await read(url)
    met.push(...page.items)
    url = page.next && `/v1/users?limit=2&cursor=${page.next}`
  }
  expect(met).toEqual(all.items)
  expect(
    (await read('/v1/users?state=suspended')).items.every((user: { state: string }) => user.state === 'suspended'),
  ).toBe(true)
  expect((await read('/v1/users?role=admin')).status).toBe(422)
  expect((await read('/v1/users?state=gone')).status).toBe(422)
})

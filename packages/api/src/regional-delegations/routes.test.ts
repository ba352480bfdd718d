import { describe, expect, test } from 'vitest'
import { json, problemOf, testApp } from '../../test/app.ts'

const { app, admin, anonymous, key, staff } = await testApp()
const URL = '/v1/regional-delegations'
const NOBODY = '019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a00'
const create = (code: string, departments: string[], name = `Délégation ${code}`) =>
  admin.post(URL, { code, name, departments })

test('anyone reads, administrators write', async () => {
  expect((await anonymous.get(URL)).statusCode).toBe(200)
  const moderator = await staff(['moderator'])
  const script = await key('associations:write')
  for (const [method, url] of [
    ['POST', URL],
    ['PATCH', `${URL}/${NOBODY}`],
    ['DELETE', `${URL}/${NOBODY}`],
  ] as const) {
    const codes = []
    for (const { headers } of [anonymous, moderator, script])
      codes.push((await app.inject({ method, url, headers })).statusCode)
    expect(codes).toEqual([401, 403, 403])
  }
})

describe('POST', () => {
  test('adds a delegation with its départements, in words', async () => {
    const answer = await create('bretagne', ['29', '22'])
    const delegation = json(answer, 201)
    expect(delegation).toMatchObject({
      code: 'bretagne',
      departments: [
        { code: '22', label: { fr: 'Côtes-d’Armor' } },
        { code: '29', label: { fr: 'Finistère' } },
      ].map(({ code }) => ({ code, label: { fr: expect.any(String) } })),
    })
    expect(answer.headers.location).toBe(`${URL}/${delegation.id}`)
    const read = await anonymous.get(`${URL}/${delegation.id}`)
    expect(json(read)).toEqual(delegation)
    expect(read.headers.etag).toBe(answer.headers.etag)
    expect(
      (await anonymous.get(`${URL}/${delegation.id}`, { headers: { 'if-none-match': String(read.headers.etag) } }))
        .statusCode,
    ).toBe(304)
  })

  test('a département has one delegation: the refusal names it', async () => {
    json(await create('normandie', ['14', '50'], 'Délégation Normandie'), 201)
    const problem = problemOf(await create('calvados', ['61', '14']))
    expect(problem).toMatchObject({
      slug: 'conflict',
      errors: [{ pointer: '/departments/1', code: 'already-covered' }],
    })
    expect(problem.errors[0]?.detail).toContain('Délégation Normandie')
    expect(problemOf(await create('normandie', ['76']))).toMatchObject({
      slug: 'conflict',
      errors: [{ pointer: '/code', code: 'taken' }],
    })
  })

  test('of two who cover a département at once, one does', async () => {
    const codes = (await Promise.all([create('est', ['67']), create('alsace', ['67'])])).map(
      (answer) => answer.statusCode,
    )
    expect(codes.sort()).toEqual([201, 409])
  })

  test.each([
    [{ departments: ['99'] }, '/departments/0'],
    [{ departments: ['20'] }, '/departments/0'],
    [{ departments: ['35', '35'] }, '/departments'],
    [{ departments: [35] }, '/departments/0'],
    [{ code: 'à côté' }, '/code'],
    [{ name: '' }, '/name'],
    [{ region: '53' }, '/region'],
  ])('refuses %j', async (more, pointer) => {
    const problem = problemOf(await admin.post(URL, { code: 'x', name: 'X', departments: ['35'], ...more }))
    expect(problem.slug).toBe('validation')
    expect(problem.errors.map((error) => error.pointer)).toContain(pointer)
  })
})

describe('PATCH', () => {
  test('replaces the départements, and frees those that are left out', async () => {
    const { id } = json(await create('centre', ['18', '28']), 201)
    expect(
      json(await admin.patch(`${URL}/${id}`, { name: 'Délégation Centre', departments: ['28', '36'] })),
    ).toMatchObject({
      name: 'Délégation Centre',
      departments: [{ code: '28' }, { code: '36' }],
    })
    json(await create('cher', ['18']), 201)
    expect(problemOf(await admin.patch(`${URL}/${id}`, { departments: ['18'] })).errors).toMatchObject([
      { pointer: '/departments/0', code: 'already-covered' },
    ])
    expect(problemOf(await admin.patch(`${URL}/${id}`, { departments: ['99'] })).slug).toBe('validation')
    expect(problemOf(await admin.patch(`${URL}/${id}`, { code: 'autre' })).slug).toBe('validation')
  })

  test('keeps the version when it changes nothing', async () => {
    const { id } = json(await create('loire', ['42', '43']), 201)
    const before = await anonymous.get(`${URL}/${id}`)
    for (const nothing of [{}, { name: json(before).name }, { departments: ['43', '42'] }]) {
      const after = await admin.patch(`${URL}/${id}`, nothing)
      expect(json(after)).toEqual(json(before))
      expect(after.headers.etag).toBe(before.headers.etag)
    }
    const { items } = json(await admin.get(`/v1/events?subject_id=${id}&action=regional_delegation.change`))
    expect(items).toEqual([])
  })

  test('needs the version that it changes', async () => {
    const { id } = json(await create('paca', ['13']), 201)
    const tag = String((await anonymous.get(`${URL}/${id}`)).headers.etag)
    expect(problemOf(await admin.patch(`${URL}/${id}`, { name: 'A' }, null)).slug).toBe('precondition-required')
    const both = await Promise.all([
      admin.patch(`${URL}/${id}`, { name: 'A' }, tag),
      admin.patch(`${URL}/${id}`, { name: 'B' }, tag),
    ])
    expect(both.map((answer) => answer.statusCode).sort()).toEqual([200, 412])
    expect(problemOf(await admin.patch(`${URL}/${NOBODY}`, { name: 'A' }, tag)).slug).toBe('not-found')
  })
})

describe('DELETE', () => {
  test('removes what nothing refers to, and nothing else', async () => {
    const { id } = json(await create('corse', ['2A', '2B']), 201)
    const member = await staff(['delegate'], [String(id)])
    expect(problemOf(await admin.delete(`${URL}/${id}`))).toMatchObject({
      slug: 'conflict',
      errors: [{ parameter: 'id', code: 'has-staff' }],
    })
    json(await admin.patch(`/v1/users/${member.id}`, { roles: ['reader'], regional_delegations: [] }))
    expect(problemOf(await admin.delete(`${URL}/${id}`, null)).slug).toBe('precondition-required')
    expect(problemOf(await admin.delete(`${URL}/${id}`, '"9"')).slug).toBe('precondition-failed')
    expect((await admin.delete(`${URL}/${id}`)).statusCode).toBe(204)
    expect((await anonymous.get(`${URL}/${id}`)).statusCode).toBe(404)
    json(await create('corse', ['2A']), 201)
  })
})

test('pages by name', async () => {
  const all = json(await anonymous.get(`${URL}?limit=200&count=exact`)) as { items: { name: string }[]; total: number }
  expect(all.total).toBe(all.items.length)
  const page = await anonymous.get(`${URL}?limit=1`)
  expect(page.headers.link).toMatch(/rel="next"/)
  expect(problemOf(await anonymous.get(`${URL}?limit=2&cursor=${json(page).next}x`)).slug).toBe('malformed')
  expect(json(await anonymous.get(`${URL}?limit=1&cursor=${json(page).next}`)).items).toEqual([all.items[1]])
})

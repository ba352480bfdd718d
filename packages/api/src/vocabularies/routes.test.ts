import type { Commune } from '@essaim/shared/vocabularies.ts'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { json, problemOf, testApp } from '../../test/app.ts'
import { readCommunes, seedTerms } from './seed.ts'
import { storeCommunes, storeVocabularies } from './store.ts'

const { app, admin, anonymous, key, staff } = await testApp()
const moderator = await staff(['moderator'])
const THEMES = '/v1/vocabularies/themes'
const create = (code: string, more = {}) =>
  moderator.post(`${THEMES}/terms`, { code, label: { fr: `Terme ${code}` }, ...more })

test('anyone reads, moderators write', async () => {
  for (const url of ['/v1/vocabularies', THEMES, `${THEMES}/terms/ecole-inclusive`, '/v1/communes?q=brest']) {
    expect((await anonymous.get(url)).statusCode).toBe(200)
  }
  const others = [anonymous, await staff(['reader']), await key('innovations:read')]
  for (const [method, url] of [
    ['POST', `${THEMES}/terms`],
    ['PATCH', `${THEMES}/terms/ecole-inclusive`],
  ] as const) {
    const codes = []
    for (const { headers } of others) codes.push((await app.inject({ method, url, headers })).statusCode)
    expect(codes).toEqual([401, 403, 403])
  }
})

describe('GET', () => {
  test('lists the vocabularies with their size', async () => {
    const { items, total } = json(await anonymous.get('/v1/vocabularies?limit=200&count=exact')) as {
      items: { code: string; terms_count: number }[]
      total: number
    }
    expect(total).toBe(items.length)
    expect(items.find(({ code }) => code === 'departements')?.terms_count).toBe(101)
  })

  test('a vocabulary has its terms in order, may be kept by caches, and answers 304', async () => {
    const answer = await anonymous.get(THEMES)
    expect(answer.headers['cache-control']).toMatch(/^public/)
    const { terms } = json(answer) as { terms: { position: number; code: string }[] }
    expect(terms.map(({ position }) => position)).toEqual(terms.map(({ position }) => position).sort((a, b) => a - b))
    expect(terms.find(({ code }) => code === 'ecole-inclusive')).toMatchObject({
      parent: 'parcours-inclusion',
      synonyms: expect.arrayContaining(['ULIS']),
    })
    expect(
      (await anonymous.get(THEMES, { headers: { 'if-none-match': String(answer.headers.etag) } })).statusCode,
    ).toBe(304)
  })

  test('unknown ones are 404', async () => {
    for (const url of ['/v1/vocabularies/nothing', `${THEMES}/terms/nothing`])
      expect(problemOf(await anonymous.get(url)).slug).toBe('not-found')
  })
})

describe('POST …/terms', () => {
  test('adds a term at the end; the vocabulary has a new tag', async () => {
    const before = (await anonymous.get(THEMES)).headers.etag
    const answer = await create('numerique-inclusif', {
      label: { fr: 'Numérique inclusif', en: 'Digital inclusion' },
      parent: 'parcours-inclusion',
    })
    const term = json(answer, 201)
    expect(answer.headers.location).toBe(`${THEMES}/terms/numerique-inclusif`)
    expect(json(await anonymous.get(String(answer.headers.location)))).toEqual(term)
    const after = await anonymous.get(THEMES)
    expect(after.headers.etag).not.toBe(before)
    expect((json(after).terms as object[]).at(-1)).toEqual(term)
  })

  test('a code has one meaning for ever, also when two add it at once', async () => {
    const codes = (await Promise.all([create('deux'), create('deux')])).map((answer) => answer.statusCode)
    expect(codes.sort()).toEqual([201, 409])
    expect(problemOf(await create('deux')).errors).toMatchObject([{ pointer: '/code', code: 'taken' }])
  })

  test.each([
    [{ label: { en: 'English only' } }, '/label/fr'],
    [{ label: 'Texte' }, '/label'],
    [{ parent: 'nothing' }, '/parent'],
    [{ replaced_by: 'nothing' }, '/replaced_by'],
    [{ valid_until: 'demain' }, '/valid_until'],
    [{ mappings: {} }, '/mappings'],
  ])('refuses %j', async (more, pointer) => {
    const problem = problemOf(await create('refused', more))
    expect(problem).toMatchObject({ slug: 'validation' })
    expect(problem.errors.map((error) => error.pointer)).toContain(pointer)
    expect(
      problemOf(await moderator.post('/v1/vocabularies/nothing/terms', { code: 'x', label: { fr: 'X' } })).slug,
    ).toBe('not-found')
  })
})

describe('PATCH …/terms/{term}', () => {
  const changes = async () =>
    (await app.db.selectFrom('event').select('id').where('action', '=', 'term.change').execute()).length
  const projections = async () =>
    (await sql<{ n: number }>`select count(*)::int as n from pgboss.job where name = 'reproject'`.execute(app.db))
      .rows[0]?.n ?? 0

  test('changes the label, keeps the code, leaves an entry, and is what everybody reads next', async () => {
    json(await create('ancien'), 201)
    const before = { changes: await changes(), projections: await projections() }
    const term = json(
      await moderator.patch(`${THEMES}/terms/ancien`, { label: { fr: 'Nouveau', en: 'New' }, synonyms: ['neuf'] }),
    )
    expect(term).toMatchObject({ code: 'ancien', label: { fr: 'Nouveau', en: 'New' }, synonyms: ['neuf'] })
    expect(await changes()).toBe(before.changes + 1)
    expect(await projections()).toBe(before.projections + 1)
    expect(
      json(
        await moderator.patch(`${THEMES}/terms/ancien`, { valid_until: '2026-01-31', replaced_by: 'ecole-inclusive' }),
      ),
    ).toMatchObject({
      label: { fr: 'Nouveau', en: 'New' },
      valid_until: '2026-01-31',
      replaced_by: 'ecole-inclusive',
    })
    expect(
      json(await moderator.patch(`${THEMES}/terms/ancien`, { valid_until: null, label: { fr: 'Nouveau', en: null } })),
    ).toMatchObject({ valid_until: null, label: { en: null } })
    expect(problemOf(await moderator.patch(`${THEMES}/terms/ancien`, { code: 'autre' })).slug).toBe('validation')
    expect(problemOf(await moderator.patch(`${THEMES}/terms/ancien`, { parent: 'ancien' })).errors).toMatchObject([
      { pointer: '/parent', code: 'circle' },
    ])
  })

  test('needs the version that it changes', async () => {
    json(await create('dispute'), 201)
    const url = `${THEMES}/terms/dispute`
    const tag = String((await anonymous.get(url)).headers.etag)
    expect(problemOf(await moderator.patch(url, { position: 1 }, null)).slug).toBe('precondition-required')
    const both = await Promise.all([
      moderator.patch(url, { position: 1 }, tag),
      moderator.patch(url, { position: 2 }, tag),
    ])
    expect(both.map((answer) => answer.statusCode).sort()).toEqual([200, 412])
    expect(problemOf(await moderator.patch(`${THEMES}/terms/nothing`, { position: 1 }, tag)).slug).toBe('not-found')
  })
})

describe('GET /v1/communes', () => {
  const find = async (query: string) => json(await anonymous.get(`/v1/communes?${query}`)).items as Commune[]

  test.each(['saint-den', 'Saint Den', 'st den', 'SAINT DEN'])(
    'finds Saint-Denis by « %s », the most populated first, with its département',
    async (typed) => {
      const [first, second] = await find(`q=${encodeURIComponent(typed)}`)
      expect(first).toMatchObject({ name: 'Saint-Denis', department: { code: '974', label: { fr: 'La Réunion' } } })
      expect(second).toMatchObject({
        name: 'Saint-Denis',
        department: { code: '93', label: { fr: 'Seine-Saint-Denis' } },
      })
    },
  )

  test('finds by postal code, by its beginning, and by INSEE code', async () => {
    expect(await find('q=29000')).toMatchObject([{ code: '29232', name: 'Quimper' }])
    expect((await find('q=2900&limit=50')).some(({ code }) => code === '29232')).toBe(true)
    expect(await find('code=29232&code=29019')).toMatchObject([{ name: 'Brest' }, { name: 'Quimper' }])
    expect(await find(`q=${encodeURIComponent("l'hay les")}`)).toMatchObject([{ code: '94038' }])
  })

  test('finds nothing rather than anything', async () => {
    expect(await find('q=%25')).toEqual([])
    expect(await find('q=zzzz')).toEqual([])
    expect(problemOf(await anonymous.get('/v1/communes?code=99999'))).toMatchObject({
      slug: 'validation',
      errors: [{ parameter: 'code', code: 'unknown' }],
    })
    expect(problemOf(await anonymous.get('/v1/communes?name=brest')).slug).toBe('validation')
    expect(problemOf(await anonymous.get('/v1/communes?q=brest&limit=51')).slug).toBe('validation')
  })
})

test('loading the reference data again adds nothing and overwrites nothing', async () => {
  json(await admin.patch(`${THEMES}/terms/ecole-inclusive`, { label: { fr: 'École pour tous', en: null } }))
  expect(await storeVocabularies(app.db, seedTerms())).toBe(0)
  expect(await storeCommunes(app.db, readCommunes())).toBe(0)
  expect(json(await anonymous.get(`${THEMES}/terms/ecole-inclusive`))).toMatchObject({
    label: { fr: 'École pour tous' },
  })
})

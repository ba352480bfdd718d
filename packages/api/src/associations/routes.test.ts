import { describe, expect, it } from 'vitest'
import { json, problemOf } from '../../test/app.ts'
import { type Association, members } from '../../test/associations.ts'

const { t, delegate, stranger, writer, anAssociation, events } = await members()

describe('an association', () => {
  it('is made by headquarters and by a key, with its facts normalised', async () => {
    const answer = await t.admin.post('/v1/associations', {
      name: 'Association fictive du Port',
      siren: '775 672 272',
      rna: 'w293000009',
      commune: '1053',
      postal_code: '1000',
    })
    const body = json(answer, 201)
    expect(body).toMatchObject({
      siren: '775672272',
      rna: 'W293000009',
      commune: { code: '01053', name: 'Bourg-en-Bresse' },
      postal_code: '01000',
      department: { code: '01', label: { fr: 'Ain' } },
      corrected: [],
      fictitious: false,
    })
    expect(answer.headers.location).toBe(`/v1/associations/${body.id}`)
    expect((await t.admin.get(String(answer.headers.location))).headers.etag).toBe(answer.headers.etag)
    json(await writer.post('/v1/associations', { name: 'Par une clé', postal_code: '35000' }), 201)
    expect(await events(String(body.id))).toEqual(['association.create'])
  })

  it('keeps a wrong check digit, and refuses a wrong form, an unknown commune and reversed dates, all at once', async () => {
    json(await t.admin.post('/v1/associations', { name: 'Clé fausse', siren: '775672273' }), 201)
    const refusal = problemOf(
      await t.admin.post('/v1/associations', {
        name: 'x',
        siren: '12',
        rna: 'abc',
        commune: '99999',
        joined_on: '2020-01-01',
        left_on: '2019-01-01',
      }),
    )
    expect(refusal.errors.map(({ pointer, code }) => [pointer, code])).toEqual([
      ['/siren', 'bad-format'],
      ['/rna', 'bad-format'],
      ['/commune', 'unknown'],
      ['/left_on', 'dates-reversed'],
    ])
    expect(
      problemOf(await t.admin.post('/v1/associations', { name: '', sirene: '1' }))
        .errors.map(({ pointer }) => pointer)
        .sort(),
    ).toContain('/sirene')
  })

  it('has identifiers of its own', async () => {
    const { name, id } = await anAssociation({ siren: '732829320' })
    expect(problemOf(await t.admin.post('/v1/associations', { name: 'Autre', siren: '732829320' }))).toMatchObject({
      slug: 'conflict',
      errors: [{ pointer: '/siren', code: 'taken' }],
      association: { id, name },
    })
  })

  it('shows its public part to anyone, and the rest to who manages it', async () => {
    const { id } = await anAssociation()
    const url = `/v1/associations/${id}`
    const hidden = { address: null, telephone: null, external_refs: [], corrected: [] }
    for (const who of [t.anonymous, stranger, await t.key('feed:read', 'members:read')]) {
      expect(json(await who.get(url))).toMatchObject({
        id,
        commune: { code: '29232' },
        regional_delegation: { name: expect.any(String) },
        ...hidden,
      })
      expect(json(await who.get('/v1/associations?limit=200')).items).toContainEqual(
        expect.objectContaining({ id, ...hidden }),
      )
    }
    for (const who of [t.admin, delegate, await t.staff(['reader']), await t.key('associations:read')])
      expect(json(await who.get(url))).toMatchObject({ address: '1 rue Fictive' })
    expect((await t.anonymous.get(url)).headers.vary).toContain('Authorization')
    expect((await t.anonymous.get(url)).headers.etag).not.toBe((await t.admin.get(url)).headers.etag)
  })

  it('answers 304 to who has it, 404 to a stranger’s id', async () => {
    const { id } = await anAssociation()
    const tag = String((await t.anonymous.get(`/v1/associations/${id}`)).headers.etag)
    expect((await t.anonymous.get(`/v1/associations/${id}`, { headers: { 'if-none-match': tag } })).statusCode).toBe(
      304,
    )
    expect(problemOf(await t.anonymous.get('/v1/associations/019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a00')).slug).toBe(
      'not-found',
    )
    expect(problemOf(await t.anonymous.get('/v1/associations/12')).slug).toBe('not-found')
  })

  it('is made and changed by those who may', async () => {
    const url = `/v1/associations/${(await anAssociation()).id}`
    expect(problemOf(await delegate.post('/v1/associations', { name: 'x' })).slug).toBe('forbidden')
    expect(problemOf(await t.anonymous.post('/v1/associations', { name: 'x' })).slug).toBe('unauthenticated')
    expect(problemOf(await (await t.key('associations:read')).post('/v1/associations', { name: 'x' })).slug).toBe(
      'insufficient-scope',
    )
    expect(json(await delegate.patch(url, { headcount: 12 }))).toMatchObject({
      headcount: 12,
      corrected: ['headcount'],
    })
    expect(problemOf(await stranger.patch(url, { headcount: 13 })).slug).toBe('forbidden')
    expect(problemOf(await (await t.staff(['reader'])).patch(url, { headcount: 13 })).slug).toBe('forbidden')
    expect(json(await writer.patch(url, { website: 'https://exemple.example/' }))).toMatchObject({
      website: 'https://exemple.example/',
      corrected: ['headcount'],
    })
    expect(problemOf(await t.admin.patch(url, { name: 'x' }, null)).slug).toBe('precondition-required')
    expect(problemOf(await t.admin.patch(url, { name: 'x' }, '"1"')).slug).toBe('precondition-failed')
  })

  it('changes once when two change it at once, and not at all when nothing differs', async () => {
    const { id } = await anAssociation()
    const url = `/v1/associations/${id}`
    const tag = String((await t.admin.get(url)).headers.etag)
    expect((await t.admin.patch(url, { address: '1 rue Fictive' }, tag)).headers.etag).toBe(tag)
    const answers = await Promise.all([
      t.admin.patch(url, { headcount: 1 }, tag),
      t.admin.patch(url, { headcount: 2 }, tag),
    ])
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 412])
    expect(await events(id)).toEqual(['association.create', 'association.update'])
  })
})

describe('the list', () => {
  it('finds by words of the name, accented or not, and by identifiers', async () => {
    const { id } = await anAssociation({
      name: 'Association fictive Élan d’Été 100%',
      siren: '552 100 554',
      finess_ej: '290000017',
      department: undefined,
    })
    const ids = async (query: string) =>
      (json(await t.anonymous.get(`/v1/associations?${query}`)).items as Association[]).map((one) => one.id)
    for (const query of [
      'q=ete elan',
      'q=100%25',
      'siren=552100554',
      'siren=552%20100%20554&siren=732829320',
      'finess_ej=290000017&department=29',
    ])
      expect(await ids(query)).toContain(id)
    for (const query of [
      'q=elan_d',
      'siren=383474814',
      'finess_ej=290000017&department=22',
      'updated_since=2999-01-01T00:00:00Z',
    ])
      expect(await ids(query)).not.toContain(id)
    expect(problemOf(await t.anonymous.get('/v1/associations?siren=12')).errors).toMatchObject([{ parameter: 'siren' }])
    expect(problemOf(await t.anonymous.get('/v1/associations?department=99')).errors).toMatchObject([
      { parameter: 'department' },
    ])
    expect(problemOf(await t.anonymous.get('/v1/associations?nom=x')).errors).toMatchObject([
      { parameter: 'nom', code: 'unknown-parameter' },
    ])
  })

  it('is read page by page, each item once', async () => {
    const seen: string[] = []
    let url = '/v1/associations?limit=2&count=exact'
    let total = 0
    for (;;) {
      const page = json(await t.admin.get(url)) as { items: Association[]; next: string | null; total: number }
      seen.push(...page.items.map(({ id }) => id))
      total = page.total
      if (page.next === null) break
      url = `/v1/associations?limit=2&count=exact&cursor=${page.next}`
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.length).toBe(total)
  })

  it('filters by the delegation that covers', async () => {
    const { id } = await anAssociation({ commune: undefined, postal_code: '13001' })
    const { id: south, name } = await t.delegation('13')
    const page = json(await t.anonymous.get(`/v1/associations?regional_delegation=${south}`))
    expect(page.items).toMatchObject([{ id, regional_delegation: { id: south, name } }])
  })
})

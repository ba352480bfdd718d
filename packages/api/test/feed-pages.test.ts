import { beforeAll, describe, expect, it } from 'vitest'
import { json, PUBLIC_URL, problemOf, type TestApp, testApp } from './app.ts'
import { anAssociation } from './factories.ts'
import { aRecord, COMPLETE_ANSWERS } from './federation.ts'
import { FEED, headingOf, type Item, pageOf, path } from './feed-story.ts'

describe('the feed’s pages', () => {
  let test: TestApp
  let id: string
  beforeAll(async () => {
    test = await testApp()
    id = await aRecord(test, (await anAssociation(test)).id)
    await aRecord(test, (await anAssociation(test)).id, { ...COMPLETE_ANSWERS, portee: 'adherents' })
  })

  it('are RPDE: absolute next from the same query, an empty last page that is its own next, a licence', async () => {
    const first = await pageOf(test.anonymous, `${FEED}?limit=1`)
    expect(first).toMatchObject({
      items: [{ state: 'updated', kind: 'innovation', id, data: { id } }],
      license: expect.stringMatching(/^https:/),
    })
    const next = new URL(first.next)
    expect(next.origin).toBe(PUBLIC_URL)
    expect(next.searchParams.get('limit')).toBe('1')
    expect(Number(next.searchParams.get('afterChangeNumber'))).toBe(first.items[0]?.modified)
    const last = await pageOf(test.anonymous, first.next)
    expect(last).toMatchObject({ items: [], next: first.next })
  })

  it('keep each audience apart, and hold nothing that never was public there', async () => {
    expect((await pageOf(test.anonymous, FEED)).items).toHaveLength(1)
    expect((await pageOf(await test.key('feed:read'), FEED)).items).toHaveLength(1)
    expect((await pageOf(await test.key('members:read'), FEED)).items).toHaveLength(2)
    expect((await pageOf(test.admin, FEED)).items).toHaveLength(2)
  })

  it('answer 410 to another epoch, and to an epoch of another audience, with the first page’s address', async () => {
    const members = await test.key('members:read')
    const { epoch } = await headingOf(members)
    for (const given of ['nothing', epoch]) {
      const answer = await test.anonymous.get(FEED, { query: { epoch: given, afterChangeNumber: '1' } })
      expect(problemOf(answer)).toMatchObject({ slug: 'resync-required', status: 410 })
      expect(answer.headers.link).toBe(`<${PUBLIC_URL}${FEED}>; rel="first"`)
    }
    expect((await members.get(FEED, { query: { epoch } })).statusCode).toBe(200)
  })

  it('go on to the end of the numbers, and refuse what is no number, limit or parameter', async () => {
    const end = await pageOf(test.anonymous, `${FEED}?afterChangeNumber=9007199254740991`)
    expect(end.items).toEqual([])
    expect(end.next).toContain('afterChangeNumber=9007199254740991')
    for (const query of [
      'afterChangeNumber=9007199254740992',
      'afterChangeNumber=-1',
      'afterChangeNumber=x',
      'afterChangeNumber=1.5',
      'afterChangeNumber=',
      'afterChangeNumber=1&afterChangeNumber=2',
      'limit=0',
      'limit=501',
      'limit=1e9',
      'since=1',
      'modifiedSince=2020',
      'theme=handicap',
      'epoch=a&epoch=b',
    ]) {
      const refused = problemOf(await test.anonymous.get(`${FEED}?${query}`))
      expect(refused, query).toMatchObject({ slug: 'validation', status: 422 })
      expect(refused.errors[0]?.parameter, query).toBe(query.split('=')[0])
    }
  })

  it('have a tag each, are asked again within a minute, and vary by credential', async () => {
    const answer = await test.anonymous.get(FEED)
    expect(answer.headers['cache-control']).toMatch(/max-age=([0-5]?\d|60)$/)
    expect(String(answer.headers.vary)).toMatch(/Authorization/)
    const again = await test.anonymous.get(FEED, { headers: { 'if-none-match': String(answer.headers.etag) } })
    expect([again.statusCode, again.body]).toEqual([304, ''])
    expect((await test.admin.get(FEED)).headers.etag).not.toBe(answer.headers.etag)
  })

  it('say why a record left, and nothing else of it', async () => {
    const other = await aRecord(test, (await anAssociation(test)).id)
    const before = await headingOf(test.anonymous)
    json(
      await test.admin.post(`/v1/moderation/innovations/${id}/transitions`, {
        transition: 'withdraw',
        reason: 'outdated',
        replaced_by: other,
        comment: 'Pour nous seuls',
      }),
    )
    const page = await pageOf(test.anonymous, `${FEED}?afterChangeNumber=${before.head}`)
    expect(page.items).toEqual([
      { state: 'deleted', kind: 'innovation', id, modified: before.head + 1, reason: 'withdrawn', replaced_by: other },
    ])
    expect(await headingOf(test.anonymous)).toMatchObject({ live: before.live - 1, deleted: before.deleted + 1 })
    expect(problemOf(await test.anonymous.get(`/v1/innovations/${id}`))).toMatchObject({
      slug: 'gone',
      reason: 'outdated',
      replaced_by: other,
    })
    json(await test.admin.post(`/v1/moderation/innovations/${id}/transitions`, { transition: 'publish' }))
    expect(await headingOf(test.anonymous)).toMatchObject({
      live: before.live,
      deleted: before.deleted,
      head: before.head + 2,
    })
  })

  it('fail whole when the database was put back to an earlier time, so that followers begin again', async () => {
    const { next } = await pageOf(test.anonymous, FEED)
    await test.app.pool.query('update feed_head set epoch = gen_random_uuid()')
    expect(problemOf(await test.anonymous.get(path(next))).slug).toBe('resync-required')
  })
})

describe('a filtered feed', () => {
  let test: TestApp
  const RECORDS = '/v1/moderation/innovations'
  const HOUSING = 'theme=habitat-logement'
  const SCHOOL = 'theme=ecole-inclusive'
  const record = async (more: object = {}) =>
    aRecord(test, (await anAssociation(test)).id, {
      ...COMPLETE_ANSWERS,
      theme_principal: 'habitat-logement',
      ...more,
    })
  const itemsOf = async (filter: string): Promise<Pick<Item, 'id' | 'state' | 'reason'>[]> =>
    (await pageOf(test.anonymous, `${FEED}?${filter}`)).items.map(({ id, state, reason }) => ({
      id,
      state,
      ...(reason && { reason }),
    }))
  const narrow = async (id: string, question: string, audience: string) =>
    json(await test.admin.post(`${RECORDS}/${id}/restrictions`, { question, audience }))
  beforeAll(async () => {
    test = await testApp()
  })

  it('keeps its filters in `next`, sorted, and has an epoch of its own', async () => {
    await record()
    const whole = await headingOf(test.anonymous)
    const heading = await headingOf(test.anonymous, `${HOUSING}&department=29&department=22`)
    expect(heading.url).toBe(`${PUBLIC_URL}${FEED}?department=22&department=29&${HOUSING}`)
    expect(heading.epoch).not.toBe(whole.epoch)
    const { next } = await pageOf(test.anonymous, `${FEED}?${HOUSING}&department=29&department=22`)
    expect(next).toBe(
      `${PUBLIC_URL}${FEED}?afterChangeNumber=${heading.head}&epoch=${heading.epoch}&department=22&department=29&${HOUSING}`,
    )
    expect((await pageOf(test.anonymous, next)).next).toBe(next)
    // the epoch of one filter is not that of another
    for (const [epoch, filter] of [
      [heading.epoch, HOUSING],
      [whole.epoch, HOUSING],
      [heading.epoch, ''],
    ]) {
      const answer = await test.anonymous.get(`${FEED}?epoch=${epoch}&${filter}`)
      expect(problemOf(answer)).toMatchObject({ slug: 'resync-required', status: 410 })
      expect(answer.headers.link).toBe(`<${PUBLIC_URL}${FEED}${filter && `?${filter}`}>; rel="first"`)
    }
  })

  it('refuses unknown codes, all at once, in both addresses', async () => {
    for (const address of ['/v1/feeds', FEED]) {
      const refused = problemOf(await test.anonymous.get(`${address}?theme=nowhere&region=00&${HOUSING}`))
      expect(refused).toMatchObject({ slug: 'validation', status: 422 })
      expect(refused.errors.map(({ parameter }) => parameter).sort()).toEqual(['region', 'theme'])
    }
  })

  it('that nothing ever matched is empty, and its digest is that of nothing', async () => {
    expect(await headingOf(test.anonymous, 'association=019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a00')).toMatchObject({
      head: 0,
      live: 0,
      deleted: 0,
      digest: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    })
  })

  it('begins anew when a delegation comes to cover other départements', async () => {
    const delegation = await test.delegation('22')
    const filter = `regional_delegation=${delegation.id}`
    const id = await record()
    expect(await itemsOf(filter)).not.toContainEqual({ id, state: 'updated' })
    const { next } = await pageOf(test.anonymous, `${FEED}?${filter}`)
    json(await test.admin.patch(`/v1/regional-delegations/${delegation.id}`, { departments: ['22', '29'] }))
    expect(problemOf(await test.anonymous.get(path(next))).slug).toBe('resync-required')
    expect(await itemsOf(filter)).toContainEqual({ id, state: 'updated' })
  })

  it('tells by the facets alone when a term moves: what left it, what joined it', async () => {
    const id = await record()
    const before = await headingOf(test.anonymous)
    const [one, other] = ['parcours-inclusion', 'lutte-exclusion']
    expect(await itemsOf(`theme=${one}`)).toContainEqual({ id, state: 'updated' })
    await test.app.db.transaction().execute(async (trx) => {
      await trx
        .updateTable('term')
        .set({ parent: other })
        .where('vocabulary', '=', 'themes')
        .where('code', '=', 'habitat-logement')
        .execute()
      await test.app.jobs.reproject(trx, { vocabulary: 'themes', term: 'habitat-logement' })
    })
    await test.app.jobs.settled()
    expect((await headingOf(test.anonymous)).head).toBeGreaterThan(before.head)
    expect(await itemsOf(`theme=${one}`)).toContainEqual({ id, state: 'deleted', reason: 'out_of_scope' })
    expect(await itemsOf(`theme=${other}`)).toContainEqual({ id, state: 'updated' })
    expect(await itemsOf(SCHOOL)).not.toContainEqual(expect.objectContaining({ id, state: 'updated' }))
  })

  it('says nothing of a facet once it is hidden: the deletion is told to every filter alike', async () => {
    const id = await record({ departements: ['29'] })
    expect(await itemsOf(SCHOOL)).not.toContainEqual(expect.objectContaining({ id }))
    await narrow(id, 'theme_principal', 'members')
    const deletion = { id, state: 'deleted', reason: 'out_of_scope' }
    for (const filter of [HOUSING, SCHOOL, `${SCHOOL}&department=29`, 'department=22'])
      expect(await itemsOf(filter), filter).toContainEqual(deletion)
    expect(await itemsOf('department=29')).toContainEqual({ id, state: 'updated' })
    // its members still have it
    const members = await test.key('members:read')
    const page = await pageOf(members, `${FEED}?${HOUSING}`)
    expect(page.items).toContainEqual(expect.objectContaining({ id, state: 'updated' }))
    const { items } = await pageOf(members, `${FEED}?${SCHOOL}`)
    expect(items.map((item) => item.id)).not.toContain(id)
  })

  it('says nothing of what a withdrawn record was, and takes it back when it is published again', async () => {
    const id = await record()
    const transition = (body: object) => test.admin.post(`${RECORDS}/${id}/transitions`, body)
    json(await transition({ transition: 'withdraw', reason: 'stopped' }))
    for (const filter of [HOUSING, SCHOOL, 'department=22', ''])
      expect(await itemsOf(filter), filter).toContainEqual({ id, state: 'deleted', reason: 'withdrawn' })
    json(await transition({ transition: 'publish' }))
    expect(await itemsOf(HOUSING)).toContainEqual({ id, state: 'updated' })
    expect((await itemsOf(SCHOOL)).map((item) => item.id)).not.toContain(id)
  })
})

import Parser from 'rss-parser'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Client, json, PUBLIC_URL, problemOf, type TestApp, testApp } from '../../test/app.ts'
import { anAssociation } from '../../test/factories.ts'
import { aRecord, COMPLETE_ANSWERS } from '../../test/federation.ts'

const ATOM = '/v1/feeds/news.atom'
const JSON_FEED = '/v1/feeds/news.json'
type Item = { id: string; url: string; title: string; content_text: string; tags: string[]; date_modified: string }
type Feed = { version: string; title: string; feed_url: string; next_url?: string; items: Item[] }

let test: TestApp
let partners: Client
const ids: string[] = []
beforeAll(async () => {
  test = await testApp({ jobs: false })
  partners = await test.key('innovations:read')
  const { id } = await anAssociation(test, { name: 'Les Tilleuls & Cie <d’exemple>' })
  for (const [titre, theme, portee] of [
    ['Premier & « unique »', 'tsa-scolarisation', 'tout-public'],
    ['Jardin <partagé>', 'habitat-logement', 'tout-public'],
    ['Pour les partenaires', 'habitat-logement', 'reseau-et-partenaires'],
  ])
    ids.push(await aRecord(test, id, { ...COMPLETE_ANSWERS, titre, theme_principal: theme, portee }))
})

const atomOf = async (client: Client, url = ATOM) => {
  const answer = await client.get(url)
  expect(answer.statusCode, answer.body).toBe(200)
  expect(answer.headers['content-type']).toBe('application/atom+xml; charset=utf-8')
  return new Parser({ customFields: { feed: ['updated'] } }).parseString(answer.body)
}
const jsonFeedOf = async (client: Client, url = JSON_FEED) => json(await client.get(url)) as unknown as Feed

describe('news as Atom', () => {
  it('are read by another parser: newest first, by ids that stay, with where the record is', async () => {
    const feed = await atomOf(test.anonymous)
    expect(feed.items.map(({ id, title }) => [id, title])).toEqual([
      [`urn:uuid:${ids[1]}`, 'Jardin <partagé>'],
      [`urn:uuid:${ids[0]}`, 'Premier & « unique »'],
    ])
    expect(feed.items[0]).toMatchObject({
      link: `${PUBLIC_URL}/v1/innovations/${ids[1]}`,
      author: 'Les Tilleuls & Cie <d’exemple>',
      summary: COMPLETE_ANSWERS.accroche,
    })
    expect(feed.items[0]?.content).toContain('Dans une école ordinaire')
    expect(feed.feedUrl).toBe(`${PUBLIC_URL}${ATOM}`)
    expect((await atomOf(partners)).items).toHaveLength(3)
  })

  it('have a date that never goes back, also when a record leaves', async () => {
    const updated = async () => Date.parse(String((await atomOf(test.anonymous)).updated))
    const gone = await aRecord(test, (await anAssociation(test)).id)
    const before = await updated()
    json(
      await test.admin.post(`/v1/moderation/innovations/${gone}/transitions`, {
        transition: 'withdraw',
        reason: 'stopped',
      }),
    )
    expect(await updated()).toBeGreaterThan(before)
    expect((await atomOf(test.anonymous)).items).toHaveLength(2)
  })

  it('are told apart by their tag', async () => {
    const { etag } = (await test.anonymous.get(ATOM)).headers
    expect((await test.anonymous.get(ATOM, { headers: { 'if-none-match': String(etag) } })).statusCode).toBe(304)
  })
})

describe('news as JSON Feed 1.1', () => {
  it('hold what the version requires', async () => {
    const feed = await jsonFeedOf(test.anonymous)
    expect(feed).toMatchObject({
      version: 'https://jsonfeed.org/version/1.1',
      feed_url: `${PUBLIC_URL}${JSON_FEED}`,
      language: 'fr',
    })
    expect(feed.title.length).toBeGreaterThan(0)
    for (const item of feed.items) {
      expect(item).toMatchObject({ id: expect.stringMatching(/^urn:uuid:/), title: expect.any(String) })
      expect(item.content_text.length).toBeGreaterThan(0)
      expect(Number.isNaN(Date.parse(item.date_modified))).toBe(false)
    }
  })

  it('go on page after page, by the words and filters of the list', async () => {
    const first = await jsonFeedOf(test.anonymous, `${JSON_FEED}?limit=1`)
    expect(first.items.map(({ id }) => id)).toEqual([`urn:uuid:${ids[1]}`])
    const second = await jsonFeedOf(test.anonymous, String(first.next_url).replace(PUBLIC_URL, ''))
    expect(second.items.map(({ id }) => id)).toEqual([`urn:uuid:${ids[0]}`])
    expect(second.next_url).toBeUndefined()
    const found = async (query: string) => (await jsonFeedOf(partners, `${JSON_FEED}?${query}`)).items.length
    expect(await found('theme=habitat-logement')).toBe(2)
    expect(await found('q=jardins')).toBe(1)
    expect(await found('q=xylophone')).toBe(0)
    for (const query of ['theme=inconnu', 'count=exact', 'fields=summary', 'colour=blue'])
      expect(problemOf(await test.anonymous.get(`${JSON_FEED}?${query}`)), query).toMatchObject({ slug: 'validation' })
  })

  it('are named where the feeds are listed', async () => {
    expect((await test.anonymous.get('/v1/feeds')).headers.link).toBe(
      `<${PUBLIC_URL}${ATOM}>; rel="alternate"; type="application/atom+xml", <${PUBLIC_URL}${JSON_FEED}>; rel="alternate"; type="application/feed+json"`,
    )
  })
})

describe('a record as JSON-LD', () => {
  it('is the same mapping, under the record’s own rules', async () => {
    const url = `/v1/innovations/${ids[0]}/json-ld`
    const answer = await test.anonymous.get(url)
    expect(answer.headers['content-type']).toMatch(/^application\/ld\+json/)
    expect(json(answer)).toMatchObject({
      '@context': { '@vocab': 'https://schema.org/' },
      '@type': 'Project',
      name: 'Premier & « unique »',
      subjectOf: { '@type': 'CreativeWork', '@id': `${PUBLIC_URL}/v1/innovations/${ids[0]}` },
    })
    const again = await test.anonymous.get(url, { headers: { 'if-none-match': String(answer.headers.etag) } })
    expect(again.statusCode).toBe(304)
    expect((await test.anonymous.get(`/v1/innovations/${ids[2]}/json-ld`)).statusCode).toBe(404)
    expect((await partners.get(`/v1/innovations/${ids[2]}/json-ld`)).statusCode).toBe(200)
  })
})

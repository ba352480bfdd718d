import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parse } from 'csv-parse/sync'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Client, json, problemOf, type TestApp, testApp } from '../../test/app.ts'
import { copiesOf } from '../../test/documents.ts'
import { anAssociation } from '../../test/factories.ts'
import { aRecord, COMPLETE_ANSWERS } from '../../test/federation.ts'

const STREAM = '/v1/exports/stream'
type Heading = { epoch: string; head: number; live: number }

let test: TestApp
const clients = {} as Record<'public' | 'partners' | 'members', Client>
const ids: string[] = []
beforeAll(async () => {
  test = await testApp()
  const { id } = await anAssociation(test)
  for (const [portee, theme] of [
    ['tout-public', 'tsa-scolarisation'],
    ['tout-public', 'habitat-logement'],
    ['reseau-et-partenaires', 'habitat-logement'],
    ['adherents', 'habitat-logement'],
  ])
    ids.push(
      await aRecord(test, id, { ...COMPLETE_ANSWERS, portee, theme_principal: theme, titre: `=Titre ${portee}` }),
    )
  clients.public = test.anonymous
  clients.partners = await test.key('innovations:read')
  clients.members = await test.key('members:read')
})

const linesOf = (body: string) =>
  body
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
const headingOf = async (client: Client) => (json(await client.get('/v1/feeds')).items as Heading[])[0] as Heading

describe('everything in one request', () => {
  it.each([
    ['public', 2],
    ['partners', 3],
    ['members', 4],
  ] as const)(
    'is, for %s, the stored documents in the order of their ids, and a last line that says so',
    async (audience, count) => {
      const client = clients[audience]
      const answer = await client.get(STREAM)
      expect(answer.statusCode).toBe(200)
      expect(answer.headers).toMatchObject({
        'content-type': 'application/x-ndjson',
        'cache-control': 'no-store',
        'content-disposition': expect.stringContaining('innovations.ndjson'),
      })
      const lines = linesOf(answer.body)
      const { epoch, head, live } = await headingOf(client)
      expect(lines.at(-1)).toEqual({
        _end: true,
        count,
        seq: head,
        epoch,
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      })
      expect(live).toBe(count)
      const shown = lines.slice(0, -1)
      expect(shown.map(({ id }) => id)).toEqual(ids.slice(0, count).sort())
      for (const document of shown)
        expect(JSON.stringify(document)).toBe((await client.get(`/v1/innovations/${document.id}`)).body)
    },
  )

  it('takes the filters of the list, and refuses the same', async () => {
    const filtered = linesOf((await test.anonymous.get(`${STREAM}?theme=habitat-logement`)).body)
    expect(filtered.slice(0, -1).map(({ id }) => id)).toEqual([ids[1]])
    expect(filtered.at(-1)).toMatchObject({ _end: true, count: 1 })
    for (const query of ['theme=inconnu', 'format=xlsx', 'format=', 'q=x', 'colour=blue', 'limit=1'])
      expect(problemOf(await test.anonymous.get(`${STREAM}?${query}`)), query).toMatchObject({ slug: 'validation' })
  })

  it('comes as CSV, exact for machines and defused for Excel, and as JSON-LD', async () => {
    const csv = await clients.members.get(`${STREAM}?format=csv`)
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8')
    const rows = parse(csv.body, { columns: true }) as Record<string, string>[]
    expect(rows.map(({ id }) => id)).toEqual([...ids].sort())
    expect(rows[0]?.title).toBe('=Titre tout-public')
    const documents = linesOf((await clients.members.get(STREAM)).body).slice(0, -1)
    // nothing that a record says is without a column
    const columns = Object.keys(rows[0] ?? {})
    for (const code of Object.keys(documents[0]?.details as object)) expect(columns).toContain(`details_${code}`)

    const excel = await clients.members.get(`${STREAM}?format=csv-excel-fr`)
    const opened = parse(excel.body, { columns: true, bom: true, delimiter: ';' }) as Record<string, string>[]
    expect(opened.map(({ title }) => title?.slice(0, 2))).toEqual(["'=", "'=", "'=", "'="])

    const linked = await test.anonymous.get(`${STREAM}?format=jsonld`)
    expect(linked.headers['content-type']).toBe('application/ld+json')
    const { '@graph': graph } = json(linked) as { '@graph': { '@id': string }[] }
    expect(graph.map((node) => node['@id'].split('/').at(-1))).toEqual(ids.slice(0, 2))
  })

  it('answers HEAD without reading anything', async () => {
    const head = await test.app.inject({ method: 'HEAD', url: STREAM })
    expect(head.statusCode).toBe(200)
    expect(head.body).toBe('')
  })
})

describe('callers who do not read', () => {
  it('hold two places each and no connection of the database, and leave their places when they go', async () => {
    await copiesOf(test, ids[0] ?? '', 6000)
    await test.app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = test.app.server.address() as AddressInfo
    const begin = () =>
      new Promise<{ status: number; leave(): void }>((resolve, reject) => {
        const asked = request({ port, path: STREAM, headers: clients.partners.headers }, (answer) => {
          answer.on('error', () => undefined).pause()
          resolve({ status: answer.statusCode ?? 0, leave: () => asked.destroy() })
        })
        asked.on('error', reject).end()
      })
    const open = await Promise.all([begin(), begin()])
    expect(open.map(({ status }) => status)).toEqual([200, 200])
    expect((await begin()).status).toBe(503)
    const { slowPool } = test.app
    await expect.poll(() => slowPool.idleCount === slowPool.totalCount, { timeout: 15_000 }).toBe(true)
    for (const { leave } of open) leave()
    await expect
      .poll(
        async () => {
          const { status, leave } = await begin()
          leave()
          return status
        },
        { timeout: 10_000 },
      )
      .toBe(200)
  }, 60_000)
})

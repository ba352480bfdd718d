import { Ajv2020 } from 'ajv/dist/2020.js'
import pg from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { RARE_WORD, REGION, THEME } from '../bench/originals.ts'
import { fillUp, publishOriginals } from '../bench/records.ts'
import { entriesAfter, headingOf } from '../src/feeds/queries.ts'
import { listStatements } from '../src/innovations/documents.ts'
import { filterOf } from '../src/innovations/filters.ts'
import { NAMED_SCHEMAS } from '../src/plugins/schemas.ts'
import { json, testApp } from './app.ts'

// What noise cannot break: plans, buffers, numbers of queries, sizes. The speed itself is `npm run bench`.
const RECORDS = 3000
const { app, anonymous, database } = await testApp({ cacheBytes: 0, jobs: false })

type Node = {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Shared Hit Blocks'?: number
  'Shared Read Blocks'?: number
  Plans?: Node[]
}
const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]

async function explain(text: string, values: unknown[] = []): Promise<{ nodes: Node[]; buffers: number }> {
  const { rows } = await app.pool.query<{ 'QUERY PLAN': { Plan: Node }[] }>(
    `explain (analyze, buffers, format json) ${text}`,
    values,
  )
  const plan = rows[0]?.['QUERY PLAN'][0]?.Plan as Node
  return { nodes: nodesOf(plan), buffers: (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0) }
}
const scanned = (nodes: Node[]) =>
  nodes.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => node['Relation Name'])

const page = (limit: number, after: [string, string] | null = null) => ({ limit, after })
const listOf = (query: object, after: [string, string] | null = null) =>
  listStatements('public', filterOf(query), query, page(20, after)).list

/** Runs some work and tells the statements that reached the database, without those that begin and end. */
async function queriesOf(work: () => Promise<unknown>): Promise<string[]> {
  const said: string[] = []
  const query = pg.Client.prototype.query
  pg.Client.prototype.query = function (this: pg.Client, ...sent: unknown[]) {
    const first = sent[0] as string | { text?: string }
    said.push(typeof first === 'string' ? first : (first.text ?? 'copy'))
    return (query as (...args: unknown[]) => unknown).apply(this, sent)
  } as never
  try {
    await work()
  } finally {
    pg.Client.prototype.query = query
  }
  return said
}

beforeAll(async () => {
  await publishOriginals(database.appUrl)
  await fillUp(database.ownerUrl, RECORDS)
}, 120_000)

describe('a page of the directory', () => {
  const lists: [string, object][] = [
    ['the first', {}],
    ['of one theme', { theme: [THEME] }],
    ['of a theme and a region', { theme: [THEME], region: [REGION] }],
    ['of a rare word', { q: RARE_WORD }],
    ['of a word of every record', { q: 'accompagnement' }],
    ['of a word of no record', { q: 'xylophone' }],
    ['of what changed lately', { updated_since: '2030-01-01T00:00:00Z' }],
  ]
  test.each(lists)('%s is found by an index', async (_, query) => {
    const { text, values } = listOf(query)
    expect(scanned((await explain(text, values)).nodes)).toEqual([])
  })

  test.each(['public', 'partners', 'members'] as const)('of %s walks the index of that audience', async (audience) => {
    const { nodes } = await explain(listStatements(audience, filterOf({}), {}, page(20)).list.text)
    expect(nodes.map((node) => node['Index Name'])).toContain(`document_newest_${audience}`)
  })

  test('a word of every record is looked for among the newest, not everywhere', async () => {
    const { text, values } = listOf({ q: 'accompagnement' })
    expect((await explain(text, values)).buffers).toBeLessThan(400)
  })

  test('at 90 % of the list touches as little as the first', async () => {
    const first = await explain(listOf({}).text)
    const { rows } = await app.pool.query<{ at: string; id: string }>(
      "select published_at::text as at, innovation_id as id from document where current and from_audience = 'public' order by published_at desc, innovation_id desc offset $1 limit 1",
      [RECORDS * 0.9],
    )
    const deep = listOf({}, [rows[0]?.at ?? '', rows[0]?.id ?? ''])
    const last = await explain(deep.text, deep.values)
    expect(scanned(last.nodes)).toEqual([])
    expect(first.buffers).toBeLessThan(150)
    expect(last.buffers).toBeLessThan(first.buffers * 1.3 + 5)
  })

  test('holds cards of a bounded size, each whole in its row', async () => {
    const { body } = await anonymous.get('/v1/innovations', { query: { limit: '20' } })
    expect(Buffer.byteLength(body) / 20).toBeLessThan(2500)
    const { rows } = await app.pool.query<{ aside: number }>(
      'select count(*)::int as aside from document where pg_column_size(card) < octet_length(card)',
    )
    expect(rows[0]?.aside).toBe(0)
  })
})

describe('the feed', () => {
  test('is read by its numbers at any depth', async () => {
    const first = await explain(entriesAfter('public', filterOf({}), 0, 100))
    const last = await explain(entriesAfter('public', filterOf({}), RECORDS * 0.9, 100))
    expect(scanned([...first.nodes, ...last.nodes])).toEqual([])
    expect(last.buffers).toBeLessThan(first.buffers * 1.3 + 20)
  })

  test.each([
    ['of a theme', { theme: [THEME] }],
    ['of a theme and a region', { theme: [THEME], region: [REGION] }],
  ])('%s is read by its numbers at any depth, and by what is in it', async (_, query) => {
    const page = (after: number) => explain(entriesAfter('public', filterOf(query), after, 20))
    const [first, last] = [await page(RECORDS * 0.3), await page(RECORDS * 0.7)]
    expect(scanned([...first.nodes, ...last.nodes])).toEqual([])
    expect(last.buffers).toBeLessThan(first.buffers * 1.3 + 20)
  })

  test('has its digest from an index that holds nothing else, and a filter’s without reading every record', async () => {
    const whole = await explain(headingOf('public', filterOf({})))
    expect(whole.nodes.map((node) => node['Index Name'])).toContain('document_digest')
    expect(whole.nodes.map((node) => node['Node Type'])).toContain('Index Only Scan')
    expect(scanned(whole.nodes)).not.toContain('document')
    expect(scanned((await explain(headingOf('public', filterOf({ theme: [THEME] })))).nodes)).not.toContain('document')
  })

  test('has its digest looked up once, however many ask, until it moves', async () => {
    const ask = () => Promise.all(Array.from({ length: 20 }, () => anonymous.get(`/v1/feeds?theme=${THEME}`)))
    const looks = async () => (await queriesOf(ask)).filter((text) => text.includes('string_agg'))
    expect(await looks()).toHaveLength(1)
    expect(await looks()).toHaveLength(0)
  })

  test('gives the very documents, in order, to the last', async () => {
    const items: { id: string; modified: number; data: { id: string } }[] = []
    for (let url = '/v1/feeds/innovations'; ; ) {
      const read = json(await anonymous.get(url)) as { next: string; items: typeof items }
      if (read.items.length === 0) break
      items.push(...read.items)
      url = read.next.replace('http://essaim.test', '')
    }
    expect(items.map(({ modified }) => modified)).toEqual(Array.from({ length: RECORDS }, (_, i) => i + 1))
    const { id, data } = items[RECORDS - 1] as (typeof items)[number]
    expect(data).toEqual(json(await anonymous.get(`/v1/innovations/${id}`)))
  })
})

describe('queries per request', () => {
  test.each([
    ['a record', '/v1/innovations/ID', 1],
    ['a page', '/v1/innovations?limit=20', 1],
    ['a filtered page', `/v1/innovations?theme=${THEME}&region=${REGION}`, 1],
    ['a page with its total', '/v1/innovations?count=exact', 2],
    ['a feed page', '/v1/feeds/innovations?limit=50', 2],
    ['the end of the feed', `/v1/feeds/innovations?afterChangeNumber=${RECORDS}`, 1],
  ])('%s', async (_, path, count) => {
    const id = (json(await anonymous.get('/v1/innovations?limit=1')).items as { id: string }[])[0]?.id ?? ''
    const url = path.replace('ID', id)
    // the lists that codes are checked against are read once per process
    await anonymous.get(url)
    const said = await queriesOf(async () => expect((await anonymous.get(url)).statusCode).toBe(200))
    expect(said, said.join('\n')).toHaveLength(count)
  })
})

test('what is kept in memory is answered without the database, and forgotten before a write is answered', async () => {
  const kept = await testApp({ jobs: false })
  await publishOriginals(kept.database.appUrl, 5)
  await kept.app.notices.caughtUp()
  const list = json(await kept.anonymous.get('/v1/innovations?limit=2')).items as { id: string }[]
  const id = list[0]?.id ?? ''
  json(await kept.anonymous.get(`/v1/innovations/${id}`))
  const again = await queriesOf(async () => {
    json(await kept.anonymous.get('/v1/innovations?limit=2'))
    json(await kept.anonymous.get(`/v1/innovations/${id}`))
  })
  expect(again).toEqual([])
  json(
    await kept.admin.post(`/v1/moderation/innovations/${id}/transitions`, {
      transition: 'withdraw',
      reason: 'stopped',
    }),
  )
  expect((await kept.anonymous.get(`/v1/innovations/${id}`)).statusCode).toBe(410)
  expect(
    (json(await kept.anonymous.get('/v1/innovations?limit=2')).items as { id: string }[]).map((one) => one.id),
  ).not.toContain(id)
}, 60_000)

test('every named schema is one by the language of schemas: a start does not check them', () => {
  const ajv = new Ajv2020({ strict: false })
  for (const schema of NAMED_SCHEMAS)
    expect(ajv.validateSchema(schema), `${schema.$id}: ${ajv.errorsText()}`).toBe(true)
})

test('titles near one are found by their index', async () => {
  const { nodes } = await explain(
    `select innovation_id from document where current and from_audience <= 'members' and to_audience >= 'members'
       and (lower(card::json ->> 'title') % $1 or $1 <% lower(card::json ->> 'title'))`,
    ['un café tenu par les personnes accompagnées'],
  )
  expect(nodes.map((node) => node['Index Name'])).toContain('document_title_trgm')
})

import { sql } from 'kysely'
import pg from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Client, json, testApp } from '../../test/app.ts'
import { aCampaign, at, happen, type Story } from '../../test/census-story.ts'
import { inScope, type Trx } from '../db/database.ts'
import { newId } from '../lib/id.ts'

const t = await testApp({ jobs: false })
const job = <T>(work: (trx: Trx) => Promise<T>) => inScope(t.app.db, { kind: 'job' }, work)

// A federation of nine, small enough to be counted by hand: 183 is an IME and 255 a MAS (handicap), 177 a MECS
// (protection de l’enfance), 500 an EHPAD (grand âge).
const STORIES: Story[] = [
  {
    name: 'Un',
    department: '29',
    headcount: 9,
    works: ['183', '255'],
    sent: 2,
    opened: 3,
    started: 3,
    handed_in: 5,
    publishable: 5,
    published: 9,
  },
  {
    name: 'Deux',
    department: '29',
    headcount: 10,
    works: ['183', '177'],
    sent: 2,
    opened: 2,
    started: 4,
    handed_in: 9,
  },
  { name: 'Trois', department: '22', headcount: 249, works: ['177'], sent: 2, opened: 5, started: 5 },
  { name: 'Quatre', department: '22', headcount: 1000, works: ['500', '-183'], sent: 2, opened: 6, nothing: 6 },
  { name: '=Cinq', department: '75', works: ['183'], sent: 3, declined: 7 },
  { name: 'Six', department: '75', headcount: 50, works: [], sent: 3 },
  { name: 'Sept', department: '75', headcount: 250, works: ['-500'], unreachable: 'bounced' },
  { name: 'Huit', department: '13', headcount: 0, works: ['999'], unreachable: 'objected' },
  { name: 'Neuf', department: '13', works: ['255'], unreachable: 'nobody', started: 4, nothing: 3, withdrawn: true },
]

type Counts = Record<string, unknown> & { invited: number }
type Figures = { total: Counts; by: Record<string, Counts[]>; field_by_delegation: Counts[] }

let campaign: string
let url: string
let west: { id: string; name: string }
let east: { id: string; name: string }
let inTheWest: Client

/** The figures by name, those of nought left out. */
const brief = (row: Counts) =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => typeof value === 'number' && value > 0))
const by = (figures: Figures, dimension: string) =>
  Object.fromEntries(
    (figures.by[dimension] ?? []).map((row) => {
      const key = row[dimension] as { code?: string; name?: string } | string | null
      return [typeof key === 'string' ? key : (key?.code ?? key?.name ?? 'none'), brief(row)]
    }),
  )

beforeAll(async () => {
  west = await t.delegation('22', '29')
  east = await t.delegation('75')
  inTheWest = await t.staff(['delegate'], [west.id])
  campaign = await job(async (trx) => {
    const id = await aCampaign(trx)
    for (const story of STORIES) await happen(trx, id, story)
    return id
  })
  url = `/v1/campaigns/${campaign}/participation`
})

describe('the figures', () => {
  test('count each association once, as counted by hand', async () => {
    const { total } = json(await t.admin.get(url)) as Figures
    expect(total).toEqual({
      invited: 9,
      // all but Sept, Huit and Neuf
      reachable: 6,
      // Un to Quatre
      opened: 4,
      // Un to Trois; what Neuf began is withdrawn
      started: 3,
      handed_in: 2,
      publishable: 1,
      published: 1,
      // Quatre and Neuf
      nothing_to_declare: 2,
      declined: 1,
    })
  })

  test('by delegation, and for those in none', async () => {
    const figures = by(json(await t.admin.get(url)) as Figures, 'regional_delegation')
    expect(figures).toEqual({
      [west.name]: {
        invited: 4,
        reachable: 4,
        opened: 4,
        started: 3,
        handed_in: 2,
        publishable: 1,
        published: 1,
        nothing_to_declare: 1,
      },
      [east.name]: { invited: 3, reachable: 2, declined: 1 },
      none: { invited: 2, nothing_to_declare: 1 },
    })
  })

  test('by size, from small to large', async () => {
    const figures = json(await t.admin.get(url)) as Figures
    expect(figures.by.size?.map(({ size, invited }) => [size, invited])).toEqual([
      ['moins-de-10', 2],
      ['10-a-49', 1],
      ['50-a-249', 2],
      ['250-a-999', 1],
      ['1000-et-plus', 1],
      ['unknown', 2],
    ])
  })

  test('by field: one in several counts once in each, closed establishments count for nothing', async () => {
    expect(by(json(await t.admin.get(url)) as Figures, 'field')).toEqual({
      // Un (once, for its two establishments), Deux, Cinq and Neuf
      handicap: {
        invited: 4,
        reachable: 3,
        opened: 2,
        started: 2,
        handed_in: 2,
        publishable: 1,
        published: 1,
        nothing_to_declare: 1,
        declined: 1,
      },
      // Deux and Trois
      'protection-enfance': { invited: 2, reachable: 2, opened: 2, started: 2, handed_in: 1 },
      'grand-age': { invited: 1, reachable: 1, opened: 1, nothing_to_declare: 1 },
      // Six, Sept and Huit
      none: { invited: 3, reachable: 1 },
    })
  })

  test('by region', async () => {
    const figures = by(json(await t.admin.get(url)) as Figures, 'region')
    expect(Object.fromEntries(Object.entries(figures).map(([code, { invited }]) => [code, invited]))).toEqual({
      53: 4,
      11: 3,
      93: 2,
    })
  })

  test('by category', async () => {
    const figures = json(await t.admin.get(url)) as Figures
    expect(
      Object.fromEntries(Object.entries(by(figures, 'category')).map(([code, { invited }]) => [code, invited])),
    ).toEqual({ 183: 3, 255: 2, 177: 2, 500: 1, none: 3 })
  })

  test('by field in each delegation', async () => {
    const { field_by_delegation } = json(await t.admin.get(url)) as Figures
    const cells = field_by_delegation.map(({ field, regional_delegation, invited, handed_in }) => [
      (field as { code: string } | null)?.code ?? 'none',
      (regional_delegation as { name: string } | null)?.name ?? 'none',
      invited,
      handed_in,
    ])
    expect(cells).toHaveLength(7)
    expect(cells).toEqual(
      expect.arrayContaining([
        ['handicap', west.name, 2, 2],
        ['handicap', east.name, 1, 0],
        ['handicap', 'none', 1, 0],
        ['protection-enfance', west.name, 2, 1],
        ['grand-age', west.name, 1, 0],
        ['none', east.name, 2, 0],
        ['none', 'none', 1, 0],
      ]),
    )
  })

  test('have each a list behind them, as long as the figure', async () => {
    const { total, by, field_by_delegation } = json(await t.admin.get(url)) as Figures
    const listed = async (query: Record<string, string>) =>
      json(await t.admin.get(`/v1/campaigns/${campaign}/invitations`, { query: { ...query, count: 'exact' } })).total
    expect((await t.admin.get(`/v1/campaigns/${campaign}/invitations?field=inconnu`)).statusCode).toBe(422)
    expect(await listed({})).toBe(total.invited)
    expect(await listed({ state: 'submitted' })).toBe(total.handed_in)
    expect(await listed({ reachable: 'true' })).toBe(total.reachable)
    for (const [dimension, rows] of Object.entries(by)) {
      for (const row of rows) {
        const key = row[dimension] as { id?: string; code?: string } | string | null
        if (key === null) continue
        const value = typeof key === 'string' ? key : String(key.id ?? key.code)
        expect(await listed({ [dimension]: value }), `${dimension} ${value}`).toBe(row.invited)
        expect(await listed({ [dimension]: value, state: 'submitted' }), `${dimension} ${value}`).toBe(row.handed_in)
      }
    }
    for (const { field, regional_delegation, invited } of field_by_delegation) {
      if (!field || !regional_delegation) continue
      const query = {
        field: (field as { code: string }).code,
        regional_delegation: (regional_delegation as { id: string }).id,
      }
      expect(await listed(query)).toBe(invited)
    }
  })

  test('of a delegate are those of its own delegations', async () => {
    const figures = json(await inTheWest.get(url)) as Figures
    expect(brief(figures.total)).toEqual({
      invited: 4,
      reachable: 4,
      opened: 4,
      started: 3,
      handed_in: 2,
      publishable: 1,
      published: 1,
      nothing_to_declare: 1,
    })
    expect(figures.by.regional_delegation).toHaveLength(1)
    const { days } = json(await inTheWest.get(`${url}/curve`)) as { days: { sent: number }[] }
    expect(days.at(-1)?.sent).toBe(4)
    const { body } = await inTheWest.get(`${url}/export`)
    expect(body.trim().split('\r\n')).toHaveLength(5)
    expect(body).not.toContain('Cinq')
  })

  test('of a campaign that has none are nought; of none, 404', async () => {
    const empty = await job(aCampaign)
    expect(brief((json(await t.admin.get(`/v1/campaigns/${empty}/participation`)) as Figures).total)).toEqual({})
    expect(json(await t.admin.get(`/v1/campaigns/${empty}/participation/curve`))).toEqual({ days: [] })
    for (const way of ['', '/curve', '/export'])
      expect((await t.admin.get(`/v1/campaigns/${newId()}/participation${way}`)).statusCode).toBe(404)
  })

  test('are for staff', async () => {
    for (const way of ['', '/curve', '/export']) {
      expect((await t.anonymous.get(url + way)).statusCode).toBe(401)
      expect((await (await t.key('associations:read')).get(url + way)).statusCode).toBe(403)
    }
  })
})

test('the curve is cumulated day by day, quiet days included', async () => {
  const { days } = json(await t.admin.get(`${url}/curve`)) as { days: Record<string, unknown>[] }
  const day = (n: number, sent: number, opened: number, started: number, handed_in: number, published: number) => ({
    day: at(n).slice(0, 10),
    sent,
    opened,
    started,
    handed_in,
    published,
  })
  expect(days).toEqual([
    day(2, 4, 1, 0, 0, 0),
    day(3, 6, 2, 1, 0, 0),
    day(4, 6, 2, 2, 0, 0),
    day(5, 6, 3, 3, 1, 0),
    day(6, 6, 4, 3, 1, 0),
    day(7, 6, 4, 3, 1, 0),
    day(8, 6, 4, 3, 1, 0),
    day(9, 6, 4, 3, 2, 1),
  ])
})

test('a letter that was printed was sent, on the day of its printing unless a mail left before', async () => {
  const printed = await job(aCampaign)
  await job(async (trx) => {
    await happen(trx, printed, { name: 'Imprimée', department: '29', unreachable: 'bounced' })
    await happen(trx, printed, { name: 'Les deux', department: '29', sent: 2 })
    await sql`update participant p set printed_at = ${at(4)}::timestamptz from invitation i
      where i.id = p.invitation_id and i.campaign_id = ${printed}`.execute(trx)
  })
  const { days } = json(await t.admin.get(`/v1/campaigns/${printed}/participation/curve`)) as {
    days: { day: string; sent: number }[]
  }
  expect(days.map(({ day, sent }) => [day, sent])).toEqual([
    [at(2).slice(0, 10), 1],
    [at(3).slice(0, 10), 1],
    [at(4).slice(0, 10), 2],
  ])
})

test('the export has a row for each invitation, and no formula', async () => {
  const answer = await t.admin.get(`${url}/export`)
  expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8')
  expect(answer.headers['content-disposition']).toContain('attachment')
  const lines = answer.body.replace('\uFEFF', '').trim().split('\r\n')
  expect(lines).toHaveLength(10)
  expect(lines.find((line) => line.includes('Cinq'))).toContain(`;'=Cinq;;75;`)
  expect(lines.find((line) => line.includes('Deux'))).toContain('Handicap, Protection de l’enfance')
})

/** How many statements reach the database for an answer: what runs beside it can only add, so the least of three counts. */
async function statementsOf(path: string): Promise<number> {
  const query = pg.Client.prototype.query
  const counts: number[] = []
  try {
    for (let ask = 0; ask < 3; ask += 1) {
      let said = 0
      pg.Client.prototype.query = function (this: pg.Client, ...sent: unknown[]) {
        said += 1
        return (query as (...args: unknown[]) => unknown).apply(this, sent)
      } as never
      expect((await t.admin.get(path)).statusCode).toBe(200)
      counts.push(said)
    }
  } finally {
    pg.Client.prototype.query = query
  }
  return Math.min(...counts)
}

test('2,000 invitations are counted in as many statements as one', async () => {
  const small = await job(aCampaign)
  const large = await job(aCampaign)
  await job(async (trx) => {
    await happen(trx, small, { name: 'Seule', department: '29' })
    await sql`insert into association (id, name, department, headcount)
      select gen_random_uuid(), 'Nombreuse ' || n, '29', n from generate_series(1, 2000) n`.execute(trx)
    await sql`insert into invitation (id, campaign_id, association_id)
      select gen_random_uuid(), ${large}, id from association where name like 'Nombreuse %'`.execute(trx)
  })
  for (const way of ['', '/curve', '/export']) {
    const counted = await statementsOf(`/v1/campaigns/${large}/participation${way}`)
    expect(counted).toBe(await statementsOf(`/v1/campaigns/${small}/participation${way}`))
    // begin, scope, campaign, figures, commit
    expect(counted).toBeLessThanOrEqual(6)
  }
  expect((json(await t.admin.get(`/v1/campaigns/${large}/participation`)) as Figures).total.invited).toBe(2000)
}, 60_000)

import type { StaffActor } from '@essaim/shared/actors.ts'
import type { QueueFilters } from '@essaim/shared/queue.ts'
import pg from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { DEPARTMENTS, fillSubmissions } from '../../bench/submissions.ts'
import { testApp } from '../../test/app.ts'
import { inScope } from '../db/database.ts'
import { listSubmissions } from './queue.ts'

// What noise cannot break, with submissions in thirteen regions: plans and buffers. The speed itself is `npm run bench`.
const it = await testApp({ jobs: false })
const actors: Record<'headquarters' | 'delegate', StaffActor> = {} as never

beforeAll(async () => {
  const staff = { kind: 'staff' as const, name: 'x', session: '', regional_delegations: [], departments: [] }
  for (const code of DEPARTMENTS) {
    const { id } = await it.delegation(code)
    const delegate = await it.staff(['delegate'], [id])
    actors.delegate ??= {
      ...staff,
      id: delegate.id,
      roles: ['delegate'],
      regional_delegations: [id],
      departments: [code],
    }
  }
  actors.headquarters = { ...staff, id: actors.delegate.id, roles: ['moderator'] }
  await fillSubmissions(it.database.ownerUrl, 6000)
}, 120_000)

type Plan = {
  'Node Type': string
  'Relation Name'?: string
  Plans?: Plan[]
  'Shared Hit Blocks': number
  'Shared Read Blocks': number
}
const nodesOf = (node: Plan): Plan[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]

/** How the statement that finds a page is done: what it scans whole, and how much it touches. */
async function planOf(actor: StaffActor, query: QueueFilters, after: string[] | null = null) {
  return inScope(it.app.db, actor, async (trx) => {
    const said: { text: string; values: unknown[] }[] = []
    const sent = pg.Client.prototype.query
    pg.Client.prototype.query = function (this: pg.Client, ...all: unknown[]) {
      const [first, values] = all as [string | { text: string; values: unknown[] }, unknown[]]
      said.push(typeof first === 'string' ? { text: first, values } : first)
      return (sent as (...all: unknown[]) => unknown).apply(this, all)
    } as never
    let rows: { place: string[] }[]
    try {
      rows = (await listSubmissions(trx, actor, query, { limit: 50, after, name: '' })).rows
    } finally {
      pg.Client.prototype.query = sent
    }
    const found = said.find(({ text }) => text.includes('as "place"'))
    const client = await it.app.pool.connect()
    try {
      await client.query('begin')
      await client.query(
        "select set_config('essaim.scope', $1, true), set_config('essaim.departments', $2, true), set_config('essaim.delegations', $3, true)",
        [
          actor.roles.includes('moderator') ? 'all' : '',
          `{${actor.departments.join(',')}}`,
          `{${actor.regional_delegations.join(',')}}`,
        ],
      )
      const explained = await client.query(`explain (analyze, buffers, format json) ${found?.text}`, found?.values)
      const plan = explained.rows[0]['QUERY PLAN'][0].Plan as Plan
      return {
        rows,
        scanned: nodesOf(plan)
          .filter((node) => node['Node Type'] === 'Seq Scan')
          .map((node) => node['Relation Name']),
        buffers: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'],
      }
    } finally {
      await client.query('rollback')
      client.release()
    }
  })
}

describe.each(['headquarters', 'delegate'] as const)('a page of the queue for %s', (who) => {
  const views: [string, QueueFilters][] = [
    ['what changed last', {}],
    ['what waits longest', { sort: 'age' }],
    ['what is theirs to do', { ours: true, sort: 'age' }],
    ['what is not in anybody’s hands', { ours: true, claimed: ['nobody'], sort: 'age' }],
    ['what waits for associations', { turn: ['association'], sort: 'age' }],
    ['what is late', { late: true, sort: 'due' }],
    ['a state, by title', { state: ['submitted'], sort: 'title' }],
    ['a rare word', { q: 'zootherapie' }],
    ['a word of every answer', { q: 'equipe' }],
    ['a word of none', { q: 'xylophone' }],
    ['what is ready to be published', { ready_to_publish: true }],
  ]
  test.each(views)('%s is found by an index', async (_, query) => {
    const { scanned, buffers } = await planOf(actors[who], query)
    expect(scanned).not.toContain('submission')
    expect(scanned).not.toContain('submission_words')
    expect(buffers).toBeLessThan(9000)
  })

  test.each([{ sort: 'age' }, { sort: 'title' }, {}] as QueueFilters[])(
    'goes on as cheaply as it begins: %o',
    async (query) => {
      const first = await planOf(actors[who], query)
      const next = await planOf(actors[who], query, first.rows.at(-1)?.place ?? null)
      expect(next.rows).toHaveLength(51)
      expect(next.scanned).not.toContain('submission')
      expect(next.buffers).toBeLessThan(first.buffers * 2 + 100)
    },
  )
})

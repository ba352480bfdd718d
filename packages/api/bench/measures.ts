import type { Sent } from 'autocannon'
import { headingOf } from '../src/feeds/queries.ts'
import { filterOf } from '../src/innovations/filters.ts'
import type { Hit, Pull, Shot } from './load.ts'
import { RARE_WORD, REGION, THEME } from './originals.ts'
import type { Program } from './program.ts'

/** What a round is played on. */
export type Table = {
  load: Program
  control: Program
  /** Addresses: with its cache, without, and the control. */
  hot: string
  cold: string
  plain: string
  seconds: number
  records: number
  ids: string[]
  tag: string
  deepPage: string
  token(): Promise<string>
  drafts(): string[]
  settled(): Promise<void>
}

/** Both numbers of one round; the ratio is taken inside the round. */
export type Pair = { subject: number; control: number }
export type Measure = {
  name: string
  goal: { atLeast?: number; atMost?: number }
  /** What the ratio is made of. */
  of: string
  run(table: Table): Promise<Pair>
}

const CONNECTIONS = 10
const LISTED = '/v1/innovations?limit=20'
const FILTERED = `${LISTED}&theme=${THEME}&region=${REGION}`
const FEED = '/v1/feeds/innovations'
const COPY = "copy (select body from document where current and from_audience = 'public') to stdout"

async function rate(
  { load, seconds, settled }: Table,
  url: string,
  requests: Sent[],
  more: Partial<Shot> = {},
): Promise<number> {
  const shot: Shot = { url, requests, connections: CONNECTIONS, seconds, status: 200, ...more }
  const hit = await load.ask<Hit>(shot)
  await settled()
  return hit.rate
}

const record = (id: string): Sent => ({ path: `/v1/innovations/${id}` })
/** Few enough to stay in the cache. */
const few = (table: Table) => table.ids.slice(0, 50).map(record)
/** The higher the cost, the lower the rate: costs are compared upside down. */
const costs = async (subject: Promise<number>, of: () => Promise<number>): Promise<Pair> => {
  const rateOfSubject = await subject
  return { subject: 1 / rateOfSubject, control: 1 / (await of()) }
}

async function write(table: Table, work: (id: string) => Sent, status: number): Promise<Pair> {
  const ids = table.drafts()
  const amount = ids.length
  const subject = await rate(table, table.hot, ids.map(work), { amount, status })
  const control = await rate(
    table,
    table.plain,
    Array.from({ length: amount }, () => ({
      method: 'POST',
      path: '/insert',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ transition: 'submit' }),
    })),
    { amount, status: 201 },
  )
  return { subject, control }
}

const transition =
  (token: string, name: string) =>
  (id: string): Sent => ({
    method: 'POST',
    path: `/v1/moderation/submissions/${id}/transitions`,
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      'idempotency-key': `${name}-${id}`,
    },
    body: JSON.stringify({ transition: name }),
  })

/** Every measure of the server under load, in the order of a round. */
export const MEASURES: Measure[] = [
  {
    name: 'one record, hot',
    of: 'Fastify sending a constant buffer',
    goal: { atLeast: 0.7 },
    run: async (t) => ({
      subject: await rate(t, t.hot, few(t)),
      control: await rate(t, t.plain, [{ path: '/buffer/record' }]),
    }),
  },
  {
    name: 'one record, from PostgreSQL',
    of: 'Fastify sending a constant string',
    goal: { atLeast: 0.25 },
    run: async (t) => ({
      subject: await rate(t, t.cold, t.ids.map(record)),
      control: await rate(t, t.plain, [{ path: '/string/record' }]),
    }),
  },
  {
    name: 'one record, from PostgreSQL',
    of: 'its prepared query by pg, no HTTP',
    goal: {},
    run: async (t) => {
      const subject = await rate(t, t.cold, t.ids.map(record))
      const query =
        "select body, etag from document where innovation_id = $1 and current and from_audience <= 'public' and to_audience >= 'public'"
      const { rate: control } = await t.control.ask<{ rate: number }>({ query, ids: t.ids, seconds: t.seconds })
      return { subject, control }
    },
  },
  {
    name: '304',
    of: 'Fastify sending a constant string',
    goal: { atLeast: 0.9 },
    run: async (t) => ({
      subject: await rate(t, t.hot, [{ ...record(t.ids[0] ?? ''), headers: { 'if-none-match': t.tag } }], {
        status: 304,
      }),
      control: await rate(t, t.plain, [{ path: '/string/record' }]),
    }),
  },
  {
    name: 'page of 20 cards, hot',
    of: 'Fastify sending a constant buffer',
    goal: { atLeast: 0.6 },
    run: async (t) => ({
      subject: await rate(t, t.hot, [{ path: LISTED }]),
      control: await rate(t, t.plain, [{ path: '/buffer/page' }]),
    }),
  },
  {
    name: 'page of 20 cards, from PostgreSQL',
    of: 'Fastify sending a constant string',
    goal: { atLeast: 0.3 },
    run: async (t) => ({
      subject: await rate(t, t.cold, [{ path: LISTED }]),
      control: await rate(t, t.plain, [{ path: '/string/page' }]),
    }),
  },
  {
    name: 'page filtered by theme and region',
    of: 'Fastify sending a constant string',
    goal: {},
    run: async (t) => ({
      subject: await rate(t, t.cold, [{ path: FILTERED }]),
      control: await rate(t, t.plain, [{ path: '/string/page' }]),
    }),
  },
  {
    name: 'search, a word of 2 % of the records: cost',
    of: 'of a filtered page',
    goal: { atMost: 3 },
    run: (t) =>
      costs(rate(t, t.cold, [{ path: `${LISTED}&q=${encodeURIComponent(RARE_WORD)}` }]), () =>
        rate(t, t.cold, [{ path: FILTERED }]),
      ),
  },
  {
    name: 'search, the same unaccented and inflected: cost',
    of: 'of a filtered page',
    goal: { atMost: 3 },
    run: (t) =>
      costs(rate(t, t.cold, [{ path: `${LISTED}&q=zootherapies` }]), () => rate(t, t.cold, [{ path: FILTERED }])),
  },
  {
    name: 'search, a word of every record: cost',
    of: 'of a filtered page',
    goal: { atMost: 3 },
    run: (t) =>
      costs(rate(t, t.cold, [{ path: `${LISTED}&q=accompagnement` }]), () => rate(t, t.cold, [{ path: FILTERED }])),
  },
  {
    name: 'search, a word of no record: cost',
    of: 'of a filtered page',
    goal: { atMost: 3 },
    run: (t) =>
      costs(rate(t, t.cold, [{ path: `${LISTED}&q=xylophone` }]), () => rate(t, t.cold, [{ path: FILTERED }])),
  },
  {
    name: 'page at 90 % of the list: cost',
    of: 'of the first page',
    goal: { atMost: 1.2 },
    run: (t) => costs(rate(t, t.cold, [{ path: t.deepPage }]), () => rate(t, t.cold, [{ path: LISTED }])),
  },
  {
    name: 'feed page of 500 at 90 %: cost',
    of: 'of the first one',
    goal: { atMost: 1.2 },
    run: (t) =>
      costs(
        rate(t, t.cold, [{ path: `${FEED}?afterChangeNumber=${Math.floor(t.records * 0.9)}` }], { connections: 2 }),
        () => rate(t, t.cold, [{ path: FEED }], { connections: 2 }),
      ),
  },
  {
    name: 'feed page of a theme at 90 %: cost',
    of: 'of the first one',
    goal: { atMost: 1.2 },
    run: (t) =>
      costs(
        rate(t, t.cold, [{ path: `${FEED}?theme=${THEME}&afterChangeNumber=${Math.floor(t.records * 0.9)}` }], {
          connections: 2,
        }),
        () => rate(t, t.cold, [{ path: `${FEED}?theme=${THEME}` }], { connections: 2 }),
      ),
  },
  {
    name: 'digest of the whole feed, records/s',
    of: 'COPY of the stored documents',
    goal: { atLeast: 2 },
    async run(t) {
      const made = await t.control.ask<{ seconds: number }>({
        copy: `copy (${headingOf('public', filterOf({}))}) to stdout`,
      })
      const copied = await t.control.ask<{ seconds: number }>({ copy: COPY })
      return { subject: t.records / made.seconds, control: t.records / copied.seconds }
    },
  },
  {
    name: 'everything by feed pages of 500, records/s',
    of: 'COPY of the stored documents',
    goal: { atLeast: 0.4 },
    async run(t) {
      const { seconds } = await t.load.ask<Pull>({ pull: `${t.cold}${FEED}` })
      await t.settled()
      const copied = await t.control.ask<{ seconds: number }>({ copy: COPY })
      return { subject: t.records / seconds, control: t.records / copied.seconds }
    },
  },
  {
    name: 'everything in one streamed request, records/s',
    of: 'COPY of the stored documents',
    goal: { atLeast: 0.8 },
    async run(t) {
      const { seconds } = await t.load.ask<Pull>({ drain: `${t.cold}/v1/exports/stream` })
      await t.settled()
      const copied = await t.control.ask<{ seconds: number }>({ copy: COPY })
      return { subject: t.records / seconds, control: t.records / copied.seconds }
    },
  },
  {
    name: 'hand-in with Idempotency-Key',
    of: 'one bare insert, same stack',
    goal: { atLeast: 0.35 },
    run: async (t) => write(t, transition(await t.token(), 'submit'), 200),
  },
  {
    name: 'rejection with Idempotency-Key',
    of: 'one bare insert, same stack',
    goal: { atLeast: 0.35 },
    async run(t) {
      const token = await t.token()
      const reject = transition(token, 'reject')
      return write(
        t,
        (id) => ({ ...reject(id), body: JSON.stringify({ transition: 'reject', comment: 'Hors sujet.' }) }),
        200,
      )
    },
  },
]

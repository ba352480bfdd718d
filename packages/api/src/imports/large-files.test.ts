import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Client, json, problemOf, type TestApp, testApp } from '../../test/app.ts'

let t: TestApp
beforeAll(async () => {
  t = await testApp()
})

type Counts = { created: number; updated: number; unchanged: number; refused: number; warnings: number }
type Row = {
  line: number
  outcome: string
  association: { id: string | null; name: string } | null
  establishment: { id: string | null; name: string } | null
  errors: { column: string | null; code: string; detail: string }[]
  warnings: { column: string | null; code: string; detail: string }[]
}

const send = (by: Client, file: string | Buffer, query = '', headers: Record<string, string> = {}): Promise<Answer> =>
  t.app.inject({
    method: 'POST',
    url: `/v1/associations/imports${query}`,
    headers: { ...by.headers, 'content-type': 'text/csv; charset=utf-8', ...headers },
    payload: file,
  }) as Promise<Answer>

async function run(file: string | Buffer, query = ''): Promise<{ id: string; counts: Counts; rows: Row[] }> {
  const made = json(await send(t.admin, file, query), 201)
  const rows = json(await t.admin.get(`/v1/associations/imports/${made.id}/rows?limit=200`)).items as Row[]
  return { id: String(made.id), counts: made.counts as Counts, rows }
}

const counts = (created: number, updated: number, unchanged: number, refused: number) =>
  expect.objectContaining({ created, updated, unchanged, refused })
const state = async () => ({
  associations: await t.app.db
    .selectFrom('association')
    .select(['id', 'version', 'updated_at'])
    .orderBy('id')
    .execute(),
  establishments: await t.app.db
    .selectFrom('establishment')
    .select(['id', 'version', 'updated_at'])
    .orderBy('id')
    .execute(),
})
const _issues = (row: Row | undefined, kind: 'errors' | 'warnings' = 'warnings') =>
  row?.[kind].map(({ column, code }) => `${column}: ${code}`)

/** A member file of that many fictitious associations. */
function* generated(count: number, prefix: string): Generator<string> {
  yield 'N° adhérent;Raison sociale;Code postal;Commune;Courriel présidence;Courriel DG;Nom établissement\n'
  for (let i = 1; i <= count; i += 1)
    yield `${prefix}-${i};Association fictive ${prefix} ${i};29000;Quimper;p${i}@${prefix}.example;d${i}@${prefix}.example;Service ${i}\n`
}

describe('a large file', () => {
  it('brings 10,000 rows without holding them, and nothing the second time', { timeout: 120_000 }, async () => {
    const file = Buffer.from([...generated(10_000, 'grand')].join(''))
    await run('RNA;Nom\nW563000003;Association fictive pour chauffer\n')
    global.gc?.()
    const before = process.memoryUsage().rss
    let most = before
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss)
    }, 50)
    const started = performance.now()
    const first = await run(file)
    const seconds = (performance.now() - started) / 1000
    clearInterval(watch)
    expect(first.counts).toEqual(counts(10_000, 0, 0, 0))
    expect((most - before) / 2 ** 20).toBeLessThan(300)
    if (process.env.ESSAIM_TEST_SHOW)
      console.log(`10,000 rows: ${seconds.toFixed(1)} s, +${((most - before) / 2 ** 20).toFixed(0)} MB`)
    expect((await run(file)).counts).toEqual(counts(0, 0, 10_000, 0))
  })

  it('is imported once when sent twice at once', { timeout: 60_000 }, async () => {
    const file = Buffer.from([...generated(300, 'deux')].join(''))
    const answers = await Promise.all([send(t.admin, file), send(t.admin, file)])
    const all = answers.map((answer) => json(answer, 201).counts as Counts)
    expect(all.map(({ created }) => created).sort()).toEqual([0, 300])
    expect(all.map(({ unchanged }) => unchanged).sort()).toEqual([0, 300])
  })

  it('leaves nothing when the caller goes away while sending', async () => {
    const before = await state()
    const address = await t.app.listen({ port: 0, host: '127.0.0.1' })
    const sent = request(`${address}/v1/associations/imports`, {
      method: 'POST',
      headers: { ...t.admin.headers, 'content-type': 'text/csv' },
    })
    sent.on('error', () => undefined)
    const arrived = once(t.app.server, 'request') as Promise<[IncomingMessage]>
    sent.write([...generated(500, 'parti')].join(''))
    const [received] = await arrived
    sent.destroy()
    await new Promise<void>((closed) => (received.destroyed ? closed() : received.once('close', closed)))
    expect(await state()).toEqual(before)
    expect((await run(Buffer.from([...generated(3, 'suivant')].join('')))).counts).toEqual(counts(3, 0, 0, 0))
  })

  it('leaves nothing when the database goes away in the middle', { timeout: 60_000 }, async () => {
    const before = await state()
    const sent = send(t.admin, Buffer.from([...generated(5000, 'coupe')].join('')))
    let killed = 0
    for (let i = 0; i < 400 && killed === 0; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 10))
      const { rows } = await t.app.pool.query<{ n: number }>(
        "select count(pg_terminate_backend(pid))::int as n from pg_stat_activity where datname = current_database() and state <> 'idle' and query like '%insert into%establishment%' and pid <> pg_backend_pid()",
      )
      killed = rows[0]?.n ?? 0
    }
    expect(killed).toBeGreaterThan(0)
    expect(problemOf(await sent).slug).toBe('storage-unavailable')
    expect(await state()).toEqual(before)
  })
})

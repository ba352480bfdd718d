import { describe, expect, test } from 'vitest'
import { testApp } from '../../test/app.ts'
import { aClient, aToken } from '../../test/oauth-clients.ts'
import { anotherNode } from '../../test/staff.ts'

// an hour: no window ends while the test runs, unless the hour itself does
const requests = { anonymous: 1_000_000, key: 120, seconds: 3600 }
const t = await testApp({ jobs: false, limits: { requests } })
const other = await anotherNode(t.database, { limits: { requests } })
const read = (on: typeof other, headers: Record<string, string>) => on.inject({ url: '/v1/feeds', headers })
/** Many requests, a dozen at a time: more would wait for a connection, and be refused for that. */
async function inWaves<T>(count: number, ask: (i: number) => Promise<T>): Promise<T[]> {
  const answers: T[] = []
  for (let from = 0; from < count; from += 12)
    answers.push(...(await Promise.all(Array.from({ length: Math.min(12, count - from) }, (_, i) => ask(from + i)))))
  return answers
}
const drawn = async () => (await t.app.db.selectFrom('request_purse').selectAll().execute()).length

describe('a quota', () => {
  test('of a key is one for every process: together they let through just as many, however they are asked', async () => {
    const key = await t.key('feed:read')
    const answers = await inWaves(180, (i) => read(i % 3 ? t.app : other, key.headers))
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(120)
    const refused = answers.filter(({ statusCode }) => statusCode === 429)
    expect(refused).toHaveLength(60)
    expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThan(0)
    expect(refused[0]?.headers.ratelimit).toMatch(/^"key";r=0;t=\d+$/)
    expect(answers[0]?.headers['ratelimit-policy']).toBe('"key";q=120;w=3600')
    // one's quota is nobody else's
    const neighbour = await t.key('feed:read')
    expect((await read(t.app, neighbour.headers)).statusCode).toBe(200)
    // the next window gives it anew: both processes have seen its end, which another process stands for here
    await t.app.db
      .updateTable('request_purse')
      .set({ starts_at: new Date(0) })
      .execute()
    const fresh = await anotherNode(t.database, { limits: { requests } })
    expect((await read(fresh, key.headers)).statusCode).toBe(200)
  })

  test('of a client is the same, whichever token it brings', async () => {
    const client = await aClient(t)
    const [one, two] = [await aToken(t, client), await aToken(t, client)]
    const answers = await inWaves(160, (i) =>
      read(i % 2 ? t.app : other, { authorization: `Bearer ${i % 3 ? one : two}` }),
    )
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(120)
  })

  test('costs a write for each handful, not for each request', async () => {
    const key = await t.key('feed:read')
    const before = await drawn()
    for (let i = 0; i < 3; i += 1) await read(t.app, key.headers)
    expect(await drawn()).toBe(before + 1)
    const { rows } = await t.app.pool.query(
      'select drawn from request_purse where caller = (select max(caller) from request_purse)',
    )
    expect(rows[0].drawn).toBe(4)
    // what another process has drawn is not shown as left
    const there = await read(other, key.headers)
    expect(there.headers.ratelimit).toMatch(/^"key";r=115;/)
  })
})

import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from '../src/app.ts'
import { json, PUBLIC_URL, type TestApp, testApp } from './app.ts'
import { anAssociation } from './factories.ts'
import { aDraftRecord, COMPLETE_ANSWERS, publish } from './federation.ts'
import { FEED, type Page, pageOf, path } from './feed-story.ts'

/** Ends when that process has looked so many times where a feed stands: from then on its caller waits. */
function looksAt(app: FastifyInstance, times = 1): Promise<void> {
  const { pool } = app
  const query = pool.query.bind(pool) as (...sent: unknown[]) => Promise<unknown>
  let looks = 0
  return new Promise((seen) => {
    pool.query = (async (...sent: unknown[]) => {
      const answer = await query(...sent)
      if ((sent[0] as { name?: string }).name === 'feed-state' && ++looks === times) setImmediate(seen)
      return answer
    }) as typeof pool.query
  })
}

describe('whoever waits at the end of the feed', () => {
  let test: TestApp
  let other: FastifyInstance
  const draft = async (answers: object = COMPLETE_ANSWERS) =>
    aDraftRecord(test, (await anAssociation(test)).id, answers as typeof COMPLETE_ANSWERS)
  const endOf = async (filter = '') => {
    let page = await pageOf(test.anonymous, `${FEED}?${filter}`)
    while (page.items.length > 0) page = await pageOf(test.anonymous, page.next)
    return path(page.next)
  }
  const wait = (app: FastifyInstance, url: string, seconds = 30) =>
    app.inject({ url, headers: { prefer: `wait=${seconds}` } })

  beforeAll(async () => {
    test = await testApp()
    await publish(test, await draft())
    other = await buildApp({
      databaseUrl: test.database.appUrl,
      publicUrl: () => PUBLIC_URL,
      logLevel: 'silent',
      jobs: false,
    })
    await other.ready()
    await other.notices.caughtUp()
  })
  afterAll(() => other.close())

  it('is answered as soon as something is published, and told that it waited', async () => {
    const [id, end] = [await draft(), await endOf()]
    const looked = looksAt(test.app)
    const answer = wait(test.app, end)
    await looked
    await publish(test, id)
    const { headers, body, statusCode } = await answer
    expect(statusCode).toBe(200)
    expect(headers['preference-applied']).toBe('wait=30')
    expect((JSON.parse(body) as Page).items).toMatchObject([{ id, state: 'updated' }])
  })

  it('is answered by another process than the one that publishes', async () => {
    const [id, end] = [await draft(), await endOf()]
    const looked = looksAt(other)
    const answer = wait(other, end)
    await looked
    await publish(test, id)
    expect((JSON.parse((await answer).body) as Page).items).toMatchObject([{ id, state: 'updated' }])
  })

  it('is answered by what its filter has, and by nothing else', async () => {
    const filter = 'theme=habitat-logement'
    const [outside, inside] = [await draft(), await draft({ ...COMPLETE_ANSWERS, theme_principal: 'habitat-logement' })]
    const end = await endOf(filter)
    const looked = [looksAt(other, 1), looksAt(other, 2)]
    const answer = wait(other, end)
    await looked[0]
    await publish(test, outside)
    await looked[1]
    await publish(test, inside)
    expect((JSON.parse((await answer).body) as Page).items).toMatchObject([{ id: inside }])
  })

  it('is answered though the line by which it would be told was cut meanwhile', async () => {
    const [id, end] = [await draft(), await endOf()]
    const looked = looksAt(other)
    const answer = wait(other, end)
    await looked
    const killer = new pg.Client(test.database.superUrl)
    await killer.connect()
    await killer.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'essaim notices'",
    )
    await killer.end()
    await publish(test, id)
    expect((JSON.parse((await answer).body) as Page).items).toMatchObject([{ id }])
  })

  it('gets the empty page when the time is over, and may say which one it has', async () => {
    const end = await endOf()
    const empty = await wait(test.app, end, 1)
    expect(json(empty as never)).toMatchObject({ items: [], next: `${PUBLIC_URL}${end}` })
    expect(empty.headers).toMatchObject({ 'preference-applied': 'wait=1', 'cache-control': 'public, max-age=0' })
    const headers = { prefer: 'wait=1', 'if-none-match': String(empty.headers.etag) }
    expect((await test.app.inject({ url: end, headers })).statusCode).toBe(304)
  })

  it('does not wait where there is something to read, nor without having asked to', async () => {
    const first = await wait(test.app, FEED)
    expect((JSON.parse(first.body) as Page).items.length).toBeGreaterThan(0)
    const asked = await test.anonymous.get(await endOf())
    expect(asked.headers['preference-applied']).toBeUndefined()
  })

  it('is answered at once when the server stops', async () => {
    const stopping = await buildApp({
      databaseUrl: test.database.appUrl,
      publicUrl: () => PUBLIC_URL,
      logLevel: 'silent',
      jobs: false,
    })
    await stopping.listen({ host: '127.0.0.1', port: 0 })
    const { port } = stopping.server.address() as AddressInfo
    const end = await endOf()
    const looked = looksAt(stopping, 5)
    const answers = [1, 2, 3, 4, 5].map(() =>
      fetch(`http://127.0.0.1:${port}${end}`, { headers: { prefer: 'wait=30' } }),
    )
    await looked
    const begun = performance.now()
    await stopping.close()
    const pages = await Promise.all(answers.map(async (answer) => (await (await answer).json()) as Page))
    expect(pages.map(({ items }) => items)).toEqual([[], [], [], [], []])
    // the time asked for is thirty seconds: whoever had been left to wait would have been waited for
    expect(performance.now() - begun).toBeLessThan(20_000)
  })
})

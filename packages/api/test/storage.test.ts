import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { refusalOf } from '../src/plugins/errors.ts'
import { json, problemOf, testApp } from './app.ts'
import { anAssociation } from './factories.ts'
import { aRecord } from './federation.ts'

async function asOwner<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url)
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}

describe('the database', () => {
  it('may end every connection: the process stays, and the next request is served (C34)', async () => {
    const test = await testApp()
    const id = await aRecord(test, (await anAssociation(test)).id)
    for (let round = 0; round < 3; round += 1) {
      await Promise.all([1, 2, 3, 4].map(() => test.anonymous.get('/v1/innovations')))
      await asOwner(test.database.superUrl, (client) =>
        client.query(
          'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
        ),
      )
      await pause(50)
      expect((await test.anonymous.get('/v1/innovations')).statusCode).toBe(200)
      expect((await test.anonymous.get(`/v1/innovations/${id}`)).statusCode).toBe(200)
      expect((await test.admin.get('/v1/moderation/submissions')).statusCode).toBe(200)
    }
    // what was kept in memory is not trusted before notices are heard again; writes and jobs go on
    await expect.poll(() => test.app.notices.listening, { timeout: 10_000 }).toBe(true)
    json(
      await test.admin.post(`/v1/moderation/innovations/${id}/transitions`, {
        transition: 'withdraw',
        reason: 'stopped',
      }),
    )
    await expect
      .poll(async () => (await test.anonymous.get(`/v1/innovations/${id}`)).statusCode, { timeout: 5000 })
      .toBe(410)
  }, 60_000)

  it('ends a connection in the middle of a request: 503, nothing half written', async () => {
    const test = await testApp()
    const blocker = await test.app.pool.connect()
    await blocker.query('begin')
    await blocker.query("insert into partner (id, name) values (gen_random_uuid(), 'Tenue')")
    const waiting = test.admin.post('/v1/partners', { name: 'Tenue' })
    await pause(300)
    await asOwner(test.database.superUrl, (client) =>
      client.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      ),
    )
    const answer = await waiting
    expect(problemOf(answer)).toMatchObject({ slug: 'storage-unavailable', status: 503 })
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    await blocker.query('rollback')
    blocker.release()
    expect(await test.app.db.selectFrom('event').select('id').where('action', '=', 'partner.create').execute()).toEqual(
      [],
    )
    json(await test.admin.post('/v1/partners', { name: 'Tenue' }), 201)
  }, 60_000)

  it('lets nobody wait when every connection is taken (C35)', async () => {
    const test = await testApp({ limits: { pool: { size: 3 } } })
    const held = await Promise.all([1, 2, 3].map(() => test.app.pool.connect()))
    const answers = await Promise.all(
      ['/v1/innovations', '/v1/feeds/innovations', '/v1/associations'].map((path) => test.anonymous.get(path)),
    )
    for (const answer of answers) {
      expect(problemOf(answer)).toMatchObject({ slug: 'overloaded', status: 503 })
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
      expect(answer.headers['cache-control']).toBe('no-store')
    }
    // they did not wait for one of these to come back, and health has a connection of its own
    expect((await test.anonymous.get('/healthz')).statusCode).toBe(200)
    expect((await test.anonymous.get('/readyz')).statusCode).toBe(200)
    for (const client of held) client.release()
    expect((await test.anonymous.get('/v1/innovations')).statusCode).toBe(200)
  }, 60_000)

  it('that cannot be reached is told as such, and found again by itself', async () => {
    const test = await testApp()
    const name = new URL(test.database.superUrl).pathname.slice(1)
    const server = new URL(test.database.superUrl)
    server.pathname = '/postgres'
    await asOwner(server.href, async (client) => {
      await client.query(`alter database ${name} with allow_connections false`)
      await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name])
    })
    await pause(50)
    const answer = await test.anonymous.get('/v1/innovations')
    expect(problemOf(answer)).toMatchObject({ slug: 'storage-unavailable', status: 503 })
    expect(answer.body).not.toMatch(/database|test_[0-9a-f]+|55000/)
    expect((await test.anonymous.get('/healthz')).statusCode).toBe(200)
    await expect
      .poll(async () => (await test.anonymous.get('/readyz')).statusCode, { timeout: 10_000, interval: 500 })
      .toBe(503)
    await asOwner(server.href, (client) => client.query(`alter database ${name} with allow_connections true`))
    await expect
      .poll(async () => (await test.anonymous.get('/v1/innovations')).statusCode, { timeout: 10_000, interval: 200 })
      .toBe(200)
    await expect
      .poll(async () => (await test.anonymous.get('/readyz')).statusCode, { timeout: 10_000, interval: 500 })
      .toBe(200)
  }, 60_000)

  it('that refuses connections is told as such', () => {
    for (const code of [
      'ECONNREFUSED',
      'ECONNRESET',
      'ENOENT',
      'EPIPE',
      '57P01',
      '57P02',
      '57P03',
      '08006',
      '08P01',
      '58030',
      'ETIMEDOUT',
      'EAI_AGAIN',
      '28P01',
      '3D000',
      '55000',
      '25006',
    ]) {
      expect(refusalOf(Object.assign(new Error('x'), { code })).slug, code).toBe('storage-unavailable')
    }
    // every address of a name that has several refused
    expect(refusalOf(Object.assign(new AggregateError([new Error('x')], ''), { code: 'ECONNREFUSED' })).slug).toBe(
      'storage-unavailable',
    )
    for (const code of ['55P03', '57014', '40001', '40P01', '53300'])
      expect(refusalOf(Object.assign(new Error('x'), { code })).slug, code).toBe('overloaded')
  })

  it('is not asked for ever: a slow statement and a long wait for a lock are cut', async () => {
    const test = await testApp({ limits: { pool: { statementMs: 300, queryMs: 1000, lockMs: 200 } } })
    const slow = await sql`select pg_sleep(3)`.execute(test.app.db).catch((error: Error) => error)
    expect(refusalOf(slow as Error).slug).toBe('overloaded')
    const blocker = await test.app.pool.connect()
    await blocker.query('begin')
    await blocker.query("insert into partner (id, name) values (gen_random_uuid(), 'Tenue')")
    const answer = await test.admin.post('/v1/partners', { name: 'Tenue' })
    expect(problemOf(answer).slug).toBe('overloaded')
    await blocker.query('rollback')
    blocker.release()
    json(await test.admin.post('/v1/partners', { name: 'Tenue' }), 201)
  }, 60_000)
})

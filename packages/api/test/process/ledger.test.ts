import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { expect, test } from 'vitest'
import { liveServer } from '../../src/db/embedded/postmaster.ts'
import { joinPostgres } from '../../src/db/embedded.ts'
import { LOGIN, ledger, makeAssociation, signIn } from './ledger.ts'
import { type Program, preparedDir, runProgram, SERVER } from './program.ts'

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  await new Promise((closed) => probe.close(closed))
  return port
}

function start(dataDir: string, port: number): Program {
  return runProgram([SERVER], {
    PORT: String(port),
    ESSAIM_DEMO: '0',
    ESSAIM_DATA_DIR: dataDir,
    ESSAIM_ADMIN_EMAIL: LOGIN.email,
    ESSAIM_ADMIN_PASSWORD: LOGIN.password,
    LOG_LEVEL: 'error',
  })
}

const started = (program: Program) => program.says(/API +(http\S+)\/v1/)
/** The server's own PostgreSQL, as its superuser, in the application's database. */
async function ownPostgres(dir: string): Promise<{ url: string }> {
  const postgres = await joinPostgres(dir)
  if (!postgres) throw new Error('PostgreSQL does not run')
  return { url: postgres.superUrl.replace(/\/postgres$/, '/essaim') }
}

const clean = { lost: 0, doubled: 0, unrecorded: 0 }

test('C32: killed five times while eight clients write, it has all that it said yes to, once, with its event', {
  timeout: 240_000,
}, async () => {
  const dir = await preparedDir()
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  let server = start(dir, port)
  await started(server)
  const target = { url, token: await signIn(url) }
  const book = ledger(await makeAssociation(url, target.token))
  const clients = Array.from({ length: 8 }, () => book.client(() => target))
  for (let kill = 0; kill < 5; kill += 1) {
    const before = book.acknowledged.length
    while (book.acknowledged.length < before + 15) await delay(20)
    server.child.kill('SIGKILL')
    await server.exit
    server = start(dir, port)
    await started(server)
  }
  book.stop()
  await Promise.all(clients)
  expect(book.surprises).toEqual([])
  const postgres = await ownPostgres(dir)
  expect(await book.audit(postgres.url)).toMatchObject(clean)
  expect(book.acknowledged.length).toBeGreaterThanOrEqual(75)
})

test('C33: PostgreSQL ends at once under load; only 503 storage-unavailable is said, and nothing acknowledged is lost', {
  timeout: 240_000,
}, async () => {
  const dir = await preparedDir()
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const server = start(dir, port)
  await started(server)
  const target = { url, token: await signIn(url) }
  const book = ledger(await makeAssociation(url, target.token))
  const postgres = await ownPostgres(dir)
  const clients = Array.from({ length: 8 }, () => book.client(() => target))
  for (let round = 0; round < 2; round += 1) {
    const before = book.acknowledged.length
    while (book.acknowledged.length < before + 15) await delay(20)
    const postmaster = await liveServer(join(dir, 'cluster'))
    if (!postmaster) throw new Error('PostgreSQL does not run')
    process.kill(postmaster.pid, 'SIGQUIT')
    const refused = await fetch(`${url}/v1/innovations`)
    if (refused.status !== 200) {
      expect(refused.status).toBe(503)
      expect(refused.headers.get('retry-after')).not.toBeNull()
    }
    const after = book.acknowledged.length
    while (book.acknowledged.length < after + 15) await delay(20)
  }
  book.stop()
  await Promise.all(clients)
  expect(book.surprises).toEqual([])
  expect(server.child.exitCode).toBeNull()
  expect(await book.audit(postgres.url)).toMatchObject(clean)
})

test('C37: asked to stop with twenty writes and five jobs under way, it ends the writes, then itself with 0; the jobs go on', {
  timeout: 120_000,
}, async () => {
  const dir = await preparedDir()
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const server = start(dir, port)
  await started(server)
  const token = await signIn(url)
  const post = (path: string, body: object) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    })
  const association = await makeAssociation(url, token)
  const postgres = await ownPostgres(dir)
  const holder = new pg.Client(postgres.url)
  const watcher = new pg.Client(postgres.url)
  for (const client of [holder, watcher]) {
    client.on('error', () => undefined)
    await client.connect()
  }
  // held up by locks, jobs and writes are certainly not over when the signal comes
  await holder.query('begin; select from feed_head for update')
  for (const department of ['01', '02', '03', '04', '05'])
    expect(
      (await post('/v1/regional-delegations', { code: department, name: department, departments: [department] }))
        .status,
    ).toBe(201)
  await holder.query('lock table submission in access exclusive mode')
  const writes = Array.from({ length: 20 }, (_, i) =>
    post('/v1/moderation/submissions', {
      association_id: association,
      channel: 'paper',
      answers: { titre: `écriture ${i}` },
    }),
  )
  const waiting =
    "select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock' and application_name = 'essaim'"
  while (((await watcher.query<{ n: number }>(waiting)).rows[0]?.n ?? 0) < 8) await delay(5)
  server.child.kill('SIGTERM')
  await server.says(/Arrêt demandé/)
  await holder.query('commit')
  expect((await Promise.all(writes)).map((answer) => answer.status)).toEqual(Array.from({ length: 20 }, () => 201))
  await Promise.all([holder.end(), watcher.end()])
  expect(await server.exit).toEqual({ code: 0, signal: null })

  const again = start(dir, port)
  await started(again)
  const after = new pg.Client((await ownPostgres(dir)).url)
  await after.connect()
  const done = "select count(*)::int as n from pgboss.job where name = 'reproject' and state = 'completed'"
  while (((await after.query<{ n: number }>(done)).rows[0]?.n ?? 0) < 5) await delay(50)
  await after.end()
})

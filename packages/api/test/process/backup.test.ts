import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { expect, test } from 'vitest'
import { liveServer } from '../../src/db/embedded/postmaster.ts'
import { joinPostgres } from '../../src/db/embedded.ts'
import { newId } from '../../src/lib/id.ts'
import { json, testApp } from '../app.ts'
import { COMPLETE_ANSWERS } from '../federation.ts'
import { aPng } from '../file-samples.ts'
import { LOGIN, ledger, makeAssociation, signIn } from './ledger.ts'
import { API_DIR, essaim, type Program, preparedDir, runProgram, SERVER, scratchDir } from './program.ts'

const ENV = {
  ESSAIM_DEMO: '0',
  ESSAIM_ADMIN_EMAIL: LOGIN.email,
  ESSAIM_ADMIN_PASSWORD: LOGIN.password,
  LOG_LEVEL: 'error',
}

async function start(dataDir: string): Promise<{ server: Program; url: string }> {
  const server = runProgram([SERVER], { ...ENV, PORT: '0', ESSAIM_DATA_DIR: dataDir })
  const [, url = ''] = await server.says(/API +(http\S+)\/v1/)
  return { server, url }
}

async function stop({ server }: { server: Program }): Promise<void> {
  server.child.kill('SIGTERM')
  expect((await server.exit).code).toBe(0)
}

async function ask<T extends pg.QueryResultRow>(
  dataDir: string,
  statement: string,
  values: unknown[] = [],
): Promise<T[]> {
  const postgres = await joinPostgres(dataDir)
  if (!postgres) throw new Error('PostgreSQL does not run')
  const client = new pg.Client(postgres.inspectionUrl)
  await client.connect()
  try {
    return (await client.query<T>(statement, values)).rows
  } finally {
    await client.end()
  }
}

const call =
  (url: string, token: string) =>
  async (path: string, method = 'GET', body?: unknown, headers = {}) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: body instanceof Buffer ? (body as never) : JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    return { etag: answer.headers.get('etag') ?? '', ...(text ? JSON.parse(text) : {}) }
  }

const OPERATING = readFileSync(join(API_DIR, '../../docs/operating.md'), 'utf8')

/** A command as docs/operating.md has it, for that folder. */
function documented(command: string, folder = ''): string[] {
  const found = [...OPERATING.matchAll(/^npm run essaim -- (.+)$/gm)].map(([, words = '']) => words)
  expect(found).toContain(command)
  return (command.split(/ [<>] /)[0] ?? '').split(' ').map((word) => (word === '/mnt/sauvegardes' ? folder : word))
}

const titled = (dataDir: string, title: string) =>
  ask<{ id: string }>(dataDir, 'select id from submission where title = $1', [title])

test('C40: copied under writes, wiped, restored to a moment: what was said before is there, what came after is not, what was erased stays erased', {
  timeout: 900_000,
}, async () => {
  const [dataDir, folder] = [await preparedDir(), scratchDir()]
  const env = { ...ENV, ESSAIM_DATA_DIR: dataDir }
  let running = await start(dataDir)
  const token = await signIn(running.url)
  const ask1 = call(running.url, token)
  const association = await makeAssociation(running.url, token)
  const submission = (title: string) =>
    ask1('/v1/moderation/submissions', 'POST', {
      association_id: association,
      channel: 'paper',
      answers: { titre: title },
    })
  const { id: withFile } = await submission('avec une image')
  const file = await ask1(
    `/v1/moderation/submissions/${withFile}/files?name=vue.png`,
    'POST',
    Buffer.from(aPng(9, 9)),
    { 'content-type': 'image/png' },
  )

  const { id: answered } = await ask1('/v1/moderation/submissions', 'POST', {
    association_id: association,
    channel: 'paper',
    answers: { ...COMPLETE_ANSWERS, titre: 'à effacer' },
  })
  await ask1(`/v1/moderation/submissions/${answered}/transitions`, 'POST', { transition: 'submit' })
  const { innovation_id: erased } = await ask1(`/v1/moderation/submissions/${answered}/transitions`, 'POST', {
    transition: 'accept',
  })

  // copied while eight clients write
  const book = ledger(association)
  const clients = Array.from({ length: 8 }, () => book.client(() => ({ url: running.url, token })))
  while (book.acknowledged.length < 10) await delay(20)
  const before = book.acknowledged.length
  const made = await essaim(documented('backup /mnt/sauvegardes', folder), env)
  expect(made, made.err).toMatchObject({ code: 0 })
  const during = book.acknowledged.length - before
  expect(during).toBeGreaterThan(0)
  await delay(500)
  book.stop()
  await Promise.all(clients)
  expect(book.surprises).toEqual([])

  // the moment, and what comes after it
  await submission('juste avant')
  const [{ now = '' } = {}] = await ask<{ now: string }>(dataDir, 'select clock_timestamp()::text as now')
  await delay(5)
  await submission('juste après')
  const record = `/v1/moderation/innovations/${erased}`
  await ask1(record, 'DELETE', undefined, { 'if-match': (await ask1(record)).etag })
  while (!readFileSync(join(folder, 'erasures.ndjson'), { flag: 'a+' }).includes(erased)) await delay(50)
  await ask(dataDir, 'delete from answer where submission_id = $1', [withFile])
  const verified = await essaim(documented('restore /mnt/sauvegardes --verify', folder), env)
  expect(verified, verified.out + verified.err).toMatchObject({ code: 0 })
  const state = await ask1('/v1/backups/state')
  expect(state).toMatchObject({
    last: { made_by: 'essaim', verified_at: expect.any(String) },
    late: false,
    archive: { failing_since: null },
  })
  expect(
    (await fetch(`${running.url}/metrics`).then((answer) => answer.text())).match(
      /^essaim_backup_age_seconds (\d+)/m,
    )?.[1],
  ).toBeDefined()

  // what cannot be done is said in a line
  expect(await essaim(documented('restore /mnt/sauvegardes', folder), env)).toMatchObject({
    code: 1,
    err: expect.stringContaining('tourne déjà'),
  })
  expect(await essaim(['restore', folder, '--verify', '--to', '2026-01-01T00:00:00Z'], env)).toMatchObject({
    code: 1,
    err: expect.stringContaining('La plus ancienne sauvegarde est du'),
  })

  // everything is lost but the folder of backups
  await stop(running)
  rmSync(join(dataDir, 'cluster'), { recursive: true })
  rmSync(join(dataDir, 'files'), { recursive: true })
  const tooLate = await essaim(['restore', folder, '--to', new Date().toISOString()], env)
  expect(tooLate).toMatchObject({ code: 1, err: expect.stringContaining('s’arrête avant ce moment') })
  const restored = await essaim(['restore', folder, '--to', now], env)
  expect(restored, restored.out + restored.err).toMatchObject({ code: 0 })
  expect(restored.out).not.toMatch(/manque|abîmé/)

  running = await start(dataDir)
  const postgres = await joinPostgres(dataDir)
  expect(await book.audit(postgres?.inspectionUrl ?? '')).toMatchObject({ lost: 0, doubled: 0, unrecorded: 0 })
  expect(await titled(dataDir, 'juste avant')).toHaveLength(1)
  expect(await titled(dataDir, 'juste après')).toHaveLength(0)
  expect(await titled(dataDir, 'à effacer')).toHaveLength(0)
  expect(await ask(dataDir, 'select from erasure where innovation_id = $1', [erased])).toHaveLength(1)
  expect(await ask(dataDir, 'select from answer where submission_id = $1', [withFile])).toHaveLength(1)
  const again = await signIn(running.url)
  const bytes = await fetch(`${running.url}/v1/moderation/submissions/${withFile}/files/${file.id}`, {
    headers: { authorization: `Bearer ${again}` },
  })
  expect(
    createHash('sha256')
      .update(Buffer.from(await bytes.arrayBuffer()))
      .digest('hex'),
  ).toBe(file.sha256)

  // killed with its PostgreSQL before the log had gone: with the disk there, nothing at all is lost
  expect(await essaim(documented('backup /mnt/sauvegardes', folder), env)).toMatchObject({ code: 0 })
  await call(running.url, again)('/v1/moderation/submissions', 'POST', {
    association_id: association,
    channel: 'paper',
    answers: { titre: 'au dernier moment' },
  })
  process.kill(-running.server.pid, 'SIGKILL')
  const postmaster = await liveServer(join(dataDir, 'cluster'))
  process.kill(postmaster?.pid ?? 0, 'SIGQUIT')
  while (await liveServer(join(dataDir, 'cluster'))) await delay(50)
  const whole = await essaim(documented('restore /mnt/sauvegardes', folder), env)
  expect(whole, whole.out + whole.err).toMatchObject({ code: 0, out: expect.stringContaining('cluster.before-') })
  running = await start(dataDir)
  expect(await titled(dataDir, 'au dernier moment')).toHaveLength(1)
  await stop(running)

  // one byte that is not what was written
  const base = readdirSync(join(folder, 'base')).at(-1) ?? ''
  const control = join(folder, 'base', base, 'cluster', 'global', 'pg_control')
  const flipped = readFileSync(control)
  flipped.writeUInt8(flipped.readUInt8(100) ^ 1, 100)
  writeFileSync(control, flipped)
  expect(await essaim(['restore', folder, '--verify'], env)).toMatchObject({
    code: 1,
    err: expect.stringContaining('global/pg_control'),
  })
})

test('a real server has tools of its own: it is told so, and what they did can be noted', async () => {
  const { database, admin } = await testApp({ jobs: false })
  const env = { DATABASE_URL: database.appUrl, DATABASE_OWNER_URL: database.ownerUrl }
  for (const command of ['backup', 'restore'])
    expect(await essaim([command, '/nowhere'], env)).toMatchObject({
      code: 78,
      err: expect.stringContaining('pg_dump'),
    })
  expect(await essaim(documented('backup --noted'), env)).toMatchObject({ code: 0 })
  expect(json(await admin.get('/v1/backups/state'))).toMatchObject({ last: { made_by: 'server' }, late: false })

  expect(await essaim(documented('erasures > effacements.ndjson'), env)).toMatchObject({ code: 0, out: '' })
  const replay = documented('erasures --replay < effacements.ndjson')
  expect(await essaim(replay, env, 'rien de tel\n')).toMatchObject({ code: 1 })
  const unknown = { id: newId(), innovation_id: newId(), at: new Date(), by: 'operator', reason: 'mistake' }
  expect(await essaim(replay, env, JSON.stringify(unknown))).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^0 /),
  })
})

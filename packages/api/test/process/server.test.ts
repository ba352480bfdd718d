import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { liveServer } from '../../src/db/embedded/postmaster.ts'
import { API_DIR, LAUNCHER, type Program, preparedDir, runProgram, SERVER, scratchDir } from './program.ts'

const ENVIRONMENT = {
  PORT: '0',
  ESSAIM_DEMO: '0',
  ESSAIM_ADMIN_EMAIL: 'admin@essaim.example',
  ESSAIM_ADMIN_PASSWORD: 'essaims-de-mai-1926',
}

function start(dataDir: string, env: Record<string, string> = {}): Program {
  return runProgram([SERVER], { ...ENVIRONMENT, ESSAIM_DATA_DIR: dataDir, ...env })
}

function launch(dataDir: string): Program {
  return runProgram([LAUNCHER, 'start'], { ...ENVIRONMENT, ESSAIM_DATA_DIR: dataDir })
}

async function address(program: Program): Promise<string> {
  const [, url = ''] = await program.says(/API +(http\S+)\/v1/)
  return url
}

const postgresOf = (dataDir: string) => liveServer(join(dataDir, 'cluster'))
const cleanExit = { code: 0, signal: null }

test('prints its addresses, serves, and ends with 0 and without PostgreSQL when asked', async () => {
  const dir = scratchDir()
  const server = start(dir)
  const url = await address(server)
  expect(new URL(url).hostname).toBe('127.0.0.1')
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
  expect((await fetch(`${url}/readyz`)).status).toBe(200)
  server.child.kill('SIGTERM')
  expect(await server.exit).toEqual(cleanExit)
  expect(await postgresOf(dir)).toBeNull()
})

test('C41: killed outright, it starts again on what it left', async () => {
  const dir = await preparedDir()
  const killed = start(dir)
  await address(killed)
  killed.child.kill('SIGKILL')
  await killed.exit
  expect(await postgresOf(dir)).not.toBeNull()
  const again = start(dir)
  expect((await fetch(`${await address(again)}/readyz`)).status).toBe(200)
  again.child.kill('SIGINT')
  expect(await again.exit).toEqual(cleanExit)
  expect(await postgresOf(dir)).toBeNull()
})

test('C41: a port that is taken is said in one line, and no PostgreSQL is left running', async () => {
  const stranger = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void stranger.close())
  await new Promise((done) => stranger.once('listening', done))
  const { port } = stranger.address() as { port: number }
  const dir = scratchDir()
  const server = start(dir, { PORT: String(port) })
  expect((await server.exit).code).toBe(1)
  expect(server.output().trim().split('\n')).toEqual([
    expect.stringContaining(`Le port est déjà pris (127.0.0.1:${port})`),
  ])
  expect(await postgresOf(dir)).toBeNull()
})

test('a wrong configuration ends with 78 and one line per error', async () => {
  const server = start(scratchDir(), { PORT: '70000', DATABASE_URL: 'mysql://x', ESSAIM_PUBLIC_URL: 'nexem.example' })
  expect((await server.exit).code).toBe(78)
  const lines = server.output().trim().split('\n')
  expect(lines).toHaveLength(3)
  for (const [index, name] of ['PORT', 'DATABASE_URL', 'ESSAIM_PUBLIC_URL'].entries())
    expect(lines[index]).toContain(`${name} : `)
})

test('a database server that does not answer is said in one line, without its password', async () => {
  const server = start(scratchDir(), { DATABASE_URL: 'postgres://app:s3cret-s3cret@127.0.0.1:1/essaim' })
  expect((await server.exit).code).toBe(1)
  expect(server.output().trim().split('\n')).toEqual([
    expect.stringMatching(/DATABASE_URL : le serveur 127\.0\.0\.1:1\/essaim ne répond pas/),
  ])
  expect(server.output()).not.toContain('s3cret')
})

test('a signal during the start stops what has been started', async () => {
  const dir = scratchDir()
  const server = start(dir)
  await server.says(/Création/)
  server.child.kill('SIGTERM')
  expect(await server.exit).toEqual(cleanExit)
  expect(server.output()).not.toContain('Console')
  expect(await postgresOf(dir)).toBeNull()
})

for (const [title, signal] of [
  ['SIGTERM to the launcher', (program: Program) => process.kill(program.pid, 'SIGTERM')],
  ['Ctrl-C: SIGINT to the whole group', (program: Program) => process.kill(-program.pid, 'SIGINT')],
] as const) {
  test(`${title}, twice: drains, then stops PostgreSQL, and ends with the server's code`, async () => {
    const dir = await preparedDir()
    const program = launch(dir)
    await address(program)
    signal(program)
    await program.says(/Arrêt demandé/)
    signal(program)
    expect(await program.exit).toEqual(cleanExit)
    expect(program.output()).toContain('Essaim est arrêté.')
    expect(program.output().match(/Arrêt demandé/g)).toHaveLength(1)
    expect(await postgresOf(dir)).toBeNull()
  }, 120_000)
}

test('a launcher that is killed does not leave a server that nobody can stop', async () => {
  const dir = await preparedDir()
  const program = launch(dir)
  await address(program)
  expect(await postgresOf(dir)).not.toBeNull()
  program.child.kill('SIGKILL')
  await program.says(/Essaim est arrêté/)
  expect(await postgresOf(dir)).toBeNull()
}, 120_000)

test('the launcher ends with the code of the server', async () => {
  const program = runProgram([LAUNCHER, 'start'], { PORT: 'abc' })
  expect((await program.exit).code).toBe(78)
}, 120_000)

test('the launcher names its commands', async () => {
  const program = runProgram([LAUNCHER, 'toString'])
  expect((await program.exit).code).toBe(64)
  expect(program.output()).toContain('start, dev, test, bench, build, essaim')
})

test('a command joins the PostgreSQL of the running server, or starts one for its own time', async () => {
  const dir = scratchDir()
  const migrate = () => runProgram([join(API_DIR, 'src/cli/main.ts'), 'migrate'], { ESSAIM_DATA_DIR: dir })
  const both = [migrate(), migrate()] as const
  expect(await Promise.all(both.map((program) => program.exit))).toEqual([cleanExit, cleanExit])
  expect(await postgresOf(dir)).toBeNull()

  const server = start(dir)
  await server.says(/./)
  const during = migrate()
  expect(await during.exit).toEqual(cleanExit)
  expect(during.output()).toContain('La base est à jour')
  await address(server)
  expect(await postgresOf(dir)).not.toBeNull()
})

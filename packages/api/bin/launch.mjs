// The only file that runs on the machine's own Node (20 or later): it installs, builds, and hands over to the pinned Node.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, delimiter, dirname, join, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../../..')
const API = join(ROOT, 'packages/api')
const ADMIN = join(ROOT, 'packages/admin')
const PNPM = 'pnpm@12.21.0'
const STAMP = join(ROOT, 'node_modules/.essaim-installed')

const say = (line) => process.stdout.write(`${line}\n`)

/** Every child that is to hear of our signals. */
const children = new Set()
let asked = null

function onSignal(signal) {
  asked ??= signal
  for (const { child, server } of children) {
    // The terminal tells the whole group by itself, and a test runner told twice stops without tidying up.
    // The server may be told as often as one likes: it drains.
    if (server || signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  }
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => onSignal(signal))

// npm killed outright cannot pass anything on: its end is ours.
const parent = process.ppid
if (process.env.npm_lifecycle_event) {
  setInterval(() => process.ppid !== parent && asked === null && onSignal('SIGTERM'), 500).unref()
}

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGKILL: 9, SIGTERM: 15 }

/** Runs a program to its end and gives its exit code; `quiet` keeps what it says for the case that it fails. */
function run(program, args, { cwd = ROOT, env = {}, server = false, quiet = false } = {}) {
  if (asked) return Promise.resolve(128 + SIGNALS[asked])
  const stdio = quiet ? ['ignore', 'pipe', 'pipe'] : ['inherit', 'inherit', 'inherit']
  // By the channel the server learns that we were killed.
  if (server) stdio.push('ipc')
  const path = [join(ROOT, 'node_modules/.bin'), process.env.PATH].join(delimiter)
  const child = spawn(program, args, { cwd, stdio, env: { ...process.env, PATH: path, ...env } })
  const entry = { child, server }
  children.add(entry)
  let said = ''
  for (const stream of quiet ? [child.stdout, child.stderr] : []) {
    stream.on('data', (chunk) => {
      said = (said + chunk).slice(-20_000)
    })
  }
  return new Promise((done) => {
    child.on('error', (error) => {
      children.delete(entry)
      process.stderr.write(`${program} : ${error.message}\n`)
      done(1)
    })
    child.on('close', (code, signal) => {
      children.delete(entry)
      const exit = code ?? 128 + (SIGNALS[signal] ?? 0)
      if (exit !== 0 && !asked) process.stderr.write(said)
      done(exit)
    })
  })
}

/** Shows that something long is still going on. */
async function withProgress(title, work) {
  const start = Date.now()
  say(`${title}…`)
  const ticking = setInterval(() => say(`  … ${Math.round((Date.now() - start) / 1000)} s`), 10_000)
  try {
    return await work()
  } finally {
    clearInterval(ticking)
  }
}

function leave(code) {
  process.exit(asked && code === 0 ? 128 + SIGNALS[asked] : code)
}

function filesUnder(path) {
  if (!existsSync(path)) return []
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => !['node_modules', 'dist'].includes(entry.name) && !entry.name.startsWith('dist.'))
    .flatMap((entry) => filesUnder(join(path, entry.name)))
    .sort()
}

function hashOf(files, ...words) {
  const hash = createHash('sha256')
  for (const word of words) hash.update(word)
  for (const file of files) hash.update(`\0${file.slice(ROOT.length)}\0`).update(readFileSync(file))
  return hash.digest('hex')
}

const read = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : null)

function pinnedNode() {
  const path = join(ROOT, 'node_modules/node/bin/node')
  return existsSync(path) ? realpathSync(path) : null
}

/** Lets one launcher at a time change what all of them use; a lock whose holder has died is taken over. */
async function alone(name, work) {
  const lock = join(ROOT, 'node_modules', `.essaim-${name}.lock`)
  mkdirSync(dirname(lock), { recursive: true })
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' })
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
      if (isHeld(lock)) await new Promise((done) => setTimeout(done, 300))
      else rmSync(lock, { force: true })
    }
    if (asked) leave(1)
  }
  const unlock = () => rmSync(lock, { force: true })
  process.once('exit', unlock)
  await work()
  unlock()
  process.off('exit', unlock)
}

function isHeld(lock) {
  try {
    // Numbers of processes are used again, after a restart above all: nothing takes a quarter of an hour.
    const age = Date.now() - statSync(lock).mtimeMs
    const pid = Number(read(lock))
    if (age > 900_000 || (pid === 0 && age > 5000)) return false
    if (pid !== 0) process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

async function install() {
  const manifests = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', '.npmrc']
  for (const name of readdirSync(join(ROOT, 'packages'))) manifests.push(`packages/${name}/package.json`)
  const files = manifests.map((name) => join(ROOT, name)).filter((path) => existsSync(path))
  const wanted = hashOf(files, process.platform, process.arch)
  const done = () => read(STAMP) === wanted && pinnedNode() !== null
  if (done()) return
  await alone('install', async () => {
    if (done()) return
    // npm names itself; npx lies beside it and may be missing from PATH.
    const npx = join(dirname(process.env.npm_execpath ?? ''), 'npx-cli.js')
    const known = basename(process.env.npm_execpath ?? '') === 'npm-cli.js' && existsSync(npx)
    const args = ['--yes', PNPM, 'install', '--frozen-lockfile', '--reporter=append-only']
    // In production too: the pinned Node is itself a development dependency.
    const options = { quiet: true, env: { CI: 'true', NODE_ENV: 'development' } }
    const code = await withProgress('Installation des paquets (une à deux minutes la première fois)', () =>
      known ? run(process.execPath, [npx, ...args], options) : run('npx', args, options),
    )
    if (code !== 0) {
      if (!asked) process.stderr.write("L'installation des paquets a échoué (voir ci-dessus).\n")
      leave(code)
    }
    writeFileSync(STAMP, wanted)
  })
}

async function buildAdmin(node) {
  const own = filesUnder(ADMIN).filter((path) => !path.startsWith(join(ADMIN, 'test/')))
  const sources = [...own, ...filesUnder(join(ROOT, 'packages/shared/src')), join(ROOT, 'pnpm-lock.yaml')]
  const dist = join(ADMIN, 'dist')
  const wanted = hashOf(sources)
  const done = () => read(join(dist, '.sources')) === wanted
  if (done()) return
  await alone('build', async () => {
    if (done()) return
    // Built aside, then moved: whoever is being served meanwhile sees the old one or the new one, whole.
    const draft = join(ADMIN, 'dist.new')
    const args = [join(ADMIN, 'node_modules/vite/bin/vite.js'), 'build', '--outDir', draft, '--emptyOutDir']
    const code = await withProgress("Construction de l'interface", () =>
      run(node, args, { cwd: ADMIN, quiet: true, env: { NODE_ENV: 'production' } }),
    )
    if (code !== 0) {
      if (!asked) process.stderr.write("La construction de l'interface a échoué (voir ci-dessus).\n")
      leave(code)
    }
    writeFileSync(join(draft, '.sources'), wanted)
    rmSync(join(ADMIN, 'dist.old'), { recursive: true, force: true })
    if (existsSync(dist)) renameSync(dist, join(ADMIN, 'dist.old'))
    renameSync(draft, dist)
    rmSync(join(ADMIN, 'dist.old'), { recursive: true, force: true })
  })
}

const COMMANDS = {
  async start(node, args) {
    await buildAdmin(node)
    // What was compiled once starts faster and lies in less memory; where it cannot be written, Node goes without.
    const env = { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(ROOT, 'node_modules/.essaim-compiled') }
    return await run(node, [join(API, 'src/server.ts'), ...args], { server: true, env })
  },

  async dev(node) {
    const api = run(node, ['--watch', '--watch-preserve-output', join(API, 'src/server.ts')], { server: true })
    const env = { ESSAIM_API: `http://127.0.0.1:${process.env.PORT || 3000}` }
    const admin = run(node, [join(ADMIN, 'node_modules/vite/bin/vite.js')], { cwd: ADMIN, server: true, env })
    const first = await Promise.race([api, admin])
    for (const { child } of children) child.kill('SIGTERM')
    await Promise.all([api, admin])
    return asked ? 0 : first
  },

  async test(node, args) {
    const vitest = (name) => [
      join(ROOT, 'packages', name, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--passWithNoTests',
      ...args,
    ]
    const steps = [['Style (biome)', [join(ROOT, 'node_modules/@biomejs/biome/bin/biome'), 'check', '.']]]
    const packages = ['shared', 'api', 'admin']
    for (const name of [...packages, 'admin/test'])
      steps.push([`Types (${name})`, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', `packages/${name}`]])
    const tests = packages.map((name) => [`Tests (${name})`, vitest(name), { cwd: join(ROOT, 'packages', name) }])
    // The oldest PostgreSQL that is promised: its migrations and the main line.
    const oldest = [
      'Tests (PostgreSQL 15)',
      [...vitest('api'), 'test/main-line.test.ts'],
      { cwd: API, env: { ESSAIM_TEST_POSTGRES: '15' } },
    ]
    const all = async (list) => {
      for (const [title, command, options] of list) {
        say(`\n── ${title}`)
        const code = await run(node, command, options ?? {})
        if (code !== 0) {
          if (!asked) process.stderr.write(`\nÉchec : ${title}\n`)
          return code
        }
      }
      return 0
    }
    const unfit = args.length > 0 ? 0 : await all(steps)
    if (unfit !== 0) return unfit
    // once for both: the API's tests start the launcher, and those of the pages open what it serves
    await buildAdmin(node)
    const failed = await all(args.length > 0 ? tests : [...tests, oldest])
    if (failed !== 0) return failed
    say('\nTout passe.')
    return 0
  },

  bench: (node, args) => run(node, [join(API, 'bench/main.ts'), ...args]),

  async build(node) {
    await buildAdmin(node)
    return 0
  },

  essaim: (node, args) => run(node, [join(API, 'src/cli/main.ts'), ...args]),
}

const [name = '', ...args] = process.argv.slice(2)
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : null
if (!command) {
  process.stderr.write(`Commandes : ${Object.keys(COMMANDS).join(', ')}\n`)
  process.exit(64)
}
if (Number.parseInt(process.versions.node, 10) < 20) {
  process.stderr.write(`Essaim demande Node 20 ou plus récent ; cette machine a ${process.version}.\n`)
  process.exit(1)
}
await install()
if (asked) leave(0)
process.exit(await command(pinnedNode(), args))

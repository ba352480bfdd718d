import { spawnSync } from 'node:child_process'
import { readFileSync, readlinkSync, realpathSync } from 'node:fs'
import { readFile, rename, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { basename, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { StartFailure } from '../../lib/start-failure.ts'
import { causeIn, writeSettings } from './cluster.ts'
import { birthOf } from './lock.ts'
import { type Account, run } from './runner.ts'

export type Postmaster = { pid: number; port: number; socketDir: string; status: string; sharedMemory: string | null }
export type Place = { clusterDir: string; socketDir: string; binaries: string; account: Account; fast: boolean }

/** Reads what the running (or killed) server wrote about itself. */
export async function readPostmaster(clusterDir: string): Promise<Postmaster | null> {
  const text = await readFile(join(clusterDir, 'postmaster.pid'), 'utf8').catch(() => null)
  if (text === null) return null
  const lines = text.split('\n')
  return {
    pid: Number(lines[0]),
    port: Number(lines[3]),
    socketDir: lines[4] ?? '',
    sharedMemory: lines[6]?.trim().split(/\s+/)[1] ?? null,
    status: lines[7]?.trim() ?? '',
  }
}

/** Tells whether that process is the server of that directory: a number alone proves nothing. */
export function isOurs(pid: number, clusterDir: string): boolean {
  if (!Number.isInteger(pid) || pid < 2 || birthOf(pid) === null) return false
  const real = realpathSync(clusterDir)
  if (process.platform === 'linux') {
    try {
      const program = basename(readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, ''))
      return program === 'postgres' && readlinkSync(`/proc/${pid}/cwd`) === real
    } catch {
      return false
    }
  }
  const { stdout } = spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
  return /postgres\b/.test(stdout ?? '') && (stdout.includes(clusterDir) || stdout.includes(real))
}

/** Finds the live server of that directory. */
export async function liveServer(clusterDir: string): Promise<Postmaster | null> {
  const postmaster = await readPostmaster(clusterDir)
  return postmaster && isOurs(postmaster.pid, clusterDir) ? postmaster : null
}

function memoryInUse(segment: string | null): boolean {
  if (segment === null) return false
  try {
    const rows = readFileSync('/proc/sysvipc/shm', 'utf8').split('\n').slice(1)
    return rows.some((row) => {
      const cells = row.trim().split(/\s+/)
      return cells[1] === segment && Number(cells[6]) > 0
    })
  } catch {
    return false
  }
}

/** Clears a postmaster.pid that names nobody or a stranger, once the last process of the killed server has gone. */
export async function clearStalePid(clusterDir: string, log: (line: string) => void): Promise<void> {
  const stale = await readPostmaster(clusterDir)
  if (!stale) return
  const deadline = Date.now() + 15_000
  while (memoryInUse(stale.sharedMemory)) {
    if (Date.now() > deadline) {
      throw new StartFailure(`Des processus d'un PostgreSQL tué utilisent encore ${clusterDir} : terminez-les.`)
    }
    await delay(200)
  }
  await rm(join(clusterDir, 'postmaster.pid'), { force: true })
  log('PostgreSQL avait été interrompu : reprise.')
}

async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}

async function rotateLog(path: string): Promise<void> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  )
  if (size > 10 * 2 ** 20) await rename(path, `${path}.1`)
}

/** Starts the server as a daemon of its own session; another port is tried when the chosen one has just been taken. */
export async function startServer(place: Place, wantedPort?: number): Promise<Postmaster> {
  const { clusterDir, socketDir, binaries, account, fast } = place
  const logFile = join(clusterDir, 'postgresql.log')
  await rotateLog(logFile)
  for (let attempt = 1; ; attempt += 1) {
    const port = attempt === 1 && wantedPort ? wantedPort : await freePort()
    await writeSettings(clusterDir, port, socketDir, fast)
    const before = await stat(logFile).then(
      (found) => found.size,
      () => 0,
    )
    const args = ['start', '-D', clusterDir, '-l', logFile, '-w', '-t', '120', '-s']
    const { code, output } = await run(join(binaries, 'bin', 'pg_ctl'), args, account)
    const postmaster = code === 0 ? await liveServer(clusterDir) : null
    if (postmaster) return postmaster
    const said = (await readFile(logFile).catch(() => Buffer.alloc(0))).subarray(before).toString()
    if (attempt < 5 && said.includes('could not bind')) continue
    throw new StartFailure(`PostgreSQL n'a pas démarré : ${causeIn(said || output)} (journal : ${logFile}).`)
  }
}

/** Waits for a server found alive to accept connections, or to end if it was stopping; null once it has ended. */
export async function awaitServer(clusterDir: string): Promise<Postmaster | null> {
  const deadline = Date.now() + 120_000
  for (;;) {
    const postmaster = await liveServer(clusterDir)
    if (!postmaster || postmaster.status === 'ready') return postmaster
    if (Date.now() > deadline) {
      throw new StartFailure(`PostgreSQL (processus ${postmaster.pid}) reste dans l'état « ${postmaster.status} ».`)
    }
    await delay(100)
  }
}

/** Stops the server of that directory, and no other process even if postmaster.pid names one. */
export async function stopServer(place: Place): Promise<void> {
  for (const mode of ['fast', 'immediate']) {
    if (!(await liveServer(place.clusterDir))) return
    const args = ['stop', '-D', place.clusterDir, '-m', mode, '-w', '-t', '20', '-s']
    await run(join(place.binaries, 'bin', 'pg_ctl'), args, place.account)
  }
}

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, realpathSync } from 'node:fs'
import { chmod, chown, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { EXIT_CONFIG, StartFailure } from '../lib/start-failure.ts'
import { binariesVersion, bundledBinaries, reachableBinaries } from './embedded/binaries.ts'
import { checkSpace, checkVersion, clearHalfDone, createCluster } from './embedded/cluster.ts'
import { exists, writePrivate } from './embedded/files.ts'
import { holderOf, lockDirectory } from './embedded/lock.ts'
import {
  awaitServer,
  clearStalePid,
  liveServer,
  type Place,
  type Postmaster,
  startServer,
  stopServer,
} from './embedded/postmaster.ts'
import { findPasswords, type PostgresUrls, prepareRoles, urlsOf } from './embedded/roles.ts'
import { type Account, accountFor, canEnter, nobodyCanEnter } from './embedded/runner.ts'

export type Postgres = PostgresUrls & {
  version: string
  stop(): Promise<void>
}

export type PostgresOptions = {
  dataDir: string
  /** A directory with bin, lib and share; the PostgreSQL that comes with npm when left out. */
  binaries?: string
  /** For scratch data only: nothing is synced to disk. */
  fast?: boolean
  /** False when the server runs for the time of one command only: then nobody else joins it. */
  lasting?: boolean
  /** How long to wait, in milliseconds, for another process that holds the data. */
  patience?: number
  log: (line: string) => void
}

/** Decides where the data lie: in .data, but under /var/lib where root's project folder is closed to everyone else. */
export function dataHome(projectDir: string, wanted: string | null): string {
  if (wanted) return resolve(projectDir, wanted)
  const beside = join(projectDir, '.data')
  if (process.getuid?.() !== 0 || existsSync(join(beside, 'cluster'))) return beside
  const hash = createHash('sha256').update(realpathSync(projectDir)).digest('hex').slice(0, 16)
  const apart = join('/var/lib/essaim', hash)
  if (existsSync(join(apart, 'cluster')) || !nobodyCanEnter(projectDir)) return apart
  return beside
}

/** Makes the directory of data, or leaves it as it is. */
export async function openDataDir(dataDir: string): Promise<void> {
  // Others may pass through, not look: PostgreSQL may run as another account than ours.
  mkdirSync(dataDir, { recursive: true, mode: 0o711 })
  if (process.getuid?.() === 0) await chmod(dataDir, 0o711)
}

/** Makes the folder in which the server's socket lies. */
export async function openSocketDir(dataDir: string, account: Account): Promise<string> {
  let socketDir = join(dataDir, 'socket')
  // The path of a socket has room for 107 bytes on Linux, and for 103 elsewhere.
  if (Buffer.byteLength(socketDir) > 80) socketDir = await mkdtemp(join(tmpdir(), 'essaim-'))
  await mkdir(socketDir, { recursive: true, mode: 0o700 })
  await chmod(socketDir, 0o700)
  if (account) await chown(socketDir, account.uid, account.gid)
  return socketDir
}

async function startOrAdopt(place: Place, log: (line: string) => void): Promise<Postmaster> {
  const found = await awaitServer(place.clusterDir)
  if (found) {
    log(`PostgreSQL tourne déjà (processus ${found.pid}) : repris.`)
    return found
  }
  await clearStalePid(place.clusterDir, log)
  return await startServer(place)
}

/** Restarts, on the same port, a server that died under us; the pools find it again by themselves. */
function keepAlive(place: Place, port: number, log: (line: string) => void): () => Promise<void> {
  let missed = 0
  let work = Promise.resolve()
  const look = async () => {
    missed = (await liveServer(place.clusterDir)) ? 0 : missed + 1
    if (missed < 2) return
    log('PostgreSQL s’est arrêté : redémarrage…')
    await clearStalePid(place.clusterDir, log)
    await startServer(place, port)
  }
  const timer = setInterval(() => {
    work = work.then(look).catch((error: Error) => log(error.message))
  }, 1000)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await work
  }
}

async function supervise(options: PostgresOptions): Promise<Postgres> {
  const { dataDir, log, fast = false } = options
  await openDataDir(dataDir)
  const clusterDir = join(dataDir, 'cluster')
  const lock = await lockDirectory(dataDir, options.patience ?? 10_000, log)
  try {
    const account = await accountFor(clusterDir)
    if (account && !canEnter(dataDir, account)) {
      throw new StartFailure(
        `PostgreSQL ne tourne pas en root, et le dossier ${dataDir} n'est pas accessible aux autres comptes : choisissez-en un autre par ESSAIM_DATA_DIR.`,
        EXIT_CONFIG,
      )
    }
    await checkSpace(dataDir, clusterDir)
    const binaries = await reachableBinaries(options.binaries ?? bundledBinaries(), dataDir, account)
    const major = Number.parseInt(await binariesVersion(binaries, account), 10)
    await clearHalfDone(dataDir, clusterDir, log)
    const passwords = await findPasswords(dataDir, clusterDir)
    if (!(await exists(clusterDir))) {
      log('Création de la base de données…')
      await createCluster(clusterDir, binaries, major, passwords.postgres, account, fast)
    }
    await checkVersion(clusterDir, major)
    const socketDir = await openSocketDir(dataDir, account)
    const place: Place = { clusterDir, socketDir, binaries, account, fast }
    const server = await startOrAdopt(place, log)
    const version = await prepareRoles(passwords, server.port)
    await writePrivate(
      join(dataDir, 'run.json'),
      JSON.stringify({
        data_dir: dataDir,
        version,
        binaries,
        port: server.port,
        socket_dir: server.socketDir,
        pid: server.pid,
        lasting: options.lasting ?? true,
      }),
    )
    const stopWatching = keepAlive(place, server.port, log)
    return {
      ...urlsOf(passwords, server.port),
      version,
      async stop() {
        await stopWatching()
        await stopServer(place)
        if (!socketDir.startsWith(dataDir)) await rm(socketDir, { recursive: true, force: true })
        await lock.release()
      },
    }
  } catch (error) {
    await lock.release()
    throw error
  }
}

/** Joins, as a guest that stops nothing, the server that another process supervises for as long as it lives; null when there is none. */
export async function joinPostgres(dataDir: string): Promise<Postgres | null> {
  const clusterDir = join(dataDir, 'cluster')
  const deadline = Date.now() + 60_000
  while (Date.now() < deadline && (await holderOf(join(dataDir, 'lock.json')))) {
    const server = await liveServer(clusterDir)
    const said = await readFile(join(dataDir, 'run.json'), 'utf8').catch(() => '{}')
    const { pid, version, lasting } = JSON.parse(said) as { pid?: number; version?: string; lasting?: boolean }
    // Another pid is that of an earlier start: this one is still preparing the server.
    if (server?.status === 'ready' && server.pid === pid && version) {
      if (!lasting) return null
      return { ...urlsOf(await findPasswords(dataDir, clusterDir), server.port), version, stop: async () => undefined }
    }
    await delay(200)
  }
  return null
}

const SYSTEM_CAUSES: Record<string, string> = {
  EACCES: 'accès refusé',
  EPERM: 'accès refusé',
  ENOSPC: 'disque plein',
  EROFS: 'système de fichiers en lecture seule',
  ENOTDIR: "n'est pas un dossier",
}

/** Makes PostgreSQL run on that directory (made, started or adopted as needed), or says why not in one line. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  try {
    return await supervise(options)
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException
    const cause = SYSTEM_CAUSES[code ?? '']
    if (error instanceof StartFailure || !cause) throw error
    throw new StartFailure(`PostgreSQL ne peut pas démarrer : ${cause} (${path ?? options.dataDir}).`)
  }
}

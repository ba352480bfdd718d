import { chown, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { StartFailure } from '../../lib/start-failure.ts'
import { openDataDir, openSocketDir } from '../embedded.ts'
import { configValue, restoreCommand } from './archive.ts'
import { binariesVersion, bundledBinaries, reachableBinaries } from './binaries.ts'
import { causeIn, checkVersion } from './cluster.ts'
import { liveServer, type Place, startServer, stopServer } from './postmaster.ts'
import { findPasswords, type PostgresUrls, prepareRoles, urlsOf } from './roles.ts'
import { type Account, canEnter } from './runner.ts'

/** How far the log is replayed: to a named point, to a time, or to its end. */
export type Target = { point: string } | { time: Date } | null

export type Recovered = PostgresUrls & { stop(): Promise<void> }

/** Waits, however long it takes, until the server has replayed its log and takes writes; it may also refuse its target, and end. */
async function recoveryEnded(clusterDir: string, url: string): Promise<void> {
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
    client.on('error', () => undefined)
    try {
      await client.connect()
      const { rows } = await client.query<{ replaying: boolean }>('select pg_is_in_recovery() as replaying')
      if (!rows[0]?.replaying) return
    } catch (error) {
      if (!(await liveServer(clusterDir))) {
        const said = await readFile(join(clusterDir, 'postgresql.log'), 'utf8').catch(() => '')
        throw new StartFailure(`La restauration n’a pas abouti : ${causeIn(said)}.`)
      }
      if ((error as { code?: string }).code !== REPLAYING) throw error
    } finally {
      await client.end().catch(() => undefined)
    }
    await delay(200)
  }
}
// cannot_connect_now
const REPLAYING = '57P03'

async function giveTo(path: string, account: Account): Promise<void> {
  if (!account) return
  await chown(path, account.uid, account.gid)
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true }))
    await chown(join(entry.parentPath, entry.name), account.uid, account.gid)
}

/** Starts a copied cluster (with its passwords beside it), has it replay the log that an archive keeps, and serves it on a port of its own. */
export async function recoverCluster(
  dir: string,
  { archive, target, account, fast }: { archive: string; target: Target; account: Account; fast: boolean },
): Promise<Recovered> {
  await openDataDir(dir)
  if (account && !canEnter(dir, account))
    throw new StartFailure(`Le dossier ${dir} n’est pas accessible au compte de PostgreSQL.`)
  const clusterDir = join(dir, 'cluster')
  const binaries = await reachableBinaries(bundledBinaries(), dir, account)
  await checkVersion(clusterDir, Number.parseInt(await binariesVersion(binaries, account), 10))
  const settings = {
    restore_command: restoreCommand(archive),
    // a copy follows its own past only: what another copy became after it was restored is another story
    recovery_target_timeline: 'current',
    recovery_target_action: 'promote',
    hot_standby: 'off',
    ...(target && 'point' in target && { recovery_target_name: target.point }),
    // names of zones are not known yet when this is read: not even Z
    ...(target && 'time' in target && { recovery_target_time: target.time.toISOString().replace('Z', '+00') }),
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${configValue(value)}\n`)
  await writeFile(join(clusterDir, 'postgresql.auto.conf'), lines.join(''), { mode: 0o600 })
  await writeFile(join(clusterDir, 'recovery.signal'), '', { mode: 0o600 })
  await giveTo(clusterDir, account)
  const socketDir = await openSocketDir(dir, account)
  const place: Place = { clusterDir, socketDir, binaries, account, fast }
  const stop = async () => {
    await stopServer(place)
    if (!socketDir.startsWith(dir)) await rm(socketDir, { recursive: true, force: true })
  }
  try {
    const server = await startServer(place)
    const passwords = await findPasswords(dir, clusterDir)
    await recoveryEnded(clusterDir, urlsOf(passwords, server.port).superUrl)
    await prepareRoles(passwords, server.port)
    await writeFile(join(clusterDir, 'postgresql.auto.conf'), '', { mode: 0o600 })
    return { ...urlsOf(passwords, server.port), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

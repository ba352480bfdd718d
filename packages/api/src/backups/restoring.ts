import { createReadStream, createWriteStream } from 'node:fs'
import { chown, copyFile, mkdir, mkdtemp, open, readdir, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { bundledBinaries, reachableBinaries } from '../db/embedded/binaries.ts'
import { exists, syncDirectory } from '../db/embedded/files.ts'
import { lockDirectory } from '../db/embedded/lock.ts'
import { liveServer, stopServer } from '../db/embedded/postmaster.ts'
import { type Recovered, recoverCluster, type Target } from '../db/embedded/recovery.ts'
import { PASSWORDS_FILE } from '../db/embedded/roles.ts'
import { accountFor } from '../db/embedded/runner.ts'
import { openDataDir } from '../db/embedded.ts'
import { migrate } from '../db/migrate.ts'
import { openedDatabase } from '../db/reach.ts'
import { diskStorage } from '../files/disk-storage.ts'
import { replayErasures } from '../innovations/erasure-register.ts'
import { StartFailure } from '../lib/start-failure.ts'
import { termsCache } from '../vocabularies/terms.ts'
import { checkClean, checkFiles, checkLog, checkRows, checkSignIn, checkTrail } from './checks.ts'
import { settleRestored } from './commands.ts'
import { copyStorage, keptRegister } from './copies.ts'
import { type Backup, backupFor, damagedIn, listBackups, listLog, placesIn } from './folder.ts'

export type RestoreSettings = { folder: string; to: Date | null; tell: (line: string) => void }

/** The backup that is asked for, once every byte of it has proved to be what was written. */
async function soundBackup({ folder, to, tell }: RestoreSettings): Promise<Backup> {
  const backup = backupFor(await listBackups(folder), to)
  tell(`Sauvegarde ${backup.manifest.id} : contrôle de ${Object.keys(backup.manifest.files).length} fichiers…`)
  const damaged = await damagedIn(backup)
  if (damaged.length > 0)
    throw new StartFailure(
      `La sauvegarde ${backup.manifest.id} est abîmée (${damaged.slice(0, 5).join(', ')}${damaged.length > 5 ? '…' : ''}) : prenez-en une autre.`,
    )
  return backup
}

/** Lays a copy of the backup's cluster into a directory of data of its own. */
async function layCluster({ folder, manifest }: Backup, dir: string): Promise<void> {
  const cluster = join(dir, 'cluster')
  await mkdir(cluster, { recursive: true, mode: 0o700 })
  for (const entry of await readdir(join(folder, 'cluster'), { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(join(folder, 'cluster').length + 1)
    if (entry.isDirectory()) await mkdir(join(cluster, path), { recursive: true, mode: 0o700 })
  }
  for (const path of Object.keys(manifest.files)) {
    await mkdir(dirname(join(cluster, path)), { recursive: true, mode: 0o700 })
    await copyFile(join(folder, 'cluster', path), join(cluster, path))
  }
  for (const name of [
    'pg_notify',
    'pg_replslot',
    'pg_serial',
    'pg_snapshots',
    'pg_stat_tmp',
    'pg_subtrans',
    'pg_dynshmem',
  ])
    await mkdir(join(cluster, name), { recursive: true, mode: 0o700 })
  await copyFile(join(folder, PASSWORDS_FILE), join(dir, PASSWORDS_FILE))
}

/** Whose cluster that is, as its control file begins; null where there is none. */
async function systemOf(cluster: string): Promise<string | null> {
  const file = await open(join(cluster, 'global', 'pg_control'), 'r').catch(() => null)
  if (!file) return null
  const { buffer, bytesRead } = await file.read(Buffer.alloc(8), 0, 8, 0).finally(() => file.close())
  return bytesRead === 8 ? buffer.readBigUInt64LE().toString() : null
}

/** What a server that was killed had written and not yet sent lies beside its data: it is replayed too. */
async function bringUnsentLog(from: string, backup: Backup, folder: string, cluster: string): Promise<void> {
  if ((await systemOf(from)) !== backup.manifest.system) return
  const sent = new Set(await listLog(folder))
  for (const name of await readdir(join(from, 'pg_wal'))) {
    const unsent = /^[0-9A-F]{24}$/.test(name) && name >= backup.manifest.wal.from && !sent.has(name)
    if (unsent && !(await exists(join(cluster, 'pg_wal', name))))
      await copyFile(join(from, 'pg_wal', name), join(cluster, 'pg_wal', name))
  }
}

/** Brings a recovered database up to this software, erases again what was erased since, and makes it fit to go on. */
async function settle(
  { ownerUrl, appUrl }: Recovered,
  backup: Backup,
  { folder, to, tell }: RestoreSettings,
): Promise<void> {
  await migrate(ownerUrl, { log: tell })
  const replayed = await openedDatabase(appUrl, async (db) => {
    const desk = { caller: { actor: { kind: 'operator' as const } }, terms: await termsCache(db).current() }
    const count = await replayErasures(db, desk, await keptRegister(placesIn(folder).register))
    await settleRestored(db, { name: backup.manifest.id, to })
    return count
  })
  if (replayed > 0) tell(`${replayed} fiche(s) effacée(s) depuis : effacée(s) à nouveau.`)
}

const targetOf = (backup: Backup, to: Date | null): Target =>
  to ? { time: to } : { point: backup.manifest.restore_point }

/** Restores to the side, on a port of its own, and says everything that is not as it should be; nothing is left of it. */
export async function verifyBackup(settings: RestoreSettings): Promise<{ name: string; faults: string[] }> {
  const { folder, to, tell } = settings
  const backup = await soundBackup(settings)
  const dir = await mkdtemp(join(tmpdir(), 'essaim-restore-'))
  try {
    await layCluster(backup, dir)
    tell('Restauration d’essai…')
    const account = await accountFor(join(dir, 'cluster'))
    const target = targetOf(backup, to)
    const database = await recoverCluster(dir, { archive: folder, target, account, fast: true })
    try {
      const faults = [
        ...(await checkLog(folder, backup)),
        ...(await checkRows(database.inspectionUrl, backup.manifest.rows, to === null)),
        ...(await checkClean(database.inspectionUrl)),
      ]
      await settle(database, backup, settings)
      faults.push(
        ...(await openedDatabase(database.appUrl, checkTrail)),
        ...(await checkFiles(database.inspectionUrl, placesIn(folder).files)),
        ...(await checkSignIn(database.appUrl)),
      )
      return { name: backup.manifest.id, faults }
    } finally {
      await database.stop()
    }
  } finally {
    await rm(dir, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** The timelines that a restored cluster has lived through: the folder keeps them, so that none is taken twice. */
async function keepTimelines(cluster: string, wal: string): Promise<void> {
  const owner = await open(wal, 'r')
  const { uid, gid } = await owner.stat().finally(() => owner.close())
  for (const name of await readdir(join(cluster, 'pg_wal'))) {
    if (!name.endsWith('.history')) continue
    const path = join(wal, `${name}.gz`)
    await pipeline(
      createReadStream(join(cluster, 'pg_wal', name)),
      createGzip(),
      createWriteStream(path, { mode: 0o600 }),
    )
    if (process.getuid?.() === 0) await chown(path, uid, gid)
  }
}

/** Puts a backup, taken up to that time or to the end of its log, in the place of the data; what was there is kept beside. */
export async function restoreBackup(
  settings: RestoreSettings & { dataDir: string; files: string | null },
): Promise<{ name: string; aside: string | null; faults: string[] }> {
  const { folder, to, tell, dataDir, files } = settings
  await openDataDir(dataDir)
  const lock = await lockDirectory(dataDir, 0, tell)
  const clusterDir = join(dataDir, 'cluster')
  const dir = await mkdtemp(join(dataDir, 'restore-'))
  try {
    const account = await accountFor(clusterDir)
    if (await liveServer(clusterDir)) {
      const binaries = await reachableBinaries(bundledBinaries(), dataDir, account)
      await stopServer({ clusterDir, socketDir: '', binaries, account, fast: false })
    }
    const backup = await soundBackup(settings)
    await layCluster(backup, dir)
    await bringUnsentLog(clusterDir, backup, folder, join(dir, 'cluster'))
    tell('Le journal est rejoué…')
    const target = to && { time: to }
    const database = await recoverCluster(dir, { archive: folder, target, account, fast: false })
    const faults: string[] = []
    try {
      await settle(database, backup, settings)
      if (files) await copyStorage(diskStorage(placesIn(folder).files), diskStorage(files))
      faults.push(...(await openedDatabase(database.appUrl, checkTrail)))
      faults.push(...(files ? await checkFiles(database.inspectionUrl, files) : []))
    } finally {
      await database.stop()
    }
    await keepTimelines(join(dir, 'cluster'), placesIn(folder).wal)
    const aside = await takePlace(dataDir, dir)
    return { name: backup.manifest.id, aside, faults }
  } finally {
    await rm(dir, { recursive: true, force: true, maxRetries: 5 })
    await lock.release()
  }
}

async function takePlace(dataDir: string, dir: string): Promise<string | null> {
  const clusterDir = join(dataDir, 'cluster')
  const had = await exists(clusterDir)
  const aside = `${clusterDir}.before-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
  // the log of what is restored is kept again once a backup of it is made: until then it would mix with the old one's
  await rm(join(dataDir, 'archive.json'), { force: true })
  if (had) await rename(join(dataDir, PASSWORDS_FILE), `${aside}.passwords.json`).catch(() => undefined)
  if (had) await rename(clusterDir, aside)
  await rename(join(dir, PASSWORDS_FILE), join(dataDir, PASSWORDS_FILE))
  await rename(join(dir, 'cluster'), clusterDir)
  await syncDirectory(dataDir)
  return had ? aside : null
}

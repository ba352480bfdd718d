import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import type { Db } from '../db/database.ts'
import { archiveInto, archiveOf } from '../db/embedded/archive.ts'
import { copyCluster, copyProved } from '../db/embedded/base-copy.ts'
import { syncDirectory } from '../db/embedded/files.ts'
import { lockDirectory } from '../db/embedded/lock.ts'
import { PASSWORDS_FILE } from '../db/embedded/roles.ts'
import { accountFor } from '../db/embedded/runner.ts'
import type { Postgres } from '../db/embedded.ts'
import { diskStorage } from '../files/disk-storage.ts'
import { newId } from '../lib/id.ts'
import { StartFailure } from '../lib/start-failure.ts'
import { noteBackup } from './commands.ts'
import { copyStorage, keepRegister } from './copies.ts'
import { type Manifest, openFolder, placesIn, prune } from './folder.ts'

export type BackupSettings = {
  postgres: Postgres
  db: Db
  dataDir: string
  /** Where the files of answers lie; null where they are not on this disk. */
  files: string | null
  folder: string
  keep: number
  tell: (line: string) => void
}

const LOG_ARRIVES_WITHIN = 60_000

async function askAlone<T extends pg.QueryResultRow>(url: string, statement: string): Promise<T | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<T>(statement)).rows[0]
  } finally {
    await client.end()
  }
}

/** Waits for the log to arrive where it is kept, so that a backup never rests on an archive that takes nothing. */
async function logArrived(url: string, segment: string): Promise<boolean> {
  for (const started = Date.now(); Date.now() - started < LOG_ARRIVES_WITHIN; await delay(100)) {
    const said = await askAlone<{ last: string | null; mode: string }>(
      url,
      "select last_archived_wal as last, current_setting('archive_mode') as mode from pg_stat_archiver",
    )
    if (said?.mode !== 'on') return false
    if (said.last !== null && said.last >= segment) return true
  }
  return false
}

/** Copies everything to the folder while the server goes on, has its log follow there from now on, and lets go of old copies. */
export async function takeBackup(settings: BackupSettings): Promise<{ manifest: Manifest; bytes: number }> {
  const { postgres, db, dataDir, folder, keep, tell } = settings
  const clusterDir = join(dataDir, 'cluster')
  const account = await accountFor(clusterDir)
  const places = placesIn(folder)
  const identity = await askAlone<{ system: string }>(
    postgres.inspectionUrl,
    'select system_identifier::text as system from pg_control_system()',
  )
  await openFolder(folder, identity?.system ?? '', account)
  const lock = await lockDirectory(folder, 0, tell)
  const before = await archiveOf(dataDir)
  if (before !== folder) {
    if (before) tell(`Le journal allait dans ${before} : il va désormais dans ${folder}.`)
    await archiveInto(dataDir, folder)
    await askAlone(postgres.superUrl, 'select pg_reload_conf()')
  }
  const id = new Date().toISOString().replaceAll(':', '-').replace(/\..*/, 'Z')
  const draft = join(places.bases, `${id}.part`)
  try {
    await mkdir(join(draft, 'cluster'), { recursive: true, mode: 0o700 })
    const copy = await copyCluster(postgres.inspectionUrl, clusterDir, join(draft, 'cluster'))
    const passwords = await copyProved(join(dataDir, PASSWORDS_FILE), join(draft, PASSWORDS_FILE))
    if (!passwords) throw new StartFailure('Le fichier des mots de passe de la base a disparu.')
    // after the database: a file is there before its row, and stays a day after it
    const attachments = settings.files ? await copyStorage(diskStorage(settings.files), diskStorage(places.files)) : []
    await keepRegister(db, places.register)
    const manifest: Manifest = { id, ...copy, passwords, attachments: [...attachments] }
    await writeFile(join(draft, 'manifest.json'), JSON.stringify(manifest, null, 1), { mode: 0o600, flush: true })
    await syncDirectory(draft)
    await rename(draft, join(places.bases, id))
    await syncDirectory(places.bases)
    const bytes = Object.values(copy.files).reduce((sum, file) => sum + file.bytes, 0)
    await noteBackup(db, { id: newId(), at: new Date(copy.at), made_by: 'essaim', name: id, bytes })
    await prune(folder, keep, attachments)
    if (!(await logArrived(postgres.inspectionUrl, copy.wal.to)))
      throw new StartFailure(
        `La sauvegarde ${id} est faite, mais le journal n’arrive pas dans ${folder} : redémarrez Essaim si sa mise à jour est récente, et voyez le journal de PostgreSQL.`,
      )
    return { manifest, bytes }
  } finally {
    await rm(draft, { recursive: true, force: true })
    await lock.release()
  }
}

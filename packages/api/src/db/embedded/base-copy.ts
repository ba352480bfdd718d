import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { StartFailure } from '../../lib/start-failure.ts'
import { type RowCounts, rowsAround } from './row-counts.ts'

/** What a file of a copy is to be. */
export type Proof = { bytes: number; sha256: string }

export type BaseCopy = {
  /** Of the cluster, for as long as it lives, and of every copy made of it. */
  system: string
  version: string
  restore_point: string
  /** When the restore point was set. */
  at: string
  /** The first and the last segment of the log that lie in the copy. */
  wal: { from: string; to: string }
  rows: RowCounts
  files: Record<string, Proof>
}

// What a server makes anew, or must not find: https://www.postgresql.org/docs/18/continuous-archiving.html, "Backing Up the Data Directory"
const LEFT_OUT =
  /^(postmaster\.(pid|opts)|backup_label(\.old)?|tablespace_map(\.old)?|(essaim|archive)\.conf|postgresql\.log.*|(.*\/)?pg_internal\.init.*|(.*\/)?pgsql_tmp.*)$/
const EMPTIED = /^(pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans)\//

/** Copies a file as it is now, and says what it copied; null when there is none any more. */
export async function copyProved(from: string, to: string): Promise<Proof | null> {
  const hash = createHash('sha256')
  let bytes = 0
  try {
    await pipeline(
      createReadStream(from),
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          hash.update(chunk)
          bytes += chunk.length
          yield chunk
        }
      },
      createWriteStream(to, { mode: 0o600, flush: true }),
    )
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  return { bytes, sha256: hash.digest('hex') }
}

async function copyTree(from: string, into: string, files: Record<string, Proof>): Promise<void> {
  const copy = async (path: string) => {
    // a table may be dropped while it is copied: the log says so too
    const proof = await copyProved(join(from, path), join(into, path))
    if (proof) files[path] = proof
  }
  const found = await readdir(from, { recursive: true, withFileTypes: true })
  const paths = found.map((entry) => ({ entry, path: join(entry.parentPath, entry.name).slice(from.length + 1) }))
  for (const { entry, path } of paths) {
    if (entry.isDirectory() && !EMPTIED.test(path)) await mkdir(join(into, path), { recursive: true, mode: 0o700 })
  }
  for (const { entry, path } of paths) {
    if (entry.isSymbolicLink())
      throw new StartFailure(`Le dossier ${path} est un lien : cette base ne se copie pas ainsi.`)
    if (entry.isFile() && !EMPTIED.test(path) && !LEFT_OUT.test(path) && path !== CONTROL) await copy(path)
  }
  // last, so that it knows of every checkpoint that the copied pages have seen
  await copy(CONTROL)
}
const CONTROL = 'global/pg_control'

/**
 * Copies the cluster of a server that goes on writing: pages as they are found, and the log that makes them agree.
 * The copy stands alone; it restores to its restore point.
 */
export async function copyCluster(databaseUrl: string, clusterDir: string, into: string): Promise<BaseCopy> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  await client.connect()
  const ask = async <T>(statement: string, values: unknown[] = []) =>
    (await client.query<T & pg.QueryResultRow>(statement, values)).rows[0] as T
  try {
    await client.query('set statement_timeout = 0; set lock_timeout = 0')
    const restore_point = `essaim-${randomBytes(6).toString('hex')}`
    // with a slot of this session the server keeps the log until it is copied
    await ask('select pg_create_physical_replication_slot($1, true, true)', [restore_point.replace('-', '_')])
    const { from } = await ask<{ from: string }>(
      "select pg_walfile_name(pg_backup_start('essaim', fast => true)) as from",
    )
    const files: Record<string, Proof> = {}
    await copyTree(clusterDir, into, files)
    const { labelfile } = await ask<{ labelfile: string }>(
      'select labelfile from pg_backup_stop(wait_for_archive => false)',
    )
    await writeFile(join(into, 'backup_label'), labelfile, { mode: 0o600, flush: true })
    files.backup_label = {
      bytes: Buffer.byteLength(labelfile),
      sha256: createHash('sha256').update(labelfile).digest('hex'),
    }
    const { result, rows } = await rowsAround(databaseUrl, () =>
      ask<{ to: string; at: Date }>(
        'select pg_walfile_name(pg_create_restore_point($1)) as to, clock_timestamp() as at',
        [restore_point],
      ),
    )
    await ask('select pg_switch_wal()')
    for (const name of (await readdir(join(clusterDir, 'pg_wal'))).sort()) {
      const needed = /^[0-9A-F]{24}$/.test(name) ? name >= from && name <= result.to : name.endsWith('.history')
      const path = join('pg_wal', name)
      const proof = needed ? await copyProved(join(clusterDir, path), join(into, path)) : null
      if (proof) files[path] = proof
    }
    if (!files[join('pg_wal', from)] || !files[join('pg_wal', result.to)])
      throw new StartFailure('Le journal de la base n’était plus là pendant la copie : recommencez.')
    const { system, version } = await ask<{ system: string; version: string }>(
      "select system_identifier::text as system, split_part(current_setting('server_version'), ' ', 1) as version from pg_control_system()",
    )
    return { system, version, restore_point, at: result.at.toISOString(), wal: { from, to: result.to }, rows, files }
  } finally {
    await client.end()
  }
}

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { chmod, chown, mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { BaseCopy, Proof } from '../db/embedded/base-copy.ts'
import { exists, writePrivate } from '../db/embedded/files.ts'
import { type Account, canEnter } from '../db/embedded/runner.ts'
import { KEY } from '../files/storage.ts'
import { StartFailure } from '../lib/start-failure.ts'

/**
 * A folder of backups:
 *   essaim.json        whose backups these are
 *   base/ID/           a copy of the cluster (cluster/), its passwords and its manifest
 *   wal/               the log as it goes on, from the oldest copy until now
 *   files/             the files of answers and exports, each once, under its digest
 *   erasures.ndjson    what was erased for good: a restored database erases it again
 */
export const placesIn = (folder: string) => ({
  mark: join(folder, 'essaim.json'),
  bases: join(folder, 'base'),
  wal: join(folder, 'wal'),
  files: join(folder, 'files'),
  register: join(folder, 'erasures.ndjson'),
})

export type Manifest = BaseCopy & { id: string; passwords: Proof; attachments: string[] }
export type Backup = { folder: string; manifest: Manifest }

/** Makes the folder ready for these data, or says why they cannot be kept there. */
export async function openFolder(folder: string, system: string, account: Account): Promise<void> {
  const { mark, bases, wal } = placesIn(folder)
  await mkdir(bases, { recursive: true, mode: 0o711 })
  await mkdir(wal, { recursive: true, mode: 0o700 })
  if (account) {
    await chmod(folder, 0o711)
    await chown(wal, account.uid, account.gid)
    if (!canEnter(wal, account))
      throw new StartFailure(
        `Le dossier ${folder} n’est pas accessible au compte de PostgreSQL : choisissez-en un autre.`,
      )
  }
  const known = await readFile(mark, 'utf8').catch(() => null)
  if (known === null) return writePrivate(mark, JSON.stringify({ system }))
  if ((JSON.parse(known) as { system: string }).system !== system)
    throw new StartFailure(`Le dossier ${folder} tient les sauvegardes d’une autre base : choisissez-en un autre.`)
}

/** The backups that are whole, the oldest first. */
export async function listBackups(folder: string): Promise<Backup[]> {
  const { bases } = placesIn(folder)
  const names = (await readdir(bases).catch(() => [])).filter((name) => !name.endsWith('.part')).sort()
  const found: Backup[] = []
  for (const name of names) {
    const text = await readFile(join(bases, name, 'manifest.json'), 'utf8').catch(() => null)
    if (text !== null) found.push({ folder: join(bases, name), manifest: JSON.parse(text) as Manifest })
  }
  return found
}

/** The newest backup that can be taken back to that time; the newest of all without one. */
export function backupFor(backups: Backup[], to: Date | null): Backup {
  const found = backups.findLast(({ manifest }) => to === null || new Date(manifest.at) <= to)
  if (found) return found
  const [oldest] = backups
  throw new StartFailure(
    oldest
      ? `La plus ancienne sauvegarde est du ${oldest.manifest.at} : rien ne permet de revenir plus tôt.`
      : 'Ce dossier ne tient aucune sauvegarde.',
  )
}

// A segment's place in the log, whatever its timeline: two numbers of eight digits.
const placeOf = (segment: string) => segment.slice(8, 24)

/** The segments of the log that the folder keeps, in order. */
export async function listLog(folder: string): Promise<string[]> {
  const names = await readdir(placesIn(folder).wal).catch(() => [])
  return names
    .filter((name) => /^[0-9A-F]{24}\.gz$/.test(name))
    .map((name) => name.slice(0, 24))
    .sort()
}

/** Lets go of all but the newest backups, and of what none of the kept needs. */
export async function prune(folder: string, keep: number, current: Iterable<string>): Promise<void> {
  const { bases, wal, files } = placesIn(folder)
  const backups = await listBackups(folder)
  const kept = backups.slice(-keep)
  const names = new Set(kept.map((backup) => backup.folder))
  for (const name of await readdir(bases))
    if (!names.has(join(bases, name))) await rm(join(bases, name), { recursive: true, force: true })
  const first = kept[0]?.manifest.wal.from
  if (first === undefined) return
  for (const segment of await listLog(folder))
    if (placeOf(segment) < placeOf(first)) await rm(join(wal, `${segment}.gz`), { force: true })
  const needed = new Set([...current, ...kept.flatMap(({ manifest }) => manifest.attachments)])
  for (const group of await readdir(files).catch(() => [])) {
    for (const key of await readdir(join(files, group)))
      if (!KEY.test(key) || !needed.has(key)) await rm(join(files, group, key), { force: true })
  }
}

/** The digest of a file as it lies there; null when it is gone. */
export async function proofOf(path: string): Promise<Proof | null> {
  if (!(await exists(path))) return null
  const hash = createHash('sha256')
  let bytes = 0
  await pipeline(createReadStream(path), async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      hash.update(chunk)
      bytes += chunk.length
    }
  })
  return { bytes, sha256: hash.digest('hex') }
}

/** What of a backup is missing or not as it was written. */
export async function damagedIn({ folder, manifest }: Backup): Promise<string[]> {
  const damaged: string[] = []
  const proofs: [string, Proof][] = Object.entries(manifest.files).map(([path, proof]) => [
    join('cluster', path),
    proof,
  ])
  for (const [path, proof] of [...proofs, ['passwords.json', manifest.passwords] as [string, Proof]]) {
    const found = await proofOf(join(folder, path))
    if (found?.sha256 !== proof.sha256) damaged.push(path)
  }
  return damaged
}

import { createHash } from 'node:crypto'
import { open, readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { Db } from '../db/database.ts'
import { archiveOf } from '../db/embedded/archive.ts'
import { diskStorage } from '../files/disk-storage.ts'
import { KEY, type Storage } from '../files/storage.ts'
import { listErasures, type RegisteredErasure, readRegister } from '../innovations/erasure-register.ts'
import { StartFailure } from '../lib/start-failure.ts'
import { placesIn } from './folder.ts'

/** Brings into one storage what another has and it has not; gives what the other has. Bytes that are not what their name says stop it. */
export async function copyStorage(from: Storage, to: Storage): Promise<Set<string>> {
  const there = new Set<string>()
  for await (const { key } of to.list()) there.add(key)
  const all = new Set<string>()
  for await (const { key } of from.list()) {
    if (!KEY.test(key)) continue
    all.add(key)
    if (!there.has(key)) await to.put(key, { bytes: 0, open: () => Readable.from(provedBytes(from, key)) }, '')
  }
  return all
}

async function* provedBytes(from: Storage, key: string): AsyncGenerator<Buffer> {
  const hash = createHash('sha256')
  for await (const chunk of (await from.read(key)) ?? []) {
    hash.update(chunk as Buffer)
    yield chunk as Buffer
  }
  if (hash.digest('hex') !== key) throw new Error(`the file ${key} is not what its name says`)
}

/** What the register of the folder holds. */
export async function keptRegister(path: string): Promise<RegisteredErasure[]> {
  const register = readRegister(await readFile(path, 'utf8').catch(() => ''))
  if (register === null) throw new StartFailure(`Le registre des effacements est abîmé (${path}).`)
  return register
}

/** Adds to the register of the folder what the database's own has beyond it; nothing is ever taken out. */
export async function keepRegister(db: Db, path: string): Promise<void> {
  const known = new Set((await keptRegister(path)).map(({ id }) => id))
  const added = (await listErasures(db)).filter(({ id }) => !known.has(id))
  if (added.length === 0) return
  const file = await open(path, 'a', 0o600)
  try {
    await file.appendFile(added.map((one) => `${JSON.stringify(one)}\n`).join(''))
    await file.sync()
  } finally {
    await file.close()
  }
}

/** What the server does beside the log, every few minutes and after each erasure: files and register follow into the folder of backups. */
export async function followBackups(db: Db, files: Storage | null, dataDir: string): Promise<void> {
  const folder = await archiveOf(dataDir)
  if (folder === null) return
  const places = placesIn(folder)
  await keepRegister(db, places.register)
  if (files) await copyStorage(files, diskStorage(places.files))
}

import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { link, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { StartFailure } from '../../lib/start-failure.ts'
import { writePrivate } from './files.ts'

export type Holder = { pid: number; born: string }
export type Lock = { release(): Promise<void> }

/** Names a process beyond its number: numbers are used again, the moment of birth (and of boot) is not. */
export function birthOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // A zombie holds nothing any more: its parent has only not looked yet.
    if (fields[0] === 'Z' || fields[0] === 'X') return null
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fields[19]}`
  } catch {
    if (process.platform === 'linux') return null
    const { stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' })
    return stdout?.trim() || null
  }
}

/** Reads who supervises that directory; null when nobody alive does. */
export async function holderOf(path: string): Promise<Holder | null> {
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return null
  try {
    const holder = JSON.parse(text) as Holder
    return birthOf(holder.pid) === holder.born ? holder : null
  } catch {
    return null
  }
}

async function tryLock(path: string, own: string): Promise<boolean> {
  try {
    // A link appears with its content, or not at all: no reader ever sees a lock without a holder.
    await link(own, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  if (await holderOf(path)) return false
  const aside = `${path}.${randomBytes(4).toString('hex')}`
  try {
    await rename(path, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return false
  }
  // Between the look and the rename somebody may have cleared it and locked: then give it back.
  if (await holderOf(aside)) await link(aside, path).catch(() => undefined)
  await rm(aside, { force: true })
  return false
}

/** Lets one process only supervise a data directory; waits a little for one that is on its way out. */
export async function lockDirectory(dataDir: string, patience: number, log: (line: string) => void): Promise<Lock> {
  const path = join(dataDir, 'lock.json')
  const own = `${path}.${process.pid}-${randomBytes(4).toString('hex')}`
  await writePrivate(own, JSON.stringify({ pid: process.pid, born: birthOf(process.pid) }))
  try {
    const deadline = Date.now() + patience
    for (let told = false; ; ) {
      if (await tryLock(path, own)) break
      const holder = await holderOf(path)
      if (holder && Date.now() > deadline) {
        throw new StartFailure(`Essaim tourne déjà sur ces données (processus ${holder.pid}, ${dataDir}).`)
      }
      if (holder && !told) log(`Le processus ${holder.pid} tient ces données : attente de sa fin…`)
      told ||= holder !== null
      if (holder) await delay(200)
    }
  } finally {
    await rm(own, { force: true })
  }
  return {
    async release() {
      const holder = await holderOf(path)
      if (holder?.pid === process.pid) await rm(path, { force: true })
    },
  }
}

import { appendFile, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { syncDirectory } from '../db/embedded/files.ts'
import { lockDirectory } from '../db/embedded/lock.ts'
import { sha256 } from '../lib/canonical.ts'
import { StartFailure } from '../lib/start-failure.ts'
import type { Changes, Copy, Heading } from './rules.ts'

/** What is followed: the base address of an API, and a filter in one order. */
export type Followed = { from: string; filter: string }

/** Where a copy stands, as `state.json` keeps it beside the records. */
export type State = Followed & {
  epoch: string
  /** The page to read next. */
  next: string
  /** Whether everything is being read anew: what is not seen again leaves at the end. */
  again: boolean
  head: number
  counted: number
  /** Of the last proof. */
  digest: string | null
  proved_at: string | null
}

const AT_ONCE = 16
const RECORD = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.json$/
const DRAFT = '.new'

async function inTurns<T>(list: T[], work: (one: T) => Promise<unknown>): Promise<void> {
  for (let i = 0; i < list.length; i += AT_ONCE) await Promise.all(list.slice(i, i + AT_ONCE).map(work))
}

const orMissing =
  <T>(missing: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code !== 'ENOENT') throw error
    return missing
  }

/** Where the copy in that folder stands; null before its first page. */
export async function readState(dir: string, { from, filter }: Followed): Promise<State | null> {
  const path = join(dir, 'state.json')
  const text = await readFile(path, 'utf8').catch(orMissing(null))
  if (text === null) return null
  let state: State
  try {
    state = JSON.parse(text) as State
  } catch {
    throw new StartFailure(`${path} est illisible : supprimez-le, et tout sera relu.`)
  }
  if (state.from === from && state.filter === filter) return state
  const known = [state.from, ...(state.filter ? [state.filter] : [])].join(' ')
  throw new StartFailure(
    `${dir} suit déjà ${known} : prenez un autre dossier pour une autre source ou un autre filtre.`,
  )
}

/** What really lies in a folder, whatever was noted of it. */
export async function readCopy(dir: string): Promise<Map<string, string>> {
  const records = join(dir, 'records')
  const copy = new Map<string, string>()
  await inTurns(await readdir(records).catch(orMissing([])), async (name) => {
    const [, id] = RECORD.exec(name) ?? []
    if (id) copy.set(id, sha256(await readFile(join(records, name), 'utf8')))
  })
  return copy
}

/** A file appears whole and durable, or not at all. */
async function writeWhole(path: string, text: string): Promise<void> {
  const file = await open(`${path}${DRAFT}`, 'w')
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(`${path}${DRAFT}`, path)
}

/**
 * A folder that one process at a time keeps in step. Records are written before the state that tells of them, so that
 * a kill at any instant leaves a copy that reads its last page once more.
 */
export async function openFolder(dir: string, followed: Followed, tell: (line: string) => void) {
  const records = join(dir, 'records')
  const seenPath = join(dir, 'seen.txt')
  await mkdir(records, { recursive: true })
  const lock = await lockDirectory(dir, 0, tell)
  try {
    let state = await readState(dir, followed)
    const drafts = (await readdir(records)).filter((name) => name.endsWith(`.json${DRAFT}`))
    for (const name of drafts) await rm(join(records, name), { force: true })
    const copy = await readCopy(dir)

    const save = async (changed: State) => {
      await writeWhole(join(dir, 'state.json'), `${JSON.stringify(changed, null, 2)}\n`)
      await syncDirectory(dir)
      state = changed
    }
    const remove = async (ids: string[]) => {
      await inTurns(ids, async (id) => {
        await rm(join(records, `${id}.json`), { force: true })
        copy.delete(id)
      })
    }

    const here = (): State => {
      if (!state) throw new Error('a copy begins before it goes on')
      return state
    }

    return {
      copy: copy as Copy,
      /** Null before the first page. */
      state: () => state,

      /** Everything is read anew from the feed's first page; nothing leaves before the end. */
      async begin({ url, epoch }: Heading): Promise<void> {
        await writeFile(seenPath, '')
        const counted = copy.size
        await save({ ...followed, epoch, next: url, again: true, head: 0, counted, digest: null, proved_at: null })
      },

      /** Applies a page: its records first, then the state that has them behind it. */
      async apply(
        { write, remove: left, seen }: Changes,
        { next, head }: { next: string; head: number },
      ): Promise<void> {
        await inTurns(write, async ({ id, text, digest }) => {
          await writeWhole(join(records, `${id}.json`), text)
          copy.set(id, digest)
        })
        await remove(left)
        await syncDirectory(records)
        if (here().again) await appendFile(seenPath, seen.map((id) => `${id}\n`).join(''), { flush: true })
        await save({ ...here(), next, head, counted: copy.size })
      },

      /** Ends a reading of everything: what was not seen again leaves, and is named. */
      async end(): Promise<string[]> {
        const seen = new Set((await readFile(seenPath, 'utf8').catch(orMissing(''))).split('\n'))
        const left = [...copy.keys()].filter((id) => !seen.has(id))
        await remove(left)
        await syncDirectory(records)
        await save({ ...here(), again: false, counted: copy.size })
        await rm(seenPath, { force: true })
        return left
      },

      /** Notes that the copy is what its source has, with that digest. */
      prove: (digest: string) => save({ ...here(), digest, proved_at: new Date().toISOString() }),

      close: () => lock.release(),
    }
  } catch (error) {
    await lock.release()
    throw error
  }
}
export type Folder = Awaited<ReturnType<typeof openFolder>>

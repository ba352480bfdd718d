import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { Worker } from 'node:worker_threads'
import type { Audience } from '@essaim/shared/audience.ts'
import { EXPORT_FORMATS, type ExportFormat } from '@essaim/shared/exports.ts'
import type { FastifyInstance } from 'fastify'
import { piecesOf, sourceOf } from '../files/source.ts'
import type { Content } from '../files/storage.ts'
import { EVERYTHING } from '../innovations/filters.ts'
import { openNameless } from '../lib/spool.ts'
import type { About, WRITERS } from './formats.ts'
import { findDetailColumns } from './queries.ts'
import { type Copied, openSnapshot, type Snapshot } from './snapshot.ts'

type Derived = keyof typeof WRITERS
export type ThreadJob = { source: number; targets: { format: Derived; fd: number }[]; about: About }
export type Written = { format: ExportFormat; bytes: number; sha256: string }

const DERIVED = Object.keys(EXPORT_FORMATS).filter((format) => format !== 'ndjson') as Derived[]
/** Enough for the longest records; given more, the thread takes it, however many they are. */
const MEMORY = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 }

/** The files of one audience, on disk without a name: they are gone with the process, however it ends. */
export type ExportFiles = {
  snapshot: Snapshot
  copied: Copied
  files: (Written & { content: Content })[]
  close(): Promise<void>
}

/** Copies one instant of what an audience may read, and makes every other format of the copy, in a thread of its own. */
export async function writeFiles(
  app: FastifyInstance,
  audience: Exclude<Audience, 'staff'>,
  signal: AbortSignal,
): Promise<ExportFiles> {
  const details = await findDetailColumns(app.db)
  const handles: FileHandle[] = []
  const close = async () => {
    for (const handle of handles) await handle.close()
  }
  const nameless = async () => {
    const handle = await openNameless()
    handles.push(handle)
    return handle
  }
  try {
    // before the snapshot, which holds a connection until it is written
    const source = await nameless()
    const open = await openSnapshot(app.slowPool, audience)
    const hash = createHash('sha256')
    let bytes = 0
    const copied = await open.write(EVERYTHING, async (block) => {
      signal.throwIfAborted()
      hash.update(block)
      await source.write(block, 0, block.length, bytes)
      bytes += block.length
    })
    const targets = await Promise.all(DERIVED.map(async (format) => ({ format, file: await nameless() })))
    const derived = await inThread(
      {
        source: source.fd,
        targets: targets.map(({ format, file }) => ({ format, fd: file.fd })),
        about: { details, ...open.snapshot, count: copied.count },
      },
      signal,
    )
    const written: Written[] = [{ format: 'ndjson', bytes, sha256: hash.digest('hex') }, ...derived]
    return {
      snapshot: open.snapshot,
      copied,
      files: written.map((one) => ({
        ...one,
        content: contentOf(targets.find(({ format }) => format === one.format)?.file ?? source, one.bytes),
      })),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

const contentOf = (file: FileHandle, bytes: number): Content => ({
  bytes,
  open: () => Readable.from(piecesOf(sourceOf({ file, bytes }))),
})

/** Requests of others are answered meanwhile. */
function inThread(job: ThreadJob, signal: AbortSignal): Promise<Written[]> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./thread.ts', import.meta.url), {
      workerData: job,
      execArgv: [],
      resourceLimits: MEMORY,
    })
    const give = () => void thread.terminate()
    signal.addEventListener('abort', give)
    thread.on('message', resolve)
    thread.on('error', reject)
    thread.on('exit', () => {
      signal.removeEventListener('abort', give)
      reject(new Error('the export’s thread ended'))
    })
  })
}

import { createHash } from 'node:crypto'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId } from './id.ts'
import { problem } from './problem.ts'

/** A private file without a name: it is gone when it is closed, or with the process. */
export async function openNameless(): Promise<FileHandle> {
  const path = join(tmpdir(), `essaim-${newId()}`)
  const file = await open(path, 'wx+', 0o600)
  await rm(path)
  return file
}

export type Upload = { file: FileHandle; sha256: string; bytes: number; close(): Promise<void> }

/** Takes what is sent to disk as it comes, so that a slow caller holds neither memory nor a transaction. */
export async function receive(source: AsyncIterable<Uint8Array>, limit: number): Promise<Upload> {
  const file = await openNameless()
  const hash = createHash('sha256')
  let bytes = 0
  try {
    for await (const chunk of source) {
      bytes += chunk.length
      if (bytes > limit) throw problem('too-large', { headers: { connection: 'close' } })
      hash.update(chunk)
      await file.appendFile(chunk)
    }
  } catch (error) {
    await file.close()
    throw error
  }
  let open = true
  const close = async () => {
    if (open) await file.close()
    open = false
  }
  return { file, sha256: hash.digest('hex'), bytes, close }
}

/** A file that is read while it is still written: who writes never waits for who reads. */
export type Trail = {
  append(bytes: Uint8Array): Promise<void>
  /** Nothing more comes; or, with an error, what is there is cut short. */
  end(error?: Error): void
  /** The bytes from the beginning, to the end that is yet to come. */
  read(): AsyncGenerator<Buffer>
  /** Whoever still appends is told so. */
  close(): Promise<void>
}

/** Opens a trail without a name. */
export async function openTrail(): Promise<Trail> {
  const file = await openNameless()
  let written = 0
  let state: 'open' | 'ended' | 'closed' = 'open'
  let failure: Error | undefined
  let wake = (): void => undefined
  return {
    async append(bytes) {
      if (state === 'closed') throw new Error('nobody reads this any more')
      const at = written
      await file.write(bytes, 0, bytes.length, at)
      written = at + bytes.length
      wake()
    },
    end(error) {
      failure = error
      state = 'ended'
      wake()
    },
    async *read() {
      for (let at = 0; ; ) {
        if (at < written) {
          const { buffer, bytesRead } = await file.read(
            Buffer.allocUnsafe(Math.min(BUFFERED, written - at)),
            0,
            null,
            at,
          )
          at += bytesRead
          yield buffer.subarray(0, bytesRead)
        } else if (failure) throw failure
        else if (state !== 'open') return
        else
          await new Promise<void>((more) => {
            wake = more
          })
      }
    },
    async close() {
      if (state !== 'closed') await file.close()
      state = 'closed'
      wake()
    },
  }
}

const BUFFERED = 64 * 1024

/** A list that is too long for memory: appended to, then read again item by item in any order. */
export type DiskList<T> = {
  length: number
  push(item: T): Promise<void>
  at(indexes: number[]): Promise<T[]>
  close(): Promise<void>
}

/** Opens an empty list on disk. */
export async function openDiskList<T>(): Promise<DiskList<T>> {
  const file = await openNameless()
  const ends: number[] = []
  let waiting: Buffer[] = []
  let waitingBytes = 0
  let written = 0
  const flush = async () => {
    if (waitingBytes === 0) return
    const block = Buffer.concat(waiting)
    waiting = []
    waitingBytes = 0
    await file.write(block, 0, block.length, written)
    written += block.length
  }
  return {
    get length() {
      return ends.length
    },
    async push(item) {
      const bytes = Buffer.from(JSON.stringify(item))
      waiting.push(bytes)
      waitingBytes += bytes.length
      ends.push((ends.at(-1) ?? 0) + bytes.length)
      if (waitingBytes >= BUFFERED) await flush()
    },
    async at(indexes) {
      await flush()
      const items: T[] = []
      for (const index of indexes) {
        const start = ends[index - 1] ?? 0
        const length = (ends[index] ?? start) - start
        const { buffer } = await file.read(Buffer.alloc(length), 0, length, start)
        items.push(JSON.parse(buffer.toString()) as T)
      }
      return items
    },
    close: () => file.close(),
  }
}

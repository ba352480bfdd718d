import { createHash } from 'node:crypto'
import { readSync, writeSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import type { ThreadJob, Written } from './files.ts'
import { documentsIn, inBlocks, WRITERS } from './formats.ts'

// Nobody waits for this thread but the export that it is for.
const { source, targets, about } = workerData as ThreadJob

const PIECE = 256 * 1024
function* piecesOf(fd: number): Generator<Buffer> {
  for (let at = 0; ; ) {
    const piece = Buffer.allocUnsafe(PIECE)
    const length = readSync(fd, piece, 0, PIECE, at)
    if (length === 0) return
    at += length
    yield piece.subarray(0, length)
  }
}

const written: Written[] = []
for (const { format, fd } of targets) {
  const documents = documentsIn(piecesOf(source))
  const hash = createHash('sha256')
  let bytes = 0
  for await (const block of inBlocks(WRITERS[format](documents, about))) {
    for (let done = 0; done < block.length; ) done += writeSync(fd, block, done, block.length - done, bytes + done)
    hash.update(block)
    bytes += block.length
  }
  written.push({ format, bytes, sha256: hash.digest('hex') })
}
parentPort?.postMessage(written)

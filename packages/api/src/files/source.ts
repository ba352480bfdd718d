import type { Upload } from '../lib/spool.ts'

/** Bytes on disk, read where they are needed: a file is never in memory whole. */
export type Source = {
  bytes: number
  /** So many bytes from there on; fewer at the end. */
  read(start: number, length: number): Promise<Buffer>
}

export const sourceOf = ({ file, bytes }: Pick<Upload, 'file' | 'bytes'>): Source => ({
  bytes,
  async read(start, length) {
    const wanted = Math.max(0, Math.min(length, bytes - start))
    const { buffer, bytesRead } = await file.read(Buffer.alloc(wanted), 0, wanted, start)
    return buffer.subarray(0, bytesRead)
  },
})

// small, so that what is read is soon forgotten
const WINDOW = 64 * 1024
const OVERLAP = 8 * 1024

/** The bytes as text, one letter each, window by window; what is shorter than their overlap is whole in one of them. */
export async function* windowsOf(source: Source): AsyncGenerator<{ at: number; text: string }> {
  for (let at = 0; at < source.bytes; at += WINDOW)
    yield { at, text: (await source.read(at, WINDOW + OVERLAP)).toString('latin1') }
}

/** The bytes in order, piece by piece. */
export async function* piecesOf(source: Source): AsyncGenerator<Buffer> {
  for (let at = 0; at < source.bytes; at += WINDOW) yield await source.read(at, WINDOW)
}

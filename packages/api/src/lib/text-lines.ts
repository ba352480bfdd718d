import { isUtf8 } from 'node:buffer'
import { TextDecoder } from 'node:util'

const LF = 0x0a
const CR = 0x0d

/** The first bytes of a zip (xlsx, ods) and of an old xls. */
const WORKBOOKS = ['504b0304', 'd0cf11e0']

/** A physical line of a text file, without its line break; `cut` when it was longer than allowed and its end was dropped. */
export interface TextLine {
  number: number
  text: string
  cut: boolean
}

/** What was sent is not text at all: a workbook, an archive, a binary file. */
export class NotTextError extends Error {
  override name = 'NotTextError'
}

/**
 * Reads the lines of a text whose encoding nobody named: UTF-16 by its byte order mark, else UTF-8, else Windows-1252.
 * UTF-8 or Windows-1252 is decided line by line: nothing but a line is held, and files glued together from two sources read well.
 */
export async function* readLines(source: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<TextLine> {
  const windows1252 = new TextDecoder('windows-1252')
  let number = 0
  for await (const { bytes, cut } of splitLines(asSingleBytes(source), maxBytes)) {
    number++
    // A cut may fall inside a character, which says nothing about the encoding.
    const text = isUtf8(cut ? withoutPartialCharacter(bytes) : bytes)
      ? bytes.toString('utf8')
      : windows1252.decode(bytes)
    yield { number, text, cut }
  }
}

/** UTF-16 becomes UTF-8; anything else passes unchanged but for its byte order mark. */
async function* asSingleBytes(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let head: Buffer | null = Buffer.alloc(0)
  let utf16: TextDecoder | null = null
  for await (const chunk of source) {
    let bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    if (head !== null) {
      bytes = Buffer.concat([head, bytes])
      if (bytes.length < 4) {
        head = bytes
        continue
      }
      head = null
      utf16 = utf16Decoder(bytes)
      if (utf16 === null) bytes = openingOf(bytes)
    }
    yield utf16 === null ? bytes : Buffer.from(utf16.decode(bytes, { stream: true }))
  }
  if (head !== null) {
    const decoder = utf16Decoder(head)
    yield decoder === null ? openingOf(head) : Buffer.from(decoder.decode(head))
  } else if (utf16 !== null) {
    yield Buffer.from(utf16.decode())
  }
}

function utf16Decoder(bytes: Buffer): TextDecoder | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le')
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be')
  return null
}

function openingOf(bytes: Buffer): Buffer {
  const signature = bytes.toString('hex', 0, 4)
  if (WORKBOOKS.includes(signature) || bytes.subarray(0, 1024).includes(0))
    throw new NotTextError('The file is not a text file')
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
}

/** Cuts at LF, CR LF and CR, as spreadsheets of all ages write them, and keeps no more of a line than `maxBytes`. */
async function* splitLines(
  source: AsyncIterable<Buffer>,
  maxBytes: number,
): AsyncGenerator<{ bytes: Buffer; cut: boolean }> {
  let parts: Buffer[] = []
  let length = 0
  let cut = false
  let afterCr = false

  const keep = (bytes: Buffer) => {
    const kept = bytes.subarray(0, maxBytes - length)
    if (kept.length < bytes.length) cut = true
    if (kept.length > 0) parts.push(kept)
    length += kept.length
  }
  const take = () => {
    const line = { bytes: parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts), cut }
    parts = []
    length = 0
    cut = false
    return line
  }

  for await (const chunk of source) {
    let start = 0
    for (let index = 0; index < chunk.length; index++) {
      const byte = chunk[index]
      if (byte === LF && afterCr) {
        start = index + 1
      } else if (byte === LF || byte === CR) {
        keep(chunk.subarray(start, index))
        start = index + 1
        yield take()
      }
      afterCr = byte === CR
    }
    if (start < chunk.length) keep(chunk.subarray(start))
  }
  if (length > 0 || cut) yield take()
}

function withoutPartialCharacter(bytes: Buffer): Buffer {
  let end = bytes.length
  while (end > 0 && bytes.length - end < 3 && ((bytes[end - 1] ?? 0) & 0xc0) === 0x80) end--
  return bytes.subarray(0, Math.max(0, end - 1))
}

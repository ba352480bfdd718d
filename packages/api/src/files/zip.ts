import type { Source } from './source.ts'

/** An entry of an archive, as its central directory tells it. */
export type ZipEntry = { name: string; packed: number; unpacked: number; encrypted: boolean }

const LOCAL_HEADER = 0x04034b50
const DIRECTORY_ENTRY = 0x02014b50
const END_OF_DIRECTORY = 0x06054b50
const END_SIZE = 22
const LONGEST_COMMENT = 0xffff
/** Above so many entries, or so many bytes of them, the directory is not read. */
const MOST_ENTRIES = 3000
const LARGEST_DIRECTORY = 1024 * 1024

/** The entries of an archive that is nothing else before or after, without unpacking any; null when it is none. */
export async function entriesOf(source: Source): Promise<ZipEntry[] | 'too-many' | null> {
  if (source.bytes < END_SIZE || (await source.read(0, 4)).readUInt32LE(0) !== LOCAL_HEADER) return null
  const from = Math.max(0, source.bytes - END_SIZE - LONGEST_COMMENT)
  const tail = await source.read(from, END_SIZE + LONGEST_COMMENT)
  const end = findEnd(tail)
  if (end === null) return null
  const count = tail.readUInt16LE(end + 10)
  const size = tail.readUInt32LE(end + 12)
  const start = tail.readUInt32LE(end + 16)
  // several disks, or sizes of 64 bits: no document needs them
  if (tail.readUInt32LE(end + 4) !== 0 || tail.readUInt16LE(end + 8) !== count || start + size !== from + end)
    return null
  if (count > MOST_ENTRIES || size > LARGEST_DIRECTORY) return 'too-many'
  return readDirectory(await source.read(start, size), count)
}

function readDirectory(directory: Buffer, count: number): ZipEntry[] | null {
  const entries: ZipEntry[] = []
  let at = 0
  for (let i = 0; i < count; i += 1) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== DIRECTORY_ENTRY) return null
    const nameLength = directory.readUInt16LE(at + 28)
    const next = at + 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
    if (next > directory.length) return null
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
      packed: directory.readUInt32LE(at + 20),
      unpacked: directory.readUInt32LE(at + 24),
      encrypted: (directory.readUInt16LE(at + 8) & 1) === 1,
    })
    at = next
  }
  return at === directory.length ? entries : null
}

/** Where the end record stands; its comment must reach the last byte, so that nothing follows it. */
function findEnd(tail: Buffer): number | null {
  for (let at = tail.length - END_SIZE; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) === END_OF_DIRECTORY && at + END_SIZE + tail.readUInt16LE(at + 20) === tail.length)
      return at
  }
  return null
}

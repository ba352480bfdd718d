/** An entry of an archive, as its central directory tells it. */
export type ZipEntry = { name: string; packed: number; unpacked: number; encrypted: boolean }

const LOCAL_HEADER = 0x04034b50
const DIRECTORY_ENTRY = 0x02014b50
const END_OF_DIRECTORY = 0x06054b50
const END_SIZE = 22
/** Above so many entries the directory is not read. */
const MOST_ENTRIES = 3000

/** The entries of an archive that is nothing else before or after, without unpacking any; null when it is none. */
export function entriesOf(bytes: Buffer): ZipEntry[] | 'too-many' | null {
  if (bytes.length < END_SIZE || bytes.readUInt32LE(0) !== LOCAL_HEADER) return null
  const end = findEnd(bytes)
  if (end === null) return null
  const count = bytes.readUInt16LE(end + 10)
  const size = bytes.readUInt32LE(end + 12)
  const start = bytes.readUInt32LE(end + 16)
  // several disks, or sizes of 64 bits: no document needs them
  if (bytes.readUInt32LE(end + 4) !== 0 || bytes.readUInt16LE(end + 8) !== count || start + size !== end) return null
  if (count > MOST_ENTRIES) return 'too-many'
  const entries: ZipEntry[] = []
  let at = start
  for (let i = 0; i < count; i += 1) {
    if (at + 46 > end || bytes.readUInt32LE(at) !== DIRECTORY_ENTRY) return null
    const nameLength = bytes.readUInt16LE(at + 28)
    const next = at + 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
    if (next > end) return null
    entries.push({
      name: bytes.toString('utf8', at + 46, at + 46 + nameLength),
      packed: bytes.readUInt32LE(at + 20),
      unpacked: bytes.readUInt32LE(at + 24),
      encrypted: (bytes.readUInt16LE(at + 8) & 1) === 1,
    })
    at = next
  }
  return at === end ? entries : null
}

/** Where the end record stands; its comment must reach the last byte, so that nothing follows it. */
function findEnd(bytes: Buffer): number | null {
  const first = Math.max(0, bytes.length - END_SIZE - 0xffff)
  for (let at = bytes.length - END_SIZE; at >= first; at -= 1) {
    if (bytes.readUInt32LE(at) === END_OF_DIRECTORY && at + END_SIZE + bytes.readUInt16LE(at + 20) === bytes.length)
      return at
  }
  return null
}

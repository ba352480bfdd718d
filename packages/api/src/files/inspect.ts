import type { FileType } from '@essaim/shared/file-types.ts'
import { rewriteImage } from './images.ts'
import { rejected } from './rejections.ts'
import { entriesOf, type ZipEntry } from './zip.ts'

/** What is kept of a file that was let in. */
export type Inspected = { bytes: Buffer; width: number | null; height: number | null }

// In two parts, so that no scanner takes this source for what it looks for.
const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE'].join('')
const LARGEST_UNPACKED = 200 * 1024 * 1024
/** Texts shrink well: only what shrinks far better than any text is meant to burst. */
const HIGHEST_RATIO = 100
const SMALL = 2 * 1024 * 1024

const ROOMS: Partial<Record<FileType, string>> = {
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'word/',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xl/',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'ppt/',
}
const MACROS = /(^|\/)(vbaProject|vbaData)[^/]*$|(^|\/)activeX\/|^(Basic|Scripts)\//i
const RUNS = /\.(exe|dll|com|scr|msi|bat|cmd|ps1|vbs|js|jse|wsf|jar|sh|lnk|hta|html?|svg|zip|7z|rar|gz)$/i
const ODT = 'mimetypeapplication/vnd.oasis.opendocument.text'

/** Judges a file by its content, never by its name: what is kept of it, or a refusal that says why. */
export async function inspect(bytes: Buffer, type: FileType): Promise<Inspected> {
  if (bytes.length === 0) throw rejected('empty')
  if (bytes.includes(EICAR)) throw rejected('malware')
  if (type.startsWith('image/')) return rewriteImage(bytes, type)
  if (type === 'application/pdf') inspectPdf(bytes)
  else inspectDocument(bytes, type)
  return { bytes, width: null, height: null }
}

// Names in a PDF may be written with codes: #4A is J.
const RUNS_IN_PDF = /\/(JavaScript|Launch|RichMedia)\b|\/JS\s*[(<]|\/JS\s+\d+\s+\d+\s+R/
const MARKUP = /<(script|html|!doctype\s+html|iframe|svg)[\s>]/i

function inspectPdf(bytes: Buffer): void {
  const text = bytes.toString('latin1')
  if (!text.startsWith('%PDF-')) throw rejected('type-mismatch')
  const end = text.lastIndexOf('%%EOF')
  if (end < 0) throw rejected('unreadable')
  // another format that begins where this one ends, or hides in it
  if (text.length - end > 1024 || MARKUP.test(text) || entriesAtEnd(bytes)) throw rejected('active-content')
  const plain = text.replaceAll(/\/[A-Za-z0-9]*#[A-Za-z0-9#]{2,40}/g, (name) =>
    name.replaceAll(/#([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
  )
  if (RUNS_IN_PDF.test(plain)) throw rejected('active-content')
}

const entriesAtEnd = (bytes: Buffer): boolean => bytes.subarray(-70_000).includes(Buffer.from([0x50, 0x4b, 0x05, 0x06]))

function inspectDocument(bytes: Buffer, type: FileType): void {
  const entries = entriesOf(bytes)
  if (entries === null) throw rejected('type-mismatch')
  if (entries === 'too-many') throw rejected('archive-bomb')
  const names = new Set(entries.map(({ name }) => name))
  const room = ROOMS[type]
  const fits = room
    ? names.has('[Content_Types].xml') && [...names].some((name) => name.startsWith(room))
    : bytes.toString('latin1', 30, 30 + ODT.length) === ODT && names.has('content.xml')
  if (!fits) throw rejected('type-mismatch')
  if (entries.some(({ encrypted }) => encrypted)) throw rejected('encrypted')
  if (entries.some(({ name }) => /(^|[\\/])\.\.([\\/]|$)|^[\\/]|^[a-z]:|\0/i.test(name))) throw rejected('unreadable')
  if (names.size < entries.length || bursts(entries, bytes.length)) throw rejected('archive-bomb')
  if (entries.some(({ name }) => MACROS.test(name))) throw rejected('macros')
  if (entries.some(({ name }) => RUNS.test(name))) throw rejected('active-content')
}

function bursts(entries: ZipEntry[], size: number): boolean {
  const packed = entries.reduce((sum, entry) => sum + entry.packed, 0)
  const unpacked = entries.reduce((sum, entry) => sum + entry.unpacked, 0)
  // entries that overlap count the same bytes several times
  return packed > size || unpacked > LARGEST_UNPACKED || (unpacked > SMALL && unpacked / size > HIGHEST_RATIO)
}

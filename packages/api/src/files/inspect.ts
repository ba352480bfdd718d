import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { FileType } from '@essaim/shared/file-types.ts'
import type { Upload } from '../lib/spool.ts'
import { rewriteImage } from './images.ts'
import { rejected } from './rejections.ts'
import { piecesOf, type Source, sourceOf, windowsOf } from './source.ts'
import { type Content, inMemory } from './storage.ts'
import { entriesOf, type ZipEntry } from './zip.ts'

/** What is kept of a file that was let in. */
export type Inspected = { content: Content; sha256: string; width: number | null; height: number | null }

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
export async function inspect(upload: Upload, type: FileType): Promise<Inspected> {
  const source = sourceOf(upload)
  if (source.bytes === 0) throw rejected('empty')
  if (type === 'application/pdf') await inspectPdf(source)
  else for await (const { text } of windowsOf(source)) refuseMalware(text)
  if (type.startsWith('image/')) {
    const { data, width, height } = await rewriteImage(await source.read(0, source.bytes), type)
    return { content: inMemory(data), sha256: createHash('sha256').update(data).digest('hex'), width, height }
  }
  if (type !== 'application/pdf') await inspectDocument(source, type)
  return {
    content: { bytes: source.bytes, open: () => Readable.from(piecesOf(source)) },
    sha256: upload.sha256,
    width: null,
    height: null,
  }
}

function refuseMalware(text: string): void {
  if (text.includes(EICAR)) throw rejected('malware')
}

// Names in a PDF may be written with codes: #4A is J.
const RUNS_IN_PDF = /\/(JavaScript|Launch|RichMedia)\b|\/JS\s*[(<]|\/JS\s+\d+\s+\d+\s+R/
const MARKUP = /<(script|html|!doctype\s+html|iframe|svg)[\s>]/i

async function inspectPdf(source: Source): Promise<void> {
  let end = -1
  let runs = false
  let isPdf = false
  for await (const { at, text } of windowsOf(source)) {
    refuseMalware(text)
    if (at === 0) isPdf = text.startsWith('%PDF-')
    const found = text.lastIndexOf('%%EOF')
    if (found >= 0) end = at + found
    runs ||= MARKUP.test(text) || RUNS_IN_PDF.test(withPlainNames(text))
  }
  if (!isPdf) throw rejected('type-mismatch')
  if (end < 0) throw rejected('unreadable')
  // another format that begins where this one ends, or hides in it
  if (runs || source.bytes - end > 1024 || (await endsAsArchive(source))) throw rejected('active-content')
}

const withPlainNames = (text: string): string =>
  text.replaceAll(/\/[A-Za-z0-9]*#[A-Za-z0-9#]{2,40}/g, (name) =>
    name.replaceAll(/#([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
  )

const endsAsArchive = async (source: Source): Promise<boolean> =>
  (await source.read(Math.max(0, source.bytes - 70_000), 70_000)).includes(Buffer.from([0x50, 0x4b, 0x05, 0x06]))

async function inspectDocument(source: Source, type: FileType): Promise<void> {
  const entries = await entriesOf(source)
  if (entries === null) throw rejected('type-mismatch')
  if (entries === 'too-many') throw rejected('archive-bomb')
  const names = new Set(entries.map(({ name }) => name))
  const room = ROOMS[type]
  const fits = room
    ? names.has('[Content_Types].xml') && [...names].some((name) => name.startsWith(room))
    : (await source.read(30, ODT.length)).toString('latin1') === ODT && names.has('content.xml')
  if (!fits) throw rejected('type-mismatch')
  if (entries.some(({ encrypted }) => encrypted)) throw rejected('encrypted')
  if (entries.some(({ name }) => /(^|[\\/])\.\.([\\/]|$)|^[\\/]|^[a-z]:|\0/i.test(name))) throw rejected('unreadable')
  if (names.size < entries.length || bursts(entries, source.bytes)) throw rejected('archive-bomb')
  if (entries.some(({ name }) => MACROS.test(name))) throw rejected('macros')
  if (entries.some(({ name }) => RUNS.test(name))) throw rejected('active-content')
}

function bursts(entries: ZipEntry[], size: number): boolean {
  const packed = entries.reduce((sum, entry) => sum + entry.packed, 0)
  const unpacked = entries.reduce((sum, entry) => sum + entry.unpacked, 0)
  // entries that overlap count the same bytes several times
  return packed > size || unpacked > LARGEST_UNPACKED || (unpacked > SMALL && unpacked / size > HIGHEST_RATIO)
}

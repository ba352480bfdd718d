import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}
const WORTH_COMPRESSING = /^(text|application)\/|svg/

export type BuiltFile = {
  type: string
  content: Buffer
  tag: string
  hashed: boolean
  compressed: () => Promise<Buffer | null>
}

const compress = promisify(brotliCompress)

function builtFile(path: string, content: Buffer): BuiltFile {
  const type = TYPES[extname(path)] ?? 'application/octet-stream'
  let packed: Promise<Buffer | null> | undefined
  return {
    type,
    content,
    tag: createHash('sha256').update(content).digest('hex').slice(0, 32),
    // The build names these files by their content: another content has another name.
    hashed: /^assets\/.*[-.][\w-]{8,}\.\w+$/.test(path),
    compressed: () => {
      if (content.length < 1024 || !WORTH_COMPRESSING.test(type)) return Promise.resolve(null)
      packed ??= compress(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })
      return packed
    },
  }
}

/**
 * The static build, read whole: a few megabytes, served from memory. What is answered is looked up by name among
 * these files and never on the disk, so that no spelling of an address leads out of them.
 */
export async function readBuild(folder: string): Promise<Map<string, BuiltFile>> {
  const files = new Map<string, BuiltFile>()
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  for (const entry of entries) {
    if (!entry.isFile() || entry.name.startsWith('.')) continue
    const file = join(entry.parentPath, entry.name)
    const path = relative(folder, file).split(sep).join('/')
    files.set(path, builtFile(path, await readFile(file)))
  }
  return files
}

import type { FileType } from '@essaim/shared/file-types.ts'
import type { Sharp } from 'sharp'
import { rejected } from './rejections.ts'

const MOST_PIXELS = 40_000_000
const LONGEST_SIDE = 2400
const PATIENCE_SECONDS = 8

/** An image as it was drawn anew. */
export type Drawn = { data: Buffer; width: number; height: number }

type Format = 'jpeg' | 'png' | 'webp'
const MAGIC: Record<Format, (bytes: Buffer) => boolean> = {
  jpeg: (bytes) => bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])),
  png: (bytes) => bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])),
  webp: (bytes) => bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP',
}
const WRITTEN: Record<Format, (image: Sharp) => Sharp> = {
  jpeg: (image) => image.jpeg({ quality: 85, mozjpeg: false }),
  png: (image) => image.png({ compressionLevel: 8 }),
  webp: (image) => image.webp({ quality: 85 }),
}

// One at a time: a decoded image takes far more memory than its file.
let line: Promise<unknown> = Promise.resolve()

/** The image drawn anew: upright, of a size for screens, without where and when it was taken, nor anything hidden in it. */
export function rewriteImage(bytes: Buffer, type: FileType): Promise<Drawn> {
  const format = type.slice('image/'.length) as Format
  if (!MAGIC[format](bytes)) return Promise.reject(rejected('type-mismatch'))
  const mine = line.then(() => rewrite(bytes, format))
  line = mine.catch(() => undefined)
  return mine
}

async function rewrite(bytes: Buffer, format: Format): Promise<Drawn> {
  // loaded by the first image: the start does not wait for it
  const { default: sharp } = await import('sharp')
  sharp.cache(false)
  const source = { limitInputPixels: MOST_PIXELS, failOn: 'error' as const, sequentialRead: true }
  // the limit is judged from the header, so that it has a reason of its own
  const found = await sharp(bytes, { ...source, limitInputPixels: false })
    .metadata()
    .catch(() => null)
  if (!found?.width || !found.height) throw rejected('unreadable')
  if (found.format !== format) throw rejected('type-mismatch')
  if (found.width * found.height > MOST_PIXELS) throw rejected('too-many-pixels')
  const image = sharp(bytes, source)
    .autoOrient()
    .resize({ width: LONGEST_SIDE, height: LONGEST_SIDE, fit: 'inside', withoutEnlargement: true })
    .timeout({ seconds: PATIENCE_SECONDS })
  const { data, info } = await WRITTEN[format](image)
    .toBuffer({ resolveWithObject: true })
    .catch(() => Promise.reject(rejected('unreadable')))
  return { data, width: info.width, height: info.height }
}

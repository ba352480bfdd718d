import type { Trx } from '../db/database.ts'
import { findLogo } from '../federation/queries.ts'

/** The federation’s logo as a drawing that a page takes; null where it has none, or none that can be read. */
export async function drawnLogo(trx: Trx): Promise<string | null> {
  const { logo } = await findLogo(trx)
  if (logo === null) return null
  // only who prints with a logo loads what reads images
  const { default: sharp } = await import('sharp')
  const drawn = await sharp(logo, { limitInputPixels: 40_000_000 })
    .resize({ width: 900, height: 300, fit: 'inside', withoutEnlargement: true })
    .png()
    .toBuffer({ resolveWithObject: true })
    .catch(() => null)
  if (drawn === null) return null
  const { width, height } = drawn.info
  const data = `data:image/png;base64,${drawn.data.toString('base64')}`
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><image width="${width}" height="${height}" xlink:href="${data}"/></svg>`
}

import type { Trx } from '../db/database.ts'
import { findLogo } from './queries.ts'

/** The federation’s logo as a PNG that fits on paper; null where it has none, or none that can be read. */
export async function findLogoPicture(trx: Trx): Promise<Buffer | null> {
  const { logo } = await findLogo(trx)
  if (logo === null) return null
  // only who prints with a logo loads what reads images
  const { default: sharp } = await import('sharp')
  return sharp(logo, { limitInputPixels: 40_000_000 })
    .resize({ width: 900, height: 300, fit: 'inside', withoutEnlargement: true })
    .png()
    .toBuffer()
    .catch(() => null)
}

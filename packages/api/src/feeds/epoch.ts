import { createHash } from 'node:crypto'
import type { Filter } from '../innovations/filters.ts'

/** Opaque, and another one for each audience and filter: a follower whose view changes starts again. */
export const epochOf = (epoch: string, audience: string, { key }: Pick<Filter, 'key'> = { key: '' }): string =>
  createHash('sha256')
    .update([epoch, audience, ...(key ? [key] : [])].join(' '))
    .digest('base64url')
    .slice(0, 16)

import { createHash, randomBytes, randomInt } from 'node:crypto'

/** A new opaque token of 256 bits, recognisable by its prefix. */
export const newToken = (prefix: string): string => `${prefix}_${randomBytes(32).toString('base64url')}`

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789'

/** A new opaque secret of 256 bits, and the beginning by which people tell it from others. */
export function newSecret(kind: string): { text: string; prefix: string } {
  const prefix = `${kind}_${Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)]).join('')}`
  return { text: `${prefix}_${randomBytes(32).toString('base64url')}`, prefix }
}

/** What is stored of a token: tokens are random, so a plain hash is enough. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest()

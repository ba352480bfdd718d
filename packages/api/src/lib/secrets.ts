import { createHash, randomBytes } from 'node:crypto'

/** A new opaque token of 256 bits, recognisable by its prefix. */
export const newToken = (prefix: string): string => `${prefix}_${randomBytes(32).toString('base64url')}`

/** What is stored of a token: tokens are random, so a plain hash is enough. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest()

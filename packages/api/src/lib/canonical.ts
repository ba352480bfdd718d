import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'

/** The one text of a JSON value, whoever writes it (RFC 8785). */
export const canonical = (value: object): string => canonicalize(value) as string

/** The SHA-256 of a text, in lowercase hexadecimal. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'

/** The SHA-256 of a record's canonical text (RFC 8785): whoever holds the same record, in whatever order of members, finds the same. */
export function digestOf(document: object): Buffer {
  return createHash('sha256')
    .update(canonicalize(document) ?? '')
    .digest()
}

import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { problem } from './problem.ts'

/** Where a page ended: the values of its sort, ending with an id. */
export type Position = (string | number | null)[]

const MAC_BYTES = 12

/**
 * Opaque keyset cursors. A cursor is bound by its signature to the list and the filters that it came from:
 * sent with others, or altered, it is refused as malformed.
 */
export function cursors(secret: Buffer) {
  const mac = (payload: string, list: string) =>
    createHmac('sha256', secret).update(list).update('\0').update(payload).digest().subarray(0, MAC_BYTES)
  return {
    write(position: Position, list: string): string {
      const payload = Buffer.from(JSON.stringify(position)).toString('base64url')
      return `${payload}.${mac(payload, list).toString('base64url')}`
    },
    read(cursor: string, list: string): Position {
      const [payload = '', signature = '', ...more] = cursor.split('.')
      // As text: base64 forgives letters too many, and an altered cursor would pass.
      const given = Buffer.from(signature)
      const expected = Buffer.from(mac(payload, list).toString('base64url'))
      if (more.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) {
        throw problem('malformed', {
          detail: { fr: 'Ce curseur n’est pas de cette liste.', en: 'This cursor is not of this list.' },
          errors: [
            {
              parameter: 'cursor',
              code: 'bad-cursor',
              detail: { fr: 'Curseur illisible, ou d’une autre liste.', en: 'Unreadable cursor, or of another list.' },
            },
          ],
        })
      }
      return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Position
    },
  }
}
export type Cursors = ReturnType<typeof cursors>

/** Names a list with its filters: the query but for what moves within it. */
export function listName(path: string, query: Record<string, unknown>): string {
  const { cursor: _cursor, limit: _limit, count: _count, fields: _fields, ...filters } = query
  const sorted = Object.entries(filters)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(path).update(JSON.stringify(sorted)).digest('base64url')
}

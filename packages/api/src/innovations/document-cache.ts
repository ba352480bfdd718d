import { LRUCache } from 'lru-cache'
import type { Notices } from '../plugins/notices.ts'

/** An answer as it is sent: bytes, their tag, and for a page the address of the next one. */
export type ReadyAnswer = { bytes: Buffer; etag: string; link?: string }

/** Of documents and of pages, each. */
export const CACHE_BYTES = 32 * 1024 * 1024
const READERS = ['public', 'partners', 'members']

/**
 * Answers ready to be sent, kept in memory as long as the database's notices are heard: what is written, withdrawn or
 * deleted is forgotten at once in every process, and without notices nothing is kept at all. A document is forgotten
 * when it changes, a page when any document does.
 */
export function answerCache(notices: Notices, kept: 'documents' | 'pages', bytes = CACHE_BYTES) {
  const cache =
    bytes > 0
      ? new LRUCache<string, ReadyAnswer>({
          maxSize: bytes,
          sizeCalculation: (answer, key) => answer.bytes.length + key.length * 2 + 500,
        })
      : null
  // What changed while an answer was being read must not be kept as it was read.
  let clock = 0
  const forget = (id: string | null) => {
    clock += 1
    if (id === null || kept === 'pages') cache?.clear()
    else for (const reader of READERS) cache?.delete(`${reader} ${id}`)
  }
  notices.on('essaim_document', forget)
  if (kept === 'pages') notices.on('essaim_terms', () => forget(null))
  return {
    async find(reader: string, name: string, read: () => Promise<ReadyAnswer | null>): Promise<ReadyAnswer | null> {
      const key = `${reader} ${name}`
      const known = cache?.get(key)
      if (known) return known
      const before = clock
      const answer = await read()
      if (answer && notices.listening && clock === before) cache?.set(key, answer)
      return answer
    },
  }
}

import { LRUCache } from 'lru-cache'
import type pg from 'pg'
import type { Reader } from '../innovations/documents.ts'
import type { Filter } from '../innovations/filters.ts'
import { turns } from '../lib/turns.ts'
import { type FeedHeading, feedHeading, feedState } from './queries.ts'

/**
 * The headings of feeds, each looked up once as long as its audience's feed does not move: a digest is a look at every
 * record. However many ask, and by however many filters, one look at a time leaves the connections to the others.
 */
export function feedHeadings(pool: pg.Pool) {
  const known = new LRUCache<string, Promise<FeedHeading>>({ max: 1000 })
  const inTurn = turns(1, 64)
  return {
    async find(audience: Reader, filter: Filter): Promise<FeedHeading> {
      const { epoch, head } = await feedState(pool, audience)
      const name = `${audience} ${epoch} ${head} ${filter.key}`
      const found = known.get(name)
      if (found) return found
      const reading = inTurn(() => feedHeading(pool, audience, filter))
      known.set(name, reading)
      reading.catch(() => known.delete(name))
      return reading
    },
  }
}

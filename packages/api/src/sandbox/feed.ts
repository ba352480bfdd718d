import { createHash } from 'node:crypto'
import type { FeedHeading, FeedItems } from '../feeds/queries.ts'
import { everMatching, type Filter } from '../innovations/filters.ts'
import type { Sandbox, SandboxEntry } from './clock.ts'

const matches = ({ groups }: Filter, facets: string[]) =>
  groups.every((group) => group.some((facet) => facets.includes(facet)))

/** What stands in the sandbox's feed under a filter, each entry with whether it is there or has left. */
function standing({ entries }: Sandbox, filter: Filter): { entry: SandboxEntry; listed: boolean }[] {
  const ever = everMatching(filter)
  return entries
    .filter(({ known_facets }) => matches(ever, known_facets))
    .map((entry) => ({ entry, listed: entry.state === 'updated' && matches(filter, entry.facets) }))
}

/** The heading of the sandbox's feed under a filter, as `feeds/queries.ts` has it of the real one. */
export function sandboxHeading(sandbox: Sandbox, filter: Filter): FeedHeading {
  const all = standing(sandbox, filter)
  const live = all.filter(({ listed }) => listed).map(({ entry }) => entry)
  const lines = live
    .map((entry) => `${entry.id} ${entry.state === 'updated' ? entry.digest : ''}\n`)
    .sort()
    .join('')
  return {
    epoch: sandbox.epoch,
    head: all.at(-1)?.entry.seq ?? 0,
    live: live.length,
    deleted: all.length - live.length,
    digest: createHash('sha256').update(lines).digest('hex'),
  }
}

/** The items after a change number, in the bytes of a page. */
export function sandboxItems(sandbox: Sandbox, filter: Filter, after: number, limit: number): FeedItems {
  const page = standing(sandbox, filter)
    .filter(({ entry }) => entry.seq > after)
    .slice(0, limit)
  const items = page.map(({ entry, listed }) => ({
    state: listed ? 'updated' : 'deleted',
    kind: 'innovation',
    id: entry.id,
    modified: entry.seq,
    ...(entry.state === 'updated'
      ? listed
        ? { data: entry.document }
        : { reason: 'out_of_scope', replaced_by: null }
      : { reason: entry.leaving.reason, replaced_by: entry.leaving.replaced_by }),
  }))
  return {
    bytes: Buffer.from(items.map((item) => JSON.stringify(item)).join()),
    numbers: page.map(({ entry }) => entry.seq),
  }
}

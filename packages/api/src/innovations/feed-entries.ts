import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import type { Reader } from './documents.ts'
import { EVERY } from './filters.ts'

/** Why a record leaves its readers, as the tombstone says it. */
export type Leaving = {
  reason: 'withdrawn' | 'erased' | 'merged' | 'out_of_scope'
  withdrawn_reason?: string | null
  replaced_by?: string | null
}

/** What a reader has of a record, and the facets by which it is found; `readable` are those of its versions as well. */
export type Standing = { content: string; facets: string[]; readable: string[] }

type Move = {
  audience: Reader
  id: string
  seq: number
  was: Standing | null
  is: Standing | null
  leaving: Leaving
  at: Date
  /** Whether they lose for good what they had, so that no copy of before may be given to them any more. */
  taken: boolean
}

/** Why whoever does not read a record today does not: what it is says so, whoever asks. */
export async function leavingOf(trx: Trx, id: string): Promise<Leaving> {
  const row = await trx
    .selectFrom('innovation')
    .select([
      'state',
      'withdrawn_reason',
      'replaced_by',
      'merged_into',
      sql<boolean>`exists (select from erasure where erasure.innovation_id = innovation.id)`.as('erased'),
    ])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  if (row.erased) return { reason: 'erased' }
  if (row.merged_into !== null) return { reason: 'merged', replaced_by: row.merged_into }
  // still published, but no longer for everybody
  if (row.state === 'published') return { reason: 'out_of_scope' }
  return { reason: 'withdrawn', withdrawn_reason: row.withdrawn_reason, replaced_by: row.replaced_by }
}

/**
 * The readers who were told otherwise why they do not have a record any more, and are to know: whoever once had an
 * erased one is to purge it; who was told of a withdrawal is led on once it is merged, and back. Whoever it was hidden
 * from is told nothing.
 */
export async function toldOtherwise(trx: Trx, id: string, leaving: Leaving): Promise<string[]> {
  if (leaving.reason === 'out_of_scope') return []
  const entries = await trx
    .selectFrom('feed_entry')
    .select(['audience', 'reason', 'withdrawn_reason', 'replaced_by'])
    .where('kind', '=', 'innovation')
    .where('id', '=', id)
    .where('state', '=', 'deleted')
    .execute()
  const { reason, withdrawn_reason = null, replaced_by = null } = leaving
  return entries
    .filter((entry) =>
      reason === 'erased'
        ? entry.reason !== 'erased'
        : (entry.reason === 'withdrawn' || entry.reason === 'merged') &&
          (entry.reason !== reason || entry.withdrawn_reason !== withdrawn_reason || entry.replaced_by !== replaced_by),
    )
    .map(({ audience }) => audience)
}

/** Moves one audience's feed: each record stands in it once, at its last change there. */
export async function enter(trx: Trx, { audience, id, seq, was, is, leaving, at, taken }: Move): Promise<void> {
  const before = await trx
    .selectFrom('feed_entry')
    .select(['state', 'since', 'known_facets'])
    .where('audience', '=', audience)
    .where('kind', '=', 'innovation')
    .where('id', '=', id)
    .executeTakeFirst()
  const entry = {
    seq,
    state: is ? 'updated' : 'deleted',
    since: is ? (before?.since ?? seq) : null,
    reason: is ? null : leaving.reason,
    withdrawn_reason: is ? null : (leaving.withdrawn_reason ?? null),
    replaced_by: is ? null : (leaving.replaced_by ?? null),
    known_facets: !is && leaving.reason === 'erased' ? [EVERY] : knownFacets(before?.known_facets ?? [], is),
    changed_at: at,
  }
  await trx
    .insertInto('feed_entry')
    .values({ audience, kind: 'innovation', id, ...entry })
    .onConflict((c) => c.columns(['audience', 'kind', 'id']).doUpdateSet(entry))
    .execute()
  const live = (is ? 1 : 0) - (was ? 1 : 0)
  const deleted = (is ? 0 : 1) - (before?.state === 'deleted' ? 1 : 0)
  await trx
    .updateTable('feed')
    .set((e) => ({
      head: seq,
      live: e('live', '+', live),
      deleted: e('deleted', '+', deleted),
      narrowed: e('narrowed', '+', taken ? 1 : 0),
    }))
    .where('audience', '=', audience)
    .execute()
}

/**
 * The facets that a record ever had for these readers: whoever followed one of them is told when the record leaves it.
 * Once one of them may not be read any more, in no version, the record's leaving is told to every filter: told to
 * those alone which had it, it would say to anybody what is hidden.
 */
export function knownFacets(before: string[], is: Standing | null): string[] {
  const known = [...new Set([...before, ...(is?.facets ?? [])])].filter((facet) => facet !== EVERY).sort()
  return known.every((facet) => is?.readable.includes(facet)) ? known : [EVERY, ...known]
}

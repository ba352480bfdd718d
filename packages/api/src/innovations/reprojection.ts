import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { inScope, type Trx } from '../db/database.ts'
import { publishViews } from './publication.ts'

/** What was renamed or moved: the published records that speak of it are projected again. None: all of them. */
export type Cause = { association?: string; vocabulary?: string; term?: string; regional_delegation?: string }
/** What is left to do for a cause: the records after this one. */
export type Reprojection = { cause: Cause; after: string | null }

const BATCH = 25

/** One batch of the records that a cause touches, then a job for the rest: no transaction holds the feed's head for long. */
export async function reprojectBatch(
  app: FastifyInstance,
  { cause, after }: Reprojection,
  goOn: (trx: Trx, next: Reprojection) => Promise<unknown>,
): Promise<void> {
  app.terms.forget()
  const terms = await app.terms.current()
  await inScope(app.db, { kind: 'job' }, async (trx) => {
    // lock, then list, then project: what is published meanwhile is either seen here, or sees the renaming itself
    await trx.selectFrom('feed_head').select('one').forUpdate().execute()
    let list = trx
      .selectFrom('innovation')
      .select('innovation.id')
      .where('innovation.state', '=', 'published')
      .orderBy('innovation.id')
      .limit(BATCH)
    if (after) list = list.where('innovation.id', '>', after)
    if (cause.association) list = list.where('innovation.association_id', '=', cause.association)
    // regions follow from départements: no answer names them
    if (cause.term && cause.vocabulary !== 'regions') {
      const named = `%"${cause.term}"%`
      list = list.where((e) =>
        e.exists(
          e
            .selectFrom('innovation_version as v')
            .select('v.number')
            .whereRef('v.innovation_id', '=', 'innovation.id')
            .where(sql<string>`v.answers::text`, 'like', named),
        ),
      )
    }
    const ids = (await list.execute()).map((row) => row.id)
    if (ids.length === 0) return
    await publishViews(trx, terms, ids)
    if (ids.length === BATCH) await goOn(trx, { cause, after: ids.at(-1) ?? null })
  })
}

import { EXPORT_FORMATS } from '@essaim/shared/exports.ts'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { inScope, type Trx } from '../db/database.ts'
import { isKept } from '../files/queries.ts'
import { newId } from '../lib/id.ts'
import { announce } from '../webhooks/commands.ts'
import { writeFiles } from './files.ts'
import { dueAudiences, type Reader } from './queries.ts'

/** How many sets of an audience are kept, each for so long at most once there is a newer one. */
const KEPT = 3
const KEPT_DAYS = 7

/** Notes that a new export is asked for, and gives the feed's position that it will have at least. */
export async function askForExport(trx: Trx, audience: Reader): Promise<number> {
  const { head } = await trx
    .updateTable('feed')
    .set({ export_asked_at: sql`clock_timestamp()` })
    .where('audience', '=', audience)
    .returning('head')
    .executeTakeFirstOrThrow()
  return head
}

/** Makes what is due, one audience after the other, and takes away what is no longer kept. */
export async function makeExports(app: FastifyInstance, signal: AbortSignal): Promise<void> {
  // what may not be given any more goes first, with its bytes
  await endExports(app)
  for (const audience of await dueAudiences(app.db)) {
    await makeExport(app, audience, signal)
    await endExports(app)
  }
}

async function makeExport(app: FastifyInstance, audience: Reader, signal: AbortSignal): Promise<void> {
  const { snapshot, copied, files, close } = await writeFiles(app, audience, signal)
  try {
    for (const { format, sha256, content } of files) {
      signal.throwIfAborted()
      await app.files.put(sha256, content, EXPORT_FORMATS[format].media_type)
    }
    const id = newId()
    await app.db.transaction().execute(async (trx) => {
      const { transaction_time, feed_epoch, seq, live, deleted, narrowed } = snapshot
      await trx
        .insertInto('export')
        .values({ id, audience, transaction_time, feed_epoch, seq, live, deleted, narrowed, digest: copied.digest })
        .execute()
      await trx
        .insertInto('export_file')
        .values(
          files.map(({ format, bytes, sha256 }) => ({
            export_id: id,
            name: EXPORT_FORMATS[format].name,
            format,
            records: format === 'table-schema' ? null : copied.count,
            bytes,
            sha256,
          })),
        )
        .execute()
      await announce(trx, { audience }, 'export.ready', {
        id,
        url: `${app.publicUrl()}/v1/exports/${id}`,
        epoch: snapshot.epoch,
        seq,
      })
    })
  } finally {
    await close()
  }
}

/** Ends the exports that hold what was taken away since, are of another epoch, or too many or too old; their bytes go too. */
async function endExports(app: FastifyInstance): Promise<void> {
  const freed = await app.db.transaction().execute(async (trx) => {
    const ended = await sql<{ id: string }>`
      update export set ended_at = now() where id in (
        select e.id from (
          select id, audience, feed_epoch, narrowed, transaction_time,
            row_number() over (partition by audience order by transaction_time desc) as place
          from export where ended_at is null) e
        join feed f on f.audience = e.audience, feed_head h
        where e.feed_epoch <> h.epoch or e.narrowed <> f.narrowed or e.place > ${KEPT}
          or (e.place > 1 and e.transaction_time < now() - ${KEPT_DAYS} * interval '1 day'))
      returning id`.execute(trx)
    if (ended.rows.length === 0) return []
    const files = await trx
      .deleteFrom('export_file')
      .where(
        'export_id',
        'in',
        ended.rows.map(({ id }) => id),
      )
      .returning('sha256')
      .execute()
    return [...new Set(files.map(({ sha256 }) => sha256))]
  })
  for (const key of freed)
    if (!(await inScope(app.db, { kind: 'job' }, (trx) => isKept(trx, key)))) await app.files.remove(key)
}

import type { Audience } from '@essaim/shared/audience.ts'
import type { ExportFormat } from '@essaim/shared/exports.ts'
import type { QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Db } from '../db/database.ts'
import { problem } from '../lib/problem.ts'
import { type DetailColumn, detailColumns } from './columns.ts'

/** The columns of the answers: of every version that was ever published, the newest first. */
export async function findDetailColumns(db: Db): Promise<DetailColumn[]> {
  const rows = await db
    .selectFrom('questionnaire_version')
    .select('content')
    .where('state', '<>', 'draft')
    .orderBy(sql`published_at desc nulls last`)
    .orderBy('id', 'desc')
    .execute()
  return detailColumns(rows.map(({ content }) => content as unknown as QuestionnaireContent))
}

export type Reader = Exclude<Audience, 'staff'>

/** What may be given: of today's epoch, and holding nothing that was taken away since. */
const GIVEN = sql<SqlBool>`e.ended_at is null and e.feed_epoch = h.epoch and e.narrowed = f.narrowed`

/**
 * The audiences that need a new export: without one that may be given; with one that holds a record which has left since;
 * and where anything moved, asked for since or not made since last night (two o'clock in Paris).
 */
export async function dueAudiences(db: Db): Promise<Reader[]> {
  const { rows } = await sql<{ audience: Reader }>`
    select f.audience from feed f cross join feed_head h
    left join lateral (select e.* from export e where e.audience = f.audience and ${GIVEN}
      order by e.transaction_time desc limit 1) e on true
    where e.id is null or e.deleted <> f.deleted or (e.seq <> f.head and (e.transaction_time < f.export_asked_at
      or e.transaction_time < (date_trunc('day', now() at time zone 'Europe/Paris' - interval '2 hours') + interval '2 hours') at time zone 'Europe/Paris'))
    order by f.audience`.execute(db)
  return rows.map(({ audience }) => audience)
}

export type ExportFileRow = {
  name: string
  format: ExportFormat
  records: number | null
  bytes: number
  sha256: string
}
export type ExportRow = {
  id: string
  transaction_time: Date
  feed_epoch: string
  seq: number
  live: number
  digest: string
  given: boolean
  files: ExportFileRow[]
}

const selectExports = (where: RawBuilder<SqlBool>) => sql<ExportRow>`
  select e.id, e.transaction_time, e.feed_epoch, e.seq, e.live, e.digest, ${GIVEN} as given,
    (select coalesce(json_agg(json_build_object('name', name, 'format', format, 'records', records, 'bytes', bytes, 'sha256', sha256)), '[]')
      from export_file x where x.export_id = e.id) as files
  from export e join feed f on f.audience = e.audience cross join feed_head h
  where ${where}`

/** The exports that an audience may be given, the newest first. */
export const listExports = async (db: Db, audience: Reader): Promise<ExportRow[]> =>
  (
    await sql<ExportRow>`${selectExports(sql`e.audience = ${audience} and ${GIVEN}`)} order by e.transaction_time desc`.execute(
      db,
    )
  ).rows

/** One export of an audience: gone once it may not be given any more, unknown to the others. */
export async function findExport(db: Db, audience: Reader, id: string): Promise<ExportRow> {
  const { rows } = await selectExports(sql`e.audience = ${audience} and e.id = ${id}`).execute(db)
  const [found] = rows
  if (!found) throw problem('not-found')
  if (!found.given)
    throw problem('gone', {
      detail: {
        fr: 'Cet export n’est plus donné : prenez le dernier.',
        en: 'This export is not given any more: take the latest.',
      },
    })
  return found
}

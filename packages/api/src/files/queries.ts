import type { Actor } from '@essaim/shared/actors.ts'
import type { File } from '@essaim/shared/files.ts'
import type { TermLookup } from '@essaim/shared/questionnaires/model.ts'
import { type SqlBool, sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { problem } from '../lib/problem.ts'

const columns = ['id', 'name', 'media_type', 'bytes', 'sha256', 'width', 'height', 'created_at'] as const

/** A file as it is answered. */
export type FileRow = Omit<File, 'created_at'> & { created_at: Date }

type Whose = { id: string; association_id: string }

/** The files sent to a submission, and those of its association that its answers name. */
const filesOf = (trx: Trx, submission: Whose) =>
  trx
    .selectFrom('file')
    .select(columns)
    .where('association_id', '=', submission.association_id)
    .where(
      sql<SqlBool>`(file.submission_id = ${submission.id} or exists (select from answer
        where answer.submission_id = ${submission.id} and answer.value::text like '%"' || file.id || '"%'))`,
    )

/** The oldest first. */
export const listFiles = (trx: Trx, submission: Whose): Promise<FileRow[]> =>
  filesOf(trx, submission).orderBy('id').limit(500).execute()

/** One file of a submission that the caller may see. */
export async function findFile(trx: Trx, submission: Whose, id: string): Promise<FileRow> {
  const row = await filesOf(trx, submission).where('file.id', '=', id).executeTakeFirst()
  if (!row) throw problem('not-found')
  return row
}

const UUID = /"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"/gi

/** Every id that the values hold, whatever it is of: one query looks for the files among them. */
export const idsIn = (values: unknown): string[] => [
  ...new Set([...(JSON.stringify(values) ?? '').matchAll(UUID)].map(([, id = '']) => id.toLowerCase())),
]

/** What is known of a file before an answer may name it. */
export type KnownFile = { id: string; media_type: string; bytes: number }

/**
 * The files of the association that these answers may name; they stay until the transaction ends. A key sees all
 * associations, and names only what was sent to its own submission.
 */
export async function knownFiles(
  trx: Trx,
  actor: Actor,
  owner: { association_id: string | null; submission_id?: string },
  answers: unknown,
): Promise<Map<string, KnownFile>> {
  const ids = idsIn(answers)
  if (ids.length === 0 || owner.association_id === null) return new Map()
  let list = trx
    .selectFrom('file')
    .select(['id', 'media_type', 'bytes'])
    .where('association_id', '=', owner.association_id)
    .where('id', 'in', ids)
    .forKeyShare()
  if (actor.kind === 'key') {
    if (!owner.submission_id) return new Map()
    list = list.where('submission_id', '=', owner.submission_id)
  }
  return new Map((await list.execute()).map((row) => [row.id, row]))
}

/** The terms, and the files that an answer may name. */
export const withFiles =
  (terms: TermLookup, files: ReadonlyMap<string, KnownFile>): TermLookup =>
  (vocabulary, code) =>
    vocabulary === 'files' ? files.has(code.toLowerCase()) : terms(vocabulary, code)

/** Whether any row has these bytes: a file of an answer, or one of an export. */
export async function isKept(trx: Trx, sha256: string): Promise<boolean> {
  const rows = await Promise.all(
    (['file', 'export_file'] as const).map((table) =>
      trx.selectFrom(table).select('sha256').where('sha256', '=', sha256).executeTakeFirst(),
    ),
  )
  return rows.some((row) => row !== undefined)
}

import { type FileType, largestFor, MEDIA_TYPES } from '@essaim/shared/file-types.ts'
import { filesIn } from '@essaim/shared/questionnaires/file-answers.ts'
import type { Answers, QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { questionsOf } from '@essaim/shared/questionnaires/questions.ts'
import { sql } from 'kysely'
import { type Db, inScope, type Trx } from '../db/database.ts'
import { type Caller, callerName, recordEvent } from '../events/commands.ts'
import { newId } from '../lib/id.ts'
import { type Fault, problem } from '../lib/problem.ts'
import type { SubmissionRow } from '../submissions/queries.ts'
import { type FileRow, isKept, type KnownFile } from './queries.ts'
import type { Storage } from './storage.ts'

const MOST_FILES = 100

/** Adds the row of a file whose bytes are stored, to a locked submission. */
export async function insertFile(
  trx: Trx,
  caller: Caller,
  submission: SubmissionRow,
  file: Omit<FileRow, 'id' | 'created_at'>,
): Promise<FileRow> {
  const { n } = await trx
    .selectFrom('file')
    .select(sql<number>`count(*)::int`.as('n'))
    .where('submission_id', '=', submission.id)
    .executeTakeFirstOrThrow()
  if (n >= MOST_FILES)
    throw problem('conflict', {
      detail: {
        fr: `Une réponse a ${MOST_FILES} fichiers au plus.`,
        en: `A submission has at most ${MOST_FILES} files.`,
      },
    })
  const row = await trx
    .insertInto('file')
    .values({
      ...file,
      id: newId(),
      association_id: submission.association_id,
      submission_id: submission.id,
      uploaded_by: callerName(caller),
    })
    .returning(['id', 'name', 'media_type', 'bytes', 'sha256', 'width', 'height', 'created_at'])
    .executeTakeFirstOrThrow()
  await recordEvent(trx, caller, {
    action: 'file.create',
    subject: { kind: 'file', id: row.id },
    association_id: submission.association_id,
    detail: { submission_id: submission.id, media_type: row.media_type, bytes: row.bytes, sha256: row.sha256 },
  })
  return row
}

/** Removes a file that nothing names; its bytes go with the next sweep. */
export async function deleteFile(trx: Trx, caller: Caller, submission: SubmissionRow, file: FileRow): Promise<void> {
  // whoever writes an answer that names it has it locked too
  await trx.selectFrom('file').select('id').where('id', '=', file.id).forUpdate().execute()
  const named = await sql<{ named: boolean }>`
    select file_is_named(${file.id}, ${submission.association_id})
      or exists (select from published_file where file_id = ${file.id}) as named`.execute(trx)
  if (named.rows[0]?.named)
    throw problem('conflict', {
      detail: {
        fr: 'Une réponse, un envoi ou une fiche porte ce fichier : retirez-le d’abord de la réponse.',
        en: 'An answer, a hand-in or a record holds this file: remove it from the answer first.',
      },
    })
  await trx.deleteFrom('file').where('id', '=', file.id).execute()
  await recordEvent(trx, caller, {
    action: 'file.delete',
    subject: { kind: 'file', id: file.id },
    association_id: submission.association_id,
    detail: { submission_id: submission.id, sha256: file.sha256 },
  })
}

/** How large a file of this type may be in this questionnaire: as the question says that takes the largest. */
export function largestOf(content: QuestionnaireContent, type: FileType): number {
  const asking = questionsOf(content)
    .flatMap((question) => [question, ...(question.fields ?? [])])
    .filter(({ kind, accept = MEDIA_TYPES }) => kind === 'file' && accept.includes(type))
  return Math.max(...(asking.length > 0 ? asking : [{}]).map(largestFor))
}

type FileFault = Fault & { pointer: string }

/** What is wrong with the files that the answers name: not of a kind, or of a size, that the question takes. */
export function fileFaults(
  content: QuestionnaireContent,
  answers: unknown,
  files: ReadonlyMap<string, KnownFile>,
): FileFault[] {
  if (typeof answers !== 'object' || answers === null) return []
  return filesIn(content, answers as Answers).flatMap(({ id, asked, pointer }): FileFault[] => {
    const file = files.get(id.toLowerCase())
    const accepted = asked.accept ?? MEDIA_TYPES
    if (file && !accepted.includes(file.media_type))
      return [
        {
          pointer,
          code: 'media-type',
          detail: {
            fr: 'Cette question ne prend pas les fichiers de ce type.',
            en: 'This question does not take files of this type.',
          },
        },
      ]
    if (file && file.bytes > largestFor(asked))
      return [
        {
          pointer,
          code: 'too-large',
          detail: {
            fr: 'Ce fichier est trop grand pour cette question.',
            en: 'This file is too large for this question.',
          },
        },
      ]
    return []
  })
}

/** Notes which readers have which files by a record, for good: what they lose later is gone to them, not unknown. */
export async function notePublished(
  trx: Trx,
  innovation: string,
  listed: { file: string; audience: 'public' | 'partners' | 'members' }[],
): Promise<void> {
  if (listed.length === 0) return
  await trx
    .insertInto('published_file')
    .values(listed.map(({ file, audience }) => ({ file_id: file, audience, innovation_id: innovation })))
    .onConflict((c) => c.doNothing())
    .execute()
}

const LONGEST_WITHOUT_ROW = 24 * 60 * 60 * 1000

/** Removes what the storage holds without a row for more than a day: a stop between the two, or a deleted file. */
export async function sweepStorage(db: Db, storage: Storage, now = Date.now()): Promise<number> {
  let swept = 0
  for await (const { key, modified } of storage.list()) {
    if (now - modified.getTime() < LONGEST_WITHOUT_ROW) continue
    if (await inScope(db, { kind: 'job' }, (trx) => isKept(trx, key))) continue
    await storage.remove(key)
    swept += 1
  }
  return swept
}

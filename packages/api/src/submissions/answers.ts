import type { Answers, QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { normaliseAnswers } from '@essaim/shared/questionnaires/normalise.ts'
import { shapeFaults } from '@essaim/shared/questionnaires/shape.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { answerChanges } from '../events/answer-changes.ts'
import { callerName, recordEvent } from '../events/commands.ts'
import { fileFaults } from '../files/commands.ts'
import { knownFiles, withFiles } from '../files/queries.ts'
import { newId } from '../lib/id.ts'
import { type Bilingual, problem } from '../lib/problem.ts'
import { derive } from './derived.ts'
import type { Desk } from './desk.ts'
import { answersOf, asAnswers, contentOf, findSubmission, type SubmissionRow } from './queries.ts'
import { progressOf, readyFor } from './readiness.ts'
import { refuseWriter } from './rights.ts'

// A hand-in that waits for a decision.
const WAITING = ['submitted', 'endorsed']

/** Where an answer stands in a request that sends many. */
export const inAnswers = (pointer: string) => `/answers${pointer}`

/** Refuses answers of another type, to no question, or with an unknown code. */
export async function refuseShape(
  trx: Trx,
  { caller, terms }: Desk,
  owner: { association_id: string | null; submission_id?: string },
  content: QuestionnaireContent,
  answers: unknown,
  place = inAnswers,
): Promise<void> {
  const files = await knownFiles(trx, caller.actor, owner, answers)
  const faults = shapeFaults(content, answers, withFiles(terms.has, files))
  const errors = [
    ...faults.map(({ pointer, code, detail }) => ({ pointer, code, detail: detail as Bilingual })),
    ...fileFaults(content, answers, files),
  ].map(({ pointer, code, detail }) => ({ pointer: place(pointer), code, detail }))
  if (errors.length > 0) throw problem('validation', { errors })
}

/** Writes the first answers of a new submission. */
export async function insertAnswers(trx: Trx, submissionId: string, answers: Answers, by: string): Promise<void> {
  const rows = Object.entries(answers).map(([question, value]) => ({
    submission_id: submissionId,
    question,
    value: JSON.stringify(value),
    version: 1,
    updated_by: by,
  }))
  if (rows.length > 0) await trx.insertInto('answer').values(rows).execute()
}

/**
 * Writes the answers of a locked submission: each value is replaced whole, null removes it. `place` says where
 * one stands in the request. Gives the submission as it is now.
 */
export async function saveAnswers(
  trx: Trx,
  desk: Desk,
  row: SubmissionRow,
  patch: Answers,
  place = inAnswers,
): Promise<SubmissionRow> {
  await refuseWriter(trx, row, desk.caller)
  const { content } = await contentOf(trx, row)
  await refuseShape(trx, desk, { association_id: row.association_id, submission_id: row.id }, content, patch, place)
  const before = await answersOf(trx, row.id)
  const known = new Map(before.map((answer) => [answer.question, answer]))
  const by = callerName(desk.caller)
  const changes = answerChanges(asAnswers(before), normaliseAnswers(content, patch, newId))
  for (const { question, after } of changes) {
    // a removed answer keeps its row and its count, so that no tag ever stands for two values
    await trx
      .insertInto('answer')
      .values({
        submission_id: row.id,
        question,
        value: JSON.stringify(after),
        version: (known.get(question)?.version ?? 0) + 1,
        updated_by: by,
      })
      .onConflict((c) =>
        c.columns(['submission_id', 'question']).doUpdateSet((e) => ({
          value: e.ref('excluded.value'),
          version: e.ref('excluded.version'),
          updated_by: by,
          updated_at: sql`now()`,
        })),
      )
      .execute()
  }
  if (changes.length === 0) return row
  const answers = asAnswers(await answersOf(trx, row.id))
  await trx
    .updateTable('submission')
    .set({
      // what moderation goes by follows from what was handed in
      ...(WAITING.includes(row.state)
        ? {}
        : {
            ...derive(content, answers),
            ...progressOf(readyFor(content, answers, desk.terms.has), row.revision, row.publishable_at),
          }),
      unsent: true,
      version: row.version + 1,
      updated_at: sql`now()`,
    })
    .where('id', '=', row.id)
    .execute()
  await recordEvent(trx, desk.caller, {
    action: 'submission.save',
    subject: { kind: 'submission', id: row.id },
    association_id: row.association_id,
    detail: { changes },
  })
  return findSubmission(trx, desk.caller.actor, row.id)
}

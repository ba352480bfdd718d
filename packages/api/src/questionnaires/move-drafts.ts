import type { OptionMapping } from '@essaim/shared/questionnaires/drafts.ts'
import { inWords, moveAnswers } from '@essaim/shared/questionnaires/move.ts'
import { questionMap } from '@essaim/shared/questionnaires/questions.ts'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { inScope, type Trx } from '../db/database.ts'
import { answerChanges } from '../events/answer-changes.ts'
import { callerName, recordEvent } from '../events/commands.ts'
import { newId } from '../lib/id.ts'
import { derive } from '../submissions/derived.ts'
import { answersOf, asAnswers } from '../submissions/queries.ts'
import { progressOf, readyFor } from '../submissions/readiness.ts'
import type { Terms } from '../vocabularies/terms.ts'
import { currentOf } from './draft-queries.ts'
import { findVersion, type VersionRow } from './queries.ts'

const BATCH = 25
const CALLER = { actor: { kind: 'job' } } as const

/** One batch of the answers in progress that are on an older version than the current one, then `goOn` for the rest. */
export async function moveDraftsBatch(
  app: FastifyInstance,
  questionnaire: string,
  goOn: (trx: Trx) => Promise<unknown>,
): Promise<void> {
  app.terms.forget()
  const terms = await app.terms.current()
  await inScope(app.db, CALLER.actor, async (trx) => {
    const to = await currentOf(trx, questionnaire)
    if (!to) return
    const rows = await trx
      .selectFrom('submission')
      .select(['id', 'association_id', 'questionnaire_version_id', 'version', 'revision', 'publishable_at'])
      .where('state', 'in', ['draft', 'changes_requested'])
      .where('questionnaire_version_id', 'in', (e) =>
        e
          .selectFrom('questionnaire_version')
          .select('questionnaire_version.id')
          .where('questionnaire_id', '=', questionnaire)
          .where('number', '<', to.number),
      )
      .orderBy('id')
      .limit(BATCH)
      // who is writing ends first; what is locked is read as it is then
      .forUpdate()
      .execute()
    for (const row of rows) await moveSubmission(trx, row, to, terms)
    if (rows.length > 0) await goOn(trx)
  })
}

type Row = {
  id: string
  association_id: string
  questionnaire_version_id: string
  version: number
  revision: number
  publishable_at: Date | null
}

/** Carries a locked submission over: every answer is rewritten, kept, or put aside as it was. */
async function moveSubmission(trx: Trx, row: Row, to: VersionRow, terms: Terms): Promise<void> {
  const from = await findVersion(trx, row.questionnaire_version_id)
  const stored = await answersOf(trx, row.id)
  const answers = asAnswers(stored)
  const steps = await mappingsBetween(trx, from, to)
  const { changes, outdated } = moveAnswers(from.content, to.content, steps, answers, terms.has)
  const versions = new Map(stored.map(({ question, version }) => [question, version]))
  for (const [question, value] of Object.entries(changes))
    await trx
      .updateTable('answer')
      .set({
        value: JSON.stringify(value),
        version: (versions.get(question) ?? 0) + 1,
        updated_by: callerName(CALLER),
        updated_at: sql`now()`,
      })
      .where('submission_id', '=', row.id)
      .where('question', '=', question)
      .execute()
  const asked = questionMap(from.content)
  const label = (vocabulary: string, code: string) => terms.coded(vocabulary, code).label.fr
  if (outdated.length > 0)
    await trx
      .insertInto('outdated_answer')
      .values(
        outdated.map((one) => {
          const question = asked.get(one.question)
          return {
            id: newId(),
            submission_id: row.id,
            question: one.question,
            label: JSON.stringify(one.label),
            value: JSON.stringify(one.value),
            in_words: question ? inWords(question, one.value, label) : JSON.stringify(one.value),
            reason: one.reason,
            from_version: from.number,
          }
        }),
      )
      .execute()
  const after = asAnswers(await answersOf(trx, row.id))
  await trx
    .updateTable('submission')
    .set({
      ...derive(to.content, after),
      ...progressOf(readyFor(to.content, after, terms.has), row.revision, row.publishable_at),
      questionnaire_version_id: to.id,
      version: row.version + 1,
      updated_at: sql`now()`,
    })
    .where('id', '=', row.id)
    .execute()
  await recordEvent(trx, CALLER, {
    action: 'submission.move',
    subject: { kind: 'submission', id: row.id },
    association_id: row.association_id,
    detail: {
      from: from.number,
      to: to.number,
      changes: answerChanges(answers, changes),
      outdated: outdated.map(({ question, reason }) => ({ question, reason })),
    },
  })
}

async function mappingsBetween(trx: Trx, from: VersionRow, to: VersionRow): Promise<OptionMapping[][]> {
  const rows = await trx
    .selectFrom('questionnaire_version')
    .select(sql<OptionMapping[]>`mappings`.as('mappings'))
    .where('questionnaire_id', '=', to.questionnaire_id)
    .where('number', '>', from.number)
    .where('number', '<=', to.number)
    .where('state', '<>', 'draft')
    .orderBy('number')
    .execute()
  return rows.map(({ mappings }) => mappings)
}

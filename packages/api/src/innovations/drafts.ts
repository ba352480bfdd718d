import type { Answers } from '@essaim/shared/questionnaires/model.ts'
import { normaliseAnswers } from '@essaim/shared/questionnaires/normalise.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { answerChanges } from '../events/answer-changes.ts'
import { type Caller, recordEvent } from '../events/commands.ts'
import { newId } from '../lib/id.ts'
import { problem } from '../lib/problem.ts'
import { findVersion } from '../questionnaires/queries.ts'
import { refuseShape } from '../submissions/answers.ts'
import { derive } from '../submissions/derived.ts'
import type { Terms } from '../vocabularies/terms.ts'
import { findInnovationVersion, type ModeratedRow } from './queries.ts'

/** Edits the draft version of a locked record, as moderation may before it is published. */
export async function editDraft(
  trx: Trx,
  desk: { caller: Caller; terms: Terms },
  innovation: ModeratedRow,
  number: number,
  patch: Answers,
): Promise<void> {
  const version = await findInnovationVersion(trx, innovation.id, number)
  if (version.state !== 'draft')
    throw problem('conflict', {
      detail: {
        fr: 'Une version publiée ne change plus : faites-en une nouvelle.',
        en: 'A published version never changes: make a new one.',
      },
      members: { state: version.state },
    })
  const questionnaire = await findVersion(trx, version.questionnaire_version_id)
  await refuseShape(trx, desk, { association_id: innovation.association_id }, questionnaire.content, patch)
  const normalised = normaliseAnswers(questionnaire.content, patch, newId)
  const answers = Object.fromEntries(
    Object.entries({ ...(version.answers as Answers), ...normalised }).filter(([, value]) => value !== null),
  )
  await trx
    .updateTable('innovation_version')
    .set({ answers: JSON.stringify(answers), version: version.version + 1, updated_at: sql`now()` })
    .where('innovation_id', '=', innovation.id)
    .where('number', '=', number)
    .execute()
  if (innovation.published_version === null)
    await trx
      .updateTable('innovation')
      .set(derive(questionnaire.content, answers))
      .where('id', '=', innovation.id)
      .execute()
  await recordEvent(trx, desk.caller, {
    action: 'innovation.edit',
    subject: { kind: 'innovation', id: innovation.id },
    association_id: innovation.association_id,
    detail: { number, changes: answerChanges(version.answers as Answers, normalised) },
  })
}

import { contentIssues } from '@essaim/shared/questionnaires/issues.ts'
import type { Answers, QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import type { Trx } from '../db/database.ts'
import { type Bilingual, problem } from '../lib/problem.ts'
import { findVersion } from '../questionnaires/queries.ts'
import { faultsOfUndecided } from '../version-edits/commands.ts'
import type { Terms } from '../vocabularies/terms.ts'
import { findInnovationVersion, type ModeratedRow } from './queries.ts'
import { noLongerOpen } from './rights.ts'

/** The version that a publication would show, the draft before all others; what keeps it from being published is told. */
export async function versionToPublish(
  trx: Trx,
  { terms }: { terms: Terms },
  row: ModeratedRow,
): Promise<{ number: number; content: QuestionnaireContent; answers: Answers }> {
  const number = row.draft_number ?? row.last_number
  if (number === null) throw await noLongerOpen(trx, row)
  const version = await findInnovationVersion(trx, row.id, number)
  const { content } = await findVersion(trx, version.questionnaire_version_id)
  const answers = version.answers as Answers
  const errors = [
    ...contentIssues(content, answers, terms.has).map((issue) => ({
      pointer: `/answers${issue.path ?? `/${issue.question}`}`,
      code: issue.code,
      detail: issue.detail as Bilingual,
    })),
    ...(await faultsOfUndecided(trx, { innovation_id: row.id, number })),
  ]
  if (errors.length > 0) throw problem('validation', { errors })
  return { number, content, answers }
}

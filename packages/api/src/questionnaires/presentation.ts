import type { QuestionnaireVersion } from '@essaim/shared/questionnaires/resources.ts'
import type { VersionRow } from './queries.ts'

/** A questionnaire's version as the API answers it. */
export const presentVersion = (version: VersionRow): QuestionnaireVersion => ({
  id: version.id,
  questionnaire: { id: version.questionnaire_id, code: version.questionnaire_code, title: version.title },
  number: version.number,
  state: version.state,
  content: version.content,
  published_at: version.published_at?.toISOString() ?? null,
})

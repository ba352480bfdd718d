import { readFileSync } from 'node:fs'
import type { QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'

/** The questionnaire that a new installation publishes as its first version. */
export function defaultQuestionnaire(): QuestionnaireContent {
  return JSON.parse(readFileSync(new URL('./seed/default.json', import.meta.url), 'utf8'))
}

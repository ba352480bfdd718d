import type { Prefill } from './bindings.ts'
import type { Answers, QuestionnaireContent } from './model.ts'
import { questionsOf } from './questions.ts'

/** What is known of an association before it answers; what is unknown is null or absent. */
export type KnownAssociation = Partial<Record<Prefill, string | null>>

/** The answers that a new submission starts with: the defaults of the questionnaire and what the directory of members knows. */
export function startAnswers(content: QuestionnaireContent, association: KnownAssociation): Answers {
  const answers: Answers = {}
  for (const { code, prefill, default: usual } of questionsOf(content)) {
    const known = prefill ? association[prefill] : null
    const value = known || usual
    if (value !== undefined && value !== null) answers[code] = copyOf(value)
  }
  return answers
}

// A default may be a list: two submissions must not share it.
const copyOf = <T>(value: T): T => JSON.parse(JSON.stringify(value))

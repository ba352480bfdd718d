import { officeName } from '../offices.ts'
import type { Prefill } from './bindings.ts'
import type { Answers, QuestionnaireContent } from './model.ts'
import { questionsOf } from './questions.ts'

/** What is known of an association, and of who answers for it, before it answers; what is unknown is null or absent. */
export type Known = Partial<Record<Prefill, string | null>>

/** A contact as what is known before it answers: its office stands for its function where nobody wrote one. */
export function knownContact(contact: {
  office: string
  civility: string | null
  name: string | null
  function: string | null
  email: string | null
  telephone: string | null
}): Known {
  const office = officeName(contact)
  return {
    'contact.name': contact.name,
    'contact.function': contact.function || (office && office.charAt(0).toUpperCase() + office.slice(1)),
    'contact.email': contact.email,
    'contact.telephone': contact.telephone,
  }
}

/** The answers that a new submission starts with: the defaults of the questionnaire and what the directory of members knows. */
export function startAnswers(content: QuestionnaireContent, already: Known): Answers {
  const answers: Answers = {}
  for (const { code, prefill, default: usual } of questionsOf(content)) {
    const known = prefill ? already[prefill] : null
    const value = known || usual
    if (value !== undefined && value !== null) answers[code] = copyOf(value)
  }
  return answers
}

// A default may be a list: two submissions must not share it.
const copyOf = <T>(value: T): T => JSON.parse(JSON.stringify(value))

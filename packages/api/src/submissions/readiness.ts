import { contentIssues } from '@essaim/shared/questionnaires/issues.ts'
import type { Answers, QuestionnaireContent, TermLookup } from '@essaim/shared/questionnaires/model.ts'
import type { ReadyFor } from '@essaim/shared/submissions.ts'
import { type RawBuilder, sql } from 'kysely'

/** What nothing in the answers keeps from happening. */
export function readyFor(content: QuestionnaireContent, answers: Answers, terms: TermLookup): ReadyFor {
  const issues = contentIssues(content, answers, terms)
  if (issues.length === 0) return 'publish'
  return issues.some((issue) => issue.blocks === 'submit') ? null : 'submit'
}

/** The columns that say how far a submission is: since when what was handed in has all that publication needs. */
export function progressOf(ready_for: ReadyFor, revision: number, since: Date | null) {
  const publishable_at: Date | RawBuilder<Date> | null =
    ready_for === 'publish' && revision > 0 ? (since ?? sql<Date>`now()`) : null
  return { ready_for, publishable_at }
}

import type { AnswerChange } from '@essaim/shared/events.ts'
import type { Answers } from '@essaim/shared/questionnaires/model.ts'
import { sameValue } from '@essaim/shared/questionnaires/same-value.ts'

/** What of a patch differs from the answers before it, question by question; null: no answer. */
export const answerChanges = (before: Answers, patch: Answers): AnswerChange[] =>
  Object.entries(patch)
    .map(([question, after]) => ({ question, before: before[question] ?? null, after: after ?? null }))
    .filter(({ before, after }) => !sameValue(before, after))

/** The patch that leads from some answers to others. */
export const patchBetween = (before: Answers, after: Answers): Answers => ({
  ...Object.fromEntries(Object.keys(before).map((question) => [question, null])),
  ...after,
})

import { isAnswered } from '@essaim/shared/questionnaires/conditions.ts'
import type { Answers } from '@essaim/shared/questionnaires/model.ts'

/** Whether two values of an answer differ; none at all and an empty one do not, nor does the order of an object's members. */
export const differs = (a: unknown, b: unknown): boolean =>
  (isAnswered(a) || isAnswered(b)) && canonical(a ?? null) !== canonical(b ?? null)

/** The questions whose answers differ. */
export const changedQuestions = (before: Answers, after: Answers): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((code) => differs(before[code], after[code]))

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([x], [y]) => (x < y ? -1 : 1)))
      : inner,
  )

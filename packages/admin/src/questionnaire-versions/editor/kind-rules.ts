import { BINDINGS, type Binding, PREFILLS, type Prefill } from '@essaim/shared/questionnaires/bindings.ts'
import { LIMITS } from '@essaim/shared/questionnaires/check.ts'
import type { QuestionKind } from '@essaim/shared/questionnaires/kinds.ts'
import type { Field, Question } from '@essaim/shared/questionnaires/model.ts'

const fits = (kinds: readonly QuestionKind[], kind: QuestionKind): boolean => kinds.includes(kind)

export const chooses = (kind: QuestionKind): boolean => kind === 'choice' || kind === 'multichoice'

export type Limit = keyof typeof LIMITS

/** Whether a limit is meant for this kind. */
export const limits = (member: Limit, kind: QuestionKind): boolean => fits(LIMITS[member], kind)

/** The members of a record that this kind can feed. */
export const bindingsFor = (kind: QuestionKind): Binding[] =>
  (Object.keys(BINDINGS) as Binding[]).filter((binding) => fits(BINDINGS[binding], kind))

/** What is known of an association that this kind can hold. */
export const prefillsFor = (kind: QuestionKind): Prefill[] =>
  (Object.keys(PREFILLS) as Prefill[]).filter((prefill) => fits(PREFILLS[prefill], kind))

/** The same question as another kind: what does not suit it goes. */
export function withKind<T extends Question | Field>(asked: T, kind: T['kind']): T {
  const next: Record<string, unknown> = { ...asked, kind }
  for (const member of Object.keys(LIMITS) as Limit[]) if (!limits(member, kind)) delete next[member]
  if (!chooses(kind)) {
    delete next.options
    delete next.vocabulary
  }
  if (kind !== 'repeat') delete next.fields
  if (kind !== 'grid') delete next.grid
  if (asked.binding && !fits(BINDINGS[asked.binding], kind)) delete next.binding
  const prefill = 'prefill' in asked ? asked.prefill : null
  if (prefill && !fits(PREFILLS[prefill], kind)) delete next.prefill
  // A default of another kind is no possible answer.
  delete next.default
  return next as T
}

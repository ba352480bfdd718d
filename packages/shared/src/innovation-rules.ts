import { type Actor, isModerator } from './actors.ts'
import { INNOVATION_TRANSITIONS, type InnovationState, type InnovationTransition } from './innovations.ts'

/** What the rules look at. */
export type InnovationSubject = { state: InnovationState; has_draft: boolean }

type Rule = {
  from: readonly InnovationState[]
  to: InnovationState
  by: 'headquarters' | 'headquarters_or_association'
}

/** A published record changes only by a newly published version; the association may always have it withdrawn. */
export const INNOVATION_RULES: Record<InnovationTransition, Rule> = {
  publish: { from: ['draft', 'published', 'withdrawn'], to: 'published', by: 'headquarters' },
  withdraw: { from: ['published'], to: 'withdrawn', by: 'headquarters_or_association' },
  archive: { from: ['withdrawn'], to: 'archived', by: 'headquarters' },
}

/** null when the actor may do this now; else whether it is the actor or the state that forbids. */
export function whyNotInnovation(
  subject: InnovationSubject,
  name: InnovationTransition,
  actor: Actor,
): 'forbidden' | 'conflict' | null {
  const rule = INNOVATION_RULES[name]
  const may = isModerator(actor) || (rule.by === 'headquarters_or_association' && actor.kind === 'respondent')
  if (!may) return 'forbidden'
  if (!rule.from.includes(subject.state)) return 'conflict'
  // what is already public is published again only when a draft is beside it
  return name === 'publish' && subject.state === 'published' && !subject.has_draft ? 'conflict' : null
}

/** The buttons: every transition that the actor may do now. */
export const openInnovationTransitions = (subject: InnovationSubject, actor: Actor): InnovationTransition[] =>
  INNOVATION_TRANSITIONS.filter((name) => whyNotInnovation(subject, name, actor) === null)

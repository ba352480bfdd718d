import { type Actor, isModerator } from './actors.ts'
import { INNOVATION_TRANSITIONS, type InnovationState, type InnovationTransition } from './innovations.ts'

/** What the rules look at. */
export type InnovationSubject = {
  state: InnovationState
  has_draft: boolean
  /** The state from which it was merged into another; null: it stands for itself. */
  merged_from: InnovationState | null
  /** Whether a publication waits for its date. */
  scheduled: boolean
  /** Whether its association has another record that stands. */
  has_sibling: boolean
  /** Whether the actor is a contact of the association. */
  own_contact: boolean
}

type Party = 'headquarters' | 'association' | 'clock'
type Rule = {
  from: readonly InnovationState[]
  /** null: it stays, or goes back to, what it is or was. */
  to: InnovationState | null
  by: readonly Party[]
  /** What has to be so beside the state. */
  given?: (subject: InnovationSubject) => boolean
  /** Whether a contact of the association leaves it to somebody else. */
  impartial?: true
}

/** A published record changes only by a newly published version; the association may always have it withdrawn. */
export const INNOVATION_RULES: Record<InnovationTransition, Rule> = {
  publish: {
    from: ['draft', 'published', 'withdrawn'],
    to: 'published',
    by: ['headquarters', 'clock'],
    // what is already public is published again only when a draft is beside it
    given: ({ state, has_draft }) => state !== 'published' || has_draft,
    impartial: true,
  },
  cancel_publication: {
    from: ['draft', 'published', 'withdrawn'],
    to: null,
    by: ['headquarters'],
    given: ({ scheduled }) => scheduled,
  },
  confirm: { from: ['published'], to: null, by: ['headquarters'] },
  withdraw: { from: ['published'], to: 'withdrawn', by: ['headquarters', 'association', 'clock'] },
  merge: {
    from: ['draft', 'published', 'withdrawn'],
    to: 'archived',
    by: ['headquarters'],
    // what nobody has read yet is a double of the same association's, or none
    given: ({ state, has_sibling }) => state !== 'draft' || has_sibling,
  },
  unmerge: { from: ['archived'], to: null, by: ['headquarters'], given: ({ merged_from }) => merged_from !== null },
  archive: { from: ['withdrawn'], to: 'archived', by: ['headquarters'] },
}

function isParty(party: Party, actor: Actor): boolean {
  switch (party) {
    case 'headquarters':
      return isModerator(actor)
    case 'association':
      return actor.kind === 'respondent'
    case 'clock':
      return actor.kind === 'job'
  }
}

/** null when the actor may do this now; else whether it is the actor or the state that forbids. */
export function whyNotInnovation(
  subject: InnovationSubject,
  name: InnovationTransition,
  actor: Actor,
): 'forbidden' | 'conflict' | 'own_contact' | null {
  const { by, from, given, impartial } = INNOVATION_RULES[name]
  if (!by.some((party) => isParty(party, actor))) return 'forbidden'
  if (!from.includes(subject.state) || !(given?.(subject) ?? true)) return 'conflict'
  return impartial && subject.own_contact ? 'own_contact' : null
}

/** The state that a transition leads to. */
export const innovationStateAfter = (
  { state, merged_from }: InnovationSubject,
  name: InnovationTransition,
): InnovationState => INNOVATION_RULES[name].to ?? (name === 'unmerge' ? (merged_from ?? state) : state)

/** The buttons: every transition that the actor may do now. */
export const openInnovationTransitions = (subject: InnovationSubject, actor: Actor): InnovationTransition[] =>
  INNOVATION_TRANSITIONS.filter((name) => whyNotInnovation(subject, name, actor) === null)

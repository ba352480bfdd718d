import { type Actor, isModerator, type Role, type StaffActor } from './actors.ts'
import { SUBMISSION_TRANSITIONS, type SubmissionState, type SubmissionTransition } from './submissions.ts'

/** The states in which the answers may be written. */
const WRITABLE_STATES: readonly SubmissionState[] = ['draft', 'changes_requested']

/** The states in which the association, and nobody else, may complete what it handed in, and hand it in again. */
const COMPLETED_STATES: readonly SubmissionState[] = ['submitted', 'endorsed']

/** What the rules look at: never more than this. */
export type SubmissionSubject = {
  state: SubmissionState
  revision: number
  /** The delegation in charge; null: headquarters. */
  in_charge: string | null
  /** The département of the association's head office. */
  home: string | null
  /** Whether answers were written since the last hand-in. */
  unsent: boolean
}

// `home` is the delegation of the association's head office: it begins and hands in answers for its associations, also
// those that turn out to take place elsewhere.
type Party = 'association' | 'writer' | 'home' | 'delegation' | 'headquarters'
type Rule = {
  from: readonly SubmissionState[]
  to: SubmissionState
  by: readonly Party[]
  comment: 'required' | 'optional'
}

/** The moderation rules, as the delegations read them: from, to, by whom. */
export const TRANSITIONS: Record<SubmissionTransition, Rule> = {
  submit: {
    from: ['draft', 'changes_requested'],
    to: 'submitted',
    by: ['association', 'writer', 'home', 'delegation', 'headquarters'],
    comment: 'optional',
  },
  endorse: { from: ['submitted'], to: 'endorsed', by: ['delegation', 'headquarters'], comment: 'optional' },
  request_changes: {
    from: ['submitted', 'endorsed'],
    to: 'changes_requested',
    by: ['delegation', 'headquarters'],
    comment: 'required',
  },
  accept: { from: ['submitted', 'endorsed'], to: 'accepted', by: ['headquarters'], comment: 'optional' },
  reject: { from: ['submitted', 'endorsed'], to: 'rejected', by: ['headquarters'], comment: 'required' },
  withdraw: {
    from: ['draft', 'submitted', 'endorsed', 'changes_requested'],
    to: 'withdrawn',
    by: ['association'],
    comment: 'optional',
  },
}

/** Why a transition is refused: the caller may not at all, or not now. */
export type Refusal = 'forbidden' | 'conflict'

const hasRole = (actor: Actor, role: Role) => actor.kind === 'staff' && actor.roles.includes(role)

/** Whether the actor speaks for this party of the submission. */
export function isParty(party: Party, subject: SubmissionSubject, actor: Actor): boolean {
  switch (party) {
    case 'association':
      return actor.kind === 'respondent'
    case 'writer':
      return actor.kind === 'key' && actor.scopes.includes('submissions:write')
    case 'headquarters':
      return isModerator(actor)
    case 'home':
      return (
        hasRole(actor, 'delegate') && subject.home !== null && (actor as StaffActor).departments.includes(subject.home)
      )
    case 'delegation':
      return (
        actor.kind === 'staff' &&
        hasRole(actor, 'delegate') &&
        subject.in_charge !== null &&
        actor.regional_delegations.includes(subject.in_charge)
      )
  }
}

const mayComplete = ({ state }: SubmissionSubject, actor: Actor): boolean =>
  actor.kind === 'respondent' && COMPLETED_STATES.includes(state)

/** null when the actor may do this now; else whether it is the actor or the state that forbids. */
export function whyNotSubmission(subject: SubmissionSubject, name: SubmissionTransition, actor: Actor): Refusal | null {
  // the same answers are not handed in twice
  if (name === 'submit' && subject.unsent && mayComplete(subject, actor)) return null
  const rule = TRANSITIONS[name]
  if (!rule.by.some((party) => isParty(party, subject, actor))) return 'forbidden'
  return rule.from.includes(subject.state) ? null : 'conflict'
}

/** The buttons: every transition that the actor may do now. */
export const openSubmissionTransitions = (subject: SubmissionSubject, actor: Actor): SubmissionTransition[] =>
  SUBMISSION_TRANSITIONS.filter((name) => whyNotSubmission(subject, name, actor) === null)

/**
 * Who may write the answers: the association, scripts, headquarters, and a delegate of the head office or in charge; and
 * the association still when they are handed in, until headquarters has decided.
 */
export function mayWriteAnswers(subject: SubmissionSubject, actor: Actor): Refusal | null {
  const may =
    TRANSITIONS.submit.by.some((party) => isParty(party, subject, actor)) ||
    actor.kind === 'job' ||
    actor.kind === 'operator'
  if (!may) return 'forbidden'
  if (mayComplete(subject, actor)) return null
  return WRITABLE_STATES.includes(subject.state) ? null : 'conflict'
}

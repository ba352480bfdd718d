import { type Actor, isModerator, type Role, type StaffActor } from './actors.ts'
import {
  BARS,
  type Bar,
  SUBMISSION_TRANSITIONS,
  type SubmissionState,
  type SubmissionTransition,
} from './submissions.ts'

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
  /** Whether headquarters has it instead of the delegation in charge. */
  escalated: boolean
  /** Whether the actor is a contact of the association. */
  own_contact: boolean
  /** Whether its campaign asks for two people: who decides is not who endorsed. */
  second_pair_of_eyes: boolean
  /** Who endorsed this revision; null: nobody, or nobody known. */
  endorsed_by: string | null
  /** The last move, while it can be undone: the state before, and who moved (a kind and an id). */
  undoable: { to: SubmissionState; by: string } | null
}

// `home` is the delegation of the association's head office: it begins and hands in answers for its associations, also
// those that turn out to take place elsewhere. `clock` is the passing of time.
type Party = 'association' | 'writer' | 'home' | 'delegation' | 'headquarters' | 'clock'
type Rule = {
  from: readonly SubmissionState[]
  /** null: the state before. */
  to: SubmissionState | null
  by: readonly Party[]
  comment: 'required' | 'optional'
  /** What keeps somebody from it whose role allows it. */
  bars?: readonly Bar[]
  /** Between a delegation and headquarters: whether headquarters has it already. */
  escalated?: boolean
}

/** The moderation rules, as the delegations read them: from, to, by whom. */
export const TRANSITIONS: Record<SubmissionTransition, Rule> = {
  submit: {
    from: ['draft', 'changes_requested'],
    to: 'submitted',
    by: ['association', 'writer', 'home', 'delegation', 'headquarters'],
    comment: 'optional',
  },
  endorse: {
    from: ['submitted'],
    to: 'endorsed',
    by: ['delegation', 'headquarters'],
    comment: 'optional',
    bars: ['own_contact'],
  },
  request_changes: {
    from: ['submitted', 'endorsed'],
    to: 'changes_requested',
    by: ['delegation', 'headquarters'],
    comment: 'required',
    bars: ['own_contact'],
  },
  accept: {
    from: ['submitted', 'endorsed'],
    to: 'accepted',
    by: ['headquarters'],
    comment: 'optional',
    bars: ['own_contact', 'second_pair_of_eyes'],
  },
  reject: {
    from: ['submitted', 'endorsed'],
    to: 'rejected',
    by: ['headquarters'],
    comment: 'required',
    bars: ['own_contact', 'second_pair_of_eyes'],
  },
  withdraw: {
    from: ['draft', 'submitted', 'endorsed', 'changes_requested'],
    to: 'withdrawn',
    by: ['association'],
    comment: 'optional',
  },
  escalate: {
    from: ['submitted'],
    to: 'submitted',
    by: ['delegation', 'headquarters', 'clock'],
    comment: 'required',
    escalated: false,
  },
  give_back: { from: ['submitted'], to: 'submitted', by: ['headquarters'], comment: 'optional', escalated: true },
  undo: {
    from: ['endorsed', 'changes_requested', 'rejected'],
    to: null,
    by: ['delegation', 'headquarters'],
    comment: 'optional',
  },
}

/** Why a transition is refused: the caller may not at all, or not now, or somebody else has to. */
export type Refusal = 'forbidden' | 'conflict' | Bar

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
    case 'clock':
      return actor.kind === 'job'
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

function isOpen(name: SubmissionTransition, subject: SubmissionSubject, actor: Actor): boolean {
  const { from, escalated } = TRANSITIONS[name]
  if (!from.includes(subject.state)) return false
  // only who moved takes it back
  if (name === 'undo') return actor.kind === 'staff' && subject.undoable?.by === `staff:${actor.id}`
  return escalated === undefined || (escalated === subject.escalated && subject.in_charge !== null)
}

function isBarred(bar: Bar, subject: SubmissionSubject, actor: Actor): boolean {
  if (bar === 'own_contact') return subject.own_contact
  if (!subject.second_pair_of_eyes) return false
  return subject.state !== 'endorsed' || (actor.kind === 'staff' && subject.endorsed_by === actor.id)
}

const mayComplete = ({ state }: SubmissionSubject, actor: Actor): boolean =>
  actor.kind === 'respondent' && COMPLETED_STATES.includes(state)

/** null when the actor may do this now; else whether it is the actor or the state that forbids. */
export function whyNotSubmission(subject: SubmissionSubject, name: SubmissionTransition, actor: Actor): Refusal | null {
  // the same answers are not handed in twice
  if (name === 'submit' && subject.unsent && mayComplete(subject, actor)) return null
  const rule = TRANSITIONS[name]
  if (!rule.by.some((party) => isParty(party, subject, actor))) return 'forbidden'
  if (!isOpen(name, subject, actor)) return 'conflict'
  return rule.bars?.find((bar) => isBarred(bar, subject, actor)) ?? null
}

/** The state that follows. */
export const stateAfter = (subject: SubmissionSubject, name: SubmissionTransition): SubmissionState =>
  TRANSITIONS[name].to ?? subject.undoable?.to ?? subject.state

/** What keeps from deciding an actor who otherwise could; null: nothing. */
export const barredFrom = (subject: SubmissionSubject, actor: Actor): Bar | null =>
  BARS.find((bar) => SUBMISSION_TRANSITIONS.some((name) => whyNotSubmission(subject, name, actor) === bar)) ?? null

/** How long a decision can be taken back by who made it; so long its letter waits. */
export const UNDO_MINUTES = 10

/** The decisions that can be taken back: an acceptance makes a record, and is none. */
export const UNDOABLE: readonly SubmissionTransition[] = ['endorse', 'request_changes', 'reject']

/** The buttons: every transition that the actor may do now. */
export const openSubmissionTransitions = (subject: SubmissionSubject, actor: Actor): SubmissionTransition[] =>
  SUBMISSION_TRANSITIONS.filter((name) => whyNotSubmission(subject, name, actor) === null)

/**
 * Who may write the answers: the association, scripts, headquarters, and a delegate of the head office or in charge; and
 * the association still when they are handed in, until headquarters has decided.
 */
export function mayWriteAnswers(subject: SubmissionSubject, actor: Actor): 'forbidden' | 'conflict' | null {
  const may =
    TRANSITIONS.submit.by.some((party) => isParty(party, subject, actor)) ||
    actor.kind === 'job' ||
    actor.kind === 'operator'
  if (!may) return 'forbidden'
  if (mayComplete(subject, actor)) return null
  return WRITABLE_STATES.includes(subject.state) ? null : 'conflict'
}

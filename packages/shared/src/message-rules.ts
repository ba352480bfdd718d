import type { Actor } from './actors.ts'
import { MESSAGE_KINDS, type MessageKind, THREAD_TRANSITIONS, type ThreadTransition } from './messages.ts'
import { isParty, type Refusal, type SubmissionSubject } from './submission-rules.ts'

/** How long what staff write can be taken back; only then is it seen, and its mail leaves. */
export const FINAL_AFTER_MINUTES = 10

/** What the rules of a thread look at. */
export type ThreadSubject = { submission: SubmissionSubject; locked: boolean; unanswered: boolean }

// One voice speaks to the association: the delegation in charge, or headquarters. Whoever is concerned may leave a note.
const speaksForUs = ({ submission }: ThreadSubject, actor: Actor): boolean =>
  isParty('delegation', submission, actor) || isParty('headquarters', submission, actor)

const takesNotes = (actor: Actor): boolean => actor.kind === 'staff' && actor.roles.some((role) => role !== 'reader')

/** null when the actor may write this now; else whether it is the actor or the lock that forbids. */
export function whyNotWrite(subject: ThreadSubject, kind: MessageKind, actor: Actor): Refusal | null {
  if (kind === 'note') return takesNotes(actor) ? null : 'forbidden'
  const may = kind === 'to_association' ? speaksForUs(subject, actor) : actor.kind === 'respondent'
  if (!may) return 'forbidden'
  return subject.locked ? 'conflict' : null
}

/** What the actor may write now. */
export const writableKinds = (subject: ThreadSubject, actor: Actor): MessageKind[] =>
  MESSAGE_KINDS.filter((kind) => whyNotWrite(subject, kind, actor) === null)

/** null when the actor may do this with the thread now. */
export function whyNotThread(subject: ThreadSubject, name: ThreadTransition, actor: Actor): Refusal | null {
  if (!speaksForUs(subject, actor)) return 'forbidden'
  const open = name === 'unlock' ? subject.locked : name === 'lock' ? !subject.locked : subject.unanswered
  return open ? null : 'conflict'
}

/** The buttons of the thread. */
export const openThreadTransitions = (subject: ThreadSubject, actor: Actor): ThreadTransition[] =>
  THREAD_TRANSITIONS.filter((name) => whyNotThread(subject, name, actor) === null)

/** Whether the actor may take this back now: who wrote it, until it is final. */
export function whyNotTakeBack(
  message: { kind: MessageKind; author: string; final_at: Date },
  actor: Actor,
  now: Date,
): Refusal | null {
  if (actor.kind !== 'staff' || message.author !== `staff:${actor.id}`) return 'forbidden'
  return message.final_at > now ? null : 'conflict'
}

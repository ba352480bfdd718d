import { isModerator, type StaffActor } from '@essaim/shared/actors.ts'
import { NOTICE_KINDS, type NoticeKind, type Pace } from '@essaim/shared/notifications.ts'

/** What the table looks at in an entry of the trail. */
export type Happened = {
  action: string
  actor_kind: string
  actor_id: string | null
  detail: Record<string, unknown> | null
}

/** Whom a thing concerns, at the time at which it is told. */
export type Concern = {
  /** The delegation in charge; null: headquarters. */
  in_charge: string | null
  escalated: boolean
  /** Who of the staff follows it. */
  assignee: string | null
  /** Who of the staff has written in its thread. */
  participants: string[]
}

/** `interlocutor`: who follows it, else the delegation in charge. */
type Told = 'in_charge' | 'headquarters' | 'assignee' | 'interlocutor' | 'participants'

type Notice = { of: (event: Happened) => boolean; to: readonly Told[]; mail: Pace }

const is =
  (...actions: string[]) =>
  ({ action }: Happened) =>
    actions.includes(action)
const byAssociation = ({ actor_kind }: Happened) => actor_kind === 'respondent'
const isReturned = ({ detail }: Happened) => detail?.from === 'changes_requested'

/** What is told, of which entry of the trail, to whom, and how it is mailed unless one wants otherwise. */
export const NOTICES: Record<NoticeKind, Notice> = {
  message_received: { of: is('message.reply'), to: ['interlocutor'], mail: 'at_once' },
  note_written: { of: is('message.note'), to: ['participants', 'assignee'], mail: 'daily' },
  submission_assigned: { of: is('submission.assign'), to: ['assignee'], mail: 'at_once' },
  submission_received: {
    of: (event) => event.action === 'submission.submit' && !isReturned(event),
    to: ['in_charge'],
    mail: 'daily',
  },
  corrections_answered: {
    of: (event) => event.action === 'submission.submit' && isReturned(event),
    to: ['interlocutor', 'in_charge'],
    mail: 'daily',
  },
  submission_rerouted: { of: is('submission.reroute'), to: ['in_charge'], mail: 'at_once' },
  submission_overdue: { of: is('submission.remind'), to: ['interlocutor', 'in_charge'], mail: 'at_once' },
  submission_escalated: { of: is('submission.escalate'), to: ['headquarters'], mail: 'at_once' },
  submission_endorsed: { of: is('submission.endorse'), to: ['headquarters'], mail: 'daily' },
  submission_decided: {
    of: is('submission.accept', 'submission.reject'),
    to: ['in_charge', 'assignee', 'participants'],
    mail: 'daily',
  },
  submission_withdrawn: { of: is('submission.withdraw'), to: ['interlocutor', 'in_charge'], mail: 'daily' },
  edit_answered: {
    of: is('innovation.accept_edit', 'innovation.refuse_edit'),
    to: ['headquarters'],
    mail: 'at_once',
  },
  record_restricted: {
    of: (event) => event.action === 'innovation.restrict' && byAssociation(event),
    to: ['headquarters', 'in_charge'],
    mail: 'at_once',
  },
  record_withdrawn: {
    of: (event) => event.action === 'innovation.withdraw' && byAssociation(event),
    to: ['headquarters', 'in_charge'],
    mail: 'at_once',
  },
  publication_refused: { of: is('innovation.publish_refused'), to: ['headquarters'], mail: 'at_once' },
  withdrawal_announced: { of: is('innovation.announce_withdrawal'), to: ['headquarters', 'in_charge'], mail: 'daily' },
}

/** What an entry of the trail is told as; null: it is told to nobody. */
export const noticeOf = (event: Happened): NoticeKind | null =>
  NOTICE_KINDS.find((kind) => NOTICES[kind].of(event)) ?? null

const moderates = (one: StaffActor) => one.roles.includes('moderator')

/** Administrators are told where nobody else is at headquarters. */
const headquarters = (staff: readonly StaffActor[]): StaffActor[] =>
  staff.some(moderates) ? staff.filter(moderates) : staff.filter(isModerator)

function inCharge({ in_charge, escalated }: Concern, staff: readonly StaffActor[]): StaffActor[] {
  const delegates = staff.filter(
    (one) => in_charge !== null && one.roles.includes('delegate') && one.regional_delegations.includes(in_charge),
  )
  return delegates.length === 0 || escalated ? [...delegates, ...headquarters(staff)] : delegates
}

const oneOfThem = (ids: readonly (string | null)[], staff: readonly StaffActor[]): StaffActor[] =>
  staff.filter(({ id }) => ids.includes(id))

function told(whom: Told, concern: Concern, staff: readonly StaffActor[]): StaffActor[] {
  switch (whom) {
    case 'in_charge':
      return inCharge(concern, staff)
    case 'headquarters':
      return headquarters(staff)
    case 'assignee':
      return oneOfThem([concern.assignee], staff)
    case 'participants':
      return oneOfThem(concern.participants, staff)
    case 'interlocutor': {
      const follower = oneOfThem([concern.assignee], staff)
      return follower.length > 0 ? follower : inCharge(concern, staff)
    }
  }
}

/** Who is to be told, among the active staff, each once: never who did it. Whether they may see it is asked afterwards. */
export function recipientsOf(
  kind: NoticeKind,
  event: Happened,
  concern: Concern,
  staff: readonly StaffActor[],
): StaffActor[] {
  const wanted = new Set(NOTICES[kind].to.flatMap((whom) => told(whom, concern, staff)))
  return staff.filter((one) => wanted.has(one) && !(event.actor_kind === 'staff' && event.actor_id === one.id))
}

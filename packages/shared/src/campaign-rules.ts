import type { CampaignState, CampaignTransition, LetterKind, NotDueReason, PlannedLetter } from './campaigns.ts'
import { CAMPAIGN_TRANSITIONS } from './campaigns.ts'

const DAY = 86_400_000

/** What the state follows from: dates and the clock, so that nobody has to be awake. */
export type CampaignDates = { scheduled_at: Date | null; opens_at: Date | null; closes_at: Date | null }

/** The state at an instant; the database says the same (`campaign_state`). */
export function campaignState({ scheduled_at, opens_at, closes_at }: CampaignDates, now: Date): CampaignState {
  if (scheduled_at === null || opens_at === null || closes_at === null) return 'draft'
  if (now < opens_at) return 'scheduled'
  return now < closes_at ? 'open' : 'closed'
}

/** From which state each transition leads, and where to. */
export const CAMPAIGN_RULES: Record<CampaignTransition, { from: readonly CampaignState[]; to: CampaignState }> = {
  schedule: { from: ['draft'], to: 'scheduled' },
  unschedule: { from: ['scheduled'], to: 'draft' },
  open: { from: ['scheduled'], to: 'open' },
  close: { from: ['open'], to: 'closed' },
  extend: { from: ['open', 'closed'], to: 'open' },
}

/** The buttons of a campaign in this state, for who may press them at all. */
export const openCampaignTransitions = (state: CampaignState): CampaignTransition[] =>
  CAMPAIGN_TRANSITIONS.filter((name) => CAMPAIGN_RULES[name].from.includes(state))

/** What may still be changed in each state: whom it asks, what and when is settled once it is scheduled. */
export const CHANGEABLE: Record<CampaignState, readonly string[]> = {
  draft: [
    'name',
    'purpose',
    'questionnaire_version_id',
    'opens_at',
    'closes_at',
    'recipients',
    'reminder_span_days',
    'second_pair_of_eyes',
  ],
  scheduled: ['name', 'purpose', 'reminder_span_days', 'second_pair_of_eyes'],
  open: ['name', 'purpose', 'reminder_span_days', 'second_pair_of_eyes'],
  closed: ['name', 'purpose', 'second_pair_of_eyes'],
}

/** The sendings of a campaign that plans none: invitation at the opening, a reminder, a last call, as far as they fit. */
export function defaultPlan({ opens_at, closes_at }: { opens_at: Date; closes_at: Date }) {
  const plan: { letter: PlannedLetter; due_at: Date }[] = [{ letter: 'invitation', due_at: opens_at }]
  const reminder = new Date(opens_at.getTime() + 10 * DAY)
  const last = new Date(closes_at.getTime() - 3 * DAY)
  if (reminder < closes_at) plan.push({ letter: 'reminder', due_at: reminder })
  if (last > opens_at) plan.push({ letter: 'last_call', due_at: last })
  return plan
}

const ONCE: readonly LetterKind[] = ['announcement', 'invitation']
const REMINDING: readonly LetterKind[] = ['reminder', 'last_call']

/** When a letter may leave: the announcement also before the opening, what asks for an answer until the closing, the others always. */
export function maySend(letter: LetterKind, state: CampaignState): boolean {
  if (letter === 'announcement') return state === 'scheduled' || state === 'open'
  return state === 'open' || !(ONCE.includes(letter) || REMINDING.includes(letter))
}

/** What is known of a participant when a letter is about to be written to them. */
export type DueFacts = {
  letter: LetterKind
  email: string | null
  ended: boolean
  objected: boolean
  bounced: boolean
  answered: boolean
  declined: boolean
  nothing_declared: boolean
  /** Whether this very letter was written to them already, or is on its way. */
  already_sent: boolean
  /** When a reminder of any kind last left for this address, or was put on its way. */
  last_reminded_at: Date | null
}

/** Why this person is not written to now; null: the letter is due. The one rule of the plan, of who asks by hand, and of what leaves. */
export function whyNotDue(facts: DueFacts, { spanDays, now }: { spanDays: number; now: Date }): NotDueReason | null {
  if (facts.ended) return 'ended'
  if (facts.objected) return 'objected'
  if (facts.email === null) return 'no_address'
  if (facts.bounced) return 'bounced'
  if (ONCE.includes(facts.letter)) return facts.already_sent ? 'already_sent' : null
  // thanks and the like follow from an answer: it does not keep them back
  if (!REMINDING.includes(facts.letter)) return null
  if (facts.answered) return 'answered'
  if (facts.declined) return 'declined'
  if (facts.nothing_declared) return 'nothing_to_declare'
  if (facts.last_reminded_at !== null && now.getTime() - facts.last_reminded_at.getTime() < spanDays * DAY)
    return 'too_soon'
  return null
}

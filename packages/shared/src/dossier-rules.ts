import { type Actor, isModerator } from './actors.ts'
import type { Audience } from './audience.ts'
import type { DossierState, DossierTransition, Refusal, Since } from './dossiers.ts'

/**
 * Whose document a recipient gets: what consenting associations let out beyond the network, and to the press what is
 * public already. A value kept for members or for staff never leaves.
 */
export const audienceFor = (recipientKind: string): Exclude<Audience, 'members' | 'staff'> =>
  recipientKind === 'presse' ? 'public' : 'partners'

/** Whether an association's answer to the question of consent lets its record be proposed to such a recipient. */
export const consents = (answer: unknown, recipientKind: string): boolean =>
  Array.isArray(answer) && answer.includes(recipientKind)

/** What is known of a record today, as far as its going to a recipient depends on it. */
export type Standing = {
  published: boolean
  consents: boolean
  /** Whether the audience that the recipient belongs to has a document of it. */
  let_out: boolean
}

/** Why the record cannot go; null: it can. */
export function whyNotSent({ published, consents, let_out }: Standing): Refusal | null {
  if (!published) return 'not_published'
  if (!consents) return 'no_consent'
  return let_out ? null : 'not_let_out'
}

/** A record that was sent, beside what became of it. */
export type Sent = Standing & {
  frozen_version: number
  published_version: number | null
  /** Whether something that the frozen text tells is not to be read any more. */
  lost: boolean
}

/** What has changed since the sending: the gravest of it. */
export function whatChanged({ published, consents, let_out, lost, frozen_version, published_version }: Sent): Since {
  if (!published) return 'withdrawn'
  if (!consents) return 'consent_withdrawn'
  if (!let_out || lost) return 'narrowed'
  return published_version === frozen_version ? 'unchanged' : 'new_version'
}

/** Members that tell of the record's keeping, not of the innovation. */
const OF_KEEPING = ['updated_at', 'confirmed_at', 'published_at', 'regional_delegation']

/** Whether a document tells less than it did: a value that was known is unknown, or a line of a list is missing. */
export function tellsLess(before: object, after: object): boolean {
  return Object.entries(before).some(
    ([name, value]) => !OF_KEEPING.includes(name) && lacks(value, (after as Record<string, unknown>)[name]),
  )
}

function lacks(before: unknown, after: unknown): boolean {
  if (before === null || before === undefined) return false
  if (Array.isArray(before))
    return before.length > 0 && (!Array.isArray(after) || before.some((one, i) => lacks(one, after[i])))
  if (after === null || after === undefined) return true
  if (typeof before !== 'object') return false
  return Object.entries(before).some(([name, value]) => lacks(value, (after as Record<string, unknown>)[name]))
}

/** The dossier's rules: from which state, and where to. */
export const DOSSIER_RULES: Record<DossierTransition, { from: DossierState; to: DossierState }> = {
  send: { from: 'draft', to: 'sent' },
}

/** The buttons of a dossier, for who asks. */
export const openDossierTransitions = (state: DossierState, actor: Actor): DossierTransition[] =>
  isModerator(actor) && DOSSIER_RULES.send.from === state ? ['send'] : []

/** What follows when a published record is not confirmed. */
export type UpkeepStep = 'ask' | 'mark_stale' | 'announce' | 'withdraw'

export type UpkeepSettings = {
  confirm_after_days: number | null
  stale_after_days: number | null
  announce_after_days: number | null
  withdraw_after_days: number
}

/** What the rule looks at: the steps that were taken since the last confirmation, and what stands in their way. */
export type UpkeepSubject = {
  /** When it was last confirmed, or published. */
  confirmed_at: Date
  confirmation_asked_at: Date | null
  stale_since: Date | null
  withdrawal_announced_at: Date | null
  /** Whether an answer that renews it is being written or waits for us. */
  renewing: boolean
  /** Whether the letter that announces its withdrawal has left. */
  told: boolean
}

const DAY = 86_400_000

/**
 * The step that is due; null: none. Each counts from the one before it, so that whoever is asked late is given as long
 * as everybody, and nothing is withdrawn that was not announced, nor while its renewal is under way.
 */
export function upkeepDue(subject: UpkeepSubject, settings: UpkeepSettings, now: Date): UpkeepStep | null {
  const { confirmed_at, confirmation_asked_at, stale_since, withdrawal_announced_at, renewing, told } = subject
  const passed = (since: Date, days: number | null) => days !== null && now.getTime() - since.getTime() >= days * DAY
  if (withdrawal_announced_at !== null) {
    const may = told && !renewing && settings.announce_after_days !== null
    return may && passed(withdrawal_announced_at, settings.withdraw_after_days) ? 'withdraw' : null
  }
  if (stale_since !== null) return !renewing && passed(stale_since, settings.announce_after_days) ? 'announce' : null
  if (confirmation_asked_at !== null)
    return passed(confirmation_asked_at, settings.stale_after_days) ? 'mark_stale' : null
  return passed(confirmed_at, settings.confirm_after_days) ? 'ask' : null
}

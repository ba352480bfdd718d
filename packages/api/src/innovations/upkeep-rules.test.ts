import { describe, expect, it } from 'vitest'
import { type UpkeepSettings, type UpkeepSubject, upkeepDue } from './upkeep-rules.ts'

const SETTINGS: UpkeepSettings = {
  confirm_after_days: 365,
  stale_after_days: 60,
  announce_after_days: 90,
  withdraw_after_days: 30,
}
const NOW = new Date('2027-06-13T08:00:00Z')
const ago = (days: number) => new Date(NOW.getTime() - days * 86_400_000)
const record = (more: Partial<UpkeepSubject> = {}): UpkeepSubject => ({
  confirmed_at: ago(1000),
  confirmation_asked_at: null,
  stale_since: null,
  withdrawal_announced_at: null,
  renewing: false,
  told: false,
  ...more,
})
const due = (more: Partial<UpkeepSubject>, settings: Partial<UpkeepSettings> = {}) =>
  upkeepDue(record(more), { ...SETTINGS, ...settings }, NOW)
const asked = (days: number) => ({ confirmation_asked_at: ago(days) })
const stale = (days: number) => ({ ...asked(500), stale_since: ago(days) })
const announced = (days: number) => ({ ...stale(400), withdrawal_announced_at: ago(days), told: true })

describe('what follows when a record is not confirmed', () => {
  it.each([
    ['ask', { confirmed_at: ago(365) }, { confirmed_at: ago(364) }],
    ['mark_stale', asked(60), asked(59)],
    ['announce', stale(90), stale(89)],
    ['withdraw', announced(30), announced(29)],
  ] as const)('%s: on its day, and not the day before', (step, on, before) => {
    expect(due(on)).toBe(step)
    expect(due(before)).toBeNull()
  })

  it('each step counts from the one before: nobody is overtaken, however old the record is', () => {
    const confirmed_at = ago(3000)
    expect(due({ confirmed_at })).toBe('ask')
    expect(due({ confirmed_at, ...asked(0) })).toBeNull()
    expect(due({ confirmed_at, ...stale(0) })).toBeNull()
    expect(due({ confirmed_at, ...announced(0) })).toBeNull()
  })

  it('nothing is withdrawn whose announcement has not left, nor while its renewal is under way', () => {
    expect(due({ ...announced(400), told: false })).toBeNull()
    expect(due({ ...announced(400), renewing: true })).toBeNull()
    expect(due({ ...stale(400), renewing: true })).toBeNull()
    // readers are told all the same
    expect(due({ ...asked(400), renewing: true })).toBe('mark_stale')
  })

  it('a step that the federation does not want is never taken, nor what follows it', () => {
    expect(due({}, { confirm_after_days: null })).toBeNull()
    expect(due(asked(4000), { stale_after_days: null })).toBeNull()
    expect(due(stale(4000), { announce_after_days: null })).toBeNull()
    expect(due(announced(4000), { announce_after_days: null })).toBeNull()
  })
})

import { describe, expect, it } from 'vitest'
import {
  campaignState,
  type DueFacts,
  defaultPlan,
  maySend,
  openCampaignTransitions,
  whyNotDue,
} from './campaign-rules.ts'
import { LETTER_KINDS } from './campaigns.ts'

const at = (text: string) => new Date(`${text}T08:00:00Z`)
const dates = { scheduled_at: at('2026-01-01'), opens_at: at('2026-02-01'), closes_at: at('2026-03-01') }

describe('the state of a campaign', () => {
  it('follows from its dates', () => {
    expect(campaignState({ ...dates, scheduled_at: null }, at('2026-02-10'))).toBe('draft')
    expect(campaignState(dates, at('2026-01-31'))).toBe('scheduled')
    expect(campaignState(dates, dates.opens_at)).toBe('open')
    expect(campaignState(dates, dates.closes_at)).toBe('closed')
  })
  it('says what may be done', () => {
    expect(openCampaignTransitions('draft')).toEqual(['schedule'])
    expect(openCampaignTransitions('scheduled')).toEqual(['unschedule', 'open'])
    expect(openCampaignTransitions('open')).toEqual(['close', 'extend'])
    expect(openCampaignTransitions('closed')).toEqual(['extend'])
  })
  it('lets only the announcement leave before the opening', () => {
    expect(maySend('announcement', 'scheduled')).toBe(true)
    for (const state of ['draft', 'scheduled', 'closed'] as const) expect(maySend('reminder', state)).toBe(false)
    expect(maySend('last_call', 'open')).toBe(true)
  })
})

describe('the default plan', () => {
  it('has an invitation, a reminder and a last call', () => {
    expect(defaultPlan(dates)).toEqual([
      { letter: 'invitation', due_at: dates.opens_at },
      { letter: 'reminder', due_at: at('2026-02-11') },
      { letter: 'last_call', due_at: at('2026-02-26') },
    ])
  })
  it('leaves out what does not fit', () => {
    const plan = (closes: string) => defaultPlan({ ...dates, closes_at: at(closes) }).map(({ letter }) => letter)
    expect(plan('2026-02-11')).toEqual(['invitation', 'last_call'])
    expect(plan('2026-02-03')).toEqual(['invitation'])
  })
})

describe('who is due a letter', () => {
  const person: DueFacts = {
    letter: 'reminder',
    email: 'direction@genets.example',
    ended: false,
    objected: false,
    bounced: false,
    answered: false,
    declined: false,
    nothing_declared: false,
    already_sent: false,
    last_reminded_at: null,
  }
  const now = at('2026-02-20')
  const why = (facts: Partial<DueFacts>, spanDays = 7) => whyNotDue({ ...person, ...facts }, { spanDays, now })

  it.each([
    [{ ended: true }, 'ended'],
    [{ email: null }, 'no_address'],
    [{ objected: true }, 'objected'],
    [{ objected: true, email: null }, 'objected'],
    [{ bounced: true }, 'bounced'],
  ] as const)('nobody is written to who cannot be: %j', (facts, reason) => {
    for (const letter of LETTER_KINDS) expect(why({ ...facts, letter }), letter).toBe(reason)
  })
  it.each([
    [{ answered: true }, 'answered'],
    [{ declined: true }, 'declined'],
    [{ nothing_declared: true }, 'nothing_to_declare'],
    [{ last_reminded_at: at('2026-02-14') }, 'too_soon'],
    [{ last_reminded_at: at('2026-02-13') }, null],
    [{ already_sent: true }, null],
  ] as const)('reminders go to who owes an answer: %j', (facts, reason) => {
    for (const letter of ['reminder', 'last_call'] as const) expect(why({ ...facts, letter }), letter).toBe(reason)
  })
  it('invites each once, whatever was written before', () => {
    expect(why({ letter: 'invitation', already_sent: true })).toBe('already_sent')
    expect(why({ letter: 'invitation', last_reminded_at: now })).toBeNull()
  })
  it('thanks whoever has answered, and speaks of what came of it', () => {
    const facts = { answered: true, declined: true, nothing_declared: true, last_reminded_at: now, already_sent: true }
    for (const letter of ['completion', 'thanks', 'publication'] as const) expect(why({ ...facts, letter })).toBeNull()
  })
  it('knows no span where there is none', () => {
    expect(why({ last_reminded_at: now }, 0)).toBeNull()
  })
})

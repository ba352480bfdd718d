import type { Audience } from '@essaim/shared/audience.ts'
import { type Tally, tally } from './tally.ts'

type Caller = { credential_id: string; partner_id: string }

export type UsageDay = Caller & {
  day: string
  requests: number
  refused: number
  limited: number
  failed: number
  bytes: number
}
export type UsageFault = Caller & {
  method: string
  route: string
  problem: string
  status: number
  times: number
  last_at: string
}
export type FeedPull = Caller & {
  audience: Audience
  filter: string
  groups: string[][]
  position: number
  furthest: number
  complete: boolean
  at: string
}
export type Consultation = {
  innovation_id: string
  partner_id: string
  times: number
  first_at: string
  last_at: string
}

/** What a process has noted and not written yet. */
export type Notes = {
  days: Tally<UsageDay>
  faults: Tally<UsageFault>
  pulls: Tally<FeedPull>
  consultations: Tally<Consultation>
}

// What a database that is away for an hour may leave waiting: some megabytes. Filters are long, and whoever tries many of
// them follows none.
const MOST = 20_000
const MOST_FEEDS = 500
const earlier = (one: string, other: string) => (one < other ? one : other)
const later = (one: string, other: string) => (one > other ? one : other)
const key = (...parts: string[]) => parts.join(' ')

/** Empty notes; how their rows add up is said once more in the statements of `record.ts`. */
export const openNotes = (most = MOST): Notes => ({
  days: tally(
    (row) => key(row.credential_id, row.day),
    (one, other) => ({
      ...one,
      requests: one.requests + other.requests,
      refused: one.refused + other.refused,
      limited: one.limited + other.limited,
      failed: one.failed + other.failed,
      bytes: one.bytes + other.bytes,
    }),
    most,
  ),
  faults: tally(
    (row) => key(row.credential_id, row.method, row.route, row.problem),
    (one, other) => ({ ...one, times: one.times + other.times, last_at: later(one.last_at, other.last_at) }),
    most,
  ),
  pulls: tally(
    (row) => key(row.credential_id, row.audience, row.filter),
    (one, other) => ({
      ...(one.at > other.at ? one : other),
      furthest: Math.max(one.furthest, other.furthest),
    }),
    Math.min(most, MOST_FEEDS),
  ),
  consultations: tally(
    (row) => key(row.innovation_id, row.partner_id),
    (one, other) => ({
      ...one,
      times: one.times + other.times,
      first_at: earlier(one.first_at, other.first_at),
      last_at: later(one.last_at, other.last_at),
    }),
    most,
  ),
})

/** What an answer counts as, beside being one. */
export const kindOfStatus = (status: number): 'refused' | 'limited' | 'failed' | null =>
  status >= 500 ? 'failed' : status === 429 ? 'limited' : status >= 400 ? 'refused' : null

const inFrance = new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Paris', dateStyle: 'short' })

/** The day in France, as the reader of the console counts days. */
export const dayOf = (at: Date): string => inFrance.format(at)

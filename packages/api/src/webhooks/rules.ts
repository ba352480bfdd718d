import type { WebhookError, WebhookEvent, WebhookType } from '@essaim/shared/webhooks.ts'

/** Seconds before each try: at once, then over three days and a half. */
const DELAYS = [0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]
export const MOST_TRIES = DELAYS.length
const LONGEST_THROTTLE = 86_400

/** Seconds until the next try after so many failures in a row, a tenth more at most so that not all come at once; null: it is given up. */
export function delayAfter(failures: number, chance: number): number | null {
  const delay = DELAYS[failures]
  return delay === undefined ? null : Math.round(delay * (1 + chance / 10))
}

/** How many messages may be on their way to one webhook at once: one while it has not proved itself, more with each success. */
export const WIDEST_LANE = 8

/** Asked once, and not again by itself. */
export const isProbe = (type: string): boolean => type.startsWith('endpoint.')

export type Outcome = { status: number; retryAfter: string | null } | { fault: WebhookError }

/** What a try says of the message, and of the receiver. */
export type Verdict = {
  error: WebhookError | null
  status: number | null
  /** The receiver wants nothing any more. */
  gone: boolean
  /** Seconds that the receiver asks to be left alone. */
  pause: number
}

const THROTTLES = new Set([429, 502, 503, 504])

/** Reads an answer: 2xx has arrived, a redirect is a failure that is not followed, 410 ends it. */
export function verdictOn(outcome: Outcome, now: Date): Verdict {
  if ('fault' in outcome) return { error: outcome.fault, status: null, gone: false, pause: 0 }
  const { status, retryAfter } = outcome
  const error = status >= 200 && status < 300 ? null : status >= 300 && status < 400 ? 'redirect' : 'status'
  return {
    error,
    status,
    gone: status === 410,
    pause: THROTTLES.has(status) ? secondsOf(retryAfter, now) : 0,
  }
}

/** Retry-After (RFC 9110 §10.2.3), in seconds or as a date; a day at most. */
function secondsOf(text: string | null, now: Date): number {
  if (text === null) return 0
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : (Date.parse(text) - now.getTime()) / 1000
  return Number.isFinite(seconds) ? Math.min(Math.max(Math.ceil(seconds), 0), LONGEST_THROTTLE) : 0
}

/** An entry of the feed after a number, as far as it says what happened. */
export type Entry = {
  id: string
  seq: number
  since: number | null
  state: string
  reason: string | null
  replaced_by: string | null
  matches: boolean
}

/** What a webhook that was told up to a number is told of an entry: what it became, whatever happened in between. */
export function eventOf(entry: Entry, told: number): WebhookEvent {
  if (entry.state === 'deleted') return `innovation.${entry.reason ?? 'withdrawn'}` as WebhookEvent
  if (!entry.matches) return 'innovation.out_of_scope'
  return (entry.since ?? 0) > told ? 'innovation.published' : 'innovation.updated'
}

/** The text of a message: thin, the same at each try. */
export const messageOf = (type: WebhookType, at: Date, data: Record<string, unknown>): string =>
  JSON.stringify({ type, timestamp: at.toISOString(), data })

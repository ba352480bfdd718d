import type { PartnerUsage } from '@essaim/shared/usage.ts'

export type DayOfAll = { day: string; requests: number; problems: number; bytes: number }

const DAY_MS = 24 * 3600 * 1000

/** Every day from the first to the last, the credentials together; the days without a request as well. */
export function daysOfAll({ from, to, credentials }: Pick<PartnerUsage, 'from' | 'to' | 'credentials'>): DayOfAll[] {
  const days = new Map<string, DayOfAll>()
  for (let at = Date.parse(from); at <= Date.parse(to); at += DAY_MS) {
    const day = new Date(at).toISOString().slice(0, 10)
    days.set(day, { day, requests: 0, problems: 0, bytes: 0 })
  }
  for (const { day, requests, refused, limited, failed, bytes } of credentials.flatMap((one) => one.days)) {
    const known = days.get(day)
    if (!known) continue
    known.requests += requests
    known.problems += refused + limited + failed
    known.bytes += bytes
  }
  return [...days.values()]
}

import type { Reader } from '../innovations/documents.ts'
import type { Notices } from '../plugins/notices.ts'

export const MOST_SECONDS = 30
const MOST_OF_ONE_CALLER = 5
const MOST_AT_ALL = 1000

/** The seconds that a caller is ready to wait by `Prefer: wait=N` (RFC 7240 §4.3), thirty at most; 0 when it does not say. */
export function waitAsked(header: string | string[] | undefined): number {
  const wait = /(?:^|,)\s*wait\s*=\s*"?(\d{1,9})"?\s*(?=[;,]|$)/i.exec(String(header ?? ''))
  return Math.min(Number(wait?.[1] ?? 0), MOST_SECONDS)
}

export type Visit = { caller: string; audience: Reader; seconds: number }
type Guest = Visit & { over: boolean; ring: () => void }

/** Those who wait at the end of a feed until its head moves: told by the database's notice, in whatever process it moved. */
export function feedWaiting(notices: Pick<Notices, 'on'>) {
  const guests = new Set<Guest>()
  let closed = false
  notices.on('essaim_feed', (audience) => {
    for (const guest of guests) if (audience === null || guest.audience === audience) guest.ring()
  })
  const end = (guest: Guest) => {
    guest.over = true
    guest.ring()
  }
  return {
    /** Whether there is room for one more of this caller: who finds none is answered at once. */
    hasRoom: ({ caller, seconds }: Visit): boolean =>
      seconds > 0 &&
      !closed &&
      guests.size < MOST_AT_ALL &&
      [...guests].filter((guest) => guest.caller === caller).length < MOST_OF_ONE_CALLER,

    /** Looks, and again each time that the feed moves, until something is there or the time is over. */
    async until<T>(visit: Visit, look: () => Promise<T>, isThere: (found: T) => boolean): Promise<T> {
      const guest: Guest = { ...visit, over: false, ring: () => undefined }
      const timer = setTimeout(end, visit.seconds * 1000, guest)
      guests.add(guest)
      try {
        for (;;) {
          // ready before the look: what moves meanwhile is not missed
          const moved = new Promise<void>((resolve) => {
            guest.ring = resolve
          })
          const found = await look()
          if (isThere(found)) return found
          await moved
          if (guest.over) return found
        }
      } finally {
        clearTimeout(timer)
        guests.delete(guest)
      }
    },

    /** Answers everybody with what there is, at once. */
    close(): void {
      closed = true
      for (const guest of guests) end(guest)
    },
  }
}

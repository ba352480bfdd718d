const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** How long a token lasts, of staff and of clients alike. */
export const ACCESS_SECONDS = 600

/** What a signing key lives through; see docs/decisions/0012. */
export const AGES = {
  /** A key is published so long before it signs: whoever keeps the list of keys for an hour has it by then. */
  ahead: 24 * HOUR,
  /** It signs so long. */
  signs: 90 * 24 * HOUR,
  /** Then it stays published until its last token has ended, and every kept list and process with it. */
  after: ACCESS_SECONDS * 1000 + 2 * HOUR,
}

export type KeyAge = { kid: string; created_at: Date; active_from: Date }

const byTurn = (keys: KeyAge[]) => keys.toSorted((a, b) => Number(a.active_from) - Number(b.active_from))

/** The key that signs at that time: the last whose turn has come. A clock behind the database's finds none yet, and takes the first. */
export function signerAt<K extends KeyAge>(keys: K[], now: Date): K | undefined {
  const turns = byTurn(keys) as K[]
  return turns.findLast(({ active_from }) => active_from <= now) ?? turns[0]
}

export type Rotation = { make: { active_from: Date }[]; retire: string[] }

/** What is to be done so that one key signs, the next is published, and none is that has served its time. */
export function rotationAt(keys: KeyAge[], now: Date): Rotation {
  const turns = byTurn(keys)
  const retire = turns
    .filter((_, i) => {
      const follower = turns[i + 1]
      return follower !== undefined && Number(follower.active_from) + AGES.after <= Number(now)
    })
    .map(({ kid }) => kid)
  const make: { active_from: Date }[] = []
  const signer = signerAt(turns, now)
  const since = signer?.active_from ?? now
  if (!signer) make.push({ active_from: now })
  if (!turns.some(({ active_from }) => active_from > now))
    make.push({ active_from: new Date(Math.max(Number(since) + AGES.signs, Number(now) + AGES.ahead)) })
  return { make, retire }
}

/** When the next key may take its turn at the earliest. */
export const earliestTurn = (next: KeyAge, now: Date): Date =>
  new Date(Math.max(Number(next.created_at) + AGES.ahead, Number(now)))

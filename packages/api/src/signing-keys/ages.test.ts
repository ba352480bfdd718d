import { describe, expect, test } from 'vitest'
import { AGES, earliestTurn, type KeyAge, rotationAt, signerAt } from './ages.ts'

const T0 = Date.parse('2026-01-01T00:00:00Z')
const HOUR = 3_600_000
const at = (ms: number) => new Date(T0 + ms)
const key = (kid: string, active: number, created = active): KeyAge => ({
  kid,
  active_from: at(active),
  created_at: at(created),
})

/** What becomes of the keys when the hourly job runs for so long; asked at each hour. */
function follow(hours: number, each: (keys: KeyAge[], now: Date) => void): void {
  let keys: KeyAge[] = []
  for (let hour = 0; hour <= hours; hour += 1) {
    const now = at(hour * HOUR)
    const { make, retire } = rotationAt(keys, now)
    keys = keys.filter(({ kid }) => !retire.includes(kid))
    for (const { active_from } of make) keys.push({ kid: `${hour}/${keys.length}`, created_at: now, active_from })
    each(keys, now)
  }
}

test('over two years, every key was published for a day before it signed, and stays until its last token has ended', () => {
  const signed = new Map<string, Date>()
  const seen = new Map<string, Date>()
  follow(2 * 365 * 24, (keys, now) => {
    for (const { kid } of keys) if (!seen.has(kid)) seen.set(kid, now)
    const signer = signerAt(keys, now)
    if (!signer) throw new Error('nobody signs')
    signed.set(signer.kid, now)
    // the first one of all could not be announced
    if (signer.kid !== '0/0') expect(Number(now) - Number(seen.get(signer.kid))).toBeGreaterThanOrEqual(AGES.ahead)
    // whoever signed within the life of a token is still there
    for (const [kid, last] of signed)
      if (Number(now) - Number(last) <= AGES.after - HOUR) expect(keys.map((one) => one.kid)).toContain(kid)
    expect(keys.length).toBeGreaterThanOrEqual(2)
    expect(keys.length).toBeLessThanOrEqual(3)
  })
  expect(signed.size).toBe(9)
})

describe('rotation', () => {
  test('begins with one that signs and one that is announced', () => {
    expect(rotationAt([], at(0))).toEqual({
      make: [{ active_from: at(0) }, { active_from: at(AGES.signs) }],
      retire: [],
    })
  })
  test('announces for a day even when it comes late', () => {
    const late = AGES.signs * 2
    expect(rotationAt([key('a', 0)], at(late)).make).toEqual([{ active_from: at(late + AGES.ahead) }])
  })
  test('changes nothing in between', () => {
    expect(rotationAt([key('a', 0), key('b', AGES.signs, 0)], at(HOUR))).toEqual({ make: [], retire: [] })
  })
  test('withdraws by the follower’s turn, not by age', () => {
    const keys = [key('a', 0), key('b', AGES.signs), key('c', 2 * AGES.signs)]
    expect(rotationAt(keys, at(AGES.signs + AGES.after - 1)).retire).toEqual([])
    expect(rotationAt(keys, at(AGES.signs + AGES.after)).retire).toEqual(['a'])
  })
})

test('the signer changes at the very instant, and a clock that is behind finds one all the same', () => {
  const keys = [key('b', HOUR), key('a', 0)]
  expect([-1, 0, HOUR - 1, HOUR].map((ms) => signerAt(keys, at(ms))?.kid)).toEqual(['a', 'a', 'a', 'b'])
  expect(signerAt([], at(0))).toBeUndefined()
})

test('a turn is brought forward to when the key has been published for a day', () => {
  const next = key('b', AGES.signs, 0)
  expect(earliestTurn(next, at(HOUR))).toEqual(at(AGES.ahead))
  expect(earliestTurn(next, at(AGES.ahead + HOUR))).toEqual(at(AGES.ahead + HOUR))
})

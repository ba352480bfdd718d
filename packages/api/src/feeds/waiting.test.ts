import { describe, expect, it } from 'vitest'
import type { Notices } from '../plugins/notices.ts'
import { feedWaiting, waitAsked } from './waiting.ts'

describe('the seconds that a caller is ready to wait', () => {
  it.each([
    ['wait=10', 10],
    ['respond-async, wait=10', 10],
    ['wait="7"; foo=bar, return=minimal', 7],
    ['Wait = 30', 30],
    ['wait=3000000', 30],
    ['wait=5, wait=9', 5],
    ['wait=0', 0],
    ['wait=-1', 0],
    ['wait=1.5', 0],
    ['wait=soon', 0],
    ['await=5', 0],
    ['return=minimal', 0],
    ['', 0],
    [undefined, 0],
  ])('%s', (header, seconds) => {
    expect(waitAsked(header)).toBe(seconds)
  })
})

/** A line to the database on which the test speaks. */
function aLine() {
  let heard: (payload: string | null) => void = () => undefined
  const notices = { on: (_: string, callback: typeof heard) => (heard = callback) } as unknown as Notices
  return { notices, say: (payload: string | null) => heard(payload) }
}
const visit = { caller: 'key:1', audience: 'partners' as const, seconds: 30 }
const never = () => false

describe('who waits at the end of a feed', () => {
  it('does not miss what moves between the look and the wait', async () => {
    const { notices, say } = aLine()
    let moved = false
    const found = await feedWaiting(notices).until(
      visit,
      async () => {
        const seen = moved
        moved = true
        say('partners')
        return seen
      },
      (seen) => seen,
    )
    expect(found).toBe(true)
  })

  it('looks again for its own audience, and when the line was lost, and for nothing else', async () => {
    const { notices, say } = aLine()
    const waiting = feedWaiting(notices)
    let looks = 0
    const looked = [1, 2, 3].map(() => Promise.withResolvers<void>())
    const answer = waiting.until(
      visit,
      async () => {
        looked[looks++]?.resolve()
        return looks
      },
      (count) => count === 3,
    )
    await looked[0]?.promise
    say('public')
    say('members')
    say('partners')
    await looked[1]?.promise
    expect(looks).toBe(2)
    say(null)
    expect(await answer).toBe(3)
  })

  it('is five times one caller, and nobody once the server stops', async () => {
    const { notices } = aLine()
    const waiting = feedWaiting(notices)
    const answers = [1, 2, 3, 4, 5].map((n) => {
      expect(waiting.hasRoom(visit)).toBe(true)
      return waiting.until(visit, async () => n, never)
    })
    expect(waiting.hasRoom(visit)).toBe(false)
    expect(waiting.hasRoom({ ...visit, caller: 'key:2' })).toBe(true)
    waiting.close()
    expect(await Promise.all(answers)).toEqual([1, 2, 3, 4, 5])
    expect(waiting.hasRoom({ ...visit, caller: 'key:2' })).toBe(false)
  })

  it('is not who does not want to', () => {
    expect(feedWaiting(aLine().notices).hasRoom({ ...visit, seconds: 0 })).toBe(false)
  })
})

import { describe, expect, test } from 'vitest'
import { delayAfter, eventOf, MOST_TRIES, verdictOn } from './rules.ts'

const NOW = new Date('2026-06-13T08:00:00Z')
const answered = (status: number, retryAfter: string | null = null) => verdictOn({ status, retryAfter }, NOW)

test('tries are spread over three days and a half, a tenth apart at most, and end', () => {
  const delays = Array.from({ length: MOST_TRIES }, (_, failures) => delayAfter(failures, 0))
  expect(delays).toEqual([0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400])
  expect(delayAfter(MOST_TRIES, 0)).toBeNull()
  expect(delayAfter(3, 1)).toBe(1980)
})

describe('an answer', () => {
  test.each([
    [200, null],
    [204, null],
    [299, null],
    [301, 'redirect'],
    [302, 'redirect'],
    [308, 'redirect'],
    [400, 'status'],
    [404, 'status'],
    [500, 'status'],
  ] as const)('of %s: %s', (status, error) => {
    expect(answered(status)).toMatchObject({ error, status, gone: false, pause: 0 })
  })

  test('of 410 wants nothing any more', () => {
    expect(answered(410)).toMatchObject({ error: 'status', gone: true })
  })

  test.each([
    [429, '120', 120],
    [503, '1', 1],
    [504, 'Sat, 13 Jun 2026 08:10:00 GMT', 600],
    [502, 'Sat, 13 Jun 2026 07:00:00 GMT', 0],
    [429, '999999999', 86_400],
    [429, 'bientôt', 0],
    [429, null, 0],
    [500, '120', 0],
    [200, '120', 0],
  ] as const)('of %s with Retry-After %s asks for a pause of %s seconds', (status, retryAfter, pause) => {
    expect(answered(status, retryAfter).pause).toBe(pause)
  })

  test('that did not come is told by its word', () => {
    expect(verdictOn({ fault: 'timeout' }, NOW)).toEqual({ error: 'timeout', status: null, gone: false, pause: 0 })
  })
})

describe('what a follower is told of an entry', () => {
  const entry = { id: 'x', seq: 9, since: 5, state: 'updated', reason: null, replaced_by: null, matches: true }
  test.each([
    [{}, 4, 'innovation.published'],
    [{}, 5, 'innovation.updated'],
    [{ since: 9 }, 8, 'innovation.published'],
    [{ matches: false }, 4, 'innovation.out_of_scope'],
    [{ state: 'deleted', reason: 'withdrawn', since: null }, 4, 'innovation.withdrawn'],
    [{ state: 'deleted', reason: 'erased', since: null }, 4, 'innovation.erased'],
    [{ state: 'deleted', reason: 'merged', since: null }, 4, 'innovation.merged'],
    [{ state: 'deleted', reason: 'out_of_scope', since: null, matches: false }, 4, 'innovation.out_of_scope'],
  ] as const)('%o after %s: %s', (more, told, event) => {
    expect(eventOf({ ...entry, ...more }, told)).toBe(event)
  })
})

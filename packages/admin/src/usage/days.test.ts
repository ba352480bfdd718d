import { expect, test } from 'vitest'
import { daysOfAll } from './days.ts'

const counts = { requests: 3, refused: 1, limited: 1, failed: 0, bytes: 10 }
const credential = (id: string, ...days: string[]) => ({
  id,
  kind: 'key' as const,
  name: id,
  ...counts,
  quota: { limit: 60, used: 0, window_seconds: 60 },
  days: days.map((day) => ({ day, ...counts })),
})

test('every day has its place, and the credentials of a day are one', () => {
  const credentials = [credential('a', '2026-02-28'), credential('b', '2026-02-28', '2026-03-01')]
  expect(daysOfAll({ from: '2026-02-27', to: '2026-03-01', credentials })).toEqual([
    { day: '2026-02-27', requests: 0, problems: 0, bytes: 0 },
    { day: '2026-02-28', requests: 6, problems: 4, bytes: 20 },
    { day: '2026-03-01', requests: 3, problems: 2, bytes: 10 },
  ])
})

test('summer time leaves out no day, and doubles none', () => {
  const days = daysOfAll({ from: '2026-03-01', to: '2026-11-30', credentials: [] }).map(({ day }) => day)
  expect(new Set(days).size).toBe(275)
  expect(days).toHaveLength(275)
})

import { expect, test } from 'vitest'
import { dayOf, kindOfStatus, openNotes } from './notes.ts'
import { tally } from './tally.ts'

const caller = { credential_id: 'a', partner_id: 'p' }
const day = (more = {}) => ({
  ...caller,
  day: '2026-06-13',
  requests: 1,
  refused: 0,
  limited: 0,
  failed: 0,
  bytes: 10,
  ...more,
})
const pull = (more = {}) => ({
  ...caller,
  audience: 'partners' as const,
  filter: '',
  groups: [],
  position: 5,
  furthest: 5,
  complete: false,
  at: '2026-06-13T08:00:00.000Z',
  ...more,
})

test('rows of a key add up, and are taken once, in the order of their keys', () => {
  const { days } = openNotes()
  days.add(day({ credential_id: 'b' }))
  days.add(day())
  days.add(day({ refused: 1 }))
  days.add(day({ day: '2026-06-12' }))
  expect(days.take()).toEqual([
    day({ day: '2026-06-12' }),
    day({ requests: 2, refused: 1, bytes: 20 }),
    day({ credential_id: 'b' }),
  ])
  expect(days.take()).toEqual([])
})

test('the last pull says where a follower is, whatever comes in late; how far it ever was stays', () => {
  const early = pull({ position: 9, furthest: 9, complete: true })
  const late = pull({ position: 2, furthest: 2, at: '2026-06-13T09:00:00.000Z' })
  for (const order of [
    [early, late],
    [late, early],
  ]) {
    const { pulls } = openNotes()
    for (const one of order) pulls.add(one)
    expect(pulls.take()).toEqual([{ ...late, furthest: 9 }])
  }
})

test('a consultation keeps its first and its last time', () => {
  const { consultations } = openNotes()
  for (const hour of ['09', '07', '08']) {
    const at = `2026-06-13T${hour}:00:00.000Z`
    consultations.add({ innovation_id: 'i', partner_id: 'p', times: 1, first_at: at, last_at: at })
  }
  expect(consultations.take()).toEqual([
    {
      innovation_id: 'i',
      partner_id: 'p',
      times: 3,
      first_at: '2026-06-13T07:00:00.000Z',
      last_at: '2026-06-13T09:00:00.000Z',
    },
  ])
})

test('more keys than there is room for are not kept; those that are go on counting', () => {
  const rows = tally<{ key: string; times: number }>(
    ({ key }) => key,
    (one, other) => ({ ...one, times: one.times + other.times }),
    2,
  )
  for (const key of ['a', 'b', 'c', 'a']) rows.add({ key, times: 1 })
  expect(rows.take()).toEqual([
    { key: 'a', times: 2 },
    { key: 'b', times: 1 },
  ])
})

test.each([
  [200, null],
  [304, null],
  [400, 'refused'],
  [410, 'refused'],
  [429, 'limited'],
  [500, 'failed'],
  [503, 'failed'],
])('an answer of %i counts as %s', (status, kind) => {
  expect(kindOfStatus(status)).toBe(kind)
})

test('days are those of France', () => {
  expect(dayOf(new Date('2026-06-13T21:59:59Z'))).toBe('2026-06-13')
  expect(dayOf(new Date('2026-06-13T22:00:00Z'))).toBe('2026-06-14')
  expect(dayOf(new Date('2026-12-31T23:00:00Z'))).toBe('2027-01-01')
})

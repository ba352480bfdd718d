import { expect, test } from 'vitest'
import { dayFrom, orNull } from './form.ts'

test.each([
  ['13/06/2026', '2026-06-13'],
  ['1.2.2020', '2020-02-01'],
  [' 2026-06-13 ', '2026-06-13'],
  ['', null],
  ['31/02/2026', undefined],
  ['hier', undefined],
  ['13/06/26', undefined],
])('a day written %j is %j', (text, day) => {
  expect(dayFrom(text)).toBe(day)
})

test('nothing but spaces is unknown', () => {
  expect(orNull('  ')).toBeNull()
  expect(orNull(' a ')).toBe('a')
})

import { expect, it } from 'vitest'
import { longDate, withOrdinal } from './dates.ts'

it.each([
  ['2026-06-01', 'fr', '1er juin 2026'],
  ['2026-06-11', 'fr', '11 juin 2026'],
  ['2026-06-21', 'fr', '21 juin 2026'],
  ['2026-06-01', 'en', '1 June 2026'],
])('%s in %s is %s', (day, language, words) => {
  expect(longDate(new Date(day), language, 'UTC')).toBe(words)
})

it('the first of a month keeps its hour', () => {
  expect(withOrdinal('1 mars 2026 à 10:00', 'fr')).toBe('1er mars 2026 à 10:00')
  expect(withOrdinal('1 March 2026 at 10:00', 'en')).toBe('1 March 2026 at 10:00')
})

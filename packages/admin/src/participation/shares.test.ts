import { expect, test } from 'vitest'
import { percent } from '../lib/percent.ts'
import { ceiling } from '../lib/scale.ts'
import { shadeOf } from './shares.ts'

test.each([
  [0, 1],
  [1, 1],
  [3, 5],
  [12, 20],
  [99, 100],
  [101, 200],
  [2000, 2000],
])('an axis up to %i ends at %i', (highest, mark) => {
  expect(ceiling(highest)).toBe(mark)
})

test('a share is in percent, and none of nobody is a dash', () => {
  expect(percent(1, 4).replace(/\s/g, ' ')).toBe('25 %')
  expect(percent(0, 0)).toBe('–')
  expect([shadeOf(0, 0), shadeOf(0, 5), shadeOf(1, 5), shadeOf(2, 5), shadeOf(3, 5), shadeOf(5, 5)]).toEqual([
    null,
    0,
    1,
    2,
    3,
    4,
  ])
})

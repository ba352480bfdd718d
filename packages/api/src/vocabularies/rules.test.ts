import { expect, test } from 'vitest'
import type { Refusal } from '../lib/problem.ts'
import { checkPlace } from './rules.ts'

const term = (code: string, parent: string | null = null, replaced_by: string | null = null) => ({
  code,
  parent,
  replaced_by,
})
const others = [term('a'), term('b', 'a'), term('c', 'b'), term('old', null, 'new'), term('new')]
const faultsOf = (placed: ReturnType<typeof term>) => {
  try {
    checkPlace(placed, others)
    return []
  } catch (error) {
    return (error as Refusal).options.errors?.map(({ pointer, code }) => [pointer, code])
  }
}

test.each([
  [term('d', 'c'), []],
  [term('c', 'a'), []],
  [term('d', 'z'), [['/parent', 'unknown']]],
  [term('a', 'a'), [['/parent', 'circle']]],
  [term('a', 'c'), [['/parent', 'circle']]],
  [term('new', null, 'old'), [['/replaced_by', 'circle']]],
  [
    term('d', 'z', 'y'),
    [
      ['/parent', 'unknown'],
      ['/replaced_by', 'unknown'],
    ],
  ],
])('%j', (placed, faults) => {
  expect(faultsOf(placed)).toEqual(faults)
})

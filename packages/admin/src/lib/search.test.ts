import { expect, test } from 'vitest'
import { many, one, parseSearch, stringifySearch } from './search.ts'

test('an address keeps its parameters as the API writes them', () => {
  const search = parseSearch('?state=submitted&state=endorsed&association=a%20b')
  expect(search).toEqual({ state: ['submitted', 'endorsed'], association: 'a b' })
  expect(stringifySearch(search)).toBe('?state=submitted&state=endorsed&association=a+b')
  expect(stringifySearch({ state: undefined, cursor: '' })).toBe('')
})

test('what a page does not know is left out', () => {
  const search = parseSearch('?state=submitted&state=nonsense&cursor=1&cursor=2')
  expect(many(search, 'state', ['submitted', 'endorsed'])).toEqual(['submitted'])
  expect(one(search, 'cursor')).toBe('1')
  expect(one(search, 'absent')).toBeUndefined()
  expect(many({ state: 3 }, 'state')).toBeUndefined()
})

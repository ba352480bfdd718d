import { expect, it } from 'vitest'
import { changesOf, isEmpty } from './changes.ts'

const stored = { name: 'A', roles: ['reader', 'moderator'], note: null }

it.each([{}, { name: 'A' }, { name: undefined }, { roles: ['moderator', 'reader'] }, { note: null }])(
  'finds nothing that %j changes',
  (patch) => expect(isEmpty(changesOf(patch, stored))).toBe(true),
)

it.each([
  [{ name: 'B', note: null }, { name: 'B' }],
  [{ roles: ['reader'] }, { roles: ['reader'] }],
  [{ name: null }, { name: null }],
  [{ note: '' }, { note: '' }],
])('of %j finds %j', (patch, changes) => expect(changesOf<object>(patch, stored)).toEqual(changes))

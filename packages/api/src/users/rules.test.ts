import { describe, expect, test } from 'vitest'
import { checkAdminRemains, checkRights } from './rules.ts'

describe('checkRights', () => {
  test('a delegate needs a delegation, others do not', () => {
    expect(() => checkRights({ roles: ['delegate'], regional_delegations: [] })).toThrow('validation')
    expect(() => checkRights({ roles: ['reader', 'delegate'], regional_delegations: [] })).toThrow('validation')
    expect(() => checkRights({ roles: ['delegate'], regional_delegations: ['d'] })).not.toThrow()
    expect(() => checkRights({ roles: ['moderator'], regional_delegations: [] })).not.toThrow()
  })
})

describe('checkAdminRemains', () => {
  const admin = { id: 'a', roles: ['admin'] as const, state: 'active' }
  test.each([
    ['demoted', { roles: ['reader'] as const, state: 'active' }],
    ['suspended', { roles: ['admin'] as const, state: 'suspended' }],
  ])('the last administrator is not %s', (_what, after) => {
    expect(() => checkAdminRemains(admin, after, ['a'])).toThrow('conflict')
    expect(() => checkAdminRemains(admin, after, ['a', 'b'])).not.toThrow()
  })
  test('anything else may happen to the last administrator, and anything to the others', () => {
    expect(() => checkAdminRemains(admin, { roles: ['admin', 'reader'], state: 'active' }, ['a'])).not.toThrow()
    expect(() =>
      checkAdminRemains({ id: 'b', roles: ['reader'], state: 'active' }, { roles: ['reader'], state: 'suspended' }, [
        'a',
      ]),
    ).not.toThrow()
  })
})

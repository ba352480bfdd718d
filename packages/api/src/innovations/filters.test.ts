import { describe, expect, it } from 'vitest'
import { filterOf, isFilterable, literal, matching } from './filters.ts'

const ID = '019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a00'

describe('a filter', () => {
  it('has one text, whatever the order, the repetitions and the capitals of ids', () => {
    const one = filterOf({ theme: ['b', 'a', 'b'], department: ['29', '22'], association: [ID.toUpperCase()] })
    const other = filterOf({ association: [ID], department: ['22', '29'], theme: ['a', 'b'] })
    expect(one).toEqual(other)
    expect(one.text).toBe(`association=${ID}&department=22&department=29&theme=a&theme=b`)
  })

  it('is empty where nothing is asked', () => {
    expect(filterOf({})).toEqual({ text: '', groups: [], key: '' })
  })

  it('keeps apart what differs in a value, in a name, or in what is an alternative of what', () => {
    const keys = [
      filterOf({}),
      filterOf({ theme: ['a'] }),
      filterOf({ public: ['a'] }),
      filterOf({ theme: ['a', 'b'] }),
      filterOf({ theme: ['a'], public: ['b'] }),
      filterOf({ theme: ['a', 'b'], public: ['b'] }),
      filterOf({ regional_delegation: [ID] }, ['29']),
      filterOf({ regional_delegation: [ID] }, ['22', '29']),
      filterOf({ regional_delegation: [ID] }),
    ].map(({ key }) => key)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('asks a delegation’s départements: another key once it covers others, the same as for who names them', () => {
    const covered = filterOf({ regional_delegation: [ID] }, ['29', '22', '29'])
    expect(covered.groups).toEqual([['department:22', 'department:29']])
    expect(covered.key).toBe(filterOf({ department: ['22', '29'] }).key)
    expect(covered.text).toBe(`regional_delegation=${ID}`)
  })

  it('keeps a group that nothing answers: a delegation without départements has no records', () => {
    expect(filterOf({ regional_delegation: [ID] }).groups).toEqual([[]])
    expect(matching(filterOf({ regional_delegation: [ID] }), 'facets', literal)).toEqual(['facets && array[]::text[]'])
  })

  it('is one condition for each group, its values as parameters or as literals that nothing leaves', () => {
    const filter = filterOf({ theme: ['a'], region: ["5'3\\"] })
    const values: string[][] = []
    expect(matching(filter, 'facets', (group) => `$${values.push(group)}`)).toEqual([
      'facets && $1::text[]',
      'facets && $2::text[]',
    ])
    expect(values).toEqual([["region:5'3\\"], ['theme:a']])
    expect(literal(["region:5'3\\"])).toBe("array[ E'region:5''3\\\\']")
  })

  it('looks for no facet that a questionnaire made of its own', () => {
    expect(['theme:a', 'association:b', 'region:53'].map(isFilterable)).toEqual([true, true, true])
    expect(['regional_delegation:a', 'financement:etat', 'themes:a'].map(isFilterable)).toEqual([false, false, false])
  })
})

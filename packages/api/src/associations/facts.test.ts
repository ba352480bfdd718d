import { describe, expect, it } from 'vitest'
import { departmentFor, followSource, isCorrected, normaliseFacts, stated } from './facts.ts'

const lists = { has: (_: string, code: string) => code === '183', isCommune: (code: string) => code === '29232' }

describe('normaliseFacts', () => {
  it('normalises what is right, and points at what is not', () => {
    expect(normaliseFacts({ siren: '775 672 272', name: ' Les Ajoncs ', rna: null, headcount: 3 }, lists)).toEqual({
      facts: { siren: '775672272', name: 'Les Ajoncs', rna: null, headcount: 3 },
      faults: [],
    })
    const { faults } = normaliseFacts(
      { siret: '1', commune: '29000', category: '1', opened_on: '2020-01-01', closed_on: '2019-01-01' },
      lists,
      '/establishments/2',
    )
    expect(faults.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
      '/establishments/2/siret bad-format',
      '/establishments/2/commune unknown',
      '/establishments/2/category unknown',
      '/establishments/2/closed_on dates-reversed',
    ])
  })
})

describe('followSource', () => {
  const stored = {
    name: 'Ici',
    siren: '1',
    address: 'a',
    postal_code: '29000',
    headcount: 3,
    corrected: ['name', 'address'],
  }
  it('takes what differs, but for what was corrected here, an address being one', () => {
    expect(followSource(stored, { name: 'Là', siren: '1', postal_code: '29200', headcount: 4 })).toEqual({
      values: { headcount: 4 },
      kept: ['name', 'postal_code'],
    })
    expect(isCorrected(['commune'], 'department')).toBe(false)
  })
  it('finds nothing to do when nothing differs', () => {
    expect(followSource(stored, { name: 'Ici', headcount: 3 })).toEqual({ values: {}, kept: [] })
    expect(stated({ name: 'Ici' }, { name: 'Ici' })).toBeNull()
    expect(stated({ name: 'Ici' }, { headcount: 3 })).toEqual({ name: 'Ici', headcount: 3 })
  })
})

describe('departmentFor', () => {
  it.each([
    [{ commune: '2A004', postal_code: '29000' }, '2A'],
    [{ postal_code: '97400' }, '974'],
    [{ finess_ej: '290000017' }, '29'],
    [{ commune: null, postal_code: null }, null],
  ])('%j is in %s', (facts, department) => expect(departmentFor(facts)).toBe(department))
})

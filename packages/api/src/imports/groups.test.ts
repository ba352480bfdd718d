import { describe, expect, it } from 'vitest'
import { groupRows, type RowClaim } from './groups.ts'

const grouped = (...claims: RowClaim[]): number[] => {
  const groups = groupRows()
  const of = claims.map((claim) => groups.add(claim))
  return of.map((group) => groups.find(group))
}

describe('groupRows', () => {
  it.each([
    ['one SIREN', [{ siren: '1' }, { siren: '1' }], [0, 0]],
    ['an RNA that was given with a SIREN', [{ siren: '1', rna: 'W' }, { rna: 'W' }], [0, 0]],
    ['an RNA that is given with a SIREN later', [{ rna: 'W' }, { siren: '1', rna: 'W' }, { siren: '1' }], [0, 0, 0]],
    ['rows that a later one brings together', [{ rna: 'W' }, { siren: '1' }, { siren: '1', rna: 'W' }], [0, 0, 0]],
    ['two SIREN under one RNA', [{ siren: '1', rna: 'W' }, { siren: '2', rna: 'W' }, { rna: 'W' }], [0, 1, 0]],
    [
      'two RNA under one number',
      [
        { rna: 'W', member_number: 'A' },
        { rna: 'V', member_number: 'A' },
      ],
      [0, 1],
    ],
    ['a number alone', [{ member_number: 'A' }, { finess_ej: '1', member_number: 'A' }, { finess_ej: '1' }], [0, 0, 0]],
    ['two RNA under one SIREN', [{ siren: '1', rna: 'W' }, { siren: '1', rna: 'V' }, { rna: 'V' }], [0, 0, 0]],
  ])('%s', (_, claims, expected) => expect(grouped(...claims)).toEqual(expected))

  it('never holds two SIREN in one group, whatever comes first', () => {
    const claims: RowClaim[] = [
      { rna: 'W' },
      { siren: '1', rna: 'W' },
      { siren: '2', rna: 'W' },
      { member_number: 'A', rna: 'W' },
      { siren: '2', member_number: 'A' },
    ]
    for (let turn = 0; turn < claims.length; turn += 1) {
      const turned = [...claims.slice(turn), ...claims.slice(0, turn)]
      const of = grouped(...turned)
      const sirens = Map.groupBy(turned.keys(), (index) => of[index])
      for (const members of sirens.values())
        expect(new Set(members.flatMap((index) => turned[index]?.siren ?? [])).size).toBeLessThan(2)
    }
  })
})

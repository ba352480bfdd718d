import { describe, expect, it } from 'vitest'
import { communeFinder, type PlaceHint } from './import-communes.ts'

const find = communeFinder([
  { code: '29232', name: 'Quimper', department: '29', postal_codes: ['29000'] },
  { code: '29019', name: 'Brest', department: '29', postal_codes: ['29200'] },
  { code: '01053', name: 'Bourg-en-Bresse', department: '01', postal_codes: ['01000'] },
  { code: '75056', name: 'Paris', department: '75', postal_codes: ['75001', '75013'] },
  { code: '93066', name: 'Saint-Denis', department: '93', postal_codes: ['93200', '93210'] },
  { code: '97411', name: 'Saint-Denis', department: '974', postal_codes: ['97400', '97490'] },
  { code: '71076', name: 'Chalon-sur-Saône', department: '71', postal_codes: ['71100'] },
  { code: '01004', name: 'Ambérieu-en-Bugey', department: '01', postal_codes: ['01500'] },
  { code: '01089', name: 'Château-Gaillard', department: '01', postal_codes: ['01500'] },
])
const found = (hint: Partial<PlaceHint>) => {
  const { value, code } = find({ code: null, name: null, postal_code: null, ...hint })
  return [value?.code ?? null, code]
}

describe('communeFinder', () => {
  it.each([
    [{ code: '29232' }, '29232'],
    [{ code: '75113' }, '75056'],
    [{ name: 'Quimper', postal_code: '29000' }, '29232'],
    [{ name: 'BREST CEDEX 2', postal_code: '29609' }, '29019'],
    [{ name: 'Paris 13e Arrondissement', postal_code: '75013' }, '75056'],
    [{ name: 'Bourg en Bresse' }, '01053'],
    [{ name: 'CHALON S/ SAONE', postal_code: '71100' }, '71076'],
    [{ name: 'St Denis', postal_code: '97400' }, '97411'],
    [{ name: 'SAINT DENIS', postal_code: '93200' }, '93066'],
    [{ code: '99999', name: 'Quimper' }, '29232'],
    [{ postal_code: '29200' }, '29019'],
    [{ postal_code: '01500' }, null],
    [{}, null],
  ])('%j is %s', (hint, code) => expect(found(hint)).toEqual([code, null]))

  it.each([
    [{ code: '99999' }, 'unknown-commune'],
    [{ name: 'Trifouilly-les-Oies', postal_code: '29000' }, 'unknown-commune'],
    [{ name: 'Quimper', postal_code: '75001' }, 'unknown-commune'],
    [{ name: 'Saint-Denis' }, 'ambiguous-commune'],
  ])('%j: %s', (hint, code) => expect(found(hint)).toEqual([null, code]))
})

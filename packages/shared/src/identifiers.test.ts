import { describe, expect, it } from 'vitest'
import {
  checkIdentifier,
  departmentOfCommune,
  departmentOfFiness,
  departmentOfPostalCode,
  type IdentifierKind,
  REGION_OF_DEPARTMENT,
} from './identifiers.ts'

type Case = [
  kind: IdentifierKind,
  input: string,
  level: 'ok' | 'warning' | 'error',
  value: string | null,
  code: string | null,
]

const CASES: Case[] = [
  ['siren', '775672272', 'ok', '775672272', null],
  ['siren', '732829320', 'ok', '732829320', null],
  ['siren', '732829321', 'warning', '732829321', 'bad-check-digit'],
  ['siren', '356000000', 'ok', '356000000', null],
  ['siren', '000000000', 'error', null, 'all-zeros'],
  ['siren', '73282932', 'error', null, 'bad-format'],
  ['siret', '73282932000074', 'ok', '73282932000074', null],
  ['siret', '73282932000075', 'warning', '73282932000075', 'bad-check-digit'],
  ['siret', '35600000000048', 'ok', '35600000000048', null],
  ['siret', '35600000049837', 'ok', '35600000049837', null],
  ['siret', '35600000000049', 'warning', '35600000000049', 'bad-check-digit'],
  ['siret', '22440002899999', 'warning', '22440002899999', 'bad-check-digit'],
  ['siret', '77567227299999', 'warning', '77567227299999', 'bad-check-digit'],
  ['finess', '010000016', 'ok', '010000016', null],
  ['finess', '970104303', 'ok', '970104303', null],
  ['finess', '980501175', 'ok', '980501175', null],
  ['finess', '2A0002408', 'ok', '2A0002408', null],
  ['finess', '2B0002638', 'ok', '2B0002638', null],
  ['finess', '010000017', 'warning', '010000017', 'bad-check-digit'],
  ['finess', '2A0002409', 'warning', '2A0002409', 'bad-check-digit'],
  ['finess', '12345678', 'error', null, 'bad-format'],
  ['rna', 'W751515517', 'ok', 'W751515517', null],
  ['rna', 'W9R1011072', 'ok', 'W9R1011072', null],
  ['rna', 'W2A1000123', 'ok', 'W2A1000123', null],
  ['rna', 'W12', 'error', null, 'bad-format'],
  ['rna', '678W23456', 'error', null, 'bad-format'],
  ['rna', 'w143788974', 'ok', 'W143788974', 'case-mended'],
  ['commune', '2A004', 'ok', '2A004', null],
  ['commune', '97411', 'ok', '97411', null],
  ['commune', '97608', 'ok', '97608', null],
  ['commune', '1053', 'warning', '01053', 'leading-zero-restored'],
  ['postal_code', '01000', 'ok', '01000', null],
  ['postal_code', '1000', 'warning', '01000', 'leading-zero-restored'],
  ['departement', '2A', 'ok', '2A', null],
  ['departement', '976', 'ok', '976', null],
  ['departement', '20', 'error', null, 'not-a-department'],
  ['departement', '975', 'error', null, 'not-a-department'],
  ['region', '01', 'ok', '01', null],
  ['region', '06', 'ok', '06', null],
  ['region', '05', 'error', null, 'not-a-region'],
  ['region', '1', 'warning', '01', 'leading-zero-restored'],
  ['region', '82', 'error', null, 'not-a-region'],
  // As people and spreadsheets write them.
  ['siren', ' 775 672 272 ', 'ok', '775672272', null],
  ['siren', '775\u00a0672\u202f272', 'ok', '775672272', null],
  ['siren', '775.672-272', 'ok', '775672272', null],
  ['siren', '７７５６７２２７２', 'ok', '775672272', null],
  ['siren', '7,75672E+08', 'error', null, 'bad-format'],
  ['siren', '', 'error', null, 'bad-format'],
  ['siret', '732 829 320 00074', 'ok', '73282932000074', null],
  ['siret', '00000000000000', 'error', null, 'all-zeros'],
  ['finess', '10000016', 'warning', '010000016', 'leading-zero-restored'],
  ['finess', '2a0002408', 'ok', '2A0002408', 'case-mended'],
  ['finess', '000000000', 'error', null, 'all-zeros'],
  ['rna', 'W75 1515517', 'ok', 'W751515517', null],
  ['commune', '2a004', 'ok', '2A004', 'case-mended'],
  ['commune', '00000', 'error', null, 'all-zeros'],
  ['departement', '1', 'warning', '01', 'leading-zero-restored'],
  ['departement', '2b', 'ok', '2B', 'case-mended'],
  ['departement', 'Ain', 'error', null, 'bad-format'],
]

describe('checkIdentifier', () => {
  it.each(CASES)('%s %j is %s', (kind, input, level, value, code) => {
    expect(checkIdentifier(kind, input)).toEqual({ level, value, code })
  })

  it('leaves a normalised value as it is', () => {
    for (const [kind, input] of CASES) {
      const { value } = checkIdentifier(kind, input)
      if (value !== null) expect(checkIdentifier(kind, value).value).toBe(value)
    }
  })
})

describe('the département of a code', () => {
  it('knows 101 départements in 18 regions', () => {
    expect(REGION_OF_DEPARTMENT.size).toBe(101)
    expect(new Set(REGION_OF_DEPARTMENT.values()).size).toBe(18)
  })

  it.each([
    ['01053', '01'],
    ['2A004', '2A'],
    ['97411', '974'],
    ['97608', '976'],
    ['97502', null],
    ['98818', null],
    ['20004', null],
    ['1053', null],
  ])('commune %s → %s', (code, expected) => expect(departmentOfCommune(code)).toBe(expected))

  it.each([
    ['01000', '01'],
    ['20000', '2A'],
    ['20167', '2A'],
    ['20200', '2B'],
    ['20600', '2B'],
    ['97400', '974'],
    ['97600', '976'],
    ['97150', null],
    ['98800', null],
    ['290', null],
  ])('postal code %s → %s', (code, expected) => expect(departmentOfPostalCode(code)).toBe(expected))

  it.each([
    ['010000016', '01'],
    ['2A0002408', '2A'],
    ['970104303', '971'],
    ['970412508', '974'],
    ['980501175', '976'],
    ['990000000', null],
    ['', null],
  ])('FINESS %s → %s', (code, expected) => expect(departmentOfFiness(code)).toBe(expected))
})

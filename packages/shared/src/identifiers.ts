/** The identifiers and official codes that the sector writes by hand, in spreadsheets and in forms. */
export type IdentifierKind = 'siren' | 'siret' | 'rna' | 'finess' | 'commune' | 'departement' | 'postal_code' | 'region'

export type IdentifierCode =
  | 'bad-format'
  | 'all-zeros'
  | 'not-a-department'
  | 'not-a-region'
  | 'bad-check-digit'
  | 'leading-zero-restored'
  | 'case-mended'

/** `value` is the normalised identifier, null when the input is refused; `code` says what was found, null when nothing was. */
export interface IdentifierCheck {
  level: 'ok' | 'warning' | 'error'
  value: string | null
  code: IdentifierCode | null
}

/** The 101 départements with their INSEE region. Overseas collectivities (975, 977, 978, 986–988) are none. */
export const REGION_OF_DEPARTMENT: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '01': '971',
    '02': '972',
    '03': '973',
    '04': '974',
    '06': '976',
    '11': '75 77 78 91 92 93 94 95',
    '24': '18 28 36 37 41 45',
    '27': '21 25 39 58 70 71 89 90',
    '28': '14 27 50 61 76',
    '32': '02 59 60 62 80',
    '44': '08 10 51 52 54 55 57 67 68 88',
    '52': '44 49 53 72 85',
    '53': '22 29 35 56',
    '75': '16 17 19 23 24 33 40 47 64 79 86 87',
    '76': '09 11 12 30 31 32 34 46 48 65 66 81 82',
    '84': '01 03 07 15 26 38 42 43 63 69 73 74',
    '93': '04 05 06 13 83 84',
    '94': '2A 2B',
  }).flatMap(([region, departments]) => departments.split(' ').map((code): [string, string] => [code, region])),
)

const REGIONS: ReadonlySet<string> = new Set(REGION_OF_DEPARTMENT.values())

const FORMATS: Record<IdentifierKind, RegExp> = {
  siren: /^\d{9}$/,
  siret: /^\d{14}$/,
  rna: /^W\d[0-9A-Z]\d{7}$/,
  finess: /^(\d{2}|2[AB])\d{7}$/,
  commune: /^(\d{2}|2[AB])\d{3}$/,
  departement: /^(\d{2,3}|2[AB])$/,
  postal_code: /^\d{5}$/,
  region: /^\d{2}$/,
}

/** What a spreadsheet leaves of a code that began with one zero. SIREN and SIRET are not here: a missing digit may be any. */
const EATEN_ZERO: Partial<Record<IdentifierKind, RegExp>> = {
  finess: /^[1-9]\d{7}$/,
  commune: /^[1-9]\d{3}$/,
  departement: /^[1-9]$/,
  postal_code: /^[1-9]\d{3}$/,
  region: /^[1-9]$/,
}

const error = (code: IdentifierCode): IdentifierCheck => ({ level: 'error', value: null, code })

/** Normalises an identifier and judges it: a wrong format blocks, a wrong check digit warns, a slip of typing is mended. */
export function checkIdentifier(kind: IdentifierKind, input: string): IdentifierCheck {
  const written = input.normalize('NFKC').replace(/[\s.\-\u2010-\u2015\u200b\u2060\ufeff]/g, '')
  const upper = written.toUpperCase()
  const eaten = EATEN_ZERO[kind]?.test(upper) ?? false
  const value = eaten ? `0${upper}` : upper

  // Short FINESS numbers are mended only when the check digit confirms it; the other codes have none.
  if (!FORMATS[kind].test(value) || (eaten && kind === 'finess' && !hasCheckDigit(kind, value)))
    return error('bad-format')
  if (isAllZeros(kind, value)) return error('all-zeros')
  if (kind === 'departement' && !REGION_OF_DEPARTMENT.has(value)) return error('not-a-department')
  if (kind === 'region' && !REGIONS.has(value)) return error('not-a-region')
  if (!hasCheckDigit(kind, value)) return { level: 'warning', value, code: 'bad-check-digit' }
  if (eaten) return { level: 'warning', value, code: 'leading-zero-restored' }
  return { level: 'ok', value, code: written === upper ? null : 'case-mended' }
}

/** The département of a commune, null for overseas collectivities and malformed codes. */
export function departmentOfCommune(code: string): string | null {
  if (!FORMATS.commune.test(code)) return null
  return department(code.startsWith('97') ? code.slice(0, 3) : code.slice(0, 2))
}

/** The département in which a post office sorts this postal code: right for nearly all communes, a guess for a few at the borders. */
export function departmentOfPostalCode(code: string): string | null {
  if (!FORMATS.postal_code.test(code)) return null
  // Corsica's two départements share 20…: 200 and 201 are the south, 202 and 206 the north.
  if (code.startsWith('20')) return /^20[01]/.test(code) ? '2A' : '2B'
  // Saint-Barthélemy and Saint-Martin kept Guadeloupe's postal codes when they left it.
  if (code === '97133' || code === '97150') return null
  return department(code.startsWith('97') ? code.slice(0, 3) : code.slice(0, 2))
}

/** The département that gave a FINESS number, which writes Mayotte 98 and the other overseas ones 970 and a digit. */
export function departmentOfFiness(code: string): string | null {
  if (!FORMATS.finess.test(code)) return null
  if (code.startsWith('98')) return '976'
  return department(code.startsWith('970') ? `97${code[3]}` : code.slice(0, 2))
}

const department = (code: string): string | null => (REGION_OF_DEPARTMENT.has(code) ? code : null)

function isAllZeros(kind: IdentifierKind, value: string): boolean {
  // Luhn accepts zeros, and files use them for "unknown".
  if (kind === 'siret') return value.startsWith('000000000')
  return kind !== 'departement' && kind !== 'region' && /^0+$/.test(value)
}

function hasCheckDigit(kind: IdentifierKind, value: string): boolean {
  if (kind === 'siren') return luhn(value)
  if (kind === 'finess') return luhn(value.replace('A', '1').replace('B', '2'))
  if (kind !== 'siret') return true
  // La Poste has more establishments than Luhn's key can number; only its head office keeps to it.
  if (value.startsWith('356000000') && value !== '35600000000048') return digitSum(value) % 5 === 0
  return luhn(value)
}

function luhn(digits: string): boolean {
  let sum = 0
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index])
    const weighted = index % 2 === 0 ? digit : digit * 2
    sum += weighted > 9 ? weighted - 9 : weighted
  }
  return sum % 10 === 0
}

const digitSum = (digits: string): number => [...digits].reduce((sum, digit) => sum + Number(digit), 0)

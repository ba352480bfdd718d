import {
  checkIdentifier,
  departmentOfCommune,
  departmentOfFiness,
  departmentOfPostalCode,
  type IdentifierKind,
} from '@essaim/shared/identifiers.ts'
import type { Fault } from '../lib/problem.ts'

export type Fact = string | number | boolean | null
export type Facts = Record<string, Fact>

/** The facts of an association that a file, a script or staff may state. */
export const ASSOCIATION_FACTS = [
  'name',
  'short_name',
  'siren',
  'rna',
  'finess_ej',
  'address',
  'postal_code',
  'commune',
  'telephone',
  'email',
  'website',
  'headcount',
  'joined_on',
  'left_on',
] as const

export const ESTABLISHMENT_FACTS = [
  'finess_et',
  'siret',
  'name',
  'category',
  'address',
  'postal_code',
  'commune',
  'opened_on',
  'closed_on',
  'closed',
] as const

export const CONTACT_FACTS = ['civility', 'name', 'function', 'email', 'telephone'] as const

/** What a record of the directory shows of its association: a change of these is projected again. */
export const SHOWN_IN_RECORDS: readonly string[] = ['name', 'department']

/** By these an association is known again; no two have the same. */
export const IDENTIFIERS = ['siren', 'finess_ej', 'rna'] as const

const KINDS: Record<string, IdentifierKind> = {
  siren: 'siren',
  siret: 'siret',
  rna: 'rna',
  finess_ej: 'finess',
  finess_et: 'finess',
  postal_code: 'postal_code',
  commune: 'commune',
}

const PAIRS = [
  ['joined_on', 'left_on'],
  ['opened_on', 'closed_on'],
] as const

// An address hangs together: who corrects a part of it has corrected the whole.
const PLACE = ['address', 'postal_code', 'commune']

/** The lists that facts draw on. */
export type Lists = { has(vocabulary: string, code: string): boolean; isCommune(code: string): boolean }

/** Facts as they are kept, from facts as they are sent; a wrong form is a fault, a wrong check digit is not. */
export function normaliseFacts<T extends object>(sent: T, lists: Lists, at = ''): { facts: T; faults: Fault[] } {
  const facts: Facts = {}
  const faults: Fault[] = []
  const fault = (member: string, code: string, fr: string, en: string) =>
    faults.push({ pointer: `${at}/${member}`, code, detail: { fr, en } })
  for (const [member, value] of Object.entries(sent) as [string, Fact | undefined][]) {
    if (value === undefined) continue
    const kind = KINDS[member]
    if (typeof value !== 'string') facts[member] = value
    else if (kind === undefined) facts[member] = value.trim()
    else {
      const checked = checkIdentifier(kind, value)
      if (checked.level === 'error')
        fault(
          member,
          checked.code ?? 'bad-format',
          'Ce numéro n’a pas la bonne forme.',
          'This number does not have the right form.',
        )
      facts[member] = checked.value
    }
  }
  const { commune, category } = facts
  if (typeof commune === 'string' && !lists.isCommune(commune))
    fault(
      'commune',
      'unknown',
      'Cette commune n’est pas dans la liste officielle.',
      'This commune is not on the official list.',
    )
  if (typeof category === 'string' && !lists.has('essms-categories', category))
    fault(
      'category',
      'unknown',
      'Cette catégorie n’est pas dans la nomenclature.',
      'This category is not in the vocabulary.',
    )
  for (const [start, end] of PAIRS) {
    if (isReversed(facts[start], facts[end]))
      fault(end, 'dates-reversed', 'La fin vient avant le début.', 'The end comes before the beginning.')
  }
  return { facts: facts as T, faults }
}

/** Whether the end of a stretch of time comes before its beginning. */
export const isReversed = (start: Fact | undefined, end: Fact | undefined): boolean =>
  typeof start === 'string' && typeof end === 'string' && end < start

/** The département where something stands: of its commune, else of its postal code, else the one that gave its FINESS number. */
export function departmentFor(facts: object): string | null {
  const { commune, postal_code, finess_et, finess_ej } = facts as Facts
  return (
    departmentOfCommune(String(commune ?? '')) ??
    departmentOfPostalCode(String(postal_code ?? '')) ??
    departmentOfFiness(String(finess_et ?? finess_ej ?? ''))
  )
}

/** The facts that differ from what is stored. */
export function differences(stored: object, told: object): Facts {
  const before = stored as Facts
  return Object.fromEntries(
    Object.entries(told as Facts).filter(([member, value]) => (before[member] ?? null) !== value),
  )
}

export const isCorrected = (corrected: readonly string[], member: string): boolean =>
  corrected.includes(member) || (PLACE.includes(member) && PLACE.some((part) => corrected.includes(part)))

/** What a source may change of what is stored, and what was corrected here and stays. */
export function followSource(
  stored: object & { corrected: readonly string[] },
  told: object,
): { values: Facts; kept: string[] } {
  const different = Object.entries(differences(stored, told))
  return {
    values: Object.fromEntries(different.filter(([member]) => !isCorrected(stored.corrected, member))),
    kept: different.filter(([member]) => isCorrected(stored.corrected, member)).map(([member]) => member),
  }
}

/** The facts that the sources have stated, with these; null when that changes nothing. */
export function stated(imported: object, told: object): Facts | null {
  return Object.keys(differences(imported, told)).length === 0 ? null : ({ ...imported, ...told } as Facts)
}

/** These facts and no others. */
export const only = (facts: object, members: string[]): Facts =>
  Object.fromEntries(members.map((member) => [member, (facts as Facts)[member] ?? null]))

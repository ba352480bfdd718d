import type { ImportColumn } from './import-columns.ts'
import type { ImportedOffice } from './import-fields.ts'
import { issueOf, type RowIssue } from './import-issues.ts'

/** What hangs together: a row that puts the head office elsewhere is not followed for a part of its address. */
const PLACE = ['address', 'postal_code', 'commune', 'department']

/**
 * Facts of one thing told by several rows of a file: the first row that tells a fact wins, a later one may add what was not told
 * yet, and one that tells it otherwise gets a warning.
 */
export function keepFirst<T extends object>(
  told: T,
  next: T,
  columns: readonly ImportColumn[],
  office?: ImportedOffice,
): { facts: T; warnings: RowIssue[] } {
  const facts = new Map<string, unknown>(Object.entries(told))
  const otherwise = Object.entries(next).filter(([member, value]) => facts.has(member) && facts.get(member) !== value)
  const elsewhere = otherwise.some(([member]) => PLACE.includes(member))
  for (const [member, value] of Object.entries(next)) {
    if (!facts.has(member) && !(elsewhere && PLACE.includes(member))) facts.set(member, value)
  }
  // The département is never written in a file: it follows from what was.
  const warnings = otherwise.flatMap(([member]) =>
    member === 'department' ? [] : [issueOf(headerOf(member, columns, office), 'disagrees')],
  )
  return { facts: Object.fromEntries(facts) as T, warnings }
}

const OTHER_FIELDS: Record<string, string> = { commune: 'commune_code', siren: 'head_office_siret' }

function headerOf(member: string, columns: readonly ImportColumn[], office?: ImportedOffice): string | null {
  const fields = office === undefined ? [OTHER_FIELDS[member], member] : [`${office}_${member}`]
  return columns.find(({ field }) => field !== null && fields.includes(field))?.header ?? null
}

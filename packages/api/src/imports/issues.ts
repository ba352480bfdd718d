import type { Facts } from '../associations/facts.ts'
import type { ImportColumn } from '../associations/import-columns.ts'
import type { ImportedOffice, ImportField } from '../associations/import-fields.ts'
import { type IssueCode, issueOf, type RowIssue } from '../associations/import-issues.ts'

export type Room = 'association' | 'establishment' | ImportedOffice

const OF_ESTABLISHMENTS: Record<string, ImportField[]> = {
  name: ['establishment_name'],
  address: ['establishment_address'],
  postal_code: ['establishment_postal_code'],
  commune: ['establishment_commune', 'establishment_commune_code'],
  closed: ['establishment_state', 'closed_on'],
}
const OF_ASSOCIATIONS: Record<string, ImportField[]> = {
  ref: ['member_number'],
  commune: ['commune', 'commune_code'],
  siren: ['siren', 'head_office_siret'],
}

/** The header under which the file told that fact. */
export function headerOf(columns: readonly ImportColumn[], room: Room, member: string): string | null {
  const fields: string[] =
    room === 'establishment'
      ? (OF_ESTABLISHMENTS[member] ?? [member])
      : room === 'association'
        ? (OF_ASSOCIATIONS[member] ?? [member])
        : [`${room}_${member}`, `${room}_name`]
  for (const field of fields) {
    const column = columns.find((one) => one.field === field)
    if (column) return column.header
  }
  return null
}

// What may be about a person is never repeated.
const REPEATABLE = new Set([
  'name',
  'short_name',
  'siren',
  'rna',
  'finess_ej',
  'finess_et',
  'siret',
  'postal_code',
  'commune',
  'headcount',
  'joined_on',
  'left_on',
  'website',
  'category',
  'opened_on',
  'closed_on',
])

/** Says that a fact was corrected here, and both values where they name no person. */
export function keptIssue(
  columns: readonly ImportColumn[],
  room: Room,
  member: string,
  here: Facts,
  told: Facts,
): RowIssue {
  const issue = issueOf(headerOf(columns, room, member), 'kept-correction')
  if ((room !== 'association' && room !== 'establishment') || !REPEATABLE.has(member)) return issue
  const [ours, theirs] = [here[member] ?? '', told[member] ?? ''].map((value) => String(value).slice(0, 300))
  return {
    ...issue,
    detail: {
      fr: `Corrigé ici en « ${ours} » : la valeur du fichier, « ${theirs} », n’est pas reprise.`,
      en: `Corrected here to “${ours}”: the file’s “${theirs}” is not followed.`,
    },
  }
}

/** An issue on the column of a fact. */
export const issueOn = (columns: readonly ImportColumn[], room: Room, member: string, code: IssueCode): RowIssue =>
  issueOf(headerOf(columns, room, member), code)

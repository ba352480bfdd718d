import { csvLine, defused } from '../lib/csv-writer.ts'
import type { Terms } from '../vocabularies/terms.ts'
import type { ExportedInvitation } from './queries.ts'

const COLUMNS = [
  'Invitation',
  'Association',
  'SIREN',
  'Département',
  'Délégation régionale',
  'Champs',
  'Effectif',
  'État',
  'Joignable',
  'Envoyée le',
  'Ouverte le',
  'Commencée le',
  'Remise le',
  'Publiable le',
  'Publiée le',
  'Rien à déclarer le',
  'Déclinée le',
]

const at = (date: Date | null) => date?.toISOString() ?? ''

/** The invitations as spreadsheets in France open them: UTF-8 with its mark, semicolons, a row each. */
export function writeCsv(rows: ExportedInvitation[], terms: Terms): string {
  const lines = rows.map((row) => [
    row.invitation_id,
    row.name,
    row.siren ?? '',
    row.department ?? '',
    row.regional_delegation ?? '',
    row.fields.map((code) => terms.coded('fields', code).label.fr).join(', '),
    row.size === 'unknown' ? '' : row.size,
    row.state,
    row.reachable ? 'oui' : 'non',
    at(row.sent_at),
    at(row.opened_at),
    at(row.started_at),
    at(row.handed_in_at),
    at(row.publishable_at),
    at(row.published_at),
    at(row.nothing_declared_at),
    at(row.declined_at),
  ])
  return `\uFEFF${[COLUMNS, ...lines].map((line) => csvLine(line.map(defused), ';')).join('')}`
}

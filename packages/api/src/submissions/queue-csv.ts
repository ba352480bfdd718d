import type { Turn } from '@essaim/shared/handling.ts'
import type { SubmissionState } from '@essaim/shared/submissions.ts'
import { csvLine, defused } from '../lib/csv-writer.ts'
import type { SubmissionRow } from './queries.ts'

const COLUMNS = [
  'Réponse',
  'Titre',
  'Association',
  'Délégation en charge',
  'État',
  'À qui d’agir',
  'Depuis le',
  'À traiter avant le',
  'Remontée le',
  'Suivie par',
  'Canal',
  'Révision',
  'Reçue le',
  'Modifiée le',
  'Fiche',
]

const STATE: Record<SubmissionState, string> = {
  draft: 'Brouillon',
  submitted: 'Reçue',
  endorsed: 'Visée',
  changes_requested: 'À corriger',
  accepted: 'Acceptée',
  rejected: 'Refusée',
  withdrawn: 'Retirée',
}
const TURN: Record<Turn, string> = {
  association: 'Association',
  delegation: 'Délégation',
  headquarters: 'Siège',
  nobody: '',
}
const at = (date: Date | string | null) => (date === null ? '' : new Date(date).toISOString())

/** Submissions as spreadsheets in France open them: UTF-8 with its mark, semicolons, a row each; no answer, no contact. */
export function writeQueueCsv(rows: SubmissionRow[]): string {
  const lines = rows.map((row) => [
    row.id,
    row.title ?? '',
    row.association_name,
    row.in_charge_name ?? 'Siège',
    STATE[row.state as SubmissionState],
    TURN[row.turn as Turn],
    at(row.turn_since),
    at(row.due_at),
    at(row.escalated_at),
    row.assignee_name ?? '',
    row.channel,
    String(row.revision),
    at(row.submitted_at),
    at(row.updated_at),
    row.innovation_id ?? '',
  ])
  return `\uFEFF${[COLUMNS, ...lines].map((line) => csvLine(line.map(defused), ';')).join('')}`
}

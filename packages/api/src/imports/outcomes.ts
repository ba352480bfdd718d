import type { IMPORT_OUTCOMES } from '@essaim/shared/imports.ts'
import type { ImportedRow } from '../associations/import-facts.ts'
import type { RowIssue } from '../associations/import-issues.ts'

type Named = { id: string | null; name: string | null }

/** What became of a row of the file, in both languages. */
export type RowOutcome = {
  line: number
  outcome: (typeof IMPORT_OUTCOMES)[number]
  association: Named | null
  establishment: Named | null
  errors: RowIssue[]
  warnings: RowIssue[]
}

const BEFORE = { created: 2, updated: 1, unchanged: 0, refused: 3 }

/** A row's outcome is the strongest of what became of what it told. */
export function raise(row: RowOutcome | undefined, outcome: RowOutcome['outcome']): void {
  if (row && BEFORE[outcome] > BEFORE[row.outcome]) row.outcome = outcome
}

/** What is said of a row before anything became of it. */
export const openOutcome = (row: ImportedRow): RowOutcome => ({
  line: row.line,
  outcome: row.errors.length > 0 ? 'refused' : 'unchanged',
  association: row.association.name === undefined ? null : { id: null, name: row.association.name },
  establishment: row.establishment === null ? null : { id: null, name: row.establishment.name ?? null },
  errors: row.errors.slice(0, 100),
  warnings: row.warnings.slice(0, 100),
})

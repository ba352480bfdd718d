import { checkIdentifier, type IdentifierKind } from '@essaim/shared/identifiers.ts'
import type { CsvRow } from '../lib/csv.ts'
import { cleanCell, type Reading } from './import-cells.ts'
import type { ImportColumn } from './import-columns.ts'
import type { ImportField } from './import-fields.ts'
import { type IssueCode, identifierIssue, issueOf, type RowIssue } from './import-issues.ts'

/** The cells of a row by field, with the issues found on the way. `undefined` is what is not said. */
export interface Sheet {
  errors: RowIssue[]
  warnings: RowIssue[]
  cell(field: ImportField): string
  read<T>(field: ImportField, reader: (cell: string) => Reading<T>): T | undefined
  keep<T>(field: ImportField, reading: Reading<T>): T | undefined
  identifier(field: ImportField, kind: IdentifierKind, unreadable?: 'error' | 'warning'): string | undefined
  warn(field: ImportField, code: IssueCode): void
}

/** Opens a row for reading. */
export function openSheet(row: CsvRow, columns: readonly ImportColumn[]): Sheet {
  const byField = new Map<ImportField, { header: string; cell: string }>()
  for (const { index, header, field } of columns) {
    if (field !== null) byField.set(field, { header, cell: cleanCell(row.cells[index] ?? '') })
  }
  const errors: RowIssue[] = []
  const warnings: RowIssue[] = []
  const headerOf = (field: ImportField): string | null => byField.get(field)?.header ?? null
  const sheet: Sheet = {
    errors,
    warnings,
    cell: (field) => byField.get(field)?.cell ?? '',
    read: (field, reader) => sheet.keep(field, reader(sheet.cell(field))),
    keep(field, { value, code }) {
      if (code !== null) sheet.warn(field, code)
      return value ?? undefined
    },
    identifier(field, kind, unreadable = 'error') {
      const written = sheet.cell(field)
      if (written === '') return undefined
      const text = kind === 'postal_code' ? written.replace(/[\s-]*cedex.*$/is, '') : written
      const { level, value, code } = checkIdentifier(kind, text)
      if (code !== null && level !== 'ok') {
        const issue = identifierIssue(headerOf(field), kind, code, written)
        if (level === 'error' && unreadable === 'error') errors.push(issue)
        else warnings.push(issue)
      }
      return value ?? undefined
    },
    warn: (field, code) => void warnings.push(issueOf(headerOf(field), code)),
  }
  return sheet
}

export type Said<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** Drops what is not said. */
export function said<T extends object>(facts: T): Said<T> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as Said<T>
}

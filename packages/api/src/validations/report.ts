import { MOST_FAULTS, type Validation, type ValidationFault } from '@essaim/shared/validations.ts'
import type { Language } from '../lib/problem.ts'
import type { Finding } from './rules.ts'

/** Where in the file: the record by its place, the line, the column; null where there is none. */
export type Place = { record: number | null; line: number | null; column?: string | null }

/** Gathers what is found in one file, in the caller's language: the first of each kind, and the number of all. */
export function openReport(language: Language) {
  const lists = { errors: [] as ValidationFault[], warnings: [] as ValidationFault[] }
  const counts = { errors: 0, warnings: 0 }
  const add = (kind: keyof typeof lists, { record, line, column = null }: Place, found: Finding[]) => {
    counts[kind] += found.length
    for (const { pointer, code, detail } of found.slice(0, MOST_FAULTS - lists[kind].length))
      lists[kind].push({
        record,
        line,
        // a row has columns; what has neither is the file
        pointer: record === null || column !== null ? null : pointer.slice(0, 500),
        column: column?.slice(0, 200) ?? null,
        code,
        detail: detail[language].slice(0, 2000),
      })
  }
  return {
    errors: (place: Place, found: Finding[]) => add('errors', place, found),
    warnings: (place: Place, found: Finding[]) => add('warnings', place, found),
    close: (records: number): Validation => ({ valid: counts.errors === 0, records, counts, ...lists }),
  }
}
export type Report = ReturnType<typeof openReport>

import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Validation } from '@essaim/shared/validations.ts'
import type { Language } from '../lib/problem.ts'
import { collectUnsound } from '../plugins/bodies.ts'
import { columnOf } from './csv-record.ts'
import { type MediaType, readUnits, type Unit } from './reading.ts'
import { openReport, type Report } from './report.ts'
import { advice, type Finding, isObject, itemFaults, ruleFaults } from './rules.ts'

/** What the judging of a file needs of the application. */
export type Bench = {
  /** The faults of a value by a schema, in words. */
  schemaFaults(kind: 'record' | 'item', value: unknown): Finding[]
  codeFaults(record: unknown): Promise<Finding[]>
}

const BATCH = 50

/** Judges a whole file, as whoever would take it over: every fault at once, and nothing kept. */
export async function validate(
  source: AsyncIterable<Uint8Array>,
  type: MediaType,
  language: Language,
  bench: Bench,
): Promise<Validation> {
  const report = openReport(language)
  const ids = new Map<unknown, number>()
  let records = 0
  let modified = 0
  for await (const unit of readUnits(source, type)) {
    if (unit.kind === 'unreadable') {
      if (!unit.ofFile) records += 1
      const place = { record: unit.ofFile ? null : records, line: unit.line, column: unit.column ?? null }
      report[unit.warning ? 'warnings' : 'errors'](place, [unit.found])
      continue
    }
    records += 1
    // a long file lets others have their turn
    if (records % BATCH === 0) await nextTurn()
    const { errors, warnings, id } = await judged(unit, bench, modified)
    if (unit.kind === 'item' && isObject(unit.value)) modified = Math.max(modified, Number(unit.value.modified) || 0)
    const first = ids.get(id)
    if (first !== undefined)
      errors.push({
        pointer: '/id',
        code: 'duplicate',
        detail: { fr: `La fiche ${first} a le même identifiant.`, en: `Record ${first} has the same identifier.` },
      })
    else if (typeof id === 'string' && id !== '') ids.set(id, records)
    tell(report, unit, records, errors, warnings)
  }
  return report.close(records)
}

async function judged({ kind, value }: Exclude<Unit, { kind: 'unreadable' }>, bench: Bench, modified: number) {
  const isItem = kind === 'item'
  const record = isItem ? (value as { data?: unknown }).data : value
  const within = (found: Finding[]) =>
    isItem ? found.map((one) => ({ ...one, pointer: `/data${one.pointer}` })) : found
  const unsound: Finding[] = []
  collectUnsound(value, '', unsound as never)
  const errors = [
    ...unsound,
    ...bench.schemaFaults(isItem ? 'item' : 'record', value),
    ...(isItem ? itemFaults(value as object, modified) : []),
    ...within(ruleFaults(record)),
    ...within(await bench.codeFaults(record)),
  ]
  return { errors, warnings: within(advice(record)), id: isObject(value) ? value.id : undefined }
}

/** A row has columns: what its header lacks was said once, of the header. */
function tell(report: Report, { kind, line }: Unit, record: number, errors: Finding[], warnings: Finding[]): void {
  if (kind !== 'row') {
    report.errors({ record, line }, errors)
    report.warnings({ record, line }, warnings)
    return
  }
  for (const found of errors) report.errors({ record, line, column: columnOf(found.pointer) }, [found])
  for (const found of warnings) report.warnings({ record, line, column: columnOf(found.pointer) }, [found])
}

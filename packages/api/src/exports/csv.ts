import type { InnovationDocument } from '@essaim/shared/documents.ts'
import { csvLine, defused } from '../lib/csv-writer.ts'
import type { Cell, Column } from './columns.ts'

/** How one flavour of CSV writes its lines. */
type Flavour = { mark: string; delimiter: ',' | ';'; text(cell: Cell): string }

const FLAVOURS = {
  /** What machines read: RFC 4180, every value exactly as it is. */
  csv: { mark: '', delimiter: ',', text: (cell) => (cell === null ? '' : String(cell)) },
  /** What Excel opens in France by a double click: a mark for UTF-8, semicolons, decimal commas, no formula. */
  'csv-excel-fr': {
    mark: '\uFEFF',
    delimiter: ';',
    text: (cell) => {
      if (cell === null) return ''
      if (typeof cell === 'number') return String(cell).replace('.', ',')
      if (typeof cell === 'boolean') return cell ? 'oui' : 'non'
      return defused(cell)
    },
  },
} as const satisfies Record<string, Flavour>

export type CsvFlavour = keyof typeof FLAVOURS

/** Writes documents as lines of one table. */
export function csvWriter(columns: Column[], flavour: CsvFlavour) {
  const { mark, delimiter, text } = FLAVOURS[flavour]
  return {
    head: `${mark}${csvLine(
      columns.map(({ name }) => name),
      delimiter,
    )}`,
    line: (document: InnovationDocument): string =>
      csvLine(
        columns.map(({ cell }) => text(cell(document))),
        delimiter,
      ),
  }
}

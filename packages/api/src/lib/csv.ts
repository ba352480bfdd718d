import { readLines, type TextLine } from './text-lines.ts'

/** Why the cells of a row are not to be trusted. */
export type CsvFault = 'unclosed-quote' | 'too-few-cells' | 'too-many-cells' | 'cell-too-large' | 'row-too-large'

/** What is wrong with such a row, in French and in English. */
export const CSV_FAULTS = {
  'unclosed-quote': [
    'Un guillemet ouvert sur cette ligne n’est jamais refermé.',
    'A quote opened on this line is never closed.',
  ],
  'too-few-cells': [
    'La ligne a moins de cellules que l’en-tête : un retour à la ligne l’a peut-être coupée.',
    'The row has fewer cells than the header: a line break may have cut it.',
  ],
  'too-many-cells': [
    'La ligne a plus de cellules que l’en-tête : un séparateur s’y trouve peut-être sans guillemets.',
    'The row has more cells than the header: a separator may stand there without quotes.',
  ],
  'cell-too-large': ['Une cellule de la ligne est trop longue.', 'A cell of the row is too long.'],
  'row-too-large': ['La ligne est trop longue.', 'The row is too long.'],
} as const satisfies Record<CsvFault, [string, string]>

/** `line` is the line of the file on which the row begins, counted from 1. */
export interface CsvRow {
  line: number
  cells: string[]
  fault: CsvFault | null
}

export interface CsvLimits {
  maxCellChars?: number
  maxRowChars?: number
  maxCells?: number
}

// The first wins when several are as frequent.
const SEPARATORS = [';', '\t', ',', '|']

/**
 * Reads a CSV file as people send them, one row at a time: encoding and separator are found out, quotes may hold line breaks.
 * The first row is the header and sets the number of cells; blank rows are passed over. Never holds more than a row.
 *
 * Our own reader, because a bad row may not cost the good ones: after a quote that never closes, csv-parse ends or loses what
 * follows, and it counts a CR LF inside a cell as two lines. The tests compare the two on well-formed files.
 */
export async function* readCsv(source: AsyncIterable<Uint8Array>, limits: CsvLimits = {}): AsyncGenerator<CsvRow> {
  const { maxCellChars = 32_767, maxRowChars = 131_072, maxCells = 512 } = limits
  let rows: RowAssembler | null = null
  let header: { least: number; most: number } | null = null

  const checked = (row: CsvRow): CsvRow => {
    header ??= { least: row.cells.findLastIndex((cell) => !isBlank(cell)) + 1, most: row.cells.length }
    while (row.cells.length > header.most && isBlank(row.cells.at(-1) ?? '')) row.cells.pop()
    if (row.fault !== null) return row
    if (row.cells.length > maxCells || row.cells.length > header.most) return { ...row, fault: 'too-many-cells' }
    if (row.cells.some((cell) => cell.length > maxCellChars)) return { ...row, fault: 'cell-too-large' }
    if (row.cells.length < header.least) return { ...row, fault: 'too-few-cells' }
    return row
  }

  for await (const line of readLines(source, maxRowChars)) {
    if (rows === null) {
      if (isBlank(line.text)) continue
      // Excel's own way to name the separator, before the header.
      const named = /^"?sep=(.)"?\s*$/i.exec(line.text)?.[1]
      rows = assembleRows(named ?? mostFrequentSeparator(line.text), maxRowChars)
      if (named !== undefined) continue
    }
    for (const row of rows.add(line)) yield checked(row)
  }
  if (rows !== null) for (const row of rows.end()) yield checked(row)
}

interface RowAssembler {
  add(line: TextLine): Generator<CsvRow>
  end(): Generator<CsvRow>
}

interface OpenRow {
  lines: TextLine[]
  chars: number
  cells: string[]
  /** The quoted cell that has not been closed yet, null outside of quotes. */
  quoted: string | null
}

/** Joins lines into rows. A row that turns out to have swallowed others gives them back. */
function assembleRows(separator: string, maxRowChars: number): RowAssembler {
  let open: OpenRow | null = null

  function* add(line: TextLine): Generator<CsvRow> {
    const waiting = [line]
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (open === null && next.cut) {
        yield { line: next.number, cells: [], fault: 'row-too-large' }
        continue
      }
      open ??= { lines: [], chars: 0, cells: [], quoted: null }
      const state = extend(open, next, separator, maxRowChars)
      if (state === 'open') continue
      const row: OpenRow = open
      open = null
      if (state === 'broken') {
        for (let index = row.lines.length - 1; index > 0; index--) waiting.push(row.lines[index] as TextLine)
        yield broken(row)
      } else if (!row.cells.every(isBlank)) {
        yield { line: numberOf(row), cells: row.cells, fault: null }
      }
    }
  }

  function* end(): Generator<CsvRow> {
    while (open !== null) {
      const row: OpenRow = open
      open = null
      yield broken(row)
      for (const line of row.lines.slice(1)) yield* add(line)
    }
  }

  const numberOf = (row: OpenRow): number => row.lines[0]?.number ?? 0
  const broken = (row: OpenRow): CsvRow => ({
    line: numberOf(row),
    cells: (row.lines[0]?.text ?? '').split(separator),
    fault: 'unclosed-quote',
  })

  return { add, end }
}

/** Adds a line to a row: `open` when a quote still waits to be closed, `broken` when it must have been opened by mistake. */
function extend(row: OpenRow, line: TextLine, separator: string, maxRowChars: number): 'open' | 'closed' | 'broken' {
  const { text } = line
  row.lines.push(line)
  row.chars += text.length + 1
  if (row.quoted !== null) row.quoted += '\n'
  if (line.cut || (row.lines.length > 1 && row.chars > maxRowChars)) return 'broken'

  let at = 0
  for (;;) {
    if (row.quoted === null) {
      const opening = skipSpaces(text, at)
      if (text[opening] === '"') {
        row.quoted = ''
        at = opening + 1
        continue
      }
      const end = text.indexOf(separator, at)
      row.cells.push(end < 0 ? text.slice(at) : text.slice(at, end))
      if (end < 0) return 'closed'
      at = end + 1
      continue
    }
    const quote = text.indexOf('"', at)
    row.quoted += quote < 0 ? text.slice(at) : text.slice(at, quote)
    if (quote < 0) return 'open'
    if (text[quote + 1] === '"') {
      row.quoted += '"'
      at = quote + 2
      continue
    }
    const after = skipSpaces(text, quote + 1)
    if (after === text.length || text[after] === separator) {
      row.cells.push(row.quoted)
      row.quoted = null
      if (after === text.length) return 'closed'
      at = after + 1
    } else if (row.lines.length > 1) {
      // On a later line a quote in the middle of words is the opening quote of another row: the first one was never closed.
      return 'broken'
    } else {
      row.quoted += '"'
      at = quote + 1
    }
  }
}

function mostFrequentSeparator(line: string): string {
  const counts = new Map(SEPARATORS.map((separator) => [separator, 0]))
  let quoted = false
  for (const char of line) {
    if (char === '"') quoted = !quoted
    const count = counts.get(char)
    if (!quoted && count !== undefined) counts.set(char, count + 1)
  }
  return SEPARATORS.reduce((best, other) => ((counts.get(other) ?? 0) > (counts.get(best) ?? 0) ? other : best))
}

function skipSpaces(text: string, from: number): number {
  let at = from
  while (text[at] === ' ') at++
  return at
}

const isBlank = (cell: string): boolean => cell.trim() === ''

import { isUtf8 } from 'node:buffer'
import { type ParseError, parseTree } from 'jsonc-parser'
import type { CsvRow } from '../lib/csv.ts'
import { CSV_FAULTS, readCsv } from '../lib/csv.ts'
import { problem } from '../lib/problem.ts'
import { NotTextError, readLines } from '../lib/text-lines.ts'
import { DEEPEST, depthOf } from '../plugins/bodies.ts'
import { isKnownColumn, NEEDED_COLUMNS, recordOf } from './csv-record.ts'
import { type Finding, isObject } from './rules.ts'

/** One thing of a file: what is to be judged, as what; or why it cannot be read. */
export type Unit =
  | { kind: 'record' | 'row' | 'item'; value: unknown; line: number | null }
  | { kind: 'unreadable'; line: number | null; found: Finding; ofFile: boolean; column?: string; warning?: true }

export const MEDIA_TYPES = ['application/json', 'application/x-ndjson', 'text/csv'] as const
export type MediaType = (typeof MEDIA_TYPES)[number]

/** What is read whole cannot be as long as what is read by lines. */
const LARGEST_JSON = 8 * 1024 * 1024
const LONGEST_LINE = 1024 * 1024

const unreadable = (line: number | null, code: string, fr: string, en: string, more = {}): Unit => ({
  kind: 'unreadable',
  line,
  found: { pointer: '', code, detail: { fr, en } },
  ofFile: true,
  ...more,
})

/** Reads what was sent, unit by unit; never refuses for what the content is, since that is what is to be told. */
export async function* readUnits(source: AsyncIterable<Uint8Array>, type: MediaType): AsyncGenerator<Unit> {
  try {
    yield* type === 'text/csv' ? rowsOf(source) : type === 'application/x-ndjson' ? linesOf(source) : jsonOf(source)
  } catch (error) {
    if (!(error instanceof NotTextError)) throw error
    yield unreadable(
      null,
      'not-text',
      'Ce n’est pas un fichier de texte : enregistrez le classeur au format CSV.',
      'This is not a text file: save the workbook as CSV.',
    )
  }
}

const EMPTY = unreadable(null, 'empty-file', 'Il n’y a rien à lire.', 'There is nothing to read.')

/** The value of a JSON text, or why there is none. */
function parsed(text: string, line: number | null): { value: unknown } | { fault: Unit } {
  if (depthOf(text) > DEEPEST)
    return {
      fault: unreadable(
        line,
        'too-deep',
        `JSON trop profond : ${DEEPEST} niveaux au plus.`,
        `JSON too deep: at most ${DEEPEST} levels.`,
      ),
    }
  try {
    return { value: JSON.parse(text) }
  } catch {
    // the engine says where only sometimes
    const errors: ParseError[] = []
    parseTree(text, errors, { disallowComments: true })
    const before = text.slice(0, errors[0]?.offset ?? 0).split('\n')
    const row = before.length
    const column = (before.at(-1)?.length ?? 0) + 1
    const where =
      line === null
        ? [`ligne ${row}, colonne ${column}`, `line ${row}, column ${column}`]
        : [`colonne ${column}`, `column ${column}`]
    return {
      fault: unreadable(
        line,
        'unreadable',
        `Ce n’est pas du JSON : voir ${where[0]}.`,
        `This is not JSON: see ${where[1]}.`,
      ),
    }
  }
}

async function* jsonOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<Unit> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of source) {
    bytes += chunk.length
    if (bytes > LARGEST_JSON)
      throw problem('too-large', {
        detail: {
          fr: 'Au-delà de 8 Mo, envoyez les fiches en NDJSON, une par ligne.',
          en: 'Beyond 8 MB, send the records as NDJSON, one on each line.',
        },
      })
    chunks.push(chunk)
  }
  const text = Buffer.concat(chunks)
  if (text.length === 0) return yield EMPTY
  if (!isUtf8(text)) return yield unreadable(null, 'encoding', 'Le JSON s’écrit en UTF-8.', 'JSON is written in UTF-8.')
  const read = parsed(String(text).replace(/^\uFEFF/, ''), null)
  if ('fault' in read) return yield read.fault
  const { value } = read
  const items = isObject(value) && Array.isArray(value.items) ? value.items : null
  for (const one of items ?? (Array.isArray(value) ? value : [value]))
    yield { kind: items && isObject(one) && 'state' in one ? 'item' : 'record', value: one, line: null }
}

async function* linesOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<Unit> {
  let count = 0
  let last = 0
  let end: { line: number; count: unknown } | null = null
  for await (const { number, text, cut } of readLines(source, LONGEST_LINE)) {
    if (text.trim() === '') continue
    last = number
    if (end !== null) {
      yield unreadable(
        number,
        'after-end',
        'Il y a encore une ligne après la ligne de fin.',
        'There is another line after the end line.',
      )
      return
    }
    const read = cut
      ? {
          fault: unreadable(
            number,
            'too-long',
            'Cette ligne a plus d’un million d’octets.',
            'This line has more than a million bytes.',
          ),
        }
      : parsed(text, number)
    if ('fault' in read) {
      count += 1
      yield { ...read.fault, ofFile: false } as Unit
    } else if (isObject(read.value) && read.value._end === true) end = { line: number, count: read.value.count }
    else {
      count += 1
      yield { kind: 'record', value: read.value, line: number }
    }
  }
  if (last === 0) return yield EMPTY
  if (end === null)
    yield unreadable(
      last,
      'no-end',
      'Il n’y a pas de ligne de fin `{"_end":true,"count":…}` : rien ne dit que le fichier est entier.',
      'There is no end line `{"_end":true,"count":…}`: nothing says that the file is whole.',
      { warning: true },
    )
  else if (end.count !== count)
    yield unreadable(
      end.line,
      'truncated',
      `La ligne de fin annonce ${end.count} fiches, et il y en a ${count}.`,
      `The end line announces ${end.count} records, and there are ${count}.`,
    )
}

async function* rowsOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<Unit> {
  let header: string[] | null = null
  for await (const row of readCsv(source, { maxCellChars: 100_000, maxRowChars: LONGEST_LINE })) {
    if (header === null) {
      header = row.cells.map((cell) => cell.trim())
      yield* headerFaults(header, row.line)
    } else yield unitOf(header, row)
  }
  if (header === null) yield EMPTY
}

function* headerFaults(header: string[], line: number): Generator<Unit> {
  for (const name of new Set(header)) {
    if (name !== '' && !isKnownColumn(name))
      yield unreadable(
        line,
        'unknown',
        'Cette colonne n’est pas connue : elle ne sera pas reprise.',
        'This column is not known: it will not be taken over.',
        { column: name, warning: true },
      )
    if (name !== '' && header.indexOf(name) !== header.lastIndexOf(name))
      yield unreadable(line, 'duplicate', 'Cette colonne est là deux fois.', 'This column is there twice.', {
        column: name,
      })
  }
  for (const group of NEEDED_COLUMNS)
    if (!group.some((name) => header.includes(name)))
      yield unreadable(
        line,
        'required',
        `Il manque la colonne ${group.join(' ou ')}.`,
        `The column ${group.join(' or ')} is missing.`,
        { column: group[0] },
      )
}

function unitOf(header: string[], { cells, line, fault }: CsvRow): Unit {
  if (fault === null) return { kind: 'row', value: recordOf(header, cells), line }
  const [fr, en] = CSV_FAULTS[fault]
  return unreadable(line, fault, fr, en, { ofFile: false })
}

import type { InnovationDocument } from '@essaim/shared/documents.ts'
import type { ExportFormat } from '@essaim/shared/exports.ts'
import { asLinkedData, CONTEXT } from '../innovations/json-ld.ts'
import { DEFAULT_LICENSE } from '../innovations/licenses.ts'
import { type Column, columnsOf, type DetailColumn } from './columns.ts'
import { type CsvFlavour, csvWriter } from './csv.ts'
import { tableSchemaOf } from './table-schema.ts'
import { MOST_ROWS, type Sheet, writeWorkbook } from './workbook.ts'

/** What a file says beside its records. */
export type About = { details: DetailColumn[]; transaction_time: Date; seq: number; count: number }

/** Every format is made of the same: stored documents, in any order, one at a time. Pure. */
export type Writer = (documents: AsyncIterable<InnovationDocument>, about: About) => AsyncIterable<string | Buffer>

const table = (flavour: CsvFlavour): Writer =>
  async function* (documents, { details }) {
    const { head, line } = csvWriter(columnsOf(details), flavour)
    yield head
    for await (const document of documents) yield line(document)
  }

async function* graph(documents: AsyncIterable<InnovationDocument>): AsyncGenerator<string> {
  yield `{"@context":${JSON.stringify(CONTEXT)},"@graph":[`
  let between = '\n'
  for await (const document of documents) {
    yield between + JSON.stringify(asLinkedData(document))
    between = ',\n'
  }
  yield '\n]}\n'
}

/** Every record in one sheet, or in several where one is not enough; and what the file is. */
const workbook: Writer = (documents, about) => {
  const columns = columnsOf(about.details)
  const records = documents[Symbol.asyncIterator]()
  const perSheet = MOST_ROWS - 1
  const sheets = Array.from({ length: Math.max(1, Math.ceil(about.count / perSheet)) }, (_, i): Sheet => {
    return {
      name: i === 0 ? 'Innovations' : `Innovations ${i + 1}`,
      widths: columns.map(widthOf),
      rows: rowsOf(columns, records, perSheet),
    }
  })
  return writeWorkbook([...sheets, { name: 'Lisez-moi', widths: [30, 100], rows: readMe(about, columns) }])
}

const widthOf = ({ name, type }: Column): number =>
  name === 'title' || name === 'pitch' ? 50 : type === 'string' ? 24 : 16

async function* rowsOf(columns: Column[], records: AsyncIterator<InnovationDocument>, most: number) {
  yield columns.map(({ name }) => name)
  for (let count = 0; count < most; count += 1) {
    const { done, value } = await records.next()
    if (done) return
    yield columns.map(({ cell }) => cell(value))
  }
}

const readMe = ({ transaction_time, seq, count }: About, columns: Column[]) => [
  ['Innovations publiées', ''],
  ['Date', transaction_time.toISOString()],
  ['Fiches', count],
  ['Licence', `${DEFAULT_LICENSE.label.fr}, ${DEFAULT_LICENSE.url}`],
  ['Position dans le flux (seq)', seq],
  ['', 'Chaque fiche porte sa licence et la mention à reprendre (colonnes license et attribution).'],
  [
    '',
    'Une liste est séparée par des barres ( | ). Un texte de plus de 32 767 caractères est coupé : il est entier dans le fichier NDJSON.',
  ],
  ['Colonne', 'Contenu'],
  ...columns.map(({ name, title }) => [name, title.fr]),
]

/** How each file is written from the documents; the first of them, NDJSON, is what the others are made of. */
export const WRITERS: Record<Exclude<ExportFormat, 'ndjson'>, Writer> = {
  csv: table('csv'),
  'csv-excel-fr': table('csv-excel-fr'),
  xlsx: workbook,
  jsonld: graph,
  'table-schema': async function* (_, { details }) {
    yield `${JSON.stringify(tableSchemaOf(columnsOf(details)), null, 2)}\n`
  },
}

const LINE_END = 0x0a
const END = Buffer.from('{"_end":')

/** The documents of an NDJSON file, as its bytes come. */
export async function* documentsIn(
  ndjson: AsyncIterable<Buffer> | Iterable<Buffer>,
): AsyncGenerator<InnovationDocument> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of ndjson) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
    let start = 0
    for (let end = bytes.indexOf(LINE_END); end >= 0; end = bytes.indexOf(LINE_END, start)) {
      const line = bytes.subarray(start, end)
      start = end + 1
      if (line.subarray(0, END.length).equals(END)) return
      yield JSON.parse(line.toString()) as InnovationDocument
    }
    rest = bytes.subarray(start)
  }
  throw new Error('an export without its last line is cut short')
}

const BLOCK = 64 * 1024

/** Small pieces put together: each costs, on its way out. */
export async function* inBlocks(pieces: AsyncIterable<string | Buffer>): AsyncGenerator<Buffer> {
  let text = ''
  for await (const piece of pieces) {
    if (typeof piece !== 'string') {
      yield piece
      continue
    }
    text += piece
    if (text.length < BLOCK) continue
    yield Buffer.from(text)
    text = ''
  }
  if (text !== '') yield Buffer.from(text)
}

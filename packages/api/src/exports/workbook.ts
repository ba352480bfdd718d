import { Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import { xmlText } from '../print/printable.ts'
import type { Cell } from './columns.ts'

/** A sheet of a workbook; its rows are asked for one by one, when they are written. */
export type Sheet = { name: string; widths?: number[]; rows: AsyncIterable<Cell[]> | Iterable<Cell[]> }

/** What a cell of a sheet takes at most, and a sheet (Excel specifications and limits). */
export const LONGEST_CELL = 32_767
export const MOST_ROWS = 1_048_576

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

const ESCAPED: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string) => text.replaceAll(/[&<>"]/g, (sign) => ESCAPED[sign] ?? sign)
/** As a cell holds it: what looks like one of its own escapes is escaped itself (ECMA-376-1, §22.9.2.19). */
const inCell = (text: string) => {
  const cut = text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL - 1)}…` : text
  return escaped((PLAIN.test(cut) ? cut : xmlText(cut)).replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_'))
}
// most text is: what has to be looked at sign by sign is rare
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const PLAIN = /^[^\u0000-\u0008\u000b-\u001f\u007f-\u009f\ud800-\udfff\ufffe\uffff]*$/

function letters(index: number): string {
  const rest = Math.floor(index / 26)
  return `${rest > 0 ? letters(rest - 1) : ''}${String.fromCharCode(65 + (index % 26))}`
}

/** The style of a cell: 1 is text whatever it looks like, also once somebody edits it; 2 the same, bold. */
function cellXml(value: Cell, at: string, bold: boolean): string {
  if (value === null) return ''
  if (typeof value === 'number') return `<c r="${at}"><v>${value}</v></c>`
  if (typeof value === 'boolean') return `<c r="${at}" t="b"><v>${value ? 1 : 0}</v></c>`
  return `<c r="${at}" t="inlineStr" s="${bold ? 2 : 1}"><is><t xml:space="preserve">${inCell(value)}</t></is></c>`
}

const CHUNK = 256 * 1024

async function* sheetXml({ widths = [], rows }: Sheet): AsyncGenerator<Buffer> {
  const columns = widths.map(
    (width, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1" style="1"/>`,
  )
  let text = `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>${columns.length > 0 ? `<cols>${columns.join('')}</cols>` : ''}<sheetData>`
  const names: string[] = []
  let number = 0
  for await (const row of rows) {
    number += 1
    if (number > MOST_ROWS) throw new Error(`a sheet takes ${MOST_ROWS} rows`)
    text += `<row r="${number}">`
    for (let i = 0; i < row.length; i += 1) {
      names[i] ??= letters(i)
      text += cellXml(row[i] ?? null, `${names[i]}${number}`, number === 1)
    }
    text += '</row>'
    if (text.length < CHUNK) continue
    yield Buffer.from(text)
    text = ''
  }
  yield Buffer.from(`${text}</sheetData></worksheet>`)
}

const STYLES = `${HEAD}<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`

const each = (sheets: Sheet[], of: (n: number, sheet: Sheet) => string) =>
  sheets.map((sheet, i) => of(i + 1, sheet)).join('')

/**
 * A workbook (Office Open XML, ECMA-376) as it is written, row after row: no library writes several sheets without
 * holding them. Text cells are text, numbers are numbers; nothing is a formula.
 */
export function writeWorkbook(sheets: Sheet[]): Readable {
  const zip = new ZipFile()
  const add = (path: string, xml: string) => zip.addBuffer(Buffer.from(`${HEAD}${xml}`), path)
  add(
    '[Content_Types].xml',
    `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/>${each(sheets, (n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${TYPE}.worksheet+xml"/>`)}</Types>`,
  )
  add(
    '_rels/.rels',
    `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  )
  add(
    'xl/workbook.xml',
    `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${each(sheets, (n, { name }) => `<sheet name="${escaped(name)}" sheetId="${n}" r:id="rId${n}"/>`)}</sheets></workbook>`,
  )
  add(
    'xl/_rels/workbook.xml.rels',
    `<Relationships xmlns="${PACKAGE}/relationships">${each(sheets, (n) => `<Relationship Id="rId${n}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${n}.xml"/>`)}<Relationship Id="rId${sheets.length + 1}" Type="${RELATIONS}/styles" Target="styles.xml"/></Relationships>`,
  )
  zip.addBuffer(Buffer.from(STYLES), 'xl/styles.xml')
  const written = zip.outputStream as Readable
  sheets.forEach((sheet, i) => {
    zip.addReadStreamLazy(`xl/worksheets/sheet${i + 1}.xml`, (give) => {
      give(
        null,
        Readable.from(sheetXml(sheet)).on('error', (error) => written.destroy(error)),
      )
    })
  })
  zip.end()
  return written
}

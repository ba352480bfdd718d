import {
  BorderStyle,
  ExternalHyperlink,
  HeadingLevel,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx'

/** The colours and the letters of every document. */
export const INK = '1D4F91'
export const GREY = '555555'
export const FONT = 'Calibri'
const LINE = { style: BorderStyle.SINGLE, size: 4, color: '999999' }
/** A thin frame on each side. */
export const BOX = { top: LINE, bottom: LINE, left: LINE, right: LINE }
/** Twentieths of a point: A4 and its text between margins of 2 cm. */
export const PAGE = { width: 11_906, height: 16_838, margin: 1134 }
/** The width of the text. */
export const TEXT = PAGE.width - 2 * PAGE.margin

/** What a section holds. */
export type Element = Paragraph | Table

/** One paragraph. */
export const plain = (text: string) => new Paragraph({ children: [new TextRun(text)] })
/** Paragraphs, which an empty line parts, with their line breaks. */
export const paragraphs = (text: string) =>
  text.split('\n\n').flatMap((one) =>
    one === ''
      ? []
      : [
          new Paragraph({
            children: one.split('\n').map((line, i) => new TextRun({ text: line, ...(i > 0 && { break: 1 }) })),
          }),
        ],
  )
/** Words that lead to an address. */
export const linked = (text: string, url: string) =>
  new ExternalHyperlink({ link: url, children: [new TextRun({ text, style: 'Hyperlink' })] })
/** Words; an address leads to itself. */
export const inline = (text: string) => (/^https?:\/\/\S+$/.test(text) ? linked(text, text) : new TextRun(text))
/** A remark in small grey letters, which stays with what follows. */
export const quiet = (text: string) =>
  new Paragraph({ keepNext: true, spacing: { after: 80 }, children: [new TextRun({ text, color: GREY, size: 18 })] })
/** A heading, and what is said beside it more quietly. */
export const heading = (level: 1 | 2 | 3 | 4, text: string, more = '') =>
  new Paragraph({
    heading: HeadingLevel[`HEADING_${level}`],
    keepNext: true,
    children: [
      new TextRun(text),
      ...(more ? [new TextRun({ text: ` ${more}`, bold: false, size: 18, color: GREY })] : []),
    ],
  })

/** A line without words. */
export const empty = () => new Paragraph('')

/** A table with a header that is repeated on each page; rows are never cut. */
export function table(widths: number[], header: string[], rows: (() => Paragraph)[][]): Table {
  const cell = (i: number, content: Paragraph) =>
    new TableCell({
      width: { size: widths[i] ?? 0, type: WidthType.DXA },
      margins: { top: 60, bottom: 60, left: 100, right: 100 },
      children: [content],
    })
  const titled = (text: string) => new Paragraph({ children: [new TextRun({ text, bold: true, size: 18 })] })
  return new Table({
    width: { size: TEXT, type: WidthType.DXA },
    columnWidths: widths,
    rows: [
      new TableRow({ tableHeader: true, cantSplit: true, children: header.map((text, i) => cell(i, titled(text))) }),
      ...rows.map((cells) => new TableRow({ cantSplit: true, children: cells.map((make, i) => cell(i, make())) })),
    ],
  })
}

import {
  AlignmentType,
  BorderStyle,
  CheckBox,
  Document,
  Footer,
  HeadingLevel,
  Packer,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TabStopType,
  TextRun,
  WidthType,
} from 'docx'
import type { BlankQuestion, Sheet, Space } from './sheet.ts'

const INK = '1D4F91'
const GREY = '555555'
const FONT = 'Calibri'
const LINE = { style: BorderStyle.SINGLE, size: 4, color: '999999' }
const BOX = { top: LINE, bottom: LINE, left: LINE, right: LINE }
/** Twentieths of a point: A4 and its text between margins of 2 cm. */
const PAGE = { width: 11_906, height: 16_838, margin: 1134 }
const TEXT = PAGE.width - 2 * PAGE.margin

type Element = Paragraph | Table

const plain = (text: string) => new Paragraph({ children: [new TextRun(text)] })
const quiet = (text: string) =>
  new Paragraph({ keepNext: true, spacing: { after: 80 }, children: [new TextRun({ text, color: GREY, size: 18 })] })
const heading = (level: 1 | 2 | 3 | 4, text: string, more = '') =>
  new Paragraph({
    heading: HeadingLevel[`HEADING_${level}`],
    keepNext: true,
    children: [
      new TextRun(text),
      ...(more ? [new TextRun({ text: ` ${more}`, bold: false, size: 18, color: GREY })] : []),
    ],
  })

const box = () => new CheckBox({ checked: false })
const tick = (label: string, help: string) =>
  new Paragraph({
    spacing: { after: 20 },
    indent: { left: 340, hanging: 340 },
    children: [
      box(),
      new TextRun(` ${label}`),
      ...(help ? [new TextRun({ text: ` – ${help}`, color: GREY, size: 18 })] : []),
    ],
  })

// a frame in which one types, as high as it is to be written in
const frame = (lines: number) =>
  new Paragraph({
    border: BOX,
    spacing: { before: 60, after: 160 },
    children: [new TextRun(''), ...Array.from({ length: lines - 1 }, () => new TextRun({ break: 1 }))],
  })

function table(widths: number[], header: string[], rows: (() => Paragraph)[][]): Table {
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

const even = (count: number) => Array.from({ length: count }, () => Math.floor(TEXT / count))
const empty = () => new Paragraph('')
const centred = () => new Paragraph({ alignment: AlignmentType.CENTER, children: [box()] })

function spaceAs(space: Space): Element[] {
  switch (space.kind) {
    case 'boxes':
      return [...space.items.map(({ label, help }) => tick(label, help)), ...(space.note ? [quiet(space.note)] : [])]
    case 'lines':
      return [frame(space.count)]
    case 'table': {
      const row = space.columns.map(() => empty)
      return [
        table(
          even(row.length),
          space.columns,
          Array.from({ length: space.rows }, () => row),
        ),
        empty(),
      ]
    }
    case 'forms':
      return Array.from({ length: space.times }, () => [
        table(
          [3000, TEXT - 3000],
          ['Question', 'Réponse'],
          space.fields.map((field) => [() => plain(field), empty]),
        ),
        empty(),
      ]).flat()
    case 'grid': {
      const step = 1000
      const widths = [TEXT - step * space.scale.length, ...space.scale.map(() => step)]
      return space.groups.flatMap(({ title, help, rows }) => [
        heading(4, title),
        ...(help ? [quiet(help)] : []),
        table(
          widths,
          ['Critère', ...space.scale],
          rows.map((row) => [() => plain(row), ...space.scale.map(() => centred)]),
        ),
        empty(),
      ])
    }
  }
}

const questionAs = ({ number, label, tag, condition, notes, spaces }: BlankQuestion): Element[] => [
  heading(3, `${number}. ${label}`, tag && `(${tag})`),
  ...(condition
    ? [new Paragraph({ keepNext: true, children: [new TextRun({ text: condition, italics: true })] })]
    : []),
  ...(notes.length > 0 ? [quiet(notes.join(' '))] : []),
  ...spaces.flatMap(spaceAs),
]

const foot = (text: string) =>
  new Footer({
    children: [
      new Paragraph({
        tabStops: [{ type: TabStopType.RIGHT, position: TEXT }],
        children: [
          new TextRun({ text, size: 16, color: GREY }),
          new TextRun({ children: ['\t', PageNumber.CURRENT, ' / ', PageNumber.TOTAL_PAGES], size: 16, color: GREY }),
        ],
      }),
    ],
  })

const style = (size: number, before: number, color?: string) => ({
  run: { font: FONT, size, bold: true, ...(color && { color }) },
  paragraph: { spacing: { before, after: 80 } },
})

/** A sheet of questions as a document for a word processor, in French, its boxes to be ticked there as well. */
export async function sheetAsDocx(sheet: Sheet<BlankQuestion>): Promise<Uint8Array> {
  const document = new Document({
    title: sheet.title,
    creator: sheet.author,
    lastModifiedBy: sheet.author,
    description: sheet.kicker,
    styles: {
      default: {
        document: {
          run: { font: FONT, size: 21, language: { value: 'fr-FR' } },
          paragraph: { spacing: { after: 80 } },
        },
        heading1: style(40, 0, INK),
        heading2: style(28, 400, INK),
        heading3: style(22, 240),
        heading4: style(21, 160),
      },
    },
    sections: [
      {
        properties: { page: { size: { width: PAGE.width, height: PAGE.height }, margin: sides() } },
        footers: { default: foot(sheet.foot) },
        children: [
          new Paragraph({ children: [new TextRun({ text: sheet.kicker, color: GREY })] }),
          heading(1, sheet.title),
          ...sheet.lead.map(plain),
          ...sheet.facts.map(({ label, value }) => plain(`${label} : ${value}`)),
          ...sheet.parts.flatMap(({ title, note, intro, blocks }) => [
            heading(2, title, note && `– ${note}`),
            ...(intro ? [plain(intro)] : []),
            ...blocks.flatMap(questionAs),
          ]),
        ],
      },
    ],
  })
  return new Uint8Array(await Packer.toBuffer(document))
}

const sides = () => ({ top: PAGE.margin, bottom: PAGE.margin, left: PAGE.margin, right: PAGE.margin })

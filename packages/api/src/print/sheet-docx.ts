import {
  AlignmentType,
  Document,
  Footer,
  Header,
  ImageRun,
  Packer,
  PageNumber,
  Paragraph,
  TabStopType,
  TextRun,
} from 'docx'
import {
  type Element,
  empty,
  FONT,
  GREY,
  heading,
  INK,
  inline,
  linked,
  PAGE,
  paragraphs,
  plain,
  TEXT,
  table,
} from './docx-parts.ts'
import { questionAs } from './docx-questions.ts'
import type { DocumentJob } from './jobs.ts'
import { sizeOfPng } from './picture.ts'
import type { Block, Fact, Sheet, Value } from './sheet.ts'

const factAs = (fact: Fact, indent: number): Element[] => {
  const label = new TextRun({ text: `${fact.label}\u00a0: `, color: GREY })
  const { value } = fact
  const left = { indent: { left: indent } }
  if (value.kind === 'link') return [new Paragraph({ ...left, children: [label, linked(value.text, value.url)] })]
  if (value.kind === 'text' && !value.text.includes('\n\n'))
    return [new Paragraph({ ...left, children: [label, new TextRun(value.text)] })]
  return [new Paragraph({ ...left, keepNext: true, children: [label] }), ...valueAs(value)]
}

function valueAs(value: Value): Element[] {
  switch (value.kind) {
    case 'text':
      return paragraphs(value.text)
    case 'link':
      return [new Paragraph({ children: [linked(value.text, value.url)] })]
    case 'list':
      return bullets(value.items)
    case 'lines':
      return value.lines.flatMap((line) => [...line.flatMap((fact) => factAs(fact, 340)), empty()])
    case 'groups':
      return value.groups.flatMap(({ title, facts }) => [
        new Paragraph({ keepNext: true, children: [new TextRun({ text: title, italics: true })] }),
        ...facts.flatMap((fact) => factAs(fact, 340)),
      ])
  }
}

const bullets = (items: string[]) =>
  items.map((item) => new Paragraph({ bullet: { level: 0 }, children: [new TextRun(item)] }))

function blockAs(block: Block): Element[] {
  switch (block.kind) {
    case 'question':
      return questionAs(block)
    case 'answer':
      return [heading(3, block.label), ...valueAs(block.value)]
    case 'list':
      return bullets(block.items)
    case 'text':
      return paragraphs(block.text)
    case 'table': {
      const whole = block.columns.reduce((sum, { share }) => sum + share, 0)
      return [
        table(
          block.columns.map(({ share }) => Math.floor((TEXT * share) / whole)),
          block.columns.map(({ title }) => title),
          block.rows.map((row) => row.map((text) => () => plain(text))),
        ),
        empty(),
      ]
    }
  }
}

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

const sheetAs = ({ kicker, title, lead, facts, parts }: Sheet, follows: boolean): Element[] => [
  new Paragraph({ pageBreakBefore: follows, children: [new TextRun({ text: kicker, color: GREY })] }),
  heading(1, title),
  ...lead.flatMap(paragraphs),
  ...facts.map(
    ({ label, value }) =>
      new Paragraph({ children: [new TextRun({ text: `${label}\u00a0: `, color: GREY }), inline(value)] }),
  ),
  ...parts.flatMap(({ title, note, intro, blocks }) => [
    heading(2, title, note && `– ${note}`),
    ...(intro ? [plain(intro)] : []),
    ...blocks.flatMap(blockAs),
  ]),
]

function pictureAs(png: Buffer, alternative: string): Paragraph {
  const { width, height } = sizeOfPng(png)
  const high = Math.min(height, 60)
  return new Paragraph({
    spacing: { after: 240 },
    children: [
      new ImageRun({
        type: 'png',
        data: png,
        transformation: { width: Math.round((width * high) / height), height: high },
        altText: { name: alternative, title: alternative, description: alternative },
      }),
    ],
  })
}

const markAs = (mark: string) =>
  new Header({
    children: [
      new Paragraph({
        alignment: AlignmentType.RIGHT,
        children: [new TextRun({ text: mark, bold: true, size: 32, color: '999999' })],
      }),
    ],
  })

/** Sheets as one document for a word processor, in French; boxes are to be ticked there as well. */
export async function writeDocx(
  { cover, chapters, mark }: DocumentJob['book'],
  logo: DocumentJob['logo'],
): Promise<Uint8Array> {
  const document = new Document({
    title: cover.title,
    creator: cover.author,
    lastModifiedBy: cover.author,
    description: cover.kicker,
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
        ...(mark !== null && { headers: { default: markAs(mark) } }),
        footers: { default: foot(cover.foot) },
        children: [
          ...(logo === null ? [] : [pictureAs(Buffer.from(logo, 'base64'), `Logo : ${cover.author}`)]),
          ...sheetAs(cover, false),
          ...chapters.flatMap((chapter) => sheetAs(chapter, true)),
        ],
      },
    ],
  })
  return new Uint8Array(await Packer.toBuffer(document))
}

const sides = () => ({ top: PAGE.margin, bottom: PAGE.margin, left: PAGE.margin, right: PAGE.margin })

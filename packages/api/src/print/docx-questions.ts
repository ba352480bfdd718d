import { AlignmentType, CheckBox, Paragraph, TextRun } from 'docx'
import { BOX, type Element, empty, GREY, heading, plain, quiet, TEXT, table } from './docx-parts.ts'
import type { BlankQuestion, Space } from './sheet.ts'

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

const even = (count: number) => Array.from({ length: count }, () => Math.floor(TEXT / count))
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

/** A question with the room to answer it, its boxes to be ticked there as well. */
export const questionAs = ({ number, label, tag, condition, notes, spaces }: BlankQuestion): Element[] => [
  heading(3, `${number}. ${label}`, tag && `(${tag})`),
  ...(condition
    ? [new Paragraph({ keepNext: true, children: [new TextRun({ text: condition, italics: true })] })]
    : []),
  ...(notes.length > 0 ? [quiet(notes.join(' '))] : []),
  ...spaces.flatMap(spaceAs),
]

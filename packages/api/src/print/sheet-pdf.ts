import type { PageJob } from './jobs.ts'
import { drawn } from './picture.ts'
import { alone, type Book, type Sheet } from './sheet.ts'

const TEMPLATE = `
#let ink = rgb("#1d4f91")
#let grey = luma(90)
#let rule = 0.5pt + luma(150)
#let tick-box = [☐]
#set page(paper: "a4", margin: (x: 2.1cm, top: 2cm, bottom: 2.1cm), footer: context {
  set text(size: 8pt, fill: grey)
  grid(columns: (1fr, auto), column-gutter: 1cm, d.foot, counter(page).display("1 / 1", both: true))
}, background: if d.mark != none { rotate(-55deg, text(size: 110pt, weight: "bold", fill: luma(236), d.mark)) })
#set text(size: 10pt)
#set par(leading: 0.58em, spacing: 0.8em)
#show heading.where(level: 1): set text(size: 20pt, fill: ink)
#show heading.where(level: 2): set text(size: 13pt, fill: ink)
#show heading.where(level: 3): set text(size: 10.5pt)
#show heading: set block(sticky: true)
#show heading.where(level: 1): set block(below: 0.7em)
#show heading.where(level: 2): it => block(above: 1.9em, below: 0.9em, width: 100%, inset: (bottom: 4pt), stroke: (bottom: 1pt + ink), sticky: true, it)
#show heading.where(level: 3): set block(above: 1.4em, below: 0.6em)
#show heading.where(level: 4): set block(above: 1em, below: 0.4em)
#show heading.where(level: 4): set text(size: 10pt)

#let words(text) = for paragraph in text.split("\\n\\n") { if paragraph != "" { par(paragraph) } }
#let quiet(text) = block(above: 0.5em, below: 0.75em, sticky: true, std.text(size: 9pt, fill: grey, text))
#let linked(t) = if t.match(regex("^https?://\\S+$")) != none { link(t, t) } else { t }
#let half(items) = calc.ceil(items.len() / 2)

#let tick(items) = list(marker: tick-box, spacing: 0.62em, body-indent: 0.5em, ..items.map(i => {
  i.label
  if i.help != "" { std.text(size: 9pt, fill: grey, [ – #i.help]) }
}))
#let short(items) = items.len() > 12 or (items.len() > 5 and items.all(i => i.help == "" and i.label.len() < 46))
#let boxes(s) = {
  if short(s.items) {
    grid(columns: (1fr, 1fr), column-gutter: 0.5cm, tick(s.items.slice(0, half(s.items))), tick(s.items.slice(half(s.items))))
  } else { tick(s.items) }
  if s.note != "" { v(0.2em); quiet(s.note) }
}
#let lines(count) = for _ in range(count) { block(above: 0pt, below: 0pt, width: 100%, height: 0.78cm, stroke: (bottom: rule)) }
#let ruled(s) = block(breakable: false, table(columns: (1fr,) * s.columns.len(), stroke: rule, inset: 5pt, rows: (auto,) + (0.85cm,) * s.rows,
  table.header(..s.columns.map(c => std.text(size: 9pt, strong(c)))), ..range(s.rows * s.columns.len()).map(_ => [])))
#let forms(s) = for i in range(s.times) {
  block(breakable: false, width: 100%, stroke: rule, radius: 2pt, inset: 7pt, above: 0.7em, below: 0.7em, {
    for f in s.fields { block(above: 0pt, below: 0pt, width: 100%, height: 0.72cm, stroke: (bottom: 0.3pt + luma(190)), inset: (top: 0.34cm), std.text(size: 9pt, f)) }
  })
}
#let criteria(s) = for g in s.groups {
  heading(level: 4, outlined: false, g.title)
  if g.help != "" { quiet(g.help) }
  table(columns: (1fr,) + (1.55cm,) * s.scale.len(), stroke: (x, y) => (bottom: rule), inset: 5pt,
    align: (x, y) => if x == 0 { left + horizon } else { center + horizon },
    table.header([Critère], ..s.scale.map(c => std.text(size: 8pt, c))),
    ..g.rows.map(r => (r, ..s.scale.map(_ => tick-box))).flatten())
}
#let space(s) = if s.kind == "boxes" { boxes(s) } else if s.kind == "lines" { lines(s.count) } else if s.kind == "table" { ruled(s) } else if s.kind == "forms" { forms(s) } else { criteria(s) }

#let facts(all, value) = for f in all {
  if f.value.kind == "link" { par[#std.text(fill: grey)[#f.label :] #link(f.value.url, f.value.text)] } else   if f.value.kind == "text" and not f.value.text.contains("\\n\\n") { par[#std.text(fill: grey)[#f.label :] #f.value.text] } else { par(std.text(fill: grey)[#f.label :]); value(f.value) }
}
#let value(v) = if v.kind == "text" { words(v.text) } else if v.kind == "link" { link(v.url, v.text) } else if v.kind == "list" {
  list(marker: [•], spacing: 0.6em, ..v.items)
} else if v.kind == "lines" {
  for line in v.lines { block(width: 100%, above: 0.6em, below: 0.6em, inset: (left: 8pt, y: 2pt), stroke: (left: 1.2pt + luma(190)), facts(line, value)) }
} else { for g in v.groups { block(above: 0.7em, below: 0.4em, sticky: true, emph(g.title)); facts(g.facts, value) } }

#let question(b) = {
  let small = b.spaces.all(s => (s.kind == "lines" and s.count < 13) or (s.kind == "boxes" and s.items.len() < 26) or s.kind == "table")
  block(breakable: not small, width: 100%, above: 1.6em, below: 0pt, {
    heading(level: 3, outlined: false, [#b.number. #b.label #if b.tag != "" { std.text(size: 8.5pt, weight: "regular", fill: grey, [ (#b.tag)]) }])
    if b.condition != "" { block(above: 0.4em, below: 0.5em, sticky: true, emph(b.condition)) }
    if b.notes.len() > 0 { quiet(b.notes.join(" ")) }
    for s in b.spaces { space(s) }
  })
}
#let answer(b) = {
  heading(level: 3, outlined: false, b.label)
  value(b.value)
}

#let listed(b) = { set table.cell(breakable: false); table(columns: b.columns.map(c => c.share * 1fr), stroke: (x, y) => (bottom: rule), inset: (x: 4pt, y: 6pt),
  table.header(..b.columns.map(c => std.text(size: 9pt, strong(c.title)))), ..b.rows.flatten()) }
#let block-of(b) = if b.kind == "question" { question(b) } else if b.kind == "answer" { answer(b) } else if b.kind == "list" {
  list(marker: [•], spacing: 0.6em, ..b.items)
} else if b.kind == "table" { listed(b) } else { words(b.text) }

#let sheet(s) = {
  block(above: 0pt, below: 0.6em, std.text(size: 10pt, fill: grey, s.kicker))
  heading(level: 1, s.title)
  for l in s.lead { words(l) }
  if s.facts.len() > 0 {
    v(0.2cm)
    grid(columns: (auto, 1fr), column-gutter: 0.6cm, row-gutter: 0.55em, ..s.facts.map(f => (std.text(fill: grey, f.label), linked(f.value))).flatten())
  }
  for p in s.parts {
    heading(level: 2, [#p.title #if p.note != "" { std.text(size: 10pt, weight: "regular", [ – #p.note]) }])
    if p.intro != "" { block(sticky: true, above: 0pt, below: 0.6em, p.intro) }
    for b in p.blocks { block-of(b) }
  }
}
#if pictures.len() > 0 { image(bytes(pictures.at(0)), format: "svg", height: 1.6cm, alt: "Logo : " + d.author); v(0.5cm) }
#sheet(d)
#for s in d.chapters { pagebreak(); sheet(s) }
`

/** How many pages a sheet may have, and a book at most: nobody prints more, and it has an end. */
const MOST_PAGES = 150
const MOST_PAGES_OF_A_BOOK = 800

/** Sheets bound together as an accessible PDF. */
export const bookAsPdf = ({ cover, chapters, mark, logo }: Book): PageJob => ({
  kind: 'pdf',
  template: TEMPLATE,
  data: { ...cover, mark, chapters },
  pictures: logo ? [drawn(logo)] : [],
  mostPages: Math.min(MOST_PAGES * (1 + chapters.length), MOST_PAGES_OF_A_BOOK),
})

/** A sheet as an accessible PDF. */
export const sheetAsPdf = (sheet: Sheet): PageJob => bookAsPdf(alone(sheet))

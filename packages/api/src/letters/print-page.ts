import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import type { Block } from './blocks.ts'

export type PrintedLetter = {
  to: string[]
  dated: string
  reference: string
  subject: string
  blocks: Block[]
  signatories: { name: string; office: string }[]
  /** The link as a picture, and what is typed by hand. */
  qr: string
  address: string
  code: string
  notice: string[]
}

const TEMPLATE = `
#let d = json(bytes(sys.inputs.data))
#set document(title: d.title, author: d.federation)
#set page(paper: "a4", margin: (x: 2.4cm, y: 2cm))
#set text(lang: "fr", region: "FR", font: "Source Sans 3", size: 10.5pt)
#set par(leading: 0.6em, spacing: 0.9em)
#let runs(all) = for r in all {
  let t = r.text
  if r.strong { t = strong(t) }
  if r.emph { t = emph(t) }
  t
}
#let lines(all) = all.join(linebreak())
#for (i, p) in d.letters.enumerate() {
  if i > 0 { pagebreak() }
  grid(columns: (1fr, 8cm), [#strong(d.federation) #linebreak() #d.address],
    [#v(1.6cm) #lines(p.to)])
  v(0.6cm)
  [#p.dated]
  if p.reference != "" { linebreak(); [N/Réf. : #p.reference] }
  parbreak()
  heading(level: 1, outlined: false, text(size: 11pt, [Objet : #p.subject]))
  v(0.2cm)
  for b in p.blocks {
    if b.kind == "item" { list(runs(b.runs)) } else { par(runs(b.runs)) }
  }
  v(0.3cm)
  block(stroke: 0.6pt + luma(120), inset: 10pt, radius: 3pt, width: 100%, breakable: false,
    grid(columns: (2.6cm, 1fr), column-gutter: 0.6cm, align: horizon,
      image(bytes(p.qr), format: "svg", width: 2.6cm, alt: "Code QR du lien personnel vers " + p.address),
      [Pour répondre, visez ce carré avec un téléphone, ou ouvrez *#p.address* et saisissez ce code : #v(0.1cm)
       #text(size: 15pt, weight: "bold", tracking: 1pt, p.code)]))
  if p.signatories.len() > 0 {
    v(0.4cm)
    grid(columns: p.signatories.len() * (1fr,), ..p.signatories.map(s => [#strong(s.name) #linebreak() #s.office]))
  }
  if p.notice.len() > 0 {
    v(0.3cm)
    set text(size: 7.5pt)
    for n in p.notice { par(n) }
  }
}
`

let compiler: NodeCompiler | undefined

/** The compiler with the one font that it sets; made when a first page is. */
function typesetter(): NodeCompiler {
  const font = createRequire(import.meta.url).resolve('@expo-google-fonts/source-sans-3/package.json')
  const file = (name: string) => readFileSync(new URL(name, `file://${font}`))
  compiler ??= NodeCompiler.create({
    fontArgs: [
      {
        fontBlobs: [
          file('400Regular/SourceSans3_400Regular.ttf'),
          file('400Regular_Italic/SourceSans3_400Regular_Italic.ttf'),
          file('700Bold/SourceSans3_700Bold.ttf'),
        ],
      },
    ],
  })
  return compiler
}

/** Letters to be printed, each on a page of its own or more: an accessible PDF (PDF/UA-1). */
export function printLetters(
  federation: { name: string; address: string | null },
  title: string,
  letters: readonly PrintedLetter[],
): Buffer {
  const data = JSON.stringify({ title, federation: federation.name, address: federation.address ?? '', letters })
  return typesetter().pdf({ mainFileContent: TEMPLATE, inputs: { data } }, { pdfStandard: 'ua-1' })
}

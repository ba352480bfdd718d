import type { PageJob } from '../print/jobs.ts'
import { drawn } from '../print/picture.ts'
import type { Block } from './blocks.ts'

/** The longest letter is 20,000 characters. */
const MOST_PAGES_EACH = 12
const MOST_PAGES = 1500

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
#set page(paper: "a4", margin: (x: 2.4cm, y: 2cm))
#set text(size: 10.5pt)
#set par(leading: 0.62em, spacing: 1.15em)
#set list(marker: [•], spacing: 0.75em)
#show list: set block(above: 0.9em, below: 1.15em)
#let runs(all) = for r in all {
  let t = r.text
  if r.strong { t = strong(t) }
  if r.emph { t = emph(t) }
  t
}
#let lines(all) = all.join(linebreak())
#for (i, p) in d.letters.enumerate() {
  if i > 0 { pagebreak() }
  grid(columns: (1fr, 8cm), [#if d.logo { image(bytes(pictures.at(d.letters.len())), format: "svg", height: 1.5cm, alt: "Logo : " + d.author); v(0.1cm) } #strong(d.author) #linebreak() #d.address],
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
      image(bytes(pictures.at(i)), format: "svg", width: 2.6cm, alt: "Code QR du lien personnel vers " + p.address),
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

/** Letters to be printed, each on a page of its own or more. */
export const lettersJob = (
  federation: { name: string; address: string | null },
  title: string,
  letters: readonly PrintedLetter[],
  logo: Buffer | null = null,
): PageJob => ({
  kind: 'pdf',
  template: TEMPLATE,
  data: {
    title,
    author: federation.name,
    address: federation.address ?? '',
    logo: logo !== null,
    letters: letters.map(({ qr: _, ...letter }) => letter),
  },
  pictures: [...letters.map(({ qr }) => qr), ...(logo === null ? [] : [drawn(logo)])],
  mostPages: Math.min(letters.length * MOST_PAGES_EACH, MOST_PAGES),
})

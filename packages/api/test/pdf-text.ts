import { inflateSync } from 'node:zlib'

const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

/** The bytes of a string of PDF that begins at `from`, written in parentheses or in hexadecimal, and where it ends. */
function stringAt(drawn: string, from: number): { bytes: string; end: number } {
  if (drawn[from] === '<') {
    const end = drawn.indexOf('>', from)
    return { bytes: Buffer.from(drawn.slice(from + 1, end), 'hex').toString('latin1'), end }
  }
  let bytes = ''
  let depth = 1
  let at = from + 1
  for (; at < drawn.length; at += 1) {
    const sign = drawn[at] as string
    if (sign === '\\') {
      const octal = /^[0-7]{1,3}/.exec(drawn.slice(at + 1, at + 4))?.[0]
      const next = drawn[at + 1] ?? ''
      bytes += octal ? String.fromCharCode(Number.parseInt(octal, 8)) : (ESCAPES[next] ?? next)
      at += octal?.length ?? 1
      continue
    }
    if (sign === '(') depth += 1
    if (sign === ')') depth -= 1
    if (depth === 0) break
    bytes += sign
  }
  return { bytes, end: at }
}

type Parts = { objects: Map<string, string>; streams: Map<string, string> }

function partsOf(pdf: Buffer): Parts {
  const file = pdf.toString('latin1')
  const objects = new Map<string, string>()
  const streams = new Map<string, string>()
  for (const [, id = '', body = ''] of file.matchAll(/(?:^|\n)(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    const cut = body.indexOf('\nstream\n')
    objects.set(id, cut < 0 ? body : body.slice(0, cut))
    if (cut < 0) continue
    const bytes = body.slice(cut + 8, body.lastIndexOf('\nendstream'))
    streams.set(id, body.slice(0, cut).includes('/FlateDecode') ? inflated(bytes) : bytes)
  }
  return { objects, streams }
}

function inflated(bytes: string): string {
  try {
    return inflateSync(Buffer.from(bytes, 'latin1')).toString('latin1')
  } catch {
    return ''
  }
}

const words = (hex: string): string => Buffer.from(hex, 'hex').swap16().toString('utf16le')

/** Which text each glyph stands for. */
function readable(cmap: string): Map<number, string> {
  const glyphs = new Map<number, string>()
  for (const [, section = ''] of cmap.matchAll(/beginbfchar\n([\s\S]*?)endbfchar/g))
    for (const [, glyph = '', text = ''] of section.matchAll(/<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>/g))
      glyphs.set(Number.parseInt(glyph, 16), words(text))
  return glyphs
}

/** The words on the pages of a PDF that our own printer made, in their order; every white space is one space. */
export function pdfText(pdf: Buffer): string {
  const { objects, streams } = partsOf(pdf)
  const pages: string[] = []
  for (const page of objects.values()) {
    if (!/\/Type \/Page\n/.test(page)) continue
    const fonts = new Map(
      [...(/\/Font <<([\s\S]*?)>>/.exec(page)?.[1] ?? '').matchAll(/\/(\w+) (\d+) 0 R/g)].map(
        ([, name = '', id = '']) => [
          name,
          readable(streams.get(/\/ToUnicode (\d+)/.exec(objects.get(id) ?? '')?.[1] ?? '') ?? ''),
        ],
      ),
    )
    const drawn = streams.get(/\/Contents (\d+) 0 R/.exec(page)?.[1] ?? '') ?? ''
    let font: Map<number, string> | undefined
    let text = ''
    const token = /\/(\w+) [\d.]+ Tf|\(|<(?!<)|EMC/g
    for (let found = token.exec(drawn); found; found = token.exec(drawn)) {
      if (found[1] !== undefined) font = fonts.get(found[1])
      else if (found[0] === 'EMC') text += ' '
      else {
        const { bytes, end } = stringAt(drawn, found.index)
        token.lastIndex = end + 1
        for (let i = 0; i + 1 < bytes.length; i += 2)
          text += font?.get((bytes.charCodeAt(i) << 8) | bytes.charCodeAt(i + 1)) ?? ''
      }
    }
    pages.push(text)
  }
  return pages
    .join(' ')
    .replace(/\u200b/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}

import { Marked, type Tokens } from 'marked'
import { VARIABLE } from './variables.ts'

export type Run = { text: string; strong: boolean; emph: boolean }
/** A paragraph or a line of a list, as a page is set from. */
export type Block = { kind: 'paragraph' | 'item'; runs: Run[] }

const markdown = new Marked({ gfm: true, breaks: true })
const OPEN = '\ue000'
const CLOSE = '\ue001'

/** A letter's Markdown as blocks, its values put in after it is read; what is left empty is left out. */
export function blocksOf(template: string, value: (name: string) => string): Block[] {
  const marked = template
    .replace(/[\ue000\ue001]/g, '')
    .replace(VARIABLE, (_, name: string) => `${OPEN}${name}${CLOSE}`)
  const blocks: Block[] = []
  const filled = (text: string) => text.replace(/\ue000(\w+)\ue001/g, (_, name: string) => value(name))
  const runsOf = (tokens: Tokens.Generic[] | undefined, strong = false, emph = false): Run[] =>
    (tokens ?? []).flatMap((token) => {
      if (token.type === 'br') return [{ text: '\n', strong, emph }]
      if (token.type === 'strong') return runsOf(token.tokens, true, emph)
      if (token.type === 'em') return runsOf(token.tokens, strong, true)
      if (token.tokens) return runsOf(token.tokens, strong, emph)
      return [{ text: filled(String(token.text ?? token.raw)), strong, emph }]
    })
  const add = (kind: Block['kind'], runs: Run[]) => {
    if (runs.some(({ text }) => text.trim() !== '')) blocks.push({ kind, runs })
  }
  for (const token of markdown.lexer(marked) as Tokens.Generic[]) {
    if (token.type === 'list') for (const item of token.items as Tokens.ListItem[]) add('item', runsOf(item.tokens))
    else if (token.tokens) add('paragraph', runsOf(token.tokens))
    else if (token.type !== 'space') add('paragraph', [{ text: String(token.text ?? ''), strong: false, emph: false }])
  }
  return blocks
}

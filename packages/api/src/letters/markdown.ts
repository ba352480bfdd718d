import { Marked, type Tokens } from 'marked'
import { escapeHtml } from '../site/page.ts'
import { VARIABLE } from './variables.ts'

// A value is put in after the Markdown is read: it can hold neither marks nor HTML that anything would act upon.
const OPEN = '\ue000'
const CLOSE = '\ue001'
const MARK = /\ue000(\w+)\ue001/g
const ALONE = /<p[^>]*>\ue000(\w+)\ue001<\/p>/g

const P = 'margin:0 0 16px'
const markdown = new Marked({
  gfm: true,
  breaks: true,
  renderer: {
    html: ({ text }) => escapeHtml(text),
    image: ({ text }) => escapeHtml(text),
    paragraph({ tokens }) {
      return `<p style="${P}">${this.parser.parseInline(tokens)}</p>\n`
    },
    link({ href, tokens }) {
      const inner = this.parser.parseInline(tokens)
      return /^(https?:\/\/|mailto:)/.test(href)
        ? `<a href="${escapeHtml(href)}" style="color:#1d4f91">${inner}</a>`
        : inner
    },
  },
})

const marked = (template: string): string =>
  template.replace(/[\ue000\ue001]/g, '').replace(VARIABLE, (_, name: string) => `${OPEN}${name}${CLOSE}`)

/** What stands for a variable in HTML: within a sentence, and alone on its line. */
export type HtmlValue = { inline: string; block?: string }

/** A template as HTML; `value` gives what is already safe. */
export function toHtml(template: string, value: (name: string) => HtmlValue): string {
  const html = markdown.parse(marked(template), { async: false })
  return html
    .replace(ALONE, (_, name: string) => {
      const { inline, block } = value(name)
      return block ?? (inline && `<p style="${P}">${inline}</p>`)
    })
    .replace(MARK, (_, name: string) => value(name).inline)
}

const inline = (tokens: Tokens.Generic[] | undefined): string => (tokens ?? []).map(textOf).join('')

function textOf(token: Tokens.Generic): string {
  switch (token.type) {
    case 'space':
      return ''
    case 'br':
      return '\n'
    case 'link': {
      const words = inline(token.tokens)
      return token.href === words || token.href === `mailto:${words}` ? words : `${words} (${token.href})`
    }
    case 'list':
      return `${(token.items as Tokens.ListItem[])
        .map((item, i) => `${token.ordered ? `${Number(token.start || 1) + i}.` : '-'} ${inline(item.tokens).trim()}`)
        .join('\n')}\n\n`
    case 'heading':
    case 'paragraph':
    case 'blockquote':
      return `${inline(token.tokens).trim()}\n\n`
    case 'hr':
      return '* * *\n\n'
    case 'code':
      return `${token.text}\n\n`
    default:
      return token.tokens ? inline(token.tokens) : String(token.text ?? token.raw)
  }
}

/** A template as plain text, its marks gone and its values as they are. */
export const toText = (template: string, value: (name: string) => string): string =>
  markdown
    .lexer(marked(template))
    .map(textOf)
    .join('')
    .replace(MARK, (_, name: string) => value(name))
    .replace(/\n{3,}/g, '\n\n')
    .trim()

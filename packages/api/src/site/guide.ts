import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Marked, type Token } from 'marked'
import type { Language } from '../lib/problem.ts'
import { escapeHtml, type Html, trusted } from './page.ts'

const DOCS = resolve(import.meta.dirname, '../../../../docs')
const FILES = {
  guide: { fr: 'partner-api.md', en: 'partner-api.en.md' },
  terms: { fr: 'terms.md', en: 'terms.en.md' },
  changelog: { fr: 'changelog-api.md', en: 'changelog-api.en.md' },
} as const satisfies Record<string, Record<Language, string>>

const slugOf = (text: string) =>
  text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')

// HTML in the text is shown as text, and a link leads to a page or to a place in this one.
const markdown = new Marked({
  renderer: {
    html: ({ text }) => escapeHtml(text),
    image: ({ text }) => escapeHtml(text),
    link({ href, tokens }) {
      const inner = this.parser.parseInline(tokens)
      return /^(https?:\/\/|\/|#)/.test(href) ? `<a href="${escapeHtml(href)}">${inner}</a>` : inner
    },
    heading({ tokens, depth }) {
      const inner = this.parser.parseInline(tokens)
      return `<h${depth} id="${slugOf(inner.replace(/<[^>]*>/g, ''))}">${inner}</h${depth}>\n`
    },
    code: ({ text }) => `<pre tabindex="0"><code>${escapeHtml(text)}</code></pre>\n`,
    table(token) {
      const cell = (c: { tokens: Token[] }, name: string) => `<${name}>${this.parser.parseInline(c.tokens)}</${name}>`
      const head = token.header.map((c) => cell(c, 'th')).join('')
      const rows = token.rows.map((row) => `<tr>${row.map((c) => cell(c, 'td')).join('')}</tr>`).join('')
      return `<div class="wide" tabindex="0"><table><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table></div>\n`
    },
  },
})

const CONTENTS = { fr: 'Sommaire', en: 'Contents' }
const LONG = 6

/** A long page says first what is in it. */
function withContents(page: string, language: Language): string {
  const chapters = [...page.matchAll(/<h2 id="([^"]+)">(.*?)<\/h2>/g)]
  if (chapters.length < LONG) return page
  const links = chapters.map(([, id, title]) => `<li><a href="#${id}">${title}</a></li>`).join('')
  const nav = `<nav aria-label="${CONTENTS[language]}"><ul class="links">${links}</ul></nav>\n`
  return page.replace('<h2 ', `${nav}<h2 `)
}

/** One of the documents for partners as a page; null where they were not shipped. */
export async function partnersDocument(
  name: keyof typeof FILES,
  language: Language,
): Promise<{ title: string; body: Html } | null> {
  const text = await readFile(resolve(DOCS, FILES[name][language]), 'utf8').catch(() => null)
  if (text === null) return null
  const title = /^# (.+)$/m.exec(text)?.[1] ?? 'API'
  return { title, body: trusted(withContents(await markdown.parse(text), language)) }
}

import type { FastifyReply, FastifyRequest } from 'fastify'
import { addLinks } from '../lib/link.ts'
import { type Language, languageOf } from '../lib/problem.ts'
import { vary } from '../lib/vary.ts'
import { pagePolicy } from '../plugins/security-headers.ts'

/** Text that has been made safe to stand in a page. */
export type Html = { readonly html: string }
type Part = string | number | null | undefined | false | Html | Part[]

const ESCAPED: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => ESCAPED[c] ?? c)

const partToHtml = (part: Part): string => {
  if (part === null || part === undefined || part === false) return ''
  if (Array.isArray(part)) return part.map(partToHtml).join('')
  return typeof part === 'object' ? part.html : escapeHtml(String(part))
}

/** A piece of a page: whatever is put into it is escaped, unless it is such a piece itself. */
export const html = (literals: TemplateStringsArray, ...parts: Part[]): Html => ({
  html: literals.map((literal, i) => literal + (i < parts.length ? partToHtml(parts[i]) : '')).join(''),
})

/** Takes what is already HTML of our own making. */
export const trusted = (text: string): Html => ({ html: text })

/** `?lang=` if it names a language that we speak, else what the browser prefers. */
export function pageLanguage(request: FastifyRequest): Language {
  const { lang } = (request.query ?? {}) as { lang?: unknown }
  return lang === 'fr' || lang === 'en' ? lang : languageOf(request.headers['accept-language'])
}

const WORDS = {
  fr: {
    skip: 'Aller au contenu',
    home: 'Accueil',
    guide: 'Guide du partenaire',
    reference: 'Référence de l’API',
    other: 'English',
    menu: 'Menu principal',
  },
  en: {
    skip: 'Skip to content',
    home: 'Home',
    guide: 'Partner’s guide',
    reference: 'API reference',
    other: 'Français',
    menu: 'Main menu',
  },
}

/** Sends a page of our own: no script, its style from here, nothing from elsewhere. */
export function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  page: { title: string; language: Language; body: Html; maxAge?: number },
): FastifyReply {
  const { language } = page
  const words = WORDS[language]
  const other = language === 'fr' ? 'en' : 'fr'
  const path = request.url.split('?')[0] ?? '/'
  const whole = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${page.title} – Essaim</title>
<link rel="stylesheet" href="/site.css">
</head>
<body>
<a class="skip" href="#content">${words.skip}</a>
<header>
<a class="name" href="/">Essaim</a>
<nav aria-label="${words.menu}"><a href="/docs">${words.guide}</a><a href="/docs/reference">${words.reference}</a><a href="${path}?lang=${other}" lang="${other}" hreflang="${other}">${words.other}</a></nav>
</header>
<main id="content" tabindex="-1">
${page.body}
</main>
</body>
</html>
`
  // a program that was given the address of a page finds the contract from there (RFC 8631 §4, RFC 9727 §3)
  addLinks(reply, '</openapi.json>; rel="service-desc"', '</.well-known/api-catalog>; rel="api-catalog"')
  return vary(reply, 'Accept-Language')
    .header('content-security-policy', pagePolicy())
    .header('cache-control', `public, max-age=${page.maxAge ?? 300}`)
    .header('content-language', language)
    .type('text/html; charset=utf-8')
    .send(whole.html)
}

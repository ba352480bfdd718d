import type { InnovationCard, InnovationDocument } from '@essaim/shared/documents.ts'
import { DEFAULT_LICENSE } from '../innovations/licenses.ts'
import { xmlText } from '../print/printable.ts'
import { html } from '../site/page.ts'

/** A card with the one long text that news tell. */
export type NewsItem = InnovationCard & Pick<InnovationDocument, 'summary'>

/** News, whatever they are written as: the newest first. */
export type News = {
  title: string
  author: string
  /** The feed's own address, and that of its next page. */
  self: string
  next: string | null
  home: string
  /** When anything last changed for these readers: it never goes back. */
  updated: Date
  items: NewsItem[]
}

const nameOf = ({ title, pitch }: NewsItem) => title ?? pitch ?? 'Innovation'
const textOf = (item: NewsItem) => item.summary ?? item.pitch ?? nameOf(item)
const tagsOf = ({ main_theme, themes, publics }: NewsItem) =>
  [main_theme, ...themes, ...publics].filter((tag) => tag !== null)

/** As Atom (RFC 4287), page after page (RFC 5005 §3). Other people's words are texts, never markup. */
export function asAtom({ title, author, self, next, home, updated, items }: News): string {
  const entry = (item: NewsItem) => html`
<entry>
<id>urn:uuid:${item.id}</id>
<title>${xmlText(nameOf(item))}</title>
<updated>${item.updated_at}</updated>
<published>${item.published_at}</published>
<author><name>${xmlText(item.association?.name ?? author)}</name></author>
<link rel="alternate" href="${item.canonical_url}"/>
${item.pitch && html`<summary>${xmlText(item.pitch)}</summary>`}
<content type="text">${xmlText(textOf(item))}</content>
${tagsOf(item).map(({ code, label }) => html`<category term="${code}" label="${xmlText(label.fr)}"/>`)}
<rights>${xmlText(item.attribution)}</rights>
</entry>`
  const feed = html`
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr">
<id>${self}</id>
<title>${xmlText(title)}</title>
<updated>${updated.toISOString()}</updated>
<author><name>${xmlText(author)}</name><uri>${home}</uri></author>
<rights>${DEFAULT_LICENSE.label.fr}, ${DEFAULT_LICENSE.url}</rights>
<link rel="self" type="application/atom+xml" href="${self}"/>
<link rel="alternate" href="${home}"/>
${next && html`<link rel="next" type="application/atom+xml" href="${next}"/>`}
${items.map(entry)}
</feed>`
  return `<?xml version="1.0" encoding="utf-8"?>${feed.html}\n`
}

/** As JSON Feed 1.1 (jsonfeed.org). */
export const asJsonFeed = ({ title, author, self, next, home, items }: News): string =>
  JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title,
    home_page_url: home,
    feed_url: self,
    ...(next && { next_url: next }),
    language: 'fr',
    authors: [{ name: author, url: home }],
    items: items.map((item) => ({
      id: `urn:uuid:${item.id}`,
      url: item.canonical_url,
      title: nameOf(item),
      content_text: textOf(item),
      ...(item.pitch && { summary: item.pitch }),
      date_published: item.published_at,
      date_modified: item.updated_at,
      authors: [{ name: item.association?.name ?? author }],
      tags: tagsOf(item).map(({ label }) => label.fr),
    })),
  })

import type { Signatory } from '@essaim/shared/letters.ts'
import { escapeHtml } from '../site/page.ts'
import { type HtmlValue, toHtml, toText } from './markdown.ts'
import { typeset } from './typography.ts'
import { VARIABLE, type Values } from './variables.ts'

/** One personal link; its label names the association and the person where there are several. */
export type LetterLink = { url: string; label: string }

export type LetterParts = {
  reference: string | null
  /** In words, with « le ». */
  dated: string
  subject: string
  body: string
  signatories: readonly Signatory[]
  values: Values
  links: readonly LetterLink[]
  /** The words on the link. */
  call: string
  federation: { name: string; address: string | null; website: string | null; logo_url: string | null }
  /** What the law has one told, in paragraphs; empty where it has been told before. */
  notice: readonly string[]
  unsubscribe: string
}

export type RenderedLetter = { subject: string; text: string; html: string }

// addresses of our own making; a member’s words never become a link
const ADDRESSES: ReadonlySet<string> = new Set(['public_url', 'record_pdf', 'site_text', 'blank_pdf', 'blank_docx'])

const LEFT = 'Pour ne plus recevoir ces messages : '

const oneLine = (text: string) => text.replace(/\s*[\r\n]+\s*/g, ' ')

/** A letter as it leaves: its subject, its words alone, and the page that shows them. */
export function renderLetter(parts: LetterParts): RenderedLetter {
  const words = (name: string): string => (name in parts.values ? parts.values[name as keyof Values] : '')
  const subject = oneLine(typeset(parts.subject).replace(VARIABLE, (_, name: string) => words(name)))
  const body = typeset(parts.body)
  return { subject, text: asText(parts, subject, body, words), html: asHtml(parts, subject, body, words) }
}

function asText(parts: LetterParts, subject: string, body: string, words: (name: string) => string): string {
  const { links, federation, signatories } = parts
  const link =
    links.length === 1 ? (links[0]?.url ?? '') : links.map(({ label, url }) => `${label} :\n${url}`).join('\n\n')
  return [
    [federation.name, federation.address, parts.dated, parts.reference && `N/Réf. : ${parts.reference}`]
      .filter(Boolean)
      .join('\n'),
    `Objet : ${subject}`,
    toText(body, (name) => (name === 'link' ? link : words(name))),
    signatories.map(({ name, office }) => [name, office].filter(Boolean).join('\n')).join('\n\n'),
    ...(parts.notice.length > 0 ? ['* * *', ...parts.notice] : []),
    `--\n${federation.name}${federation.website ? ` – ${federation.website}` : ''}\n${typeset(LEFT)}${parts.unsubscribe}`,
  ]
    .filter(Boolean)
    .map((part, i) => (i < 2 ? typeset(part) : part))
    .join('\n\n')
}

const BUTTON =
  'display:inline-block;padding:12px 20px;background:#1d4f91;color:#ffffff;text-decoration:none;border-radius:4px;font-weight:bold'
const SMALL = 'font-size:13px;line-height:1.5;color:#4a4a4a'

function linkHtml({ links, call }: LetterParts): HtmlValue {
  const [first] = links
  const button = ({ url }: LetterLink) => `<a href="${escapeHtml(url)}" style="${BUTTON}">${escapeHtml(call)}</a>`
  const written = ({ url }: LetterLink) => `<span style="${SMALL};word-break:break-all">${escapeHtml(url)}</span>`
  if (links.length === 1 && first)
    return {
      inline: `<a href="${escapeHtml(first.url)}" style="color:#1d4f91">${escapeHtml(call)}</a>`,
      block: `<p style="margin:24px 0">${button(first)}<br>${written(first)}</p>`,
    }
  return {
    inline: links
      .map(({ url, label }) => `<a href="${escapeHtml(url)}" style="color:#1d4f91">${escapeHtml(label)}</a>`)
      .join(', '),
    block: links
      .map(
        (link) =>
          `<p style="margin:24px 0"><strong>${escapeHtml(link.label)}</strong><br><br>${button(link)}<br>${written(link)}</p>`,
      )
      .join('\n'),
  }
}

function asHtml(parts: LetterParts, subject: string, body: string, words: (name: string) => string): string {
  const { federation, signatories } = parts
  const link = linkHtml(parts)
  const value = (name: string): HtmlValue => {
    if (name === 'link') return link
    return { inline: ADDRESSES.has(name) ? linked(words(name)) : escapeHtml(words(name)) }
  }
  const paragraphs = (texts: readonly string[]) =>
    texts.map((one) => `<p style="margin:0 0 8px;${SMALL}">${linked(one)}</p>`).join('\n')
  const logo =
    federation.logo_url &&
    `<img src="${escapeHtml(federation.logo_url)}" alt="" height="56" style="display:block;margin:0 0 8px;height:56px">`
  const signed = signatories
    .map(
      ({ name, office }) =>
        `<td style="padding:0 24px 0 0;vertical-align:top"><strong>${escapeHtml(name)}</strong>${office ? `<br>${escapeHtml(office)}` : ''}</td>`,
    )
    .join('')
  return `<!doctype html>
<html lang="fr">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;padding:0;background:#f3f4f6">
<div style="max-width:640px;margin:0 auto;padding:32px 24px;background:#ffffff;color:#1a1a1a;font:16px/1.6 Arial,Helvetica,sans-serif">
<div style="margin:0 0 24px">${logo ?? ''}<strong style="font-size:20px">${escapeHtml(federation.name)}</strong>${
    federation.address ? `<br><span style="${SMALL}">${escapeHtml(federation.address)}</span>` : ''
  }</div>
<p style="margin:0 0 16px">${escapeHtml(parts.dated)}${
    parts.reference ? `<br>${escapeHtml(typeset(`N/Réf. : ${parts.reference}`))}` : ''
  }</p>
<p style="margin:0 0 24px"><strong>${escapeHtml(typeset('Objet :'))}</strong> ${escapeHtml(subject)}</p>
${toHtml(body, value)}
${signed ? `<table role="presentation" style="margin:24px 0;border-collapse:collapse"><tr>${signed}</tr></table>` : ''}
<div style="margin:32px 0 0;padding:16px 0 0;border-top:1px solid #d0d4da">
${paragraphs(parts.notice)}
<p style="margin:0;${SMALL}">${escapeHtml(typeset(LEFT))}<a href="${escapeHtml(parts.unsubscribe)}" style="color:#1d4f91">m’opposer en un clic</a></p>
</div>
</div>
</body>
</html>
`
}

// what is written as an address in the notice leads there
const linked = (text: string): string =>
  escapeHtml(text).replace(
    /https?:\/\/[^\s<]+[^\s<.,;)]/g,
    (url) => `<a href="${url}" style="color:#1d4f91">${url}</a>`,
  )

/** What article 14 of the GDPR has someone told whose address another gave. */
export const dataNotice = (
  federation: { name: string; address_source: string; data_protection_email: string | null; reply_to: string | null },
  campaign: string,
  objection: string,
): string[] => {
  const whom = federation.data_protection_email ?? federation.reply_to
  return [
    `Vos données. Votre nom, votre fonction et votre adresse viennent de la source suivante : ${federation.address_source}. ${federation.name} les utilise, dans l’intérêt légitime de sa mission auprès de ses adhérents, pour vous inviter à « ${campaign} » et suivre votre réponse. Elles ne sont ni publiées ni cédées.`,
    'Elles sont gardées trois ans après notre dernier contact, puis effacées.',
    `Vous pouvez vous y opposer à tout moment, en un clic et sans motif : ${objection}`,
    `Vous pouvez aussi y accéder, les faire rectifier ou effacer, et en faire limiter l’usage${whom ? ` en écrivant à ${whom}` : ' en nous écrivant'}, ou adresser une réclamation à la CNIL (https://www.cnil.fr).`,
  ].map(typeset)
}

import type { FastifyInstance } from 'fastify'
import type { Selectable } from 'kysely'
import type { Trx } from '../db/database.ts'
import type { Delivery } from '../db/schema.ts'
import type { Once } from '../lib/once.ts'
import { escapeHtml } from '../site/page.ts'

export type DeliveryRow = Selectable<Delivery>

/** The words of a mail, ready to leave. */
export type Letter = {
  subject: string
  text: string
  html: string
  /** Where a POST objects to all further letters (RFC 8058). */
  unsubscribe?: string
}

/** Writes a campaign's letter when it leaves, with links of its own; or tells why it does not leave any more. */
export type LetterFor = (
  trx: Trx,
  app: FastifyInstance,
  delivery: DeliveryRow,
  once?: Once,
) => Promise<Letter | { cancel: string }>

/** A plain text as a simple page: its paragraphs, its line ends, its addresses as links; nothing in it is markup. */
export function htmlOf(text: string): string {
  const paragraphs = text
    .trim()
    .split(/\n\s*\n/)
    .map((paragraph) =>
      escapeHtml(paragraph)
        .replaceAll(
          /https?:\/\/(?:(?!&quot;|&lt;|&gt;|&#39;)[^\s])+(?<![.,;:!?)])/g,
          (url) => `<a href="${url}">${url}</a>`,
        )
        .replaceAll('\n', '<br>\n'),
    )
  return `<!doctype html>\n<html lang="fr"><head><meta charset="utf-8"></head><body>\n${paragraphs
    .map((paragraph) => `<p>${paragraph}</p>`)
    .join('\n')}\n</body></html>\n`
}

/** The words of a notice, which are kept with it. */
export const noticeOf = (delivery: DeliveryRow): Letter => ({
  subject: delivery.subject ?? '',
  text: delivery.body ?? '',
  html: htmlOf(delivery.body ?? ''),
})

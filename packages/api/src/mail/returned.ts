import type { Readable } from 'node:stream'
import { type ParsedMail, simpleParser } from 'mailparser'
import { blamesAddress } from './rules.ts'

/** What a mail server's report (RFC 3464) says of one of our mails. */
export type Returned = {
  /** The mail that it speaks of, by the id in its Message-ID; null: none of ours. */
  delivery: string | null
  /** Whether the mail will not arrive any more; a delay, or a receipt, is no return. */
  failed: boolean
  /** Whether the address is to blame, not this mail. */
  address: boolean
  /** What the other server said. */
  reason: string
}

const STATUS = ['message/delivery-status', 'message/global-delivery-status']
const ORIGINAL = ['message/rfc822', 'message/global', 'text/rfc822-headers', 'message/global-headers']
const OURS = /^\s*<?([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12})@[^>\s]+>?\s*$/i

/** Reads a message as a mail server hands it over; one that is no report is no failure. */
export async function readReturned(message: Readable | Buffer): Promise<Returned> {
  const mail = await simpleParser(message, {
    keepDeliveryStatus: true,
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipImageLinks: true,
  } as Parameters<typeof simpleParser>[1])
  const report = partsOf(mail, STATUS).flatMap((part) => part.split(/\r?\n\s*\r?\n/).map(fieldsOf))
  const failed = report.find((fields) => fields.get('action')?.toLowerCase() === 'failed')
  const said = failed?.get('diagnostic-code')?.replace(/^[\w-]+\s*;\s*/, '')
  const [status] = [said, failed?.get('status')].flatMap((words) => words?.match(/\b5\.\d{1,3}\.\d{1,3}\b/) ?? [])
  return {
    delivery: idOf(mail),
    failed: failed !== undefined,
    address: blamesAddress(status),
    reason: (said ?? failed?.get('status') ?? '').replaceAll(/\s+/g, ' ').slice(0, 500) || 'message revenu',
  }
}

const partsOf = (mail: ParsedMail, types: readonly string[]): string[] =>
  mail.attachments
    .filter(({ contentType }) => types.includes(contentType.toLowerCase()))
    .map(({ content }) => content.toString('utf8'))

/** The fields of a header or of a group of the report, unfolded, by their names in lower case. */
function fieldsOf(block: string): Map<string, string> {
  const lines = block.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)
  return new Map(
    lines.flatMap((line) => {
      const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(line) ?? []
      return name === undefined || value === undefined ? [] : [[name.toLowerCase(), value.trim()] as const]
    }),
  )
}

/** The original is beside the report, whole or by its headers; servers that leave it out answer to its Message-ID. */
function idOf(mail: ParsedMail): string | null {
  const headers = partsOf(mail, ORIGINAL).map((part) => fieldsOf(part.split(/\r?\n\r?\n/)[0] ?? ''))
  const named = [
    ...headers.map((fields) => fields.get('message-id')),
    ...partsOf(mail, STATUS).flatMap((part) =>
      ['original-message-id', 'x-original-message-id'].map((name) => fieldsOf(part).get(name)),
    ),
    mail.inReplyTo,
    ...[mail.references ?? []].flat(),
  ]
  for (const one of named) {
    const [, id] = OURS.exec(one ?? '') ?? []
    if (id) return id.toLowerCase()
  }
  return null
}

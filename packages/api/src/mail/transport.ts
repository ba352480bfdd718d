import type { FastifyInstance } from 'fastify'
import { createTransport } from 'nodemailer'
import type { Letter } from './letters.ts'

/** How many mails are on their way to the server at once. */
export const CONNECTIONS = 5
const WAIT = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 }

export type Mailer = {
  /** Resolves when the mail server has taken the mail over; rejects with its answer. */
  send(mail: { id: string; recipient: string }, letter: Letter, house: House): Promise<void>
  close(): void
}

/** In whose name mails leave. */
export type House = { name: string; reply_to: string | null }

/** The door to the mail server that `SMTP_URL` names: a few connections, kept open, whose every wait has an end. */
export function openMailer(app: FastifyInstance, smtpUrl: string): Mailer {
  const url = new URL(smtpUrl)
  const transport = createTransport({
    pool: true,
    maxConnections: CONNECTIONS,
    maxMessages: 100,
    maxRequeues: 1,
    host: url.hostname,
    port: Number(url.port || (url.protocol === 'smtps:' ? 465 : 587)),
    secure: url.protocol === 'smtps:',
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(url.username && { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
    ...WAIT,
  } as Parameters<typeof createTransport>[0] & { pool: true })
  const host = () => new URL(app.publicUrl()).hostname
  return {
    async send({ id, recipient }, { subject, text, html, unsubscribe }, house) {
      const from = url.searchParams.get('from') ?? `essaim@${host()}`
      await transport.sendMail({
        from: from.includes('<') ? from : { name: house.name, address: from },
        ...(house.reply_to && { replyTo: { name: house.name, address: house.reply_to } }),
        // as an object: never read as a list of several
        to: { name: '', address: recipient },
        subject,
        text,
        html,
        // whoever gets it twice after a crash can tell
        messageId: `<${id}@${host()}>`,
        headers: {
          'Auto-Submitted': 'auto-generated',
          ...(unsubscribe && {
            'List-Unsubscribe': { prepared: true, value: `<${unsubscribe}>` },
            'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
          }),
        },
      })
    },
    close: () => transport.close(),
  }
}

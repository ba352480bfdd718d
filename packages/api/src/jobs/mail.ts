import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { createTransport } from 'nodemailer'

const WAIT = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 }

/**
 * Sends one delivery. A refusal for good (5xx) is noted and ends there; anything else is thrown, and the queue
 * tries again. The Message-ID is the mail's id: whoever gets it twice after a crash can tell.
 */
export async function sendMail(app: FastifyInstance, id: string, smtpUrl: string | null): Promise<void> {
  const mail = await app.db
    .selectFrom('delivery')
    .selectAll()
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .executeTakeFirst()
  if (!mail || mail.subject === null || mail.body === null || !smtpUrl) return
  const url = new URL(smtpUrl)
  const from = url.searchParams.get('from') ?? `essaim@${new URL(app.publicUrl()).hostname}`
  const transport = createTransport({
    host: url.hostname,
    port: Number(url.port || (url.protocol === 'smtps:' ? 465 : 587)),
    secure: url.protocol === 'smtps:',
    ...(url.username && { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
    ...WAIT,
  })
  try {
    await transport.sendMail({
      from,
      to: mail.recipient,
      subject: mail.subject,
      text: mail.body,
      messageId: `<${mail.id}@${new URL(app.publicUrl()).hostname}>`,
    })
    await app.db
      .updateTable('delivery')
      .set((e) => ({ state: 'sent', sent_at: sql`now()`, attempts: e('attempts', '+', 1), reason: null }))
      .where('id', '=', id)
      .execute()
  } catch (error) {
    const { responseCode } = error as { responseCode?: number }
    const refused = responseCode !== undefined && responseCode >= 500
    await app.db
      .updateTable('delivery')
      .set((e) => ({
        state: refused ? 'bounced' : 'waiting',
        bounced_at: refused ? sql`now()` : null,
        attempts: e('attempts', '+', 1),
        reason: String(responseCode ?? (error as { code?: string }).code ?? 'error'),
      }))
      .where('id', '=', id)
      .execute()
    if (!refused) throw error
  } finally {
    transport.close()
  }
}

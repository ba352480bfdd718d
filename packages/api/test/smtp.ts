import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

export type Received = { to: string; text: string; id: string; headers: string }
export type TestSmtp = {
  port: number
  url: string
  received: Received[]
  /** What RCPT TO answers instead of 250, by the address's local part. */
  refusals: Map<string, { code: number; text: string }>
  close(): Promise<void>
}

/** A real mail server, which keeps what it takes over. */
export async function startSmtp(port = 0): Promise<TestSmtp> {
  const received: Received[] = []
  const refusals: TestSmtp['refusals'] = new Map()
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    closeTimeout: 100,
    onRcptTo({ address }, _session, done) {
      const refusal = refusals.get(address.split('@')[0] ?? '')
      done(refusal ? Object.assign(new Error(refusal.text), { responseCode: refusal.code }) : null)
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        const headers = text.slice(0, text.indexOf('\r\n\r\n'))
        const id = /^Message-ID: <([^@]+)@/im.exec(headers)?.[1] ?? ''
        received.push({ to: session.envelope.rcptTo[0]?.address ?? '', text, id, headers })
        done()
      })
    },
  })
  server.on('error', () => undefined)
  server.listen(port, '127.0.0.1')
  await once(server.server, 'listening')
  const bound = (server.server.address() as AddressInfo).port
  return {
    port: bound,
    url: `smtp://127.0.0.1:${bound}?from=recensement@essaim.example`,
    received,
    refusals,
    close: () => new Promise<void>((closed) => server.close(() => closed())),
  }
}

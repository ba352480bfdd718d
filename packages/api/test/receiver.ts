import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { afterAll, expect } from 'vitest'
import { type Client, json, type TestApp } from './app.ts'

export type Message = {
  id: string
  type: string
  timestamp: string
  data: Record<string, unknown>
  body: string
  headers: IncomingHttpHeaders
}
export type Receiver = {
  url: string
  port: number
  messages: Message[]
  /** Those of an event, or of a type that begins so. */
  of(type: string): Message[]
  /** What is answered: a status, or whatever else this does; it hangs when nothing is. */
  answer: (
    message: Message,
    response: ServerResponse,
  ) => number | { status: number; headers: Record<string, string> } | 'later'
  close(): Promise<void>
}

/** A partner's receiver, on this machine. */
export async function aReceiver(answer: Receiver['answer'] = () => 204): Promise<Receiver> {
  const messages: Message[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      const message = { ...JSON.parse(body), id: String(request.headers['webhook-id']), body, headers: request.headers }
      messages.push(message)
      const answered = receiver.answer(message, response)
      if (answered === 'later') return
      const { status, headers } = typeof answered === 'number' ? { status: answered, headers: {} } : answered
      response.writeHead(status, headers).end('nobody reads this')
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/essaim`,
    port,
    messages,
    of: (type) => messages.filter((one) => one.type === type || (type.endsWith('.') && one.type.startsWith(type))),
    answer,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections()
        server.close(() => closed())
      }),
  }
  afterAll(() => receiver.close())
  return receiver
}

/** Whether the library of others takes a message for genuine. */
export const isGenuine = (secret: string, { body, headers }: Message): boolean => {
  try {
    new Webhook(secret).verify(body, headers as Record<string, string>)
    return true
  } catch {
    return false
  }
}

export type MadeWebhook = { id: string; path: string; secret: string }

/** A webhook whose receiver has answered. */
export async function aWebhook(
  test: TestApp,
  partner: string,
  receiver: Receiver,
  more: Record<string, unknown> = {},
  by: Client = test.admin,
): Promise<MadeWebhook> {
  const base = `/v1/partners/${partner}/webhooks`
  const { id, secret } = json(await by.post(base, { url: receiver.url, ...more }), 201) as {
    id: string
    secret: string
  }
  const path = `${base}/${id}`
  await expect.poll(async () => json(await test.admin.get(path)).state, { timeout: 15_000 }).toBe('active')
  return { id, path, secret }
}

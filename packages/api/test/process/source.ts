import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from 'vitest'
import { type TestApp, testApp } from '../app.ts'

export type Door = {
  /** What is done instead of passing a request on: an answer, or nothing at all. */
  before: ((url: string, response: ServerResponse) => Promise<boolean> | boolean) | null
  /** Every address that was asked for, with the credential shown. */
  asked: { url: string; authorization: string | undefined }[]
}

/** A running instance, on a port of its own, whose answers a test may hold back; pages of two, so that there are several. */
export async function aRunningInstance(): Promise<TestApp & { url: string; door: Door }> {
  const door: Door = { before: null, asked: [] }
  let started: TestApp | null = null
  const server = createServer(async (request, response) => {
    const url = request.url ?? ''
    door.asked.push({ url, authorization: request.headers.authorization })
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    if (!started || (await door.before?.(url, response))) return
    const page = url.replace(/^(\/v1\/feeds\/innovations)(\?(?!.*limit=)|$)/, '$1?limit=2&').replace(/[?&]$/, '')
    const answer = await started.app.inject({
      method: request.method as 'GET',
      url: page,
      headers: request.headers as Record<string, string>,
      payload: Buffer.concat(parts),
    })
    const { 'content-length': _, 'transfer-encoding': __, ...headers } = answer.headers
    response.writeHead(answer.statusCode, headers as Record<string, string>).end(answer.rawPayload)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  started = await testApp({ publicUrl: () => url })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  return { ...started, url, door }
}

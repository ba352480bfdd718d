import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createTestDatabase } from '../database.ts'
import { runProgram, SERVER, scratchDir } from './program.ts'

const DRIPPING = 150
const SECOND = 1000
const HEADERS = `GET /v1/innovations HTTP/1.1\r\nHost: essaim\r\nX-Slow: ${'a'.repeat(300)}\r\n\r\n`
const BODY_HEADERS =
  'POST /v1/session HTTP/1.1\r\nHost: essaim\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n'
const BODY = `{"email":"${'a'.repeat(900)}`

/** Sends the start at once and the rest a byte a second; gives what was answered once the other side has closed. */
function drip(port: number, start: string, rest: string): Promise<string> {
  return new Promise((ended) => {
    let answered = ''
    const socket = connect(port, '127.0.0.1', async () => {
      socket.write(start)
      for (const byte of rest) {
        await delay(SECOND)
        if (socket.destroyed || socket.writableEnded) return
        socket.write(byte)
      }
    })
    socket.on('data', (chunk) => {
      answered += chunk
    })
    socket.on('error', () => undefined)
    socket.on('close', () => ended(answered))
  })
}

test('C11: of two processes, each cuts 300 callers who drip a byte a second, and all read meanwhile', async () => {
  const database = await createTestDatabase()
  const servers = await Promise.all(
    [1, 2].map(async () => {
      const server = runProgram([SERVER], {
        PORT: '0',
        ESSAIM_DEMO: '0',
        ESSAIM_ADMIN_EMAIL: 'admin@essaim.example',
        ESSAIM_ADMIN_PASSWORD: 'essaims-de-mai-1926',
        ESSAIM_DATA_DIR: scratchDir(),
        DATABASE_URL: database.appUrl,
        DATABASE_OWNER_URL: database.ownerUrl,
        LOG_LEVEL: 'error',
      })
      const [, url = ''] = await server.says(/API +(http\S+)\/v1/)
      return { server, url, port: Number(new URL(url).port) }
    }),
  )
  let dripping = true
  const slow = Promise.all(
    servers.flatMap(({ port }) =>
      Array.from({ length: DRIPPING }, () => [drip(port, '', HEADERS), drip(port, BODY_HEADERS, BODY)]).flat(),
    ),
  ).finally(() => {
    dripping = false
  })
  const read = async (url: string) => {
    const codes = new Set<number>()
    do codes.add((await fetch(`${url}/v1/innovations`)).status)
    while (dripping && (await delay(100, true)))
    return codes
  }
  const reads = await Promise.all(servers.map(({ url }) => read(url)))
  expect(reads).toEqual([new Set([200]), new Set([200])])
  // closed, or told so: none was served, and none is left
  const answers = await slow
  expect(answers).toHaveLength(4 * DRIPPING)
  for (const text of answers) if (text !== '') expect(text).toMatch(/^HTTP\/1\.1 408 /)
  for (const { server } of servers) server.child.kill('SIGTERM')
  expect(await Promise.all(servers.map(({ server }) => server.exit))).toEqual([
    { code: 0, signal: null },
    { code: 0, signal: null },
  ])
}, 120_000)

import { readFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { aPdf, TYPES } from '../file-samples.ts'
import { LOGIN, makeAssociation, signIn } from './ledger.ts'
import { preparedDir, runProgram, SERVER } from './program.ts'

const MEGABYTE = 1024 * 1024

/** A PDF of so many bytes, piece by piece. */
async function* largePdf(bytes: number): AsyncGenerator<Uint8Array> {
  const pdf = aPdf()
  yield pdf.subarray(0, 60)
  const piece = Buffer.alloc(64 * 1024, ' ')
  for (let left = bytes - pdf.length; left > 0; left -= piece.length) yield piece.subarray(0, left)
  yield pdf.subarray(60)
}

test.skipIf(process.platform !== 'linux')(
  'files of 20 MB pass through without being in memory',
  async () => {
    const server = runProgram([SERVER], {
      PORT: '0',
      ESSAIM_DEMO: '0',
      ESSAIM_DATA_DIR: await preparedDir(),
      ESSAIM_ADMIN_EMAIL: LOGIN.email,
      ESSAIM_ADMIN_PASSWORD: LOGIN.password,
      LOG_LEVEL: 'error',
    })
    const [, url = ''] = await server.says(/API +(http\S+)\/v1/)
    const token = await signIn(url)
    const authorization = `Bearer ${token}`
    const made = await fetch(`${url}/v1/moderation/submissions`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ association_id: await makeAssociation(url, token), channel: 'telephone', answers: {} }),
    })
    const { id } = (await made.json()) as { id: string }
    const send = async (bytes: number) => {
      const answer = await fetch(`${url}/v1/moderation/submissions/${id}/files?name=bilan.pdf`, {
        method: 'POST',
        headers: { authorization, 'content-type': TYPES.pdf },
        body: ReadableStream.from(largePdf(bytes)) as unknown as NonNullable<RequestInit['body']>,
        duplex: 'half',
      } as RequestInit)
      const file = (await answer.json()) as { id: string; bytes: number }
      expect(answer.status, JSON.stringify(file)).toBe(201)
      const read = await fetch(`${url}${answer.headers.get('location')}`, { headers: { authorization } })
      let received = 0
      for await (const chunk of read.body ?? []) received += (chunk as Uint8Array).length
      expect([file.bytes, received]).toEqual([bytes, bytes])
    }
    const resident = () =>
      Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]) / 1024
    for (let i = 0; i < 8; i += 1) await send(MEGABYTE)
    let most = 0
    const watch = setInterval(() => {
      most = Math.max(most, resident())
    }, 10)
    onTestFinished(() => clearInterval(watch))
    /** By how many megabytes the server grew meanwhile. */
    const growth = async (work: () => Promise<unknown>) => {
      const before = resident()
      most = before
      await work()
      return most - before
    }
    expect(await growth(() => send(20 * MEGABYTE))).toBeLessThan(60)
    const eight = Array.from({ length: 8 }, (_, less) => 20 * MEGABYTE - less)
    // what is on its way, not the 160 that pass
    expect(await growth(() => Promise.all(eight.map(send)))).toBeLessThan(120)
  },
  120_000,
)

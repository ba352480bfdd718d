import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import { newId } from '../lib/id.ts'
import { newSecret, secretText, signedHeaders } from './signature.ts'

const DOCS = join(import.meta.dirname, '../../../../docs')
type Verify = (secret: string, headers: Record<string, string>, body: string) => boolean

/** The guide's own example, as whoever reads it would paste it. */
async function example(guide: string): Promise<Verify> {
  const [, block = ''] = /^```js\n([\s\S]*?)^```$/m.exec(readFileSync(join(DOCS, guide), 'utf8')) ?? []
  const { isGenuine } = (await import(`data:text/javascript,${encodeURIComponent(block)}`)) as { isGenuine: Verify }
  return isGenuine
}
const library: Verify = (secret, headers, body) => {
  try {
    new Webhook(secret).verify(body, headers)
    return true
  } catch {
    return false
  }
}

describe.each([
  ['the library of others', async () => library],
  ['the example of the guide in French', () => example('partner-api.md')],
  ['the example of the guide in English', () => example('partner-api.en.md')],
] as const)('%s', (_, find) => {
  test('takes what is signed by its secret, old or new, and nothing that was altered or is old', async () => {
    const isGenuine = await find()
    const [first, second, other] = [newSecret(), newSecret(), newSecret()]
    const body = JSON.stringify({ type: 'feed.advanced', timestamp: '2026-06-13T08:00:00Z', data: { seq: 1 } })
    const headers = signedHeaders({ id: newId(), body, secrets: [second, first] }, new Date())
    for (const secret of [first, second]) expect(isGenuine(secretText(secret), headers, body)).toBe(true)
    expect(isGenuine(secretText(other), headers, body)).toBe(false)
    expect(isGenuine(secretText(first), headers, body.replace('1', '2'))).toBe(false)
    expect(isGenuine(secretText(first), { ...headers, 'webhook-id': newId() }, body)).toBe(false)
    const yesterday = signedHeaders({ id: newId(), body, secrets: [first] }, new Date(Date.now() - 600_000))
    expect(isGenuine(secretText(first), yesterday, body)).toBe(false)
  })
})

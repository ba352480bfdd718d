import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer, text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { s3Storage } from './s3-storage.ts'
import { inMemory, type Storage } from './storage.ts'

const objects = new Map<string, Buffer>()
const asked: { method: string; url: string; headers: IncomingMessage['headers'] }[] = []
let storage: Storage
let broken = false
/** So many requests are answered that the service is busy. */
let busy = 0

const server = createServer(async (request, response) => {
  const { method = '', url = '' } = request
  asked.push({ method, url, headers: request.headers })
  const body = await buffer(request)
  if (busy > 0) {
    busy -= 1
    return response.writeHead(503).end()
  }
  const { pathname, searchParams } = new URL(url, 'http://s3')
  if (
    broken ||
    !/^AWS4-HMAC-SHA256 Credential=cle\/.*Signature=[0-9a-f]{64}$/.test(request.headers.authorization ?? '')
  )
    return response.writeHead(403).end()
  if (method === 'PUT') objects.set(pathname, body)
  if (method === 'DELETE') objects.delete(pathname)
  if (searchParams.get('list-type') === '2') {
    // one at a time, so that pages are followed
    const keys = [...objects.keys()].sort()
    const place = Number(searchParams.get('continuation-token') ?? 0)
    const more = place + 1 < keys.length ? `<NextContinuationToken>${place + 1}</NextContinuationToken>` : ''
    return response.end(
      `<ListBucketResult><Contents><Key>${keys[place]?.slice('/essaim/'.length)}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>${more}</ListBucketResult>`,
    )
  }
  if (method !== 'GET') return response.writeHead(method === 'DELETE' ? 204 : 200).end()
  const found = objects.get(pathname)
  if (!found) return response.writeHead(404).end()
  const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? []
  return start === undefined
    ? response.end(found)
    : response.writeHead(206).end(found.subarray(+start, +(end ?? 0) + 1))
})

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  storage = s3Storage({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bucket: 'essaim',
    prefix: 'fichiers/',
    region: 'fr-par',
    keyId: 'cle',
    secret: 'secret-de-test',
  })
})
afterAll(() => server.close())

const keyOf = (content: string) => createHash('sha256').update(content).digest('hex')

test('stores, reads, lists and removes, every request signed', async () => {
  for (const content of ['un', 'deux'])
    await storage.put(keyOf(content), inMemory(Buffer.from(content)), 'application/pdf')
  const read = await storage.read(keyOf('un'))
  expect(read && (await text(read))).toBe('un')
  const part = await storage.read(keyOf('deux'), { start: 1, end: 2 })
  expect(part && (await text(part))).toBe('eu')
  expect(await storage.read(keyOf('trois'))).toBeNull()
  const keys: string[] = []
  for await (const { key, modified } of storage.list()) {
    keys.push(key)
    expect(modified.getTime()).toBe(Date.UTC(2026, 0, 1))
  }
  expect(keys.sort()).toEqual([keyOf('un'), keyOf('deux')].sort())
  await storage.remove(keyOf('un'))
  expect([...objects.keys()]).toEqual([`/essaim/fichiers/${keyOf('deux')}`])
  const [put] = asked
  expect(put?.headers).toMatchObject({
    'content-length': '2',
    'content-type': 'application/pdf',
    'x-amz-content-sha256': keyOf('un'),
  })
  expect(put?.headers['x-amz-date']).toMatch(/^\d{8}T\d{6}Z$/)
  expect(JSON.stringify(asked)).not.toContain('secret-de-test')
})

test('what fails on the way is tried again, with all its bytes', async () => {
  busy = 2
  await storage.put(keyOf('encore'), inMemory(Buffer.from('encore')), 'application/pdf')
  expect(objects.get(`/essaim/fichiers/${keyOf('encore')}`)?.toString()).toBe('encore')
})

test('a bucket that refuses is a storage that is not available', async () => {
  broken = true
  await expect(storage.put(keyOf('x'), inMemory(Buffer.from('x')), 'application/pdf')).rejects.toMatchObject({
    slug: 'storage-unavailable',
  })
})

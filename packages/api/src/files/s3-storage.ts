import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { setTimeout as delay } from 'node:timers/promises'
import { AwsClient } from 'aws4fetch'
import { problem } from '../lib/problem.ts'
import { KEY, type Storage } from './storage.ts'

export type S3Settings = {
  endpoint: string
  bucket: string
  prefix: string
  region: string
  keyId: string
  secret: string
}

const PATIENCE = 15_000
/** Bytes in a millisecond. */
const SLOWEST = 1000
const TRIES = 3

/** Files in a bucket of any S3 service, addressed by path. */
export function s3Storage({ endpoint, bucket, prefix, region, keyId, secret }: S3Settings): Storage {
  const client = new AwsClient({ accessKeyId: keyId, secretAccessKey: secret, service: 's3', region, retries: 0 })
  const root = `${endpoint}/${encodeURIComponent(bucket)}`
  const addressOf = (key: string) => `${root}/${prefix}${key}`

  /** The answer once it begins: how long its bytes take is their reader's affair. What is sent may take its time as well. */
  async function ask(url: string, init: () => RequestInit = () => ({}), sent = 0): Promise<Response> {
    for (let tries = 1; ; tries += 1) {
      const late = new AbortController()
      const timer = setTimeout(() => late.abort(), PATIENCE + sent / SLOWEST)
      const answer = await client
        .fetch(url, { ...init(), signal: late.signal })
        .catch(() => null)
        .finally(() => clearTimeout(timer))
      if (answer && (answer.ok || answer.status === 404)) return answer
      await answer?.body?.cancel()
      if (tries === TRIES || (answer && answer.status < 500 && answer.status !== 429))
        throw problem('storage-unavailable', { headers: { 'retry-after': '5' } })
      await delay(50 * 2 ** tries)
    }
  }

  return {
    async put(key, { bytes, open }, mediaType) {
      const sending = () => ({
        method: 'PUT',
        body: Readable.toWeb(open()) as unknown as NonNullable<RequestInit['body']>,
        headers: { 'content-type': mediaType, 'content-length': String(bytes), 'x-amz-content-sha256': key },
      })
      const answer = await ask(addressOf(key), sending, bytes)
      await answer.body?.cancel()
      // a bucket that is not there
      if (!answer.ok) throw problem('storage-unavailable', { headers: { 'retry-after': '60' } })
    },
    async read(key, range) {
      const headers = range && { range: `bytes=${range.start}-${range.end}` }
      const answer = await ask(addressOf(key), () => (headers ? { headers } : {}))
      if (answer.ok && answer.body) return Readable.fromWeb(answer.body as ReadableStream)
      await answer.body?.cancel()
      return null
    },
    async *list() {
      let after: string | null = null
      do {
        const query: URLSearchParams = new URLSearchParams({ 'list-type': '2', prefix })
        if (after) query.set('continuation-token', after)
        const page = await (await ask(`${root}?${query}`)).text()
        for (const [, entry = ''] of page.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
          const key = memberOf(entry, 'Key')?.slice(prefix.length) ?? ''
          const modified = new Date(memberOf(entry, 'LastModified') ?? '')
          if (KEY.test(key) && !Number.isNaN(modified.getTime())) yield { key, modified }
        }
        after = memberOf(page, 'NextContinuationToken')
      } while (after)
    },
    async remove(key) {
      await (await ask(addressOf(key), () => ({ method: 'DELETE' }))).body?.cancel()
    },
  }
}

const memberOf = (xml: string, name: string): string | null =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1]?.replaceAll('&amp;', '&') ?? null

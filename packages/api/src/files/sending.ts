import { Readable } from 'node:stream'
import { LARGEST_FILE } from '@essaim/shared/file-types.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isFresh, unchanged } from '../lib/etag.ts'
import { problem } from '../lib/problem.ts'
import { rangeOf } from '../lib/ranges.ts'
import { dispositionOf } from './labels.ts'
import type { Storage } from './storage.ts'

type Sent = { name: string; media_type: string; sha256: string; size: number }

/**
 * Answers a file so that no browser takes it for anything else, or lets anything in it run; or the part of it that is
 * asked for, so that a download goes on where it was cut.
 */
export async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  storage: Storage,
  { name, media_type, sha256, size }: Sent,
): Promise<never> {
  reply.headers({
    'content-disposition': dispositionOf(name, media_type),
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
  })
  const tag = `"${sha256}"`
  if (isFresh(request, reply, tag)) return unchanged(reply)
  // RFC 9530: of the whole, whatever part of it is sent
  reply.headers({
    'accept-ranges': 'bytes',
    'repr-digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`,
  })
  const range = rangeOf(request.headers, size, tag)
  if (range === 'unsatisfiable') {
    reply.removeHeader('content-disposition')
    throw problem('range-not-satisfiable', { headers: { 'content-range': `bytes */${size}` } })
  }
  if (range) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${size}`)
  reply.header('content-length', range ? range.end - range.start + 1 : size).type(media_type)
  // an empty stream: Fastify counts the length of anything else anew
  if (request.method === 'HEAD') return reply.send(Readable.from([]) as never) as never
  const bytes = await storage.read(sha256, range ?? undefined)
  if (!bytes) throw problem('storage-unavailable', { headers: { 'retry-after': '60' } })
  return reply.send(bytes as never) as never
}

/** The answer of a file in the API's description, one media type each. */
export const fileAnswer = (types: readonly string[]) => ({
  description: 'The file itself.',
  content: Object.fromEntries(
    types.map((type) => [
      type,
      { schema: /[/+]json$/.test(type) ? { type: 'object' } : { type: 'string', maxLength: LARGEST_FILE } },
    ]),
  ),
})

import { LARGEST_FILE } from '@essaim/shared/file-types.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isFresh, unchanged } from '../lib/etag.ts'
import { problem } from '../lib/problem.ts'
import { dispositionOf } from './labels.ts'
import type { Storage } from './storage.ts'

type Sent = { name: string; media_type: string; sha256: string; size: number }

/** Answers a file so that no browser takes it for anything else, or lets anything in it run. */
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
  if (isFresh(request, reply, `"${sha256}"`)) return unchanged(reply)
  const bytes = await storage.read(sha256)
  if (!bytes) throw problem('storage-unavailable', { headers: { 'retry-after': '60' } })
  reply.header('content-length', size)
  return reply.type(media_type).send(bytes as never) as never
}

/** The answer of a file in the API's description, one media type each. */
export const fileAnswer = (types: readonly string[]) => ({
  description: 'The file itself.',
  content: Object.fromEntries(types.map((type) => [type, { schema: { type: 'string', maxLength: LARGEST_FILE } }])),
})

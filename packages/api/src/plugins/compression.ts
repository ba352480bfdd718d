import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { vary } from '../lib/vary.ts'

const FROM = 1024
const brotli = promisify(brotliCompress)
const zip = promisify(gzip)
// made for each caller: half the work of what is compressed once and kept
const FAST = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }

/** As `onSend` of a route: a large answer leaves compressed to whoever takes it so. Telephones wait for bytes. */
export async function compressed(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  if (typeof payload !== 'string' || payload.length < FROM) return payload
  vary(reply, 'Accept-Encoding')
  const accepted = String(request.headers['accept-encoding'] ?? '')
  const takes = (name: string) => new RegExp(`\\b${name}\\b(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$))`).test(accepted)
  const encoding = takes('br') ? 'br' : takes('gzip') ? 'gzip' : null
  if (encoding === null) return payload
  reply.header('content-encoding', encoding).removeHeader('content-length')
  return encoding === 'br' ? brotli(payload, FAST) : zip(payload)
}

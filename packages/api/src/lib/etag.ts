import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { problem } from './problem.ts'

/** The entity tag of a resource's version: strong, and opaque to callers. */
export const etag = (version: number | string): string => `"${version}"`

/** The tag of a version together with what changes beside it: readers are told of both, a writer is held to the version alone. */
export const etagBeside = (version: number, beside: unknown): string =>
  etag(`${version}.${createHash('sha256').update(JSON.stringify(beside)).digest('hex').slice(0, 12)}`)

/** What a proxy may have added to a tag on the way: a weak mark, the name of a compression. */
const bare = (tag: string) =>
  tag
    .trim()
    .replace(/^W\//, '')
    .replace(/-(gzip|br)"$/, '"')
const versionOf = (tag: string) => tag.replace(/(?<=^"\d+)\.[0-9a-f]{12}"$/, '"')
const listed = (header: string, tag: string) => header.split(',').some((one) => one.trim() === '*' || bare(one) === tag)
const names = (header: string, tag: string) =>
  listed(header, tag) || header.split(',').some((one) => versionOf(bare(one)) === versionOf(tag))

/** Refuses a write that does not name the version it changes (428), or names another one (412). RFC 9110 §13.1.1, RFC 6585. */
export function requireMatch(request: FastifyRequest, current: string): void {
  const header = request.headers['if-match']
  if (header === undefined) throw problem('precondition-required')
  if (!names(header, current)) throw problem('precondition-failed', { headers: { etag: current } })
}

/** Sends the tag; answers 304 when the caller already has this version. RFC 9110 §13.1.2. */
export function isFresh(request: FastifyRequest, reply: FastifyReply, current: string): boolean {
  reply.header('etag', current)
  const header = request.headers['if-none-match']
  if (header === undefined || !listed(header, current)) return false
  reply.code(304)
  return true
}

/** Ends the answer of a handler after `isFresh`; typed as never, so that it can be returned whatever the handler answers. */
export const unchanged = (reply: FastifyReply): never => reply.send() as never

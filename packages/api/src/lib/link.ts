import type { FastifyReply } from 'fastify'

/** Adds links to those that the answer has already (RFC 8288 §3): one field, many links. */
export function addLinks(reply: FastifyReply, ...links: string[]): FastifyReply {
  const named = reply.getHeader('link')
  return reply.header('link', [...(named === undefined ? [] : [named].flat()), ...links].join(', '))
}

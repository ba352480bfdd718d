import type { FastifyReply } from 'fastify'

/** Adds to `Vary` what the answer depends on, beside what is named there already (RFC 9110 §12.5.5). */
export function vary(reply: FastifyReply, ...fields: string[]): FastifyReply {
  const named = String(reply.getHeader('vary') ?? '')
    .split(', ')
    .filter(Boolean)
  return reply.header('vary', [...new Set([...named, ...fields])].join(', '))
}

import type { FastifyRequest } from 'fastify'
import { problem } from '../lib/problem.ts'
import { audienceOf } from '../plugins/access.ts'
import { tombstoneOf } from './documents.ts'

/** Refuses a record that the caller does not have: 410 and why to the audiences that had it, 404 to the others. */
export async function refuseGone(request: FastifyRequest, id: string): Promise<never> {
  const gone = await tombstoneOf(request.server.pool, id, audienceOf(request.actor))
  if (!gone) throw problem('not-found')
  throw problem('gone', { members: { reason: gone.withdrawn_reason ?? gone.reason, replaced_by: gone.replaced_by } })
}

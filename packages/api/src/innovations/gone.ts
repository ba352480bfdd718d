import type { FastifyRequest } from 'fastify'
import { problem } from '../lib/problem.ts'
import { audienceOf } from '../plugins/access.ts'
import { tombstoneOf } from './documents.ts'

// RFC 5829 §3.3
const successor = (url: string) => `<${url}>; rel="successor-version"`

/** Refuses a record that the caller does not have: 410, why, and what stands for it to the audiences that had it, 404 to the others. */
export async function refuseGone(request: FastifyRequest, id: string): Promise<never> {
  const gone = await tombstoneOf(request.server.pool, id, audienceOf(request.actor))
  if (!gone) throw problem('not-found')
  const { reason, withdrawn_reason, replaced_by } = gone
  throw problem('gone', {
    members: { reason: withdrawn_reason ?? reason, replaced_by },
    ...(replaced_by && { headers: { link: successor(`${request.server.publicUrl()}/v1/innovations/${replaced_by}`) } }),
  })
}

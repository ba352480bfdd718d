import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Trx } from '../db/database.ts'
import { callerFor } from '../events/commands.ts'
import { problem } from '../lib/problem.ts'
import { type AssociationRow, lockAssociation } from './queries.ts'
import { mayWriteFacts } from './rights.ts'

const NOT_YOURS = {
  fr: 'Cette association n’est pas de vos délégations.',
  en: 'This association is not of your delegations.',
}

/** What the commands need of a request. */
export const deskOf = async (app: FastifyInstance, request: FastifyRequest) => ({
  caller: callerFor(request),
  terms: await app.terms.current(),
  reproject: app.jobs.reproject.bind(app.jobs),
})

/** The association, locked, if the caller may change it. */
export async function lockForWriting(trx: Trx, request: FastifyRequest, id: string): Promise<AssociationRow> {
  const row = await lockAssociation(trx, id)
  if (!mayWriteFacts(request.actor, row)) throw problem('forbidden', { detail: NOT_YOURS })
  return row
}

import type { IdParams } from '@essaim/shared/schema.ts'
import type { FastifyRequest } from 'fastify'
import type { Trx } from '../db/database.ts'
import { requireMatch } from '../lib/etag.ts'
import { presentDossier } from './presentation.ts'
import { type DossierRow, lockDossier } from './queries.ts'

/** A dossier is headquarters' act, which all staff may follow: also a delegate, whose own scope has only some of its records. */
export const FOLLOWER = { kind: 'job' } as const

/** Locks a dossier that is to be changed, once the caller has named the version that it changes. */
export async function lockMatching(trx: Trx, request: FastifyRequest): Promise<DossierRow> {
  const row = await lockDossier(trx, (request.params as IdParams).id)
  requireMatch(request, (await presentDossier(trx, row, request.actor)).tag)
  return row
}

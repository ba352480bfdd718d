import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Caller, callerFor } from '../events/commands.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Terms } from '../vocabularies/terms.ts'

/**
 * What every command on answers needs beside the database: who calls, the lists that answers draw on, and whom to give
 * letters to; without `post` nobody is written to.
 */
export type Desk = { caller: Caller; terms: Terms; post?: { mail: Jobs['mail']; publicUrl: string } }

/** The desk of a request. */
export const desk = async (app: FastifyInstance, request: FastifyRequest): Promise<Desk> => ({
  caller: callerFor(request),
  terms: await app.terms.current(),
  post: { mail: app.jobs.mail, publicUrl: app.publicUrl() },
})

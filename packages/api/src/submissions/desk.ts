import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Caller, callerFor } from '../events/commands.ts'
import type { Terms } from '../vocabularies/terms.ts'

/** What every command on answers needs beside the database: who calls, and the lists that answers draw on. */
export type Desk = { caller: Caller; terms: Terms }

/** The desk of a request. */
export const desk = async (app: FastifyInstance, request: FastifyRequest): Promise<Desk> => ({
  caller: callerFor(request),
  terms: await app.terms.current(),
})

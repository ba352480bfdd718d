import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { languageOf, PROBLEMS, problemBody } from '../lib/problem.ts'
import { refusalOf } from './errors.ts'
import { type Answered, changed } from './writes.ts'

type Outcome = { id: string; status: number; problem?: unknown }

/**
 * The same work on many, each in a savepoint of its own: a refusal undoes that one alone, and the answer says what became
 * of each, in the order asked. What is no refusal ends the whole.
 */
export async function inBulk(
  request: FastifyRequest,
  trx: Trx,
  ids: string[],
  work: (id: string) => Promise<unknown>,
): Promise<Answered> {
  const outcomes = new Map<string, Outcome>()
  // always in the same order: two bulks over the same things wait, and never for each other
  for (const id of [...ids].sort()) outcomes.set(id, await attempt(request, trx, id, work))
  return changed({ items: ids.map((id) => outcomes.get(id)) })
}

async function attempt(
  request: FastifyRequest,
  trx: Trx,
  id: string,
  work: (id: string) => Promise<unknown>,
): Promise<Outcome> {
  await sql`savepoint one`.execute(trx)
  try {
    await work(id)
    await sql`release savepoint one`.execute(trx)
    return { id, status: 200 }
  } catch (error) {
    const refusal = refusalOf(error as Error)
    const { status } = PROBLEMS[refusal.slug]
    if (status >= 500) throw error
    await sql`rollback to savepoint one`.execute(trx)
    const problem = problemBody(refusal, {
      publicUrl: request.server.publicUrl(),
      language: languageOf(request.headers['accept-language']),
      instance: `${request.url.replace(/\/[a-z]+(\?.*)?$/, '')}/${id}`,
    })
    return { id, status, problem }
  }
}

import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { inScope, type Trx, touchesReaders } from '../db/database.ts'
import { problem } from '../lib/problem.ts'
import { callerOf } from './access.ts'

/** What a write answers: kept as a value, so that it can be stored in the write's own transaction and given again. */
export type Answered = { status: number; body?: unknown; headers?: Record<string, string> }

export const created = (body: unknown, location: string, etag: string): Answered => ({
  status: 201,
  body,
  headers: { location, etag },
})
export const changed = (body: unknown, etag?: string): Answered => ({
  status: 200,
  body,
  ...(etag && { headers: { etag } }),
})
export const removed: Answered = { status: 204 }

const KEY = /^[\x21-\x7e]{1,255}$/

function fingerprintOf(request: FastifyRequest): Buffer {
  const body = request.body as { sha256?: string } | undefined
  return createHash('sha256')
    .update(`${request.method} ${request.url}\n`)
    .update(body?.sha256 ?? JSON.stringify(request.body ?? null))
    .digest()
}

/**
 * Takes the key for this request, or gives the answer that it got before. The row is inserted in the write's own
 * transaction: a twin waits for its end, and a failed write leaves no trace.
 */
async function claim(
  trx: Trx,
  caller: string,
  key: string,
  fingerprint: Buffer,
): Promise<{ status: number; headers: Record<string, string>; body: string } | null> {
  // one statement: a key of yesterday is taken over, one of today is left as it is
  const inserted = await trx
    .insertInto('idempotent_answer')
    .values({ caller, key, fingerprint })
    .onConflict((c) =>
      c
        .columns(['caller', 'key'])
        .doUpdateSet({ fingerprint, status: null, headers: null, body: null, created_at: sql`now()` })
        .where('idempotent_answer.created_at', '<', sql<Date>`now() - interval '24 hours'`),
    )
    .returning('key')
    .executeTakeFirst()
  if (inserted) return null
  const stored = await trx
    .selectFrom('idempotent_answer')
    .selectAll()
    .where('caller', '=', caller)
    .where('key', '=', key)
    .executeTakeFirstOrThrow()
  if (!stored.fingerprint.equals(fingerprint)) throw problem('idempotency-mismatch')
  return {
    status: stored.status ?? 200,
    headers: (stored.headers ?? {}) as Record<string, string>,
    body: stored.body ?? '',
  }
}

/**
 * Runs a write: one transaction, in the actor's scope, that holds the row, its event, its outbox and, with an
 * Idempotency-Key, its answer. Answers that show a secret are not kept (`config.secret`).
 */
export function writing(app: FastifyInstance): void {
  app.decorate('write', async (request: FastifyRequest, reply: FastifyReply, work: (trx: Trx) => Promise<Answered>) => {
    const key =
      request.method === 'POST' && !request.routeOptions.config.secret ? request.headers['idempotency-key'] : undefined
    if (key !== undefined && (typeof key !== 'string' || !KEY.test(key))) {
      throw problem('validation', {
        errors: [
          {
            parameter: 'Idempotency-Key',
            code: 'format',
            detail: { fr: 'De 1 à 255 caractères visibles.', en: '1 to 255 visible characters.' },
          },
        ],
      })
    }
    const caller = callerOf(request.actor)
    let moved = false
    const answer = await inScope(app.db, request.actor, async (trx) => {
      const answered = await (key === undefined ? work(trx) : once(trx, key))
      moved = touchesReaders(trx)
      return answered
    })
    // who is told that it is done finds it done: nothing older is answered from memory here any more
    if (moved) await app.notices.caughtUp()
    reply.code(answer.status).headers(answer.headers ?? {})
    if (typeof answer.body === 'string')
      reply.type('application/json; charset=utf-8').serializer((text: unknown) => String(text))
    return reply.send(answer.body) as never

    async function once(trx: Trx, key: string): Promise<Answered> {
      const before = await claim(trx, caller, key, fingerprintOf(request))
      if (before) return before
      const answered = await work(trx)
      const body = answered.body === undefined ? '' : String(reply.code(answered.status).serialize(answered.body))
      await trx
        .updateTable('idempotent_answer')
        .set({ status: answered.status, headers: JSON.stringify(answered.headers ?? {}), body })
        .where('caller', '=', caller)
        .where('key', '=', key)
        .execute()
      return { ...answered, body }
    }
  })
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Typed as never, so that it can be returned from a handler of any answer: what it sends is told by `work`. */
    write(request: FastifyRequest, reply: FastifyReply, work: (trx: Trx) => Promise<Answered>): Promise<never>
  }
  interface FastifyContextConfig {
    /** The answer shows a secret: it is never stored. */
    secret?: true
  }
}

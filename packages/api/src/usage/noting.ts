import { setTimeout as delay } from 'node:timers/promises'
import type { Actor } from '@essaim/shared/actors.ts'
import type { ProblemSlug } from '@essaim/shared/problem.ts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { inScope } from '../db/database.ts'
import { dayOf, type FeedPull, kindOfStatus, openNotes } from './notes.ts'
import { recordConsultations, recordDays, recordFaults, recordPulls } from './record.ts'

export type Usage = {
  /** Notes how far a credential has now read a feed. */
  pulled(actor: Actor, pull: Omit<FeedPull, 'credential_id' | 'partner_id' | 'furthest' | 'at'>): void
  /** Writes what this process has noted; false when that cannot be, and it is kept for the next time. */
  write(): Promise<boolean>
  /** Writes the rest, and no more after that. */
  stop(): Promise<void>
}

/** How often what was noted is written. */
const WRITE_SECONDS = 5
/** A database that is too busy at the end is asked again, as long as a stop may take. */
const LAST_TRIES = 6

/**
 * Notes what each key and client calls, gets and is refused. Requests only count in memory; what they counted is written
 * every few seconds. Registered before the guard, so that what is refused there counts too.
 */
export function noteUsage(app: FastifyInstance, seconds = WRITE_SECONDS): Usage {
  const notes = openNotes()

  const note = (request: FastifyRequest, reply: FastifyReply, bytes: number) => {
    const { actor } = request
    if (actor?.kind !== 'key') return
    const caller = { credential_id: actor.id, partner_id: actor.partner }
    const at = new Date()
    const { statusCode: status } = reply
    const kind = kindOfStatus(status)
    const none = { requests: 1, refused: 0, limited: 0, failed: 0 }
    notes.days.add({ ...caller, day: dayOf(at), ...none, ...(kind && { [kind]: 1 }), bytes })
    const { url: route = '', config } = request.routeOptions
    if (kind)
      notes.faults.add({
        ...caller,
        method: request.method,
        route,
        problem: request.refusal ?? 'internal',
        status,
        times: 1,
        last_at: at.toISOString(),
      })
    else if (config.consults && request.method === 'GET' && reply.sent) {
      const { id } = request.params as { id: string }
      const now = at.toISOString()
      notes.consultations.add({
        innovation_id: id.toLowerCase(),
        partner_id: actor.partner,
        times: 1,
        first_at: now,
        last_at: now,
      })
    }
  }

  app.decorateRequest('refusal', null)
  app.addHook('onRequest', async (request, reply) => {
    const { socket } = request.raw
    const before = socket.bytesWritten
    // also of an answer that its caller did not wait for
    reply.raw.once('close', () => note(request, reply, socket.bytesWritten - before || 0))
  })

  let writing: Promise<boolean> = Promise.resolve(true)
  const write = () => {
    writing = writing.then(writeNow)
    return writing
  }
  const writeNow = async () => {
    const taken = {
      days: notes.days.take(),
      faults: notes.faults.take(),
      pulls: notes.pulls.take(),
      consultations: notes.consultations.take(),
    }
    try {
      if (Object.values(taken).every((rows) => rows.length === 0)) return true
      await inScope(app.db, { kind: 'job' }, async (trx) => {
        if (taken.days.length > 0) await recordDays(trx, taken.days)
        if (taken.faults.length > 0) await recordFaults(trx, taken.faults)
        if (taken.pulls.length > 0) await recordPulls(trx, taken.pulls)
        if (taken.consultations.length > 0) await recordConsultations(trx, taken.consultations)
      })
      return true
    } catch (error) {
      app.log.warn({ code: (error as { code?: string }).code }, 'usage not written yet')
      for (const row of taken.days) notes.days.add(row)
      for (const row of taken.faults) notes.faults.add(row)
      for (const row of taken.pulls) notes.pulls.add(row)
      for (const row of taken.consultations) notes.consultations.add(row)
      return false
    }
  }
  const timer = setInterval(write, seconds * 1000)
  timer.unref()

  return {
    pulled(actor, pull) {
      if (actor.kind !== 'key') return
      notes.pulls.add({
        credential_id: actor.id,
        partner_id: actor.partner,
        ...pull,
        furthest: pull.position,
        at: new Date().toISOString(),
      })
    },
    write,
    async stop() {
      clearInterval(timer)
      for (let tries = 1; !(await write()) && tries < LAST_TRIES; tries += 1) await delay(500)
    },
  }
}

declare module 'fastify' {
  interface FastifyInstance {
    usage: Usage
  }
  interface FastifyRequest {
    /** What the answer refuses, once it does. */
    refusal: ProblemSlug | null
  }
  interface FastifyContextConfig {
    /** An answer to a partner counts as having consulted the record that `:id` names. */
    consults?: true
  }
}

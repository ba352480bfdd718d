import type { FastifyInstance } from 'fastify'
import { freeDeadClaims, isAnythingDue } from './queries.ts'

const EVERY_MINUTE = 60_000

/** Puts back what dead processes left half sent, and wakes the pump when something is due: a lost job loses no mail. */
export async function reconcileMail(app: FastifyInstance, wake: () => Promise<unknown>): Promise<void> {
  await freeDeadClaims(app.db)
  if (await isAnythingDue(app.db, app.letterFor !== null)) await wake()
}

/** Reconciles at start, then each minute; ends what it began when it is stopped. */
export function watchMail(app: FastifyInstance, wake: () => Promise<unknown>): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve()
  const look = () => {
    running = reconcileMail(app, wake).catch((error) => {
      app.log.warn({ code: (error as { code?: string }).code }, 'mail not reconciled')
    })
  }
  look()
  const timer = setInterval(look, EVERY_MINUTE)
  timer.unref()
  return {
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}

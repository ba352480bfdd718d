import type { FastifyInstance } from 'fastify'
import { freeDeadClaims, isAnythingDue } from './queries.ts'

/** How often each process looks: at what came due, and at what others left when they died. */
export const LOOK_SECONDS = 5

/** Puts back what dead processes left half sent, and wakes the pump when something is due: a lost job loses no mail. */
export async function reconcileMail(app: FastifyInstance, wake: () => Promise<unknown>): Promise<void> {
  await freeDeadClaims(app.db)
  if (await isAnythingDue(app.db, app.letterFor !== null)) await wake()
}

/** Reconciles at start, then every so often; ends what it began when it is stopped. */
export function watchMail(
  app: FastifyInstance,
  wake: () => Promise<unknown>,
  seconds: number,
): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve()
  const look = () => {
    running = reconcileMail(app, wake).catch((error) => {
      app.log.warn({ code: (error as { code?: string }).code }, 'mail not reconciled')
    })
  }
  look()
  const timer = setInterval(look, seconds * 1000)
  timer.unref()
  return {
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}

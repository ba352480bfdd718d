import type { FastifyInstance } from 'fastify'
import { sealEvents } from './seals.ts'

/** How often each process seals. */
export const SEAL_SECONDS = 2

/** Seals what was added to the trail, every few seconds; ends what it began when it is stopped. */
export function startSealing(
  app: FastifyInstance,
  { run, seconds }: { run: boolean; seconds: number },
): { stop(): Promise<void> } {
  let working: Promise<unknown> | null = null
  const seal = () => {
    working ??= sealEvents(app.db)
      .catch((error) => app.log.warn({ code: (error as { code?: string }).code }, 'trail not sealed'))
      .finally(() => {
        working = null
      })
  }
  const timer = run ? setInterval(seal, seconds * 1000).unref() : undefined
  return {
    async stop() {
      clearInterval(timer)
      await working
    },
  }
}

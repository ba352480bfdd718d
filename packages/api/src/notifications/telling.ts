import type { FastifyInstance } from 'fastify'
import { tellStaff } from './deriving.ts'

/** Tells staff of what happened as soon as it is sealed; ends what it began when it is stopped. */
export function startTelling(app: FastifyInstance, { run }: { run: boolean }): { stop(): Promise<void> } {
  let working: Promise<void> | null = null
  let again = false
  let stopped = false
  const tell = () => {
    again = true
    working ??= work().finally(() => {
      working = null
    })
  }
  async function work(): Promise<void> {
    while (again && !stopped) {
      again = false
      await tellStaff(app).catch((error) => app.log.warn({ code: (error as { code?: string }).code }, 'staff not told'))
    }
  }
  if (run) app.notices.on('essaim_sealed', tell)
  return {
    async stop() {
      stopped = true
      await working
    },
  }
}

import { buildApp } from '../src/app.ts'
import { beProgram } from './program.ts'

type Input = { databaseUrl: string; port: number; cacheBytes?: number }

// The application as it is served: only its limits are raised, and nothing of its log is kept.
beProgram<Input, { peak: 'reset' | 'read' }>(async ({ databaseUrl, port, cacheBytes }) => {
  const none = { anonymous: 1e9, key: 1e9, seconds: 60 }
  const app = await buildApp({
    databaseUrl,
    publicUrl: () => 'http://essaim.example',
    logTo: { write: () => undefined },
    jobs: false,
    ...(cacheBytes !== undefined && { cacheBytes }),
    limits: { requests: none, signInFailures: 1e9 },
  })
  await app.listen({ port, host: '127.0.0.1' })
  let peak = 0
  setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }, 20).unref()
  return {
    async answer({ peak: wanted }) {
      if (wanted === 'reset') peak = process.memoryUsage.rss()
      return { rss: peak }
    },
    close: () => app.close(),
  }
})

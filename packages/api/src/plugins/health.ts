import type { BackupState } from '@essaim/shared/backups.ts'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type pg from 'pg'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { problem } from '../lib/problem.ts'
import { ACCESS } from './access.ts'

const READY_MS = 2000

type HealthOptions = { metricsToken: string | null; backups: () => Promise<BackupState> }

/**
 * `/healthz` answers a constant; `/readyz` whether the database answers, looked at every two seconds at most; `/metrics`,
 * and what `/readyz` says beyond that, to this machine or a token's holder.
 */
export function reportHealth(app: FastifyInstance, pool: pg.Pool, options: HealthOptions): void {
  let looked: { at: number; ready: Promise<boolean> } | null = null
  const databaseAnswers = () =>
    pool.query('select 1').then(
      () => true,
      () => false,
    )
  const isReady = () => {
    const now = performance.now()
    if (!looked || now - looked.at > READY_MS) looked = { at: now, ready: databaseAnswers() }
    return looked.ready
  }
  const isInsider = ({ socket, headers }: FastifyRequest) =>
    (['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(socket.remoteAddress ?? '') &&
      headers['x-forwarded-for'] === undefined) ||
    (options.metricsToken !== null && headers['x-metrics-token'] === options.metricsToken)
  const config = { access: ACCESS.anyone, unlimited: true } as const

  app.get('/healthz', { config, schema: { hide: true }, logLevel: 'silent' }, async () => ({ status: 'ok' }))
  app.get('/readyz', { config, schema: { hide: true }, logLevel: 'silent' }, async (request) => {
    if (app.stopping || !(await isReady())) throw problem('storage-unavailable', { headers: { 'retry-after': '2' } })
    return { status: 'ready', ...(isInsider(request) && { backup: await options.backups() }) }
  })

  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'essaim_' })
  const durations = new Histogram({
    name: 'essaim_http_request_duration_seconds',
    help: 'Time to answer, by method, route and status.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.002, 0.01, 0.05, 0.1, 0.3, 1, 3],
    registers: [registry],
  })
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers: [registry] })
  const backupAge = gauge('essaim_backup_age_seconds', 'Time since the last backup; +Inf where there is none.')
  const archiveFailing = gauge(
    'essaim_log_archive_failing',
    '1 while what is written cannot be kept beside the backups.',
  )
  app.addHook('onResponse', (request, reply, done) => {
    durations.observe(
      { method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode },
      reply.elapsedTime / 1000,
    )
    done()
  })
  app.get('/metrics', { config, schema: { hide: true }, logLevel: 'silent' }, async (request, reply) => {
    if (!isInsider(request)) throw problem('not-found')
    const { last, archive } = await options.backups()
    backupAge.set(last ? (Date.now() - Date.parse(last.at)) / 1000 : Number.POSITIVE_INFINITY)
    archiveFailing.set(archive?.failing_since ? 1 : 0)
    return reply.type(registry.contentType).send(await registry.metrics())
  })
}

declare module 'fastify' {
  interface FastifyInstance {
    /** True once the process has been asked to stop: requests under way end, new ones are sent elsewhere. */
    stopping: boolean
  }
}

import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { buildApp } from './app.ts'
import { type Config, isLoopback, loadConfig } from './config.ts'
import { dataHome } from './db/embedded.ts'
import { migrate } from './db/migrate.ts'
import { PROJECT_DIR, reachDatabase, roleOf } from './db/reach.ts'
import { loadDemonstration } from './demonstration/commands.ts'
import { EXIT_CONFIG, StartFailure } from './lib/start-failure.ts'
import { prepareDatabase } from './start.ts'

const ADMIN_DIST = join(PROJECT_DIR, 'packages/admin/dist')
const HARD_LIMIT = 30_000
const CLOSE_LIMIT = 20_000

const say = (line: string) => process.stdout.write(`${line}\n`)

let stopping = false
const stopAsked = new Promise<void>((resolve) => {
  const stop = () => {
    // Ctrl-C comes twice, from the terminal and from the launcher, and impatience more often: the drain goes on.
    if (stopping) return
    stopping = true
    say('Arrêt demandé : les requêtes en cours se terminent…')
    setTimeout(() => {
      process.stderr.write('Arrêt forcé : 30 secondes sont passées.\n')
      process.exit(1)
    }, HARD_LIMIT).unref()
    resolve()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  process.on('SIGHUP', stop)
  // The launcher is gone, killed perhaps: nobody could stop us by it any more.
  process.on('disconnect', stop)
  process.channel?.unref()
})

/** Finds out before anything else is started whether the port can be had, and which one it is when the system chooses. */
async function findPort(host: string, port: number): Promise<number> {
  return await new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => reject(portFailure(error, host, port)))
    probe.listen({ host, port, exclusive: true }, () => {
      const address = probe.address()
      probe.close(() => resolve(address && typeof address === 'object' ? address.port : port))
    })
  })
}

function portFailure(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const where = `${host}:${port}`
  if (error.code === 'EADDRINUSE') {
    return new StartFailure(
      `Le port est déjà pris (${where}) : arrêtez l'autre programme ou choisissez-en un autre par PORT.`,
    )
  }
  if (error.code === 'EACCES')
    return new StartFailure(`Le port ${where} est réservé : choisissez-en un au-dessus de 1024.`, EXIT_CONFIG)
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new StartFailure(`HOST : l'adresse ${host} n'est pas de cette machine.`, EXIT_CONFIG)
  }
  return error
}

function boundUrl(host: string, port: number): string {
  if (host === '0.0.0.0' || host === '::') return `http://localhost:${port}`
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

function announce(publicUrl: string, version: string, login: { email: string; password: string | null } | null): void {
  const lines = [
    '',
    `Essaim est en marche (PostgreSQL ${version}).`,
    `  Console        ${publicUrl}/admin/`,
    `  Formulaire     ${publicUrl}/repondre/`,
    `  API            ${publicUrl}/v1`,
    `  Documentation  ${publicUrl}/docs`,
  ]
  if (login) {
    lines.push(`  Administrateur ${login.email}`)
    if (login.password) lines.push(`  Mot de passe   ${login.password}   (affiché une seule fois)`)
  }
  say(`${lines.join('\n')}\n`)
}

async function withinLimit(work: Promise<unknown>): Promise<void> {
  const late = delay(CLOSE_LIMIT, 'late', { ref: false })
  if ((await Promise.race([work, late])) === 'late')
    process.stderr.write('Des requêtes ne se terminent pas : coupées.\n')
}

async function serve(config: Config): Promise<void> {
  const port = await findPort(config.host, config.port)
  const publicUrl = config.publicUrl ?? boundUrl(config.host, port)
  const database = await reachDatabase(config, say)
  try {
    const applied = stopping ? [] : await migrate(database.ownerUrl, { appRole: roleOf(database.appUrl), log: say })
    if (applied.length > 0) say(`Base mise à jour (${applied.length} migration${applied.length > 1 ? 's' : ''}).`)
    if (stopping) return
    const { administrator } = await prepareDatabase(config, database, say)
    if (stopping) return
    const app = await buildApp({
      databaseUrl: database.appUrl,
      publicUrl: () => publicUrl,
      adminOrigin: config.adminOrigin,
      trustedProxies: config.trustedProxies,
      metricsToken: config.metricsToken,
      smtpUrl: config.smtpUrl,
      checkpointsTo: config.checkpointsTo,
      oidc: config.oidc,
      mailPace: config.mailPerDomainPerMinute === null ? {} : { perDomainPerMinute: config.mailPerDomainPerMinute },
      outbound: config.outboundPorts ? { ports: config.outboundPorts } : {},
      files: config.files ?? { kind: 'disk', folder: join(dataHome(PROJECT_DIR, config.dataDir), 'files') },
      dataDir: config.databaseUrl ? null : dataHome(PROJECT_DIR, config.dataDir),
      logLevel: config.logLevel,
      adminDist: existsSync(ADMIN_DIST) ? ADMIN_DIST : null,
    })
    void stopAsked.then(() => {
      app.stopping = true
    })
    try {
      await app.ready()
      if (config.demo) await demonstrate(app)
      if (stopping) return
      await app
        .listen({ host: config.host, port })
        .catch((error) => Promise.reject(portFailure(error, config.host, port)))
      announce(publicUrl, database.version, administrator)
      await stopAsked
      // A balancer needs the time to see that we are not ready any more; behind none, nobody waits for that.
      await delay(config.production && !isLoopback(config.host) ? 5000 : 100)
    } finally {
      await withinLimit(app.close())
    }
  } finally {
    await database.stop()
  }
}

/** Nobody should be without the service because its demonstration is missing: the next start tries again. */
async function demonstrate(app: FastifyInstance): Promise<void> {
  try {
    await loadDemonstration(app, say)
  } catch (error) {
    app.log.error(error, 'demonstration')
    process.stderr.write("Attention : la fédération de démonstration n'a pas pu être chargée.\n")
  }
}

function fail(lines: string[], code: number): never {
  for (const line of lines) process.stderr.write(`Essaim ne démarre pas. ${line}\n`)
  process.exit(code)
}

const config = loadConfig(process.env)
if (Array.isArray(config)) fail(config, EXIT_CONFIG)
for (const warning of config.warnings) process.stderr.write(`Attention : ${warning}\n`)
try {
  await serve(config)
  say('Essaim est arrêté.')
  process.exit(0)
} catch (error) {
  if (error instanceof StartFailure) fail([error.message], error.exit)
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`)
  process.exit(1)
}

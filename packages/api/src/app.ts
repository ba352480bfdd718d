import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import cookie from '@fastify/cookie'
import Fastify, { type FastifyInstance, type FastifyServerOptions, type RouteOptions } from 'fastify'
import type pg from 'pg'
import { absenceRoutes } from './absences/routes.ts'
import { associationRoutes } from './associations/routes.ts'
import { findBackupState } from './backups/queries.ts'
import { backupRoutes } from './backups/routes.ts'
import { campaignRoutes } from './campaigns/routes.ts'
import { authorizationServerRoutes } from './clients/token-routes.ts'
import { credentialRoutes } from './credentials/routes.ts'
import { type Db, openDatabase, openPool, type PoolLimits } from './db/database.ts'
import { dossierRoutes } from './dossiers/routes.ts'
import { evaluationGridRoutes } from './evaluation-grids/routes.ts'
import { evaluationRoutes } from './evaluations/routes.ts'
import { eventRoutes } from './events/routes.ts'
import { SEAL_SECONDS, startSealing } from './events/sealing.ts'
import { exportRoutes } from './exports/routes.ts'
import { exportStreamRoutes } from './exports/stream-routes.ts'
import { federationRoutes } from './federation/routes.ts'
import { newsRoutes } from './feeds/news-routes.ts'
import { feedRoutes } from './feeds/routes.ts'
import { publishedFileRoutes } from './files/published-routes.ts'
import { openStorage, type Storage, type StorageSettings } from './files/storage.ts'
import { helpRequestRoutes } from './help-requests/routes.ts'
import { importRoutes } from './imports/routes.ts'
import { adoptBaseUrl } from './innovations/base-url.ts'
import { erasureRoutes } from './innovations/erasure-routes.ts'
import { recordJsonLdRoutes } from './innovations/json-ld-routes.ts'
import { moderatedInnovationRoutes } from './innovations/moderation-routes.ts'
import { recordPdfRoutes } from './innovations/pdf-routes.ts'
import { restrictionRoutes } from './innovations/restriction-routes.ts'
import { innovationRoutes } from './innovations/routes.ts'
import { splitRoutes } from './innovations/split-routes.ts'
import { type Jobs, startJobs } from './jobs/jobs.ts'
import { letterFor } from './letters/letter-for.ts'
import { letterRoutes } from './letters/routes.ts'
import { type Cursors, cursors } from './lib/cursor.ts'
import { type Outbound, type OutboundRules, openOutbound } from './lib/outbound.ts'
import { routeTable } from './lib/route-table.ts'
import type { LetterFor } from './mail/letters.ts'
import { objectionRoutes } from './mail/objection-routes.ts'
import { MAIL_PACE, type Pace } from './mail/queries.ts'
import { LOOK_SECONDS } from './mail/reconciler.ts'
import { deliveryRoutes } from './mail/routes.ts'
import { messageRoutes } from './messages/routes.ts'
import { notificationRoutes } from './notifications/routes.ts'
import { startTelling } from './notifications/telling.ts'
import { participationRoutes } from './participation/routes.ts'
import { partnerRoutes } from './partners/routes.ts'
import { guardRoutes } from './plugins/access.ts'
import { authenticator } from './plugins/authentication.ts'
import { readBodies } from './plugins/bodies.ts'
import { recordDenials } from './plugins/denials.ts'
import { announceDeprecations } from './plugins/deprecations.ts'
import { answerProblems, frameworkHandlers } from './plugins/errors.ts'
import { reportHealth } from './plugins/health.ts'
import { limitRequests, REQUEST_LIMITS, type RequestLimits } from './plugins/limits.ts'
import { logLines } from './plugins/log.ts'
import { listenToNotices } from './plugins/notices.ts'
import { describeApi } from './plugins/openapi.ts'
import { answerOrigins } from './plugins/origins.ts'
import { addNamedSchemas, buildSerializer, buildValidator, refuseUnknownParameters } from './plugins/schemas.ts'
import { protectPages } from './plugins/security-headers.ts'
import { writing } from './plugins/writes.ts'
import { openPrinter, type Printer } from './print/printer.ts'
import { blankRoutes } from './questionnaires/blank-routes.ts'
import { questionnaireDraftRoutes } from './questionnaires/draft-routes.ts'
import { questionnaireRoutes } from './questionnaires/routes.ts'
import { regionalDelegationRoutes } from './regional-delegations/routes.ts'
import { replyTemplateRoutes } from './reply-templates/routes.ts'
import { respondRoutes } from './respond/routes.ts'
import { sandboxRoutes } from './sandbox/routes.ts'
import { savedViewRoutes } from './saved-views/routes.ts'
import type { ProviderSettings } from './sessions/identity-provider.ts'
import { sessionRoutes } from './sessions/routes.ts'
import { secretNamed } from './sessions/secrets.ts'
import { openSigningKeys, type SigningKeys } from './signing-keys/tokens.ts'
import { pageRoutes } from './site/routes.ts'
import { readingRoutes } from './submissions/reading-routes.ts'
import { submissionRoutes } from './submissions/routes.ts'
import { successionRoutes } from './successions/routes.ts'
import { noteUsage } from './usage/noting.ts'
import { usageRoutes } from './usage/routes.ts'
import { userRoutes } from './users/routes.ts'
import { validationRoutes } from './validations/routes.ts'
import { versionEditRoutes } from './version-edits/routes.ts'
import { vocabularyRoutes } from './vocabularies/routes.ts'
import { type TermsCache, termsCache } from './vocabularies/terms.ts'
import { webhookRoutes } from './webhooks/routes.ts'
import { startWebhooks, LOOK_SECONDS as WEBHOOK_LOOK_SECONDS, type Webhooks } from './webhooks/sending.ts'

export type AppOptions = {
  /** The application's role. */
  databaseUrl: string
  /** Without a slash at its end; asked again at each use, since a free port is known only once bound. */
  publicUrl: () => string
  adminOrigin?: string | null
  trustedProxies?: string[]
  metricsToken?: string | null
  smtpUrl?: string | null
  /** Where staff may sign in beside passwords. */
  oidc?: ProviderSettings | null
  /** How many mails may leave for one domain: in a minute, and at once. */
  mailPace?: Partial<Pace>
  /** How often mails that came due, or that a dead process left, are looked for. */
  mailLookSeconds?: number
  /** The same for messages to webhooks. */
  webhookLookSeconds?: number
  /** How often what was added to the trail is sealed. */
  sealSeconds?: number
  /** The address that the trail's checkpoints are mailed to, each morning. */
  checkpointsTo?: string | null
  /** Where the bytes of files lie. */
  files?: StorageSettings
  /** The directory of the data, where PostgreSQL is our own: what its backups say is kept beside it. */
  dataDir?: string | null
  /** Which of the addresses that others name may be called. */
  outbound?: OutboundRules
  logLevel?: string
  /** Lines of the log go there instead of standard output. */
  logTo?: { write(line: string): void }
  limits?: { requests?: RequestLimits; signInFailures?: number; pool?: Partial<PoolLimits> }
  /** Off where a test wants no job of its own to run. */
  jobs?: boolean
  /** The built admin; without it, /admin/ and /repondre/ answer 404. */
  adminDist?: string | null
  /** How much of what is answered may be kept in memory, of documents and of pages each; 0: nothing. */
  cacheBytes?: number
  /** What the sandbox takes for now. */
  sandboxNow?: () => Date
  /** Called for each route as it is registered. */
  onRoute?: (route: RouteOptions) => void
}

/** The application, the same in production and in tests; closing it ends requests, jobs and connections, in that order. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { publicUrl, adminOrigin = null, limits = {} } = options
  const app: FastifyInstance = Fastify({
    ...frameworkHandlers(publicUrl),
    ...logLines(options),
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: 200 },
    bodyLimit: 256 * 1024,
    requestTimeout: 30_000,
    keepAliveTimeout: 65_000,
    http: {
      headersTimeout: 15_000,
      connectionsCheckingInterval: 2000,
      maxHeaderSize: 16 * 1024,
      requireHostHeader: false,
    },
    trustProxy: options.trustedProxies?.length ? options.trustedProxies : false,
    forceCloseConnections: 'idle',
    // what still arrives while connections drain is refused by plugins/errors.ts, as a problem
    return503OnClosing: false,
    schemaController: {
      compilersFactory: { buildValidator: buildValidator as never, buildSerializer: buildSerializer as never },
    },
  } as FastifyServerOptions)

  let closed = false
  const lostConnection = (error: Error) => {
    if (!closed) app.log.warn({ code: (error as { code?: string }).code }, 'database connection lost')
  }
  const pool = openPool(options.databaseUrl, lostConnection, limits.pool)
  // for what takes longer than a request may: copies of everything
  const slowPool = openPool(options.databaseUrl, lostConnection, {
    size: 3,
    connectMs: 10_000,
    statementMs: 900_000,
    queryMs: 900_000,
  })
  const healthPool = openPool(options.databaseUrl, lostConnection, { size: 1 })
  const healthDb = openDatabase(healthPool)
  const db = openDatabase(pool)
  const notices = listenToNotices(options.databaseUrl, lostConnection)
  const terms = termsCache(db)
  notices.on('essaim_terms', terms.forget)

  app.decorate('db', db)
  app.decorate('pool', pool)
  app.decorate('slowPool', slowPool)
  app.decorate('publicUrl', publicUrl)
  app.decorate('terms', terms)
  app.decorate('notices', notices)
  app.decorate('stopping', false)
  // without a place of its own, one that nothing outlives: for tests
  app.decorate(
    'files',
    openStorage(options.files ?? { kind: 'disk', folder: join(tmpdir(), `essaim-files-${process.pid}`) }),
  )
  app.decorate('printer', openPrinter())
  app.decorate('outbound', openOutbound(options.outbound))
  app.decorate('cursors', cursors(await secretNamed(db, 'cursors')))
  const keys = openSigningKeys(db, publicUrl)
  app.decorate('signingKeys', keys)

  const routes = routeTable()
  if (options.onRoute) app.addHook('onRoute', options.onRoute)
  app.addHook('onRoute', ({ url, method, config }) => {
    for (const one of [method].flat()) if (one !== 'OPTIONS') routes.add(url, one, config?.access?.anyone === true)
  })

  addNamedSchemas(app)
  refuseUnknownParameters(app)
  answerProblems(app, publicUrl, routes)
  protectPages(app)
  app.decorate('usage', noteUsage(app))
  // before the guard: a console on another origin has to be able to read its own 401
  answerOrigins(app, adminOrigin, routes)
  guardRoutes(app, authenticator(db, keys))
  limitRequests(app, db, limits.requests ?? REQUEST_LIMITS)
  readBodies(app)
  writing(app)
  recordDenials(app)
  announceDeprecations(app, publicUrl)
  await app.register(cookie)
  await describeApi(app, publicUrl)
  reportHealth(app, healthPool, {
    metricsToken: options.metricsToken ?? null,
    backups: () => findBackupState(healthDb),
  })
  app.decorate('letterFor', letterFor)
  const jobs = await startJobs(app, {
    run: options.jobs ?? true,
    smtpUrl: options.smtpUrl ?? null,
    pace: { ...MAIL_PACE, ...options.mailPace },
    lookSeconds: options.mailLookSeconds ?? LOOK_SECONDS,
    checkpointsTo: options.checkpointsTo ?? null,
    databaseUrl: options.databaseUrl,
    backups: options.dataDir ? { dataDir: options.dataDir, files: options.files?.kind === 'disk' } : null,
  })
  app.decorate('jobs', jobs)
  const webhooks = startWebhooks(app, {
    run: options.jobs ?? true,
    seconds: options.webhookLookSeconds ?? WEBHOOK_LOOK_SECONDS,
  })
  app.decorate('webhooks', webhooks)
  const sealing = startSealing(app, { run: options.jobs ?? true, seconds: options.sealSeconds ?? SEAL_SECONDS })
  const telling = startTelling(app, { run: options.jobs ?? true })

  await app.register(sessionRoutes, {
    adminOrigin,
    signInFailures: limits.signInFailures ?? 10,
    oidc: options.oidc ?? null,
  })
  await app.register(userRoutes)
  await app.register(absenceRoutes)
  await app.register(vocabularyRoutes)
  await app.register(regionalDelegationRoutes)
  await app.register(associationRoutes)
  await app.register(importRoutes)
  await app.register(questionnaireRoutes)
  await app.register(questionnaireDraftRoutes)
  await app.register(blankRoutes)
  await app.register(campaignRoutes)
  await app.register(respondRoutes, { signInFailures: limits.signInFailures ?? 10 })
  await app.register(successionRoutes)
  await app.register(helpRequestRoutes)
  await app.register(federationRoutes)
  await app.register(backupRoutes)
  await app.register(letterRoutes)
  await app.register(submissionRoutes)
  await app.register(savedViewRoutes)
  await app.register(messageRoutes)
  await app.register(evaluationGridRoutes)
  await app.register(evaluationRoutes)
  await app.register(readingRoutes)
  await app.register(replyTemplateRoutes)
  await app.register(notificationRoutes)
  await app.register(moderatedInnovationRoutes)
  await app.register(restrictionRoutes)
  await app.register(versionEditRoutes)
  await app.register(erasureRoutes)
  await app.register(splitRoutes)
  await app.register(innovationRoutes, { cacheBytes: options.cacheBytes })
  await app.register(recordPdfRoutes)
  await app.register(dossierRoutes)
  await app.register(recordJsonLdRoutes)
  await app.register(publishedFileRoutes)
  await app.register(feedRoutes)
  await app.register(sandboxRoutes, { now: options.sandboxNow ?? (() => new Date()) })
  await app.register(newsRoutes)
  await app.register(exportRoutes)
  await app.register(exportStreamRoutes)
  await app.register(validationRoutes)
  await app.register(deliveryRoutes)
  await app.register(objectionRoutes)
  await app.register(participationRoutes)
  await app.register(partnerRoutes)
  await app.register(usageRoutes)
  await app.register(credentialRoutes)
  await app.register(authorizationServerRoutes, { signInFailures: limits.signInFailures ?? 10 })
  await app.register(webhookRoutes)
  await app.register(eventRoutes)
  await app.register(pageRoutes, { adminDist: options.adminDist ?? null, adminOrigin })
  app.addHook('onReady', () => adoptBaseUrl(app))

  app.addHook('onClose', async () => {
    closed = true
    await webhooks.stop()
    await jobs.stop()
    await sealing.stop()
    await telling.stop()
    await app.usage.stop()
    await app.printer.close()
    await app.outbound.close()
    await notices.close()
    await Promise.all([db.destroy(), slowPool.end(), healthPool.end()])
  })
  return app
}

declare module 'fastify' {
  interface FastifyInstance {
    db: Db
    pool: pg.Pool
    /** Of connections that may be held for minutes. */
    slowPool: pg.Pool
    publicUrl: () => string
    terms: TermsCache
    notices: ReturnType<typeof listenToNotices>
    cursors: Cursors
    signingKeys: SigningKeys
    jobs: Jobs
    webhooks: Webhooks
    /** Writes the letters of campaigns; while there is none, they wait. */
    letterFor: LetterFor | null
    files: Storage
    /** Sets pages without anybody waiting but who asked. */
    printer: Printer
    /** The one way to call an address that somebody gave us. */
    outbound: Outbound
  }
}

import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { fromKysely, PgBoss } from 'pg-boss'
import { followBackups } from '../backups/copies.ts'
import { type CampaignWork, workCampaign } from '../campaigns/jobs.ts'
import { tellEndings } from '../credentials/notices.ts'
import type { Trx } from '../db/database.ts'
import type { QueueName } from '../db/queues.ts'
import { mailCheckpoint } from '../events/checkpoint-mail.ts'
import { makeExports } from '../exports/commands.ts'
import { publishDue } from '../innovations/clock.ts'
import { type Cause, type Reprojection, reprojectBatch } from '../innovations/reprojection.ts'
import { keepUp } from '../innovations/upkeep.ts'
import { newId } from '../lib/id.ts'
import { pumpMail } from '../mail/pump.ts'
import type { Pace } from '../mail/queries.ts'
import { reconcileMail, watchMail } from '../mail/reconciler.ts'
import { openMailer } from '../mail/transport.ts'
import { mailDaily } from '../notifications/mails.ts'
import { moveDraftsBatch } from '../questionnaires/move-drafts.ts'
import { rotateSigningKeys } from '../signing-keys/commands.ts'
import { watchSilence } from '../submissions/silence.ts'
import { tidy } from './tidy.ts'

export type Mail = {
  to: string
  subject: string
  body: string
  /** What it speaks of: a submission, a record. */
  about?: string
  /** After how many minutes it leaves; until then it can be taken back. */
  minutes?: number
}

export type Jobs = {
  /** The host that mails are handed to; null where there is none. */
  mailServer: string | null
  /** Enqueues, in the transaction of the renaming, the new projection of the records that speak of it. */
  reproject(trx: Trx, cause: Cause): Promise<void>
  /** Enqueues, in the transaction of a publication, the move of the answers in progress to the questionnaire's current version. */
  moveDrafts(trx: Trx, questionnaire: string): Promise<void>
  /** Puts a mail into the outbox, in the transaction of what causes it, and gives its id; it is sent by a job, or waits where there is no server. */
  mail(trx: Trx, mail: Mail): Promise<string>
  /** Wakes the pump once the transaction is over: for deliveries that were written into the table. */
  wakeMail(trx: Trx): Promise<void>
  /** What each process does every few seconds: frees what dead ones left half sent, and wakes the pump. */
  reconcileMail(): Promise<void>
  /** Enqueues a piece of a campaign's work, in the transaction of what causes it. */
  campaign(trx: Trx, work: CampaignWork): Promise<void>
  /** Wakes the maker of exports once the transaction is over: one that waits already looks for all. */
  wakeExports(trx: Trx): Promise<void>
  /** Has the register of erasures follow, once the transaction is over, to where it is kept beside the backups. */
  wakeBackups(trx: Trx): Promise<void>
  /** Ends when no job waits or runs: for tests and for the demonstration. */
  settled(): Promise<void>
  stop(): Promise<void>
}

/** How long mails held by their domain's pace wait before they are looked at again. */
const PACED_SECONDS = 2
const EVERY_MINUTE = '* * * * *'
const EVERY_FIVE_MINUTES = '*/5 * * * *'
const EVERY_MORNING = '40 5 * * *'
const EVERY_HOUR = '17 * * * *'

/** Starts the workers of this process; jobs survive it, and are taken over by another when it dies. */
export async function startJobs(
  app: FastifyInstance,
  options: {
    run: boolean
    smtpUrl: string | null
    pace: Pace
    lookSeconds: number
    checkpointsTo: string | null
    databaseUrl: string
    backups: { dataDir: string; files: boolean } | null
  },
): Promise<Jobs> {
  const boss = new PgBoss({
    connectionString: options.databaseUrl,
    migrate: false,
    createSchema: false,
    schedule: options.run,
    supervise: options.run,
    monitorIntervalSeconds: 5,
    max: 4,
    application_name: 'essaim jobs',
  })
  boss.on('error', (error) => app.log.warn({ code: (error as { code?: string }).code }, 'job queue'))
  await boss.start()

  const send = (trx: Trx, name: QueueName, data: object) => boss.send(name, data, { db: fromKysely(trx) })
  const mailer = options.smtpUrl ? openMailer(app, options.smtpUrl) : null
  const wake = async (startAfter = 0) => {
    if (mailer) await boss.send('mail', {}, { startAfter })
  }
  const closing = new AbortController()
  let watch: { stop(): Promise<void> } | undefined

  if (options.run) {
    const often = { pollingIntervalSeconds: 0.5, batchSize: 1 }
    await boss.work<Reprojection>('reproject', often, async ([job]) => {
      if (job) await reprojectBatch(app, job.data, (trx, next) => send(trx, 'reproject', next))
    })
    if (mailer) {
      // however many woke it, one run sends all that is due
      await boss.work('mail', { pollingIntervalSeconds: 0.5, batchSize: 1000 }, async () => {
        const stopped = await pumpMail(app, mailer, { pace: options.pace, isClosing: () => closing.signal.aborted })
        if (stopped === 'paced') await wake(PACED_SECONDS)
        if (stopped === 'out of time') await wake()
      })
      watch = watchMail(app, wake, options.lookSeconds)
    }
    await boss.work<CampaignWork>('campaign', often, async ([job]) => {
      if (job)
        await workCampaign(app.db, job.data, async (trx) => {
          if (mailer) await send(trx, 'mail', {})
        })
    })
    // at once, for what came due while nobody was there, then each minute
    await boss.send('campaign', { do: 'clock' } satisfies CampaignWork)
    await boss.schedule('campaign', EVERY_MINUTE, { do: 'clock' } satisfies CampaignWork)
    await boss.work<{ questionnaire: string }>('move_drafts', often, async ([job]) => {
      if (job) await moveDraftsBatch(app, job.data.questionnaire, (trx) => send(trx, 'move_drafts', job.data))
    })
    await boss.work('publication', often, () => publishDue(app))
    await boss.schedule('publication', EVERY_MINUTE)
    await boss.work('upkeep', () => keepUp(app))
    await boss.schedule('upkeep', EVERY_MORNING)
    await boss.work('signing_keys', () => rotateSigningKeys(app.db))
    await boss.schedule('signing_keys', EVERY_HOUR)
    await boss.work('endings', () => tellEndings(app))
    await boss.schedule('endings', EVERY_MORNING)
    await boss.work('silence', async () => watchSilence(app.db, await app.terms.current()))
    await boss.schedule('silence', EVERY_HOUR)
    await boss.work('daily_notices', () => mailDaily(app))
    await boss.schedule('daily_notices', EVERY_HOUR)
    const { checkpointsTo } = options
    if (checkpointsTo) {
      await boss.work('checkpoint', () => mailCheckpoint(app, checkpointsTo))
      await boss.schedule('checkpoint', EVERY_MORNING)
    } else await boss.unschedule('checkpoint')
    await boss.work('export', often, () => makeExports(app, closing.signal))
    await boss.schedule('export', EVERY_MINUTE)
    const { backups } = options
    if (backups) {
      await boss.work('backups', often, () => followBackups(app.db, backups.files ? app.files : null, backups.dataDir))
      await boss.schedule('backups', EVERY_FIVE_MINUTES)
    }
    await boss.work('tidy', () => tidy(app.db, app.files))
    await boss.schedule('tidy', EVERY_HOUR)
  }

  return {
    mailServer: options.smtpUrl ? new URL(options.smtpUrl).hostname : null,
    async reproject(trx, cause) {
      await send(trx, 'reproject', { cause, after: null } satisfies Reprojection)
    },
    async moveDrafts(trx, questionnaire) {
      await send(trx, 'move_drafts', { questionnaire })
    },
    async mail(trx, { to, subject, body, about = null, minutes = 0 }) {
      const id = newId()
      await trx
        .insertInto('delivery')
        .values({
          id,
          kind: 'notice',
          recipient: to,
          subject,
          body,
          about,
          next_at: sql`now() + make_interval(mins => ${minutes})`,
        })
        .execute()
      // one that waits is found by whoever looks when it is due
      if (mailer && minutes === 0) await send(trx, 'mail', {})
      return id
    },
    async wakeMail(trx) {
      if (mailer) await send(trx, 'mail', {})
    },
    reconcileMail: () => reconcileMail(app, wake),
    async campaign(trx, work) {
      await send(trx, 'campaign', work)
    },
    async wakeExports(trx) {
      await send(trx, 'export', {})
    },
    async wakeBackups(trx) {
      if (options.backups) await send(trx, 'backups', {})
    },
    async settled() {
      const busy = () =>
        sql<{
          n: number
        }>`select count(*)::int as n from pgboss.job where name in ('reproject', 'mail', 'campaign', 'move_drafts', 'export') and state in ('created', 'retry', 'active')`
          .execute(app.db)
          .then(({ rows }) => rows[0]?.n ?? 0)
      while ((await busy()) > 0) await new Promise((again) => setTimeout(again, 50))
    },
    async stop() {
      closing.abort()
      await watch?.stop()
      await boss.stop({ graceful: true, timeout: 10_000 })
      mailer?.close()
    },
  }
}

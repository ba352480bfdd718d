import type { FastifyInstance } from 'fastify'
import { markBounced } from '../associations/address-commands.ts'
import { inScope } from '../db/database.ts'
import { recordEvent } from '../events/commands.ts'
import { type Once, onceEach } from '../lib/once.ts'
import { type DeliveryRow, type Letter, noticeOf } from './letters.ts'
import {
  claimDeliveries,
  isAnythingDue,
  LEASE_SECONDS,
  noteEnd,
  noteRetry,
  noteSent,
  type Pace,
  releaseClaims,
  renewClaims,
} from './queries.ts'
import { delayAfter, verdictOn } from './rules.ts'
import { CONNECTIONS, type House, type Mailer } from './transport.ts'

// what choosing them costs is shared by as many; they are noted one by one
const BATCH = 20 * CONNECTIONS
const MACHINE = { actor: { kind: 'job' } } as const

type Outcome = 'sent' | 'ended' | 'retried' | 'down'

/** Why the pump stopped: nothing is due, a domain's pace holds the rest, its time is over, or the server answers nobody. */
export type Stopped = 'idle' | 'paced' | 'out of time' | 'down'

/** Sends what is due until nothing is, for so long at most. */
export async function pumpMail(
  app: FastifyInstance,
  mailer: Mailer,
  { pace, seconds = 60, isClosing = () => false }: { pace: Pace; seconds?: number; isClosing?: () => boolean },
): Promise<Stopped> {
  const end = Date.now() + seconds * 1000
  const isOver = () => Date.now() >= end || app.stopping || isClosing()
  while (!isOver()) {
    const letters = app.letterFor !== null
    const claimed = await claimDeliveries(app.db, { limit: BATCH, letters, pace, by: app.notices.presence })
    if (claimed.length === 0) return (await isAnythingDue(app.db, letters)) ? 'paced' : 'idle'
    if ((await sendBatch(app, mailer, claimed, isOver)) === 'down') return 'down'
  }
  return 'out of time'
}

/** Sends a batch over the connections there are; when the first tries find no server, or time is over, the others are given back untried. */
async function sendBatch(
  app: FastifyInstance,
  mailer: Mailer,
  claimed: DeliveryRow[],
  isOver: () => boolean,
): Promise<'done' | 'down'> {
  const house = await app.db.selectFrom('federation').select(['name', 'reply_to']).executeTakeFirstOrThrow()
  const queue = [...claimed]
  const flying = new Set(claimed.map(({ id }) => id))
  const renewal = setInterval(
    () => void renewClaims(app.db, [...flying]).catch(() => undefined),
    (LEASE_SECONDS * 1000) / 3,
  )
  const outcomes: Outcome[] = []
  const once = onceEach()
  const isDown = () => outcomes.includes('down') && !outcomes.includes('sent')
  const lane = async () => {
    for (let mail = queue.shift(); mail; mail = queue.shift()) {
      outcomes.push(await sendOne(app, mailer, house, mail, once))
      flying.delete(mail.id)
      if (isDown() || isOver()) return
    }
  }
  try {
    const lanes = await Promise.allSettled(Array.from({ length: CONNECTIONS }, lane))
    await releaseClaims(
      app.db,
      queue.map(({ id }) => id),
    )
    const failed = lanes.find((one) => one.status === 'rejected')
    if (failed) throw failed.reason
    return isDown() ? 'down' : 'done'
  } finally {
    clearInterval(renewal)
  }
}

/** The words of a mail; those of a letter are written now, unless nobody there may be written to any more. */
async function wordsOf(app: FastifyInstance, mail: DeliveryRow, once: Once): Promise<Letter | { cancel: string }> {
  if (mail.kind === 'notice') return noticeOf(mail)
  const { letterFor } = app
  if (!letterFor) throw new Error('no letters')
  return inScope(app.db, MACHINE.actor, (trx) => letterFor(trx, app, mail, once))
}

async function sendOne(
  app: FastifyInstance,
  mailer: Mailer,
  house: House,
  mail: DeliveryRow,
  once: Once,
): Promise<Outcome> {
  const retry = (reason: string) => noteRetry(app.db, mail.id, reason, delayAfter(mail.attempts, Math.random()))
  let letter: Letter
  try {
    const words = await wordsOf(app, mail, once)
    if ('cancel' in words) {
      await app.db.transaction().execute((trx) => noteEnd(trx, mail.id, 'cancelled', words.cancel))
      return 'ended'
    }
    letter = words
  } catch (error) {
    app.log.error({ delivery: mail.id, name: (error as Error).name }, 'letter not written')
    await retry('letter')
    return 'retried'
  }
  try {
    await mailer.send(mail, letter, house)
  } catch (error) {
    const { refused, address, down, reason } = verdictOn(error as Error)
    if (!refused) {
      await retry(reason)
      return down ? 'down' : 'retried'
    }
    await inScope(app.db, MACHINE.actor, async (trx) => {
      await noteEnd(trx, mail.id, 'bounced', reason)
      await recordEvent(trx, MACHINE, { action: 'delivery.bounce', subject: { kind: 'delivery', id: mail.id } })
      if (address) await markBounced(trx, MACHINE, mail.recipient, reason)
    })
    return 'ended'
  }
  await noteSent(app.db, mail.id, letter.subject)
  return 'sent'
}

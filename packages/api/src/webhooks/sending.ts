import type { FastifyInstance } from 'fastify'
import { OutboundFailure } from '../lib/outbound.ts'
import { activateWebhook, endWebhook } from './endings.ts'
import { feedWebhooks } from './feeding.ts'
import { type Claimed, claimDeliveries, freeDeadClaims, noteTry, releaseDelivery, soonest } from './lanes.ts'
import { type Outcome, verdictOn } from './rules.ts'
import { signedHeaders } from './signature.ts'

/** How often each process looks: at what came due, and at what others left when they died. */
export const LOOK_SECONDS = 5
/** How many messages one process has on their way. */
const POOL = 64
/** How long answers under way are waited for at stop. */
const LAST_MS = 3000

export type Webhooks = {
  /** Looks at once at all there is to do; ends when it is done, answers included. */
  reconcile(): Promise<void>
  stop(): Promise<void>
}

/**
 * Sends what is due, each answer waited for by itself: a slow receiver holds its own lane and one place of the pool. A
 * notice wakes it; every few seconds it looks by itself, since a notice may be lost and a process may die.
 */
export function startWebhooks(app: FastifyInstance, { run, seconds }: { run: boolean; seconds: number }): Webhooks {
  const flying = new Set<Promise<void>>()
  const closing = new AbortController()
  let stopped = false
  const isClosing = () => stopped || app.stopping
  let asked = { feed: false, send: false }
  /** Whether the feed waits for room among what waits. */
  let isBehind = false
  let working: Promise<void> | null = null
  let timer: NodeJS.Timeout | undefined

  function wake(what: { feed?: boolean; send?: boolean }): void {
    asked = { feed: asked.feed || what.feed === true, send: asked.send || what.send === true }
    if (isClosing()) return
    working ??= work()
      .catch((error) => app.log.warn({ code: (error as { code?: string }).code }, 'webhooks not sent'))
      .finally(() => {
        working = null
        if (asked.feed || asked.send) wake({})
      })
  }

  async function work(): Promise<void> {
    while ((asked.feed || asked.send) && !isClosing()) {
      const now = asked
      asked = { feed: false, send: false }
      if (now.feed) {
        const more = await feedWebhooks(app)
        asked.feed ||= more === 'now'
        isBehind = more === 'later'
      }
      await sendDue()
    }
  }

  async function sendDue(): Promise<void> {
    while (flying.size < POOL && !isClosing()) {
      const claimed = await claimDeliveries(app.db, { limit: POOL - flying.size, by: app.notices.presence })
      for (const one of claimed) {
        const sending = sendOne(one)
          .catch((error) => app.log.warn({ code: (error as { code?: string }).code }, 'webhook try not noted'))
          .finally(() => {
            flying.delete(sending)
            wake({ send: true, feed: isBehind })
          })
        flying.add(sending)
      }
      if (claimed.length === 0) break
    }
    // who comes back last looks
    if (flying.size > 0) return
    const ms = await soonest(app.db)
    clearTimeout(timer)
    if (ms !== null && !isClosing()) timer = setTimeout(() => wake({ send: true }), Math.min(ms, 60_000)).unref()
  }

  async function sendOne(one: Claimed): Promise<void> {
    const at = new Date()
    const outcome = await answerOf(one, at)
    if (outcome === null) return releaseDelivery(app.db, one.id)
    const duration_ms = Date.now() - at.getTime()
    await app.db.transaction().execute(async (trx) => {
      const noted = await noteTry(trx, one, verdictOn(outcome, new Date()), { at, duration_ms, chance: Math.random() })
      if (noted === 'activated') await activateWebhook(trx, one.webhook_id)
      else if (noted !== 'kept') await endWebhook(trx, app, one.webhook_id, noted)
    })
  }

  /** What came back; null: we are stopping, and did not wait. */
  async function answerOf({ id, url, body, secret, previous_secret }: Claimed, at: Date): Promise<Outcome | null> {
    const secrets = previous_secret ? [secret, previous_secret] : [secret]
    try {
      const answer = await app.outbound.call(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': `Essaim (+${app.publicUrl()}/docs)`,
          ...signedHeaders({ id, body, secrets }, at),
        },
        body,
        signal: closing.signal,
      })
      return { status: answer.status, retryAfter: answer.header('retry-after') }
    } catch (error) {
      if (closing.signal.aborted) return null
      return { fault: error instanceof OutboundFailure ? error.fault : 'connection' }
    }
  }

  async function look(): Promise<void> {
    await freeDeadClaims(app.db)
    wake({ feed: true, send: true })
  }
  const lookAgain = () =>
    look().catch((error) => app.log.warn({ code: (error as { code?: string }).code }, 'webhooks not looked at'))
  let looking: NodeJS.Timeout | undefined
  if (run) {
    app.notices.on('essaim_feed', () => wake({ feed: true }))
    app.notices.on('essaim_webhooks', () => wake({ feed: true, send: true }))
    void lookAgain()
    looking = setInterval(lookAgain, seconds * 1000).unref()
  }

  return {
    async reconcile() {
      await look()
      while (working !== null || flying.size > 0) await Promise.allSettled([working, ...flying])
    },
    async stop() {
      clearInterval(looking)
      clearTimeout(timer)
      stopped = true
      const last = setTimeout(() => closing.abort(), LAST_MS)
      await Promise.allSettled([working, ...flying])
      clearTimeout(last)
    },
  }
}

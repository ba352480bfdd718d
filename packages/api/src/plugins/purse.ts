import { sql } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { Db } from '../db/database.ts'

/** What is left to a caller in the present window, as far as this process knows. */
export type Standing = { allowed: boolean; left: number; seconds: number }

type Hand = { left: number; drawn: number; granted: number; ends: number }

/** How much of a quota a process draws at a time: it asks the database that much more seldom. */
const HANDFUL = 0.01
/** Callers whose hand is remembered; a forgotten one draws again. */
const MOST = 10_000

/**
 * One quota per caller and window for all processes together. It lies in PostgreSQL; each process draws a handful at a time and
 * lets that many requests through, so that together they never let through more than the quota, and no request costs a write.
 */
export function requestPurse(db: Db, { quota, seconds }: { quota: number; seconds: number }) {
  const hands = new LRUCache<string, Hand>({ max: MOST })
  const drawing = new Map<string, Promise<void>>()
  const handful = Math.max(1, Math.ceil(quota * HANDFUL))

  async function draw(caller: string): Promise<Hand> {
    // the window ends for us no later than for the database: its clock was read after this
    const asked = performance.now()
    const { rows } = await sql<{ drawn: number; granted: number; ends_in: number }>`
      with present as (select date_bin(make_interval(secs => ${seconds}), now(), 'epoch'::timestamptz) as starts_at)
      insert into request_purse as p (caller, starts_at, drawn, granted)
      select ${caller}, starts_at, ${handful}, ${handful} from present
      on conflict (caller) do update set
        starts_at = greatest(p.starts_at, excluded.starts_at),
        granted = case when p.starts_at < excluded.starts_at then ${handful} else least(${handful}, ${quota} - p.drawn) end,
        drawn = case when p.starts_at < excluded.starts_at then ${handful} else least(p.drawn + ${handful}, ${quota}) end
      returning drawn, granted, extract(epoch from p.starts_at - now())::float8 + ${seconds} as ends_in`.execute(db)
    const { drawn = quota, granted = 0, ends_in = 1 } = rows[0] ?? {}
    return { left: granted, drawn, granted, ends: asked + ends_in * 1000 }
  }

  /** However many requests wait for it, one draws. */
  function drawOnce(caller: string): Promise<void> {
    const mine =
      drawing.get(caller) ??
      draw(caller)
        .then((hand) => void hands.set(caller, hand))
        .finally(() => drawing.delete(caller))
    drawing.set(caller, mine)
    return mine
  }

  return {
    /** Takes one request out of the caller's quota, if there is one left. */
    async take(caller: string): Promise<Standing> {
      for (;;) {
        const hand = hands.get(caller)
        const rest = hand ? hand.ends - performance.now() : 0
        // an empty purse is not asked again before its window is over
        if (hand && rest > 0 && (hand.left > 0 || hand.granted === 0)) {
          const allowed = hand.left > 0
          if (allowed) hand.left -= 1
          return { allowed, left: quota - hand.drawn + hand.left, seconds: Math.max(1, Math.ceil(rest / 1000)) }
        }
        await drawOnce(caller)
      }
    },
    /** What these callers have drawn in the present window: what they used, and what lies in hand. */
    async drawn(callers: string[]): Promise<Map<string, number>> {
      const { rows } = await sql<{ caller: string; drawn: number }>`
        select caller, drawn from request_purse
        where caller = any (${callers}) and starts_at + make_interval(secs => ${seconds}) > now()`.execute(db)
      return new Map(rows.map((row) => [row.caller, row.drawn]))
    },
  }
}

import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../db/database.ts'
import { newId } from '../lib/id.ts'
import { problem } from '../lib/problem.ts'
import { secretNamed } from './secrets.ts'

const WINDOW = sql`interval '15 minutes'`

/**
 * Counts failed sign-ins by account and by address, in the database: all processes share the count. Attempts of one
 * account or one address are looked at one after the other, so that many at once gain nothing.
 */
export function signInFailures(db: Db, allowed: number) {
  const lines = new Map<string, Promise<unknown>>()
  let secret: Promise<Buffer> | null = null

  function inLine<T>(key: string, work: () => Promise<T>): Promise<T> {
    const mine = (lines.get(key) ?? Promise.resolve()).then(work)
    const settled: Promise<unknown> = mine.then(
      () => undefined,
      () => undefined,
    )
    lines.set(key, settled)
    settled.then(() => {
      if (lines.get(key) === settled) lines.delete(key)
    })
    return mine
  }

  // Neither addresses nor accounts can be read back from the table.
  async function keyOf(kind: 'account' | 'address', value: string): Promise<string> {
    secret ??= secretNamed(db, 'sign_in_failures').catch((error) => {
      secret = null
      throw error
    })
    return `${kind}:${createHmac('sha256', await secret)
      .update(value)
      .digest('base64url')}`
  }

  /** The seconds until one more attempt is allowed; null when it is allowed now. */
  async function waitOf(keys: string[]): Promise<number | null> {
    const { rows } = await sql<{ seconds: number | null }>`
      select max(extract(epoch from f.at + ${WINDOW} - now()))::float8 as seconds
      from unnest(${keys}::text[]) k cross join lateral (
        select at from sign_in_failure where key = k and at > now() - ${WINDOW}
        order by at desc offset ${allowed - 1} limit 1) f`.execute(db)
    const seconds = rows[0]?.seconds ?? null
    return seconds === null ? null : Math.max(1, Math.ceil(seconds))
  }

  async function record(keys: string[]): Promise<void> {
    await db
      .insertInto('sign_in_failure')
      .values(keys.map((key) => ({ id: newId(), key })))
      .execute()
    await sql`delete from sign_in_failure where key = any(${keys}::text[]) and at < now() - ${WINDOW}`.execute(db)
  }

  async function counted<T>(keys: string[], check: () => Promise<T | null>): Promise<T | null> {
    const wait = await waitOf(keys)
    if (wait !== null) throw problem('rate-limited', { headers: { 'retry-after': String(wait) } })
    const found = await check()
    if (found === null) await record(keys)
    return found
  }

  return {
    /** Runs an attempt unless too many failed before it; null from `check` is a failure, and success clears the account's. */
    async attempt<T>(who: { email: string; address: string }, check: () => Promise<T | null>): Promise<T | null> {
      const account = await keyOf('account', who.email.toLowerCase())
      const address = await keyOf('address', who.address)
      return inLine(account, () =>
        inLine(address, async () => {
          const found = await counted([account, address], check)
          if (found !== null) await db.deleteFrom('sign_in_failure').where('key', '=', account).execute()
          return found
        }),
      )
    },
    /** The same where what is guessed is too long to be guessed: by address alone, so that nobody locks another out. */
    async attemptFrom<T>(address: string, check: () => Promise<T | null>): Promise<T | null> {
      const key = await keyOf('address', address)
      return inLine(key, () => counted([key], check))
    },
  }
}

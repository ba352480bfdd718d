import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose'
import { sql } from 'kysely'
import type { Db, Trx } from '../db/database.ts'
import { type Caller, recordEvent } from '../events/commands.ts'
import { earliestTurn, type KeyAge, rotationAt } from './ages.ts'

/** What each purpose signs with: RS256 is what every reader of RFC 9068 tokens has to know. */
export const ALGORITHMS = { staff: 'EdDSA', client: 'RS256' } as const
export type Purpose = keyof typeof ALGORITHMS
const PURPOSES = Object.keys(ALGORITHMS) as Purpose[]

/** Makes the keys that are due and withdraws those that have served their time; whoever else does so at this moment waits. */
export async function rotateSigningKeys(db: Db, now = new Date()): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await takeTurn(trx)
    for (const purpose of PURPOSES) await rotate(trx, purpose, now)
  })
}

/**
 * Brings the next keys' turn forward: to now, or to when they have been published for long enough. `compromised`: at once,
 * and nothing that the present keys signed holds any more.
 */
export async function forceRotation(
  trx: Trx,
  caller: Caller,
  { compromised, now = new Date() }: { compromised: boolean; now?: Date },
): Promise<{ purpose: Purpose; from: Date }[]> {
  await takeTurn(trx)
  const turns: { purpose: Purpose; from: Date }[] = []
  for (const purpose of PURPOSES) {
    await rotate(trx, purpose, now)
    const keys = await liveKeys(trx, purpose)
    const next = keys.find(({ active_from }) => active_from > now)
    if (!next) continue
    const from = compromised ? now : earliestTurn(next, now)
    await trx.updateTable('signing_key').set({ active_from: from }).where('kid', '=', next.kid).execute()
    if (compromised) {
      const present = keys.filter(({ active_from }) => active_from <= now)
      await retire(
        trx,
        present.map(({ kid }) => kid),
        now,
      )
    }
    await rotate(trx, purpose, now)
    turns.push({ purpose, from })
  }
  await recordEvent(trx, caller, {
    action: 'signing_key.rotate',
    subject: { kind: 'signing_key', id: null },
    detail: { compromised },
  })
  return turns
}

const takeTurn = (trx: Trx) => sql`select pg_advisory_xact_lock(hashtext('essaim signing keys'))`.execute(trx)

const liveKeys = (trx: Trx, purpose: Purpose): Promise<KeyAge[]> =>
  trx
    .selectFrom('signing_key')
    .select(['kid', 'created_at', 'active_from'])
    .where('purpose', '=', purpose)
    .where('retired_at', 'is', null)
    .execute()

async function rotate(trx: Trx, purpose: Purpose, now: Date): Promise<void> {
  const { make, retire: served } = rotationAt(await liveKeys(trx, purpose), now)
  for (const { active_from } of make) await insertKey(trx, purpose, active_from, now)
  await retire(trx, served, now)
}

async function retire(trx: Trx, kids: string[], now: Date): Promise<void> {
  if (kids.length > 0) await trx.updateTable('signing_key').set({ retired_at: now }).where('kid', 'in', kids).execute()
}

async function insertKey(trx: Trx, purpose: Purpose, active_from: Date, now: Date): Promise<void> {
  const alg = ALGORITHMS[purpose]
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
  const public_ = await exportJWK(publicKey)
  // RFC 7638: the thumbprint names the key
  const kid = await calculateJwkThumbprint(public_)
  await trx
    .insertInto('signing_key')
    .values({
      kid,
      purpose,
      private_jwk: JSON.stringify({ ...(await exportJWK(privateKey)), kid }),
      public_jwk: JSON.stringify({ ...public_, kid, use: 'sig', alg }),
      created_at: now,
      active_from,
    })
    .execute()
}

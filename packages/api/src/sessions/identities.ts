import { sql } from 'kysely'
import type { Db, Trx } from '../db/database.ts'
import { hashToken, newToken } from '../lib/secrets.ts'
import { type Member, memberByEmail, memberById } from './queries.ts'

export type SignInUnderWay = { nonce: string; code_verifier: string }

/** Keeps what only the end of a sign-in may know; the browser that began it carries the state. */
export async function beginSignIn(db: Db, { nonce, code_verifier }: SignInUnderWay): Promise<string> {
  const state = newToken('oidc')
  await db
    .insertInto('oidc_sign_in')
    .values({ state_hash: hashToken(state), nonce, code_verifier })
    .execute()
  return state
}

/** Takes up a sign-in under way; of any number who come back with the same state, one does. */
export const takeUpSignIn = (db: Db, state: string): Promise<SignInUnderWay | undefined> =>
  db
    .deleteFrom('oidc_sign_in')
    .where('state_hash', '=', hashToken(state))
    .where('expires_at', '>', sql<Date>`now()`)
    .returning(['nonce', 'code_verifier'])
    .executeTakeFirst()

/** Who somebody is at the provider. */
export type Identity = { issuer: string; subject: string; email: string | null; email_verified: boolean }

/**
 * The member whose identity that is: as it was bound, else bound now to who has this address, verified by the provider.
 * A member has one identity of a provider: whoever gets an address later does not get its account.
 */
export async function memberOf(trx: Trx, identity: Identity): Promise<{ member: Member; bound: boolean } | null> {
  const { issuer, subject, email, email_verified } = identity
  const known = async () => {
    const row = await trx
      .selectFrom('staff_identity')
      .select('staff_member_id')
      .where('issuer', '=', issuer)
      .where('subject', '=', subject)
      .executeTakeFirst()
    return row && memberById(trx, row.staff_member_id)
  }
  const active = (member: Member | undefined, bound: boolean) => (member?.state === 'active' ? { member, bound } : null)

  const found = await known()
  if (found) return active(found, false)
  const candidate = email !== null && email_verified ? await memberByEmail(trx, email) : undefined
  if (candidate?.state !== 'active') return null
  const inserted = await trx
    .insertInto('staff_identity')
    .values({ issuer, subject, staff_member_id: candidate.id })
    .onConflict((c) => c.doNothing())
    .returning('staff_member_id')
    .executeTakeFirst()
  // the same person, come back twice at the same moment, has just been bound
  return inserted ? { member: candidate, bound: true } : active(await known(), false)
}

import type { Role } from '@essaim/shared/actors.ts'
import type { SessionUser } from '@essaim/shared/sessions.ts'
import { sql } from 'kysely'
import type { Db, Trx } from '../db/database.ts'
import { newId } from '../lib/id.ts'
import { hashToken, newToken } from '../lib/secrets.ts'

/** Whoever works every day signs in once a week; a session that nobody ends is over then. */
const SESSION_LIFE = sql<Date>`now() + interval '7 days'`
const LINK_LIFE = sql<Date>`now() + interval '1 hour'`

export type Member = SessionUser & { state: string; password_hash: string | null }

const selectMembers = (db: Db | Trx) =>
  db.selectFrom('staff_member as m').select([
    'm.id',
    'm.name',
    'm.email',
    'm.state',
    'm.password_hash',
    sql<Role[]>`m.roles`.as('roles'),
    sql<SessionUser['regional_delegations']>`array(
      select s.regional_delegation_id from staff_delegation s where s.staff_member_id = m.id
      order by s.regional_delegation_id)`.as('regional_delegations'),
  ])

/** The member who signs in with this address, whatever its capitals. */
export const memberByEmail = (db: Db | Trx, email: string): Promise<Member | undefined> =>
  selectMembers(db).where(sql`lower(m.email)`, '=', sql`lower(${email})`).executeTakeFirst()

export const memberById = (db: Db | Trx, id: string): Promise<Member | undefined> =>
  selectMembers(db).where('m.id', '=', id).executeTakeFirst()

export type SessionRow = { id: string; staff_member_id: string; expires_at: Date }

export async function insertSession(trx: Trx, member: string): Promise<SessionRow> {
  return trx
    .insertInto('staff_session')
    .values({ id: newId(), staff_member_id: member, expires_at: SESSION_LIFE })
    .returning(['id', 'staff_member_id', 'expires_at'])
    .executeTakeFirstOrThrow()
}

/** The next refresh token of a session, told this once. */
export async function insertRefreshToken(trx: Trx, session: SessionRow): Promise<string> {
  const token = newToken('refresh')
  await trx
    .insertInto('token')
    .values({
      id: newId(),
      kind: 'refresh',
      subject: session.staff_member_id,
      resource: session.id,
      hash: hashToken(token),
      expires_at: session.expires_at,
    })
    .execute()
  return token
}

/** Takes a refresh token out of use; of two who bring the same one, only the first gets its session. */
export async function useRefreshToken(trx: Trx, token: string): Promise<SessionRow | undefined> {
  return trx
    .updateTable('token')
    .from('staff_session')
    .innerJoin('staff_member', 'staff_member.id', 'staff_session.staff_member_id')
    .set({ used_at: sql`now()` })
    .where('token.kind', '=', 'refresh')
    .where('token.hash', '=', hashToken(token))
    .where('token.used_at', 'is', null)
    .where('token.revoked_at', 'is', null)
    .where('token.expires_at', '>', sql<Date>`now()`)
    .whereRef('staff_session.id', '=', 'token.resource')
    .where('staff_session.ended_at', 'is', null)
    .where('staff_session.expires_at', '>', sql<Date>`now()`)
    .where('staff_member.state', '=', 'active')
    .returning(['staff_session.id', 'staff_session.staff_member_id', 'staff_session.expires_at'])
    .executeTakeFirst()
}

/** The session that a refresh token was ever of, and whether the token had been used. */
export const sessionOfToken = (db: Db | Trx, token: string) =>
  db
    .selectFrom('token')
    .innerJoin('staff_session', 'staff_session.id', 'token.resource')
    .select(['staff_session.id', 'staff_session.staff_member_id', 'token.used_at'])
    .where('token.kind', '=', 'refresh')
    .where('token.hash', '=', hashToken(token))
    .executeTakeFirst()

/** Ends a session; false when it had ended before. Its tokens count for nothing from then on. */
export async function endSession(trx: Trx, session: string, because: 'signed_out' | 'token_reuse'): Promise<boolean> {
  const ended = await trx
    .updateTable('staff_session')
    .set({ ended_at: sql`now()`, ended_because: because })
    .where('id', '=', session)
    .where('ended_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return ended !== undefined
}

/** A new link of one hour for one sign-in; earlier ones of the same member are void. */
export async function insertSignInLink(trx: Trx, member: string): Promise<{ token: string; expires_at: Date }> {
  await revokeSignInLinks(trx, member)
  const token = newToken('link')
  const { expires_at } = await trx
    .insertInto('token')
    .values({ id: newId(), kind: 'sign_in_link', subject: member, hash: hashToken(token), expires_at: LINK_LIFE })
    .returning('expires_at')
    .executeTakeFirstOrThrow()
  return { token, expires_at }
}

export async function revokeSignInLinks(trx: Trx, member: string): Promise<void> {
  await trx
    .updateTable('token')
    .set({ revoked_at: sql`now()` })
    .where('kind', '=', 'sign_in_link')
    .where('subject', '=', member)
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .execute()
}

/** Uses up a sign-in link; of any number who bring it at once, one gets the member. */
export async function useSignInLink(trx: Trx, token: string): Promise<string | undefined> {
  const used = await trx
    .updateTable('token')
    .from('staff_member')
    .set({ used_at: sql`now()` })
    .where('token.kind', '=', 'sign_in_link')
    .where('token.hash', '=', hashToken(token))
    .where('token.used_at', 'is', null)
    .where('token.revoked_at', 'is', null)
    .where('token.expires_at', '>', sql<Date>`now()`)
    .whereRef('staff_member.id', '=', 'token.subject')
    .where('staff_member.state', '=', 'active')
    .returning('staff_member.id')
    .executeTakeFirst()
  return used?.id
}

import type { Actor, Scope } from '@essaim/shared/actors.ts'
import type { Office } from '@essaim/shared/associations.ts'
import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { type Db, inScope } from '../db/database.ts'
import { problem } from '../lib/problem.ts'
import { hashToken } from '../lib/secrets.ts'
import type { SigningKeys, Verified } from '../signing-keys/tokens.ts'
import { staffWithReach } from '../users/reach.ts'

export const KEY_PREFIX = 'essaim'
export const RESPONDENT_PREFIX = 'respondent'

/** Tells who calls from the Authorization header (RFC 6750); credentials that do not hold are refused, even where none are needed. */
export function authenticator(db: Db, keys: SigningKeys): (request: FastifyRequest) => Promise<Actor> {
  return async (request) => {
    const header = request.headers.authorization
    if (header === undefined) return { kind: 'anonymous' }
    const token = /^Bearer ([\w.~+/=-]{1,4000})$/i.exec(header)?.[1]
    if (!token) throw problem('unauthenticated')
    const actor = token.startsWith(`${KEY_PREFIX}_`)
      ? await keyActor(db, token)
      : token.startsWith(`${RESPONDENT_PREFIX}_`)
        ? await respondentActor(db, token)
        : await tokenActor(db, await keys.verify(token))
    if (!actor) throw problem('unauthenticated')
    return actor
  }
}

async function tokenActor(db: Db, claims: Verified | null): Promise<Actor | null> {
  if (!claims) return null
  return claims.purpose === 'staff' ? staffActor(db, claims) : clientActor(db, claims)
}

// The session, the member's state, roles, delegations and those that they stand in for are read on each request: what is ended or taken away is so at once.
async function staffActor(db: Db, claims: Verified & { purpose: 'staff' }): Promise<Actor | null> {
  const found = await staffWithReach(db)
    .innerJoin('staff_session as s', 's.staff_member_id', 'm.id')
    .where('s.id', '=', claims.sid)
    .where('m.id', '=', claims.sub)
    .where('s.ended_at', 'is', null)
    .where('s.expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst()
  return found ? { kind: 'staff', ...found, session: claims.sid } : null
}

async function keyActor(db: Db, token: string): Promise<Actor | null> {
  const found = await db
    .selectFrom('api_key')
    .innerJoin('partner', 'partner.id', 'api_key.partner_id')
    .select([
      'api_key.id',
      'api_key.partner_id',
      'api_key.scopes',
      sql<boolean>`api_key.last_used_at is null or api_key.last_used_at < now() - interval '1 minute'`.as('stale'),
    ])
    .where('api_key.hash', '=', hashToken(token))
    .where('api_key.revoked_at', 'is', null)
    .where('api_key.expires_at', '>', sql<Date>`now()`)
    .where('partner.state', '=', 'active')
    .executeTakeFirst()
  if (!found) return null
  // The last use is shown by the minute: a write per request would tell no more.
  if (found.stale)
    await db.updateTable('api_key').set({ last_used_at: sql`now()` }).where('id', '=', found.id).execute()
  return { kind: 'key', id: found.id, partner: found.partner_id, scopes: found.scopes as Scope[] }
}

// The client, its partner and the token's own revocation, likewise.
async function clientActor(db: Db, claims: Verified & { purpose: 'client' }): Promise<Actor | null> {
  const found = await db
    .selectFrom('oauth_client as c')
    .innerJoin('partner', 'partner.id', 'c.partner_id')
    .select(['c.id', 'c.partner_id'])
    .where('c.id', '=', claims.client_id)
    .where('c.revoked_at', 'is', null)
    .where('c.expires_at', '>', sql<Date>`now()`)
    .where('partner.state', '=', 'active')
    .where((e) =>
      e.not(e.exists(e.selectFrom('oauth_revoked_token as r').select('r.jti').where('r.jti', '=', claims.jti))),
    )
    .executeTakeFirst()
  return found ? { kind: 'key', id: found.id, partner: found.partner_id, scopes: claims.scopes } : null
}

// A contact is scoped by its association, which is what is being found out: this one look sees all.
async function respondentActor(db: Db, token: string): Promise<Actor | null> {
  const found = await inScope(db, { kind: 'job' }, (trx) =>
    trx
      .selectFrom('token as session')
      .innerJoin('token as link', 'link.id', 'session.resource')
      .innerJoin('contact', 'contact.id', 'session.subject')
      .leftJoin('participant', (join) =>
        join.onRef('participant.id', '=', 'link.resource').on('participant.ended_at', 'is', null),
      )
      .select([
        'session.id',
        'contact.id as contact',
        'contact.association_id as association',
        sql<Office>`contact.office`.as('office'),
        'participant.id as participant',
        'participant.invitation_id as invitation',
      ])
      .where('session.kind', '=', 'respondent_session')
      .where('session.hash', '=', hashToken(token))
      .where('session.revoked_at', 'is', null)
      .where('session.expires_at', '>', sql<Date>`now()`)
      .where('link.kind', 'in', ['respondent_link', 'respondent_code'])
      .where('link.revoked_at', 'is', null)
      .where('link.expires_at', '>', sql<Date>`now()`)
      .executeTakeFirst(),
  )
  return found ? { kind: 'respondent', ...found } : null
}

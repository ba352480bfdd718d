import type { Scope } from '@essaim/shared/actors.ts'
import type {
  ClientAuthMethod,
  ClientSecret,
  JwkSet,
  OAuthClient,
  OAuthClientCreation,
  OAuthClientPatch,
} from '@essaim/shared/clients.ts'
import { sql } from 'kysely'
import type { Db, Trx } from '../db/database.ts'
import { newId } from '../lib/id.ts'
import type { PageRequest } from '../lib/lists.ts'
import { problem } from '../lib/problem.ts'
import { hashToken } from '../lib/secrets.ts'
import type { SecretRow } from './secret-queries.ts'

export type ClientRow = {
  id: string
  partner_id: string
  name: string
  token_endpoint_auth_method: ClientAuthMethod
  scopes: Scope[]
  jwks: JwkSet | null
  jwks_uri: string | null
  version: number
  renewed_at: Date
  expires_at: Date
  created_at: Date
  updated_at: Date
  last_used_at: Date | null
  revoked_at: Date | null
}

const presentSecret = ({ client_id: _client, ...secret }: SecretRow): ClientSecret => ({
  ...secret,
  expires_at: secret.expires_at.toISOString(),
  created_at: secret.created_at.toISOString(),
  revoked_at: secret.revoked_at?.toISOString() ?? null,
})

/** The client as the API shows it: never a secret itself. */
export const presentClient = (
  { partner_id: _partner, version: _version, renewed_at: _renewed, ...client }: ClientRow,
  secrets: SecretRow[],
): OAuthClient => ({
  ...client,
  secrets: secrets.filter(({ client_id }) => client_id === client.id).map(presentSecret),
  expires_at: client.expires_at.toISOString(),
  created_at: client.created_at.toISOString(),
  updated_at: client.updated_at.toISOString(),
  last_used_at: client.last_used_at?.toISOString() ?? null,
  revoked_at: client.revoked_at?.toISOString() ?? null,
})

const selectClients = (db: Db | Trx) =>
  db
    .selectFrom('oauth_client')
    .select([
      'id',
      'partner_id',
      'name',
      sql<ClientAuthMethod>`token_endpoint_auth_method`.as('token_endpoint_auth_method'),
      sql<Scope[]>`scopes`.as('scopes'),
      sql<JwkSet | null>`jwks`.as('jwks'),
      'jwks_uri',
      'version',
      'renewed_at',
      'expires_at',
      'created_at',
      'updated_at',
      'last_used_at',
      'revoked_at',
    ])

export async function findClient(db: Db | Trx, partner: string, id: string): Promise<ClientRow> {
  const found = await selectClients(db).where('partner_id', '=', partner).where('id', '=', id).executeTakeFirst()
  if (!found) throw problem('not-found')
  return found
}

export async function pageOfClients(db: Db, partner: string, page: PageRequest): Promise<ClientRow[]> {
  let query = selectClients(db)
    .where('partner_id', '=', partner)
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
  if (page.after) query = query.where('id', '<', String(page.after[0]))
  return query.execute()
}

/** The client of an active partner, as long as it may ask for tokens. */
export const findLiveClient = (db: Db, id: string): Promise<ClientRow | undefined> =>
  selectClients(db)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .where((e) =>
      e.exists(
        e
          .selectFrom('partner')
          .select('partner.id')
          .whereRef('partner.id', '=', 'oauth_client.partner_id')
          .where('partner.state', '=', 'active'),
      ),
    )
    .executeTakeFirst()

export async function insertClient(
  trx: Trx,
  partner: string,
  { name, token_endpoint_auth_method, scopes, jwks, jwks_uri, expires_at }: OAuthClientCreation,
): Promise<ClientRow> {
  const id = newId()
  await trx
    .insertInto('oauth_client')
    .values({
      id,
      partner_id: partner,
      name,
      token_endpoint_auth_method,
      scopes,
      jwks: jwks ? JSON.stringify(jwks) : null,
      jwks_uri: jwks_uri ?? null,
      expires_at: expires_at ?? sql`now() + interval '1 year'`,
    })
    .execute()
  return findClient(trx, partner, id)
}

/** Changes a client, or only marks that its secrets changed: they are part of what is shown of it. */
export async function updateClient(
  trx: Trx,
  { id, partner_id }: ClientRow,
  { jwks, ...facts }: OAuthClientPatch & { renewed_at?: Date; expires_at?: Date; revoked_at?: Date } = {},
): Promise<ClientRow> {
  await trx
    .updateTable('oauth_client')
    .set({
      ...facts,
      ...(jwks && { jwks: JSON.stringify(jwks), jwks_uri: null }),
      ...(facts.jwks_uri && { jwks: null }),
      version: sql`version + 1`,
      updated_at: sql`now()`,
    })
    .where('id', '=', id)
    .execute()
  return findClient(trx, partner_id, id)
}

/** The last use is shown by the minute: a write per token would tell no more. */
export async function noteUse(db: Db, id: string): Promise<void> {
  await db
    .updateTable('oauth_client')
    .set({ last_used_at: sql`now()` })
    .where('id', '=', id)
    .where(sql<boolean>`last_used_at is null or last_used_at < now() - interval '1 minute'`)
    .execute()
}

/** Uses up an assertion: of any number who bring the same one, the first is told true. */
export async function useAssertion(db: Db, client_id: string, jti: string, expires_at: Date): Promise<boolean> {
  const used = await db
    .insertInto('oauth_assertion')
    .values({ client_id, jti_hash: hashToken(jti), expires_at })
    .onConflict((c) => c.doNothing())
    .returning('client_id')
    .executeTakeFirst()
  return used !== undefined
}

/** Has an access token refused from the next request on, on every node. */
export async function revokeToken(trx: Trx, jti: string, expires_at: Date): Promise<boolean> {
  const revoked = await trx
    .insertInto('oauth_revoked_token')
    .values({ jti, expires_at })
    .onConflict((c) => c.doNothing())
    .returning('jti')
    .executeTakeFirst()
  return revoked !== undefined
}

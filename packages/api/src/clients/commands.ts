import type { ClientAuthMethod, JwkSet, OAuthClientCreation, OAuthClientPatch } from '@essaim/shared/clients.ts'
import { importJWK, type JWK } from 'jose'
import type { Trx } from '../db/database.ts'
import { type Caller, recordEvent } from '../events/commands.ts'
import { changesOf, isEmpty } from '../lib/changes.ts'
import type { Outbound } from '../lib/outbound.ts'
import { type Fault, invalid, problem } from '../lib/problem.ts'
import { checkExpiry } from '../partners/commands.ts'
import { lockPartner } from '../partners/queries.ts'
import { ASSERTION_ALGORITHMS } from './assertions.ts'
import { type ClientRow, findClient, insertClient, updateClient } from './queries.ts'
import { countLiveSecrets, findSecret, insertSecret, revokeSecret, shortenSecrets } from './secret-queries.ts'

/** Two at once, so that a client changes its secret without a gap. */
const LIVE_SECRETS = 2

/** Registers a client of a partner; the secret, where it has one, is told this once. */
export async function createClient(
  trx: Trx,
  caller: Caller,
  partner: string,
  facts: OAuthClientCreation,
  outbound: Pick<Outbound, 'refusedAddress'>,
): Promise<{ client: ClientRow; secret: string | null }> {
  await lockPartner(trx, partner)
  checkExpiry(facts.expires_at)
  await checkKeys(facts, facts.token_endpoint_auth_method, outbound)
  const client = await insertClient(trx, partner, facts)
  const signs = facts.token_endpoint_auth_method === 'private_key_jwt'
  const secret = signs ? null : await insertSecret(trx, client)
  const { name, token_endpoint_auth_method, scopes, expires_at } = client
  await recordEvent(trx, caller, {
    action: 'partner.create_client',
    subject: { kind: 'partner', id: partner },
    detail: { client: client.id, name, token_endpoint_auth_method, scopes, expires_at },
  })
  return { client, secret }
}

/** Renames a client, or gives it other public keys. */
export async function changeClient(
  trx: Trx,
  caller: Caller,
  before: ClientRow,
  patch: OAuthClientPatch,
  outbound: Pick<Outbound, 'refusedAddress'>,
): Promise<ClientRow> {
  const changes = changesOf(patch, before)
  if (isEmpty(changes)) return before
  if (before.revoked_at) throw ended()
  if (changes.jwks || changes.jwks_uri) await checkKeys(changes, before.token_endpoint_auth_method, outbound)
  const after = await updateClient(trx, before, changes)
  await recordEvent(trx, caller, {
    action: 'partner.change_client',
    subject: { kind: 'partner', id: before.partner_id },
    detail: {
      client: before.id,
      ...(changes.name !== undefined && { name: { from: before.name, to: after.name } }),
      ...((changes.jwks || changes.jwks_uri) && { jwks: after.jwks, jwks_uri: after.jwks_uri }),
    },
  })
  return after
}

/**
 * Gives a client another term as long as the present one, and a new secret where it has one; those of before hold for the
 * overlap, never beyond their own end.
 */
export async function renewClient(
  trx: Trx,
  caller: Caller,
  client: ClientRow,
  { overlap_days = 7 }: { overlap_days?: number },
): Promise<{ client: ClientRow; secret: string | null; previous: Date | null }> {
  if (client.revoked_at) throw ended()
  const renewed_at = new Date()
  const expires_at = new Date(Number(renewed_at) + Number(client.expires_at) - Number(client.renewed_at))
  const previous = await shortenSecrets(trx, client.id, overlap_days)
  if ((await countLiveSecrets(trx, client.id)) >= LIVE_SECRETS)
    throw problem('conflict', {
      detail: {
        fr: 'Ce client a déjà deux secrets en cours : révoquez-en un, ou renouvelez sans recouvrement.',
        en: 'This client has two live secrets already: revoke one, or renew without an overlap.',
      },
    })
  const after = await updateClient(trx, client, { renewed_at, expires_at })
  const secret = client.token_endpoint_auth_method === 'private_key_jwt' ? null : await insertSecret(trx, after)
  await recordEvent(trx, caller, {
    action: 'partner.renew_client',
    subject: { kind: 'partner', id: client.partner_id },
    detail: { client: client.id, name: client.name, expires_at },
  })
  return { client: after, secret, previous }
}

/** Revokes a client: neither it nor its tokens are taken from the next request on. */
export async function revokeClient(trx: Trx, caller: Caller, client: ClientRow): Promise<void> {
  if (client.revoked_at) return
  await updateClient(trx, client, { revoked_at: new Date() })
  await recordEvent(trx, caller, {
    action: 'partner.revoke_client',
    subject: { kind: 'partner', id: client.partner_id },
    detail: { client: client.id, name: client.name },
  })
}

/** Revokes one secret of a client; tokens that were got by it last their ten minutes. */
export async function revokeClientSecret(trx: Trx, caller: Caller, client: ClientRow, id: string): Promise<ClientRow> {
  const secret = await findSecret(trx, client.id, id)
  if (secret.revoked_at) return client
  await revokeSecret(trx, id)
  await recordEvent(trx, caller, {
    action: 'partner.revoke_client_secret',
    subject: { kind: 'partner', id: client.partner_id },
    detail: { client: client.id, name: client.name, prefix: secret.prefix },
  })
  return updateClient(trx, client)
}

/** The client, whose partner nobody else changes meanwhile. */
export async function lockClient(trx: Trx, partner: string, id: string): Promise<ClientRow> {
  await lockPartner(trx, partner)
  return findClient(trx, partner, id)
}

const ended = () =>
  problem('conflict', { detail: { fr: 'Ce client est révoqué.', en: 'This client has been revoked.' } })

/** A client that signs has keys, given or at one address that may be called; another has none. */
async function checkKeys(
  { jwks, jwks_uri }: Pick<OAuthClientPatch, 'jwks' | 'jwks_uri'>,
  method: ClientAuthMethod,
  outbound: Pick<Outbound, 'refusedAddress'>,
): Promise<void> {
  const given = [jwks, jwks_uri].filter(Boolean).length
  const pointer = jwks_uri ? '/jwks_uri' : '/jwks'
  if (method !== 'private_key_jwt' && given > 0)
    throw invalid(pointer, 'not-used', 'Ce client n’a pas de clés à lui.', 'This client has no keys of its own.')
  if (method === 'private_key_jwt' && given !== 1)
    throw invalid(
      pointer,
      given === 0 ? 'required' : 'one-of',
      'Donnez les clés publiques du client, ou leur adresse.',
      'Give the client’s public keys, or their address.',
    )
  if (jwks) await checkJwks(jwks)
  if (jwks_uri && outbound.refusedAddress(jwks_uri) !== null)
    throw invalid(
      '/jwks_uri',
      'address',
      'Une adresse https publique, sans mot de passe ni port particulier.',
      'A public https address, without a password or a port of its own.',
    )
}

/** Refuses a key by which nothing could be checked: a wrong curve, a missing part, an RSA key of less than 2048 bits. */
async function checkJwks({ keys }: JwkSet): Promise<void> {
  const faults: Fault[] = []
  for (const [i, key] of keys.entries()) {
    if (!(await isUsable(key as JWK)))
      faults.push({
        pointer: `/jwks/keys/${i}`,
        code: 'key',
        detail: {
          fr: `Cette clé ne peut pas servir : ${ASSERTION_ALGORITHMS.join(', ')} ; RSA de 2048 bits au moins.`,
          en: `This key cannot be used: ${ASSERTION_ALGORITHMS.join(', ')}; RSA of at least 2048 bits.`,
        },
      })
  }
  if (faults.length > 0) throw problem('validation', { errors: faults })
}

/** Whether the key can check the signature of an assertion. */
async function isUsable(key: JWK): Promise<boolean> {
  const usual = key.kty === 'RSA' ? 'RS256' : key.kty === 'OKP' ? 'EdDSA' : 'ES256'
  const alg = key.alg ?? usual
  if (!ASSERTION_ALGORITHMS.some((one) => one === alg)) return false
  if (key.kty === 'RSA' && Buffer.from(key.n ?? '', 'base64url').length < 256) return false
  if (key.kty === 'EC' && key.crv !== 'P-256') return false
  if (key.kty === 'OKP' && key.crv !== 'Ed25519') return false
  return importJWK(key, alg).then(
    () => true,
    () => false,
  )
}

import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { type CryptoKey, exportJWK, generateKeyPair } from 'jose'
import * as oauth from 'oauth4webapi'
import * as client from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ADMINISTRATOR } from '../../test/administrator.ts'
import { createTestDatabase } from '../../test/database.ts'
import { buildApp } from '../app.ts'

// Libraries that others wrote, as their users have them, over real HTTP: two API processes behind one address.
let base = ''
let node: FastifyInstance
let app: FastifyInstance
const insecure = { [oauth.allowInsecureRequests]: true }
const execute = [client.allowInsecureRequests]
const pair = { id: '', secret: '' }
const signer = { id: '', key: null as unknown as CryptoKey }
let partner = ''

const admin = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
  const signedIn = await app.inject({ method: 'POST', url: '/v1/session', payload: ADMINISTRATOR })
  return app.inject({
    method: method as 'GET',
    url: path,
    headers: { authorization: `Bearer ${signedIn.json().access_token}`, ...headers },
    ...(body !== undefined && { payload: body as object }),
  })
}

beforeAll(async () => {
  const { appUrl } = await createTestDatabase()
  const options = { databaseUrl: appUrl, publicUrl: () => base, logLevel: 'silent', jobs: false }
  app = await buildApp(options)
  await app.listen({ host: '127.0.0.1', port: 0 })
  base = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  node = await buildApp(options)
  await node.ready()
  partner = (await admin('POST', '/v1/partners', { name: 'Fédération d’exemple' })).json().id
  const clients = `/v1/partners/${partner}/clients`
  const scopes = ['innovations:read', 'feed:read']
  const made = (
    await admin('POST', clients, { name: 'Extranet', token_endpoint_auth_method: 'client_secret_basic', scopes })
  ).json()
  Object.assign(pair, { id: made.id, secret: made.client_secret })
  const keys = await generateKeyPair('ES256', { extractable: true })
  const signs = (
    await admin('POST', clients, {
      name: 'Entrepôt',
      token_endpoint_auth_method: 'private_key_jwt',
      scopes,
      jwks: { keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'un' }] },
    })
  ).json()
  Object.assign(signer, { id: signs.id, key: keys.privateKey })
})
afterAll(() => Promise.all([app?.close(), node?.close()]))

const discovered = (id: string, method: client.ClientAuth) =>
  client.discovery(new URL(base), id, undefined, method, { algorithm: 'oauth2', execute })

describe('openid-client, unchanged', () => {
  test.each([
    ['client_secret_basic', () => discovered(pair.id, client.ClientSecretBasic(pair.secret))],
    ['private_key_jwt', () => discovered(signer.id, client.PrivateKeyJwt({ key: signer.key, kid: 'un' }))],
    ['private_key_jwt without a kid', () => discovered(signer.id, client.PrivateKeyJwt(signer.key))],
  ])('%s: discovers, gets a token, calls, revokes', async (_name, config) => {
    const known = await config()
    const token = await client.clientCredentialsGrant(known, { scope: 'feed:read' })
    expect(token).toMatchObject({ token_type: 'bearer', expires_in: 600, scope: 'feed:read' })
    const url = new URL(`${base}/v1/feeds/innovations`)
    expect((await client.fetchProtectedResource(known, token.access_token, url, 'GET')).status).toBe(200)
    const elsewhere = await node.inject({
      url: '/v1/feeds',
      headers: { authorization: `Bearer ${token.access_token}` },
    })
    expect(elsewhere.statusCode).toBe(200)

    await client.tokenRevocation(known, token.access_token)
    for (const one of [app, node]) {
      const refused = await one.inject({ url: '/v1/feeds', headers: { authorization: `Bearer ${token.access_token}` } })
      expect(refused.statusCode).toBe(401)
    }
    // RFC 7009 §2.2: what does not hold any more is no fault, nor what never was a token
    await client.tokenRevocation(known, token.access_token)
    await client.tokenRevocation(known, 'nothing')
  })

  test('reads our refusals as those of RFC 6749 §5.2', async () => {
    const known = await discovered(signer.id, client.PrivateKeyJwt(signer.key))
    await expect(client.clientCredentialsGrant(known, { scope: 'members:read' })).rejects.toMatchObject({
      error: 'invalid_scope',
      error_description: expect.stringContaining('members:read'),
    })
    await expect(client.clientCredentialsGrant(known, { resource: 'https://elsewhere.example' })).rejects.toMatchObject(
      {
        error: 'invalid_target',
      },
    )
    const other = (await generateKeyPair('ES256')).privateKey
    await expect(
      client.clientCredentialsGrant(await discovered(signer.id, client.PrivateKeyJwt(other)), {}),
    ).rejects.toMatchObject({ error: 'invalid_client' })
    await expect(
      client.clientCredentialsGrant(await discovered(pair.id, client.ClientSecretBasic('wrong')), {}),
    ).rejects.toMatchObject({ status: 401 })
  })
})

test('oauth4webapi accepts the token as a resource server does (RFC 9068), by our keys', async () => {
  const issuer = new URL(base)
  const as = await oauth.processDiscoveryResponse(
    issuer,
    await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure }),
  )
  const self: oauth.Client = { client_id: pair.id }
  const answer = await oauth.clientCredentialsGrantRequest(
    as,
    self,
    oauth.ClientSecretBasic(pair.secret),
    new URLSearchParams({ resource: `${base}/v1` }),
    insecure,
  )
  const { access_token } = await oauth.processClientCredentialsResponse(as, self, answer)
  const request = new Request(`${base}/v1/feeds`, { headers: { authorization: `Bearer ${access_token}` } })
  const claims = await oauth.validateJwtAccessToken(as, request, `${base}/v1`, insecure)
  expect(claims).toMatchObject({ client_id: pair.id, sub: pair.id, scope: 'innovations:read feed:read' })
})

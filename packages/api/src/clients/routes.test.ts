import { exportJWK, generateKeyPair } from 'jose'
import { describe, expect, test } from 'vitest'
import { json, problemOf, testApp } from '../../test/app.ts'
import { aClient, aToken, sendForm } from '../../test/oauth-clients.ts'

const t = await testApp()
const { admin, bearer } = t
const aKeyPair = async (alg = 'ES256') => {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
  return { jwk: await exportJWK(publicKey), whole: await exportJWK(privateKey) }
}
const register = async (facts: object) => {
  const { partner } = await t.key('feed:read')
  return admin.post(`/v1/partners/${partner}/clients`, { name: 'Entrepôt', scopes: ['feed:read'], ...facts })
}

describe('clients', () => {
  test('of a secret are shown it once, hold a year, and are listed without it', async () => {
    const client = await aClient(t)
    expect(client.secret).toMatch(/^client_/)
    const answer = await admin.get(client.path)
    const shown = json(answer)
    expect(shown).toMatchObject({
      id: client.id,
      name: 'Extranet',
      token_endpoint_auth_method: 'client_secret_basic',
      scopes: ['innovations:read', 'feed:read'],
      jwks: null,
      revoked_at: null,
      last_used_at: null,
      secrets: [{ prefix: client.secret.slice(0, 15), revoked_at: null }],
    })
    expect(answer.body).not.toContain(client.secret)
    expect(Date.parse(String(shown.expires_at))).toBeGreaterThan(Date.now() + 364 * 86_400_000)
    const { items } = json(await admin.get(client.path.replace(/\/[^/]+$/, ''))) as { items: { id: string }[] }
    expect(items.map(({ id }) => id)).toEqual([client.id])
    const { rows } = await t.app.pool.query('select * from oauth_client_secret')
    expect(JSON.stringify(rows)).not.toContain(client.secret)
    const { items: events } = json(
      await admin.get(`/v1/events?action=partner.create_client&subject_id=${client.partner}`),
    )
    expect(JSON.stringify(events)).toContain(client.id)
    expect(JSON.stringify(events)).not.toContain(client.secret)
  })

  test('that sign give public keys, of which each has to be usable, and no private one', async () => {
    const { jwk, whole } = await aKeyPair()
    const method = { token_endpoint_auth_method: 'private_key_jwt' }
    expect(json(await register({ ...method, jwks: { keys: [jwk] } }), 201)).toMatchObject({
      client_secret: null,
      secrets: [],
      jwks: { keys: [jwk] },
    })
    const faults = async (facts: object) => problemOf(await register(facts)).errors.map(({ pointer }) => pointer)
    expect(await faults(method)).toEqual(['/jwks'])
    expect(await faults({ token_endpoint_auth_method: 'client_secret_basic', jwks: { keys: [jwk] } })).toEqual([
      '/jwks',
    ])
    expect(await faults({ ...method, jwks: { keys: [whole] } })).toEqual(['/jwks/keys/0/d'])
    expect(await faults({ ...method, jwks: { keys: [jwk, { ...jwk, x: undefined }] } })).toEqual(['/jwks/keys/1'])
    expect(await faults({ ...method, jwks: { keys: [{ kty: 'oct', k: 'c2VjcmV0' }] } })).toContain('/jwks/keys/0/kty')
    const short = (await aKeyPair('RS256')).jwk
    expect(await faults({ ...method, jwks: { keys: [{ ...short, n: short.n?.slice(0, 171) }] } })).toEqual([
      '/jwks/keys/0',
    ])
    expect(await faults({ ...method, jwks: { keys: [jwk] }, expires_at: '2020-01-01T00:00:00Z' })).toEqual([
      '/expires_at',
    ])
  })

  test('are renamed and given other keys, by the version that was read', async () => {
    const method = { token_endpoint_auth_method: 'private_key_jwt' }
    const [one, other] = [await aKeyPair(), await aKeyPair()]
    const made = await register({ ...method, jwks: { keys: [one.jwk] } })
    const path = String(made.headers.location)
    const changed = await admin.patch(path, { name: 'Entrepôt 2', jwks: { keys: [one.jwk, other.jwk] } })
    expect(json(changed)).toMatchObject({ name: 'Entrepôt 2', jwks: { keys: [one.jwk, other.jwk] } })
    expect((await admin.patch(path, { name: 'x' }, String(made.headers.etag))).statusCode).toBe(412)
    expect((await admin.get(path, { headers: { 'if-none-match': String(changed.headers.etag) } })).statusCode).toBe(304)
    const { id, path: basic } = await aClient(t)
    expect(problemOf(await admin.patch(basic, { jwks: { keys: [one.jwk] } })).errors[0]?.pointer).toBe('/jwks')
    // of another partner: there is no such client
    expect((await admin.get(path.replace(/[^/]+$/, id))).statusCode).toBe(404)
  })

  test('that are revoked, or whose partner is suspended, are refused at once with their tokens', async () => {
    const client = await aClient(t)
    const token = await aToken(t, client)
    const works = async () => (await bearer(token).get('/v1/feeds')).statusCode
    const tokens = async () =>
      (await sendForm(t, '/oauth/token', { grant_type: 'client_credentials' }, { basic: client, from: '192.0.2.1' }))
        .statusCode
    expect([await works(), await tokens()]).toEqual([200, 200])
    expect(json(await admin.get(client.path)).last_used_at).not.toBeNull()
    await admin.patch(`/v1/partners/${client.partner}`, { state: 'suspended' })
    expect([await works(), await tokens()]).toEqual([401, 401])
    await admin.patch(`/v1/partners/${client.partner}`, { state: 'active' })
    expect([await works(), await tokens()]).toEqual([200, 200])
    expect((await admin.delete(client.path)).statusCode).toBe(204)
    expect([await works(), await tokens()]).toEqual([401, 401])
    expect((await admin.patch(client.path, { name: 'x' })).statusCode).toBe(409)
  })

  test('lose one secret and keep the other', async () => {
    const client = await aClient(t)
    const { secrets } = json(await admin.get(client.path)) as { secrets: { id: string }[] }
    expect((await admin.delete(`${client.path}/secrets/${secrets[0]?.id}`, null)).statusCode).toBe(428)
    const tag = String((await admin.get(client.path)).headers.etag)
    expect((await admin.delete(`${client.path}/secrets/${secrets[0]?.id}`, tag)).statusCode).toBe(204)
    const answer = await sendForm(t, '/oauth/token', { grant_type: 'client_credentials' }, { basic: client })
    expect(answer.statusCode).toBe(401)
  })

  test('write to the trail as their partner', async () => {
    const client = await aClient(t, ['submissions:write'])
    const script = bearer(await aToken(t, client))
    expect(
      (
        await script.post('/v1/moderation/submissions/019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a00/transitions', {
          transition: 'submit',
        })
      ).statusCode,
    ).toBe(404)
    const { items } = json(await admin.get(`/v1/events?actor_id=${client.id}`)) as { items: { actor: object }[] }
    const { name } = json(await admin.get(`/v1/partners/${client.partner}`))
    expect(items[0]?.actor).toMatchObject({ kind: 'key', id: client.id, name })
  })
})

test('a partner has a technical contact', async () => {
  const { partner } = await t.key('feed:read')
  const technical_email = 'technique@partenaire.example'
  expect(json(await admin.get(`/v1/partners/${partner}`)).technical_email).toBeNull()
  expect(json(await admin.patch(`/v1/partners/${partner}`, { technical_email }))).toMatchObject({ technical_email })
  expect(json(await admin.patch(`/v1/partners/${partner}`, { technical_email: null })).technical_email).toBeNull()
  expect((await admin.patch(`/v1/partners/${partner}`, { technical_email: 'nobody' })).statusCode).toBe(422)
})

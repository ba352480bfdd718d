import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { json, PUBLIC_URL, testApp } from '../../test/app.ts'
import { aClient, aToken, sendForm } from '../../test/oauth-clients.ts'
import { anotherNode } from '../../test/staff.ts'
import { newId } from '../lib/id.ts'

const t = await testApp({ outbound: { loopback: true } })
const other = { app: await anotherNode(t.database) }
const client = await aClient(t)
const now = () => Math.floor(Date.now() / 1000)
const GRANT = { grant_type: 'client_credentials' }
beforeEach(async () => {
  await t.app.db.deleteFrom('sign_in_failure').execute()
})
const refusal = (answer: { body: string; statusCode: number }) => {
  const { error, status, type } = JSON.parse(answer.body)
  expect(status).toBe(answer.statusCode)
  return [answer.statusCode, error, String(type).split('/').at(-1)]
}

describe('the token endpoint', () => {
  test('answers a token of ten minutes that nobody keeps', async () => {
    const answer = await sendForm(t, '/oauth/token', { ...GRANT, scope: 'feed:read', unknown: 'x' }, { basic: client })
    expect(json(answer)).toMatchObject({ token_type: 'Bearer', expires_in: 600, scope: 'feed:read' })
    expect(answer.headers['cache-control']).toBe('no-store')
  })

  test('the token may what its scopes may, and no more', async () => {
    const narrow = t.bearer(await aToken(t, client, { scope: 'feed:read' }))
    expect((await narrow.get('/v1/feeds')).statusCode).toBe(200)
    const wide = await aClient(t, ['submissions:write', 'feed:read'])
    const writes = (token: string) => t.bearer(token).get('/v1/questionnaires')
    expect((await writes(await aToken(t, wide))).statusCode).toBe(200)
    expect((await writes(await aToken(t, wide, { scope: 'feed:read' }))).statusCode).toBe(403)
  })

  test.each<[string, string | Record<string, string>, object, unknown[]]>([
    ['another grant', { grant_type: 'password' }, {}, [400, 'unsupported_grant_type', 'malformed']],
    ['no grant', { scope: 'feed:read' }, {}, [400, 'invalid_request', 'malformed']],
    ['a parameter twice', 'grant_type=client_credentials&scope=a&scope=b', {}, [400, 'invalid_request', 'malformed']],
    ['a scope it lacks', { ...GRANT, scope: 'members:read' }, {}, [400, 'invalid_scope', 'malformed']],
    ['an unknown scope', { ...GRANT, scope: 'all' }, {}, [400, 'invalid_scope', 'malformed']],
    ['another resource', { ...GRANT, resource: 'https://x.example' }, {}, [400, 'invalid_target', 'malformed']],
    [
      'JSON',
      '{}',
      { headers: { 'content-type': 'application/json' } },
      [415, 'invalid_request', 'unsupported-media-type'],
    ],
    ['a wrong secret', GRANT, { basic: { id: client.id, secret: 'x' } }, [401, 'invalid_client', 'unauthenticated']],
    ['an unknown client', GRANT, { basic: { id: newId(), secret: 'x' } }, [401, 'invalid_client', 'unauthenticated']],
    ['no id', GRANT, { basic: { id: 'x', secret: '%zz' } }, [401, 'invalid_client', 'unauthenticated']],
    [
      'a key of ours',
      GRANT,
      { headers: { authorization: 'Bearer essaim_x' } },
      [401, 'invalid_client', 'unauthenticated'],
    ],
    ['two ways at once', { ...GRANT, client_assertion: 'x' }, {}, [400, 'invalid_request', 'malformed']],
  ])('refuses %s', async (_name, form, sent, expected) => {
    expect(refusal(await sendForm(t, '/oauth/token', form, { basic: client, ...sent }))).toEqual(expected)
  })

  test('takes no secret from the body', async () => {
    const form = { ...GRANT, client_id: client.id, client_secret: client.secret }
    const answer = await sendForm(t, '/oauth/token', form)
    expect(refusal(answer)).toEqual([401, 'invalid_client', 'unauthenticated'])
    expect(answer.headers['www-authenticate']).toBe('Basic realm="essaim"')
  })

  test('a description holds what RFC 6749 lets it hold', async () => {
    const answer = await sendForm(t, '/oauth/token', { ...GRANT, scope: 'é"\\' }, { basic: client })
    expect(JSON.parse(answer.body).error_description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/)
  })

  test('ten failures of an address, on every node, whatever it says of itself; others are let in', async () => {
    const from = '2001:db8:1:2::'
    const attempt = (on: typeof other, i: number, basic = { id: client.id, secret: 'x' }) =>
      sendForm(on, '/oauth/token', GRANT, {
        basic,
        from: `${from}${i}`,
        headers: { 'x-forwarded-for': `203.0.113.${i}` },
      })
    for (let i = 0; i < 10; i += 1) expect((await attempt(i % 2 ? t : other, i)).statusCode).toBe(401)
    for (const on of [t, other]) {
      const answer = await attempt(on, 99, client)
      expect(refusal(answer)).toEqual([429, 'temporarily_unavailable', 'rate-limited'])
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(800)
    }
    expect((await sendForm(t, '/oauth/token', GRANT, { basic: client, from: '2001:db8:1:3::1' })).statusCode).toBe(200)
  })
})

describe('assertions (RFC 7523, RFC 10070)', async () => {
  const keys = await generateKeyPair('ES256', { extractable: true })
  const second = await generateKeyPair('ES256', { extractable: true })
  const made = json(
    await t.admin.post(`/v1/partners/${client.partner}/clients`, {
      name: 'Entrepôt',
      token_endpoint_auth_method: 'private_key_jwt',
      scopes: ['feed:read'],
      jwks: { keys: [await exportJWK(keys.publicKey), await exportJWK(second.publicKey)] },
    }),
    201,
  )
  const id = String(made.id)
  type Parts = { header?: object; claims?: object; without?: string[]; key?: CryptoKey }
  const assertion = async ({ header = {}, claims = {}, without = [], key = keys.privateKey }: Parts = {}) => {
    const all = { iss: id, sub: id, aud: PUBLIC_URL, jti: newId(), iat: now(), exp: now() + 60, ...claims }
    const kept = Object.fromEntries(Object.entries(all).filter(([name]) => !without.includes(name)))
    return new SignJWT(kept).setProtectedHeader({ alg: 'ES256', ...header }).sign(key)
  }
  const bring = (client_assertion: string, more: object = {}, on = t as Pick<typeof t, 'app'>) =>
    sendForm(on, '/oauth/token', {
      ...GRANT,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion,
      ...more,
    })

  test.each<[string, Parts]>([
    ['without a typ', {}],
    ['with that of RFC 10070', { header: { typ: 'client-authentication+jwt' } }],
    ['with that of before', { header: { typ: 'JWT' } }],
    ['by the second of two keys', { key: second.privateKey }],
    ['the audience as a list of one', { claims: { aud: [PUBLIC_URL] } }],
  ])('are taken: %s', async (_name, parts) => {
    expect((await bring(await assertion(parts))).statusCode).toBe(200)
  })

  test.each<[string, Parts]>([
    ['the token endpoint as audience', { claims: { aud: `${PUBLIC_URL}/oauth/token` } }],
    ['a second audience', { claims: { aud: [PUBLIC_URL, 'https://elsewhere.example'] } }],
    ['another issuer', { claims: { iss: client.id } }],
    ['another subject', { claims: { sub: client.id } }],
    ['another client', { claims: { iss: client.id, sub: client.id } }],
    ['no client', { claims: { iss: 'x', sub: 'x' } }],
    ['no jti', { without: ['jti'] }],
    ['no end', { without: ['exp'] }],
    ['an end too far', { claims: { exp: now() + 900 } }],
    ['expired', { claims: { exp: now() - 60 } }],
    ['not yet valid', { claims: { nbf: now() + 600 } }],
    ['the typ of an access token', { header: { typ: 'at+jwt' } }],
  ])('are refused: %s', async (_name, parts) => {
    expect(refusal(await bring(await assertion(parts)))).toEqual([400, 'invalid_client', 'malformed'])
  })

  test('are refused when signed by another key, unsigned, or no JWT', async () => {
    const { privateKey } = await generateKeyPair('ES256')
    const [header, payload] = (await assertion()).split('.')
    const none = Buffer.from('{"alg":"none"}').toString('base64url')
    for (const bad of [
      await assertion({ key: privateKey }),
      `${header}.${payload}.`,
      `${none}.${payload}.`,
      'x',
      'a.b.c',
    ])
      expect(refusal(await bring(bad))[1], bad).toBe('invalid_client')
    const good = await assertion()
    expect(refusal(await bring(good, { client_id: client.id }))[1]).toBe('invalid_client')
    expect(refusal(await bring(good, { client_assertion_type: 'x' }))[1]).toBe('invalid_client')
    expect((await bring(good, { client_id: id })).statusCode).toBe(200)
  })

  test('serve once, of any number who bring the same one at once, on every node', async () => {
    const one = await assertion()
    const codes = await Promise.all([t, other, t, other, t].map(async (on) => (await bring(one, {}, on)).statusCode))
    expect(codes.sort()).toEqual([200, 400, 400, 400, 400])
  })
})

describe('keys at the client’s own address', async () => {
  const pairs = await Promise.all([1, 2].map(() => generateKeyPair('ES256', { extractable: true })))
  let answer: { status: number; body: string } = { status: 200, body: '' }
  let asked = 0
  const server = createServer((_request, response) => {
    asked += 1
    response.writeHead(answer.status, { 'content-type': 'application/json', location: '/elsewhere' }).end(answer.body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  afterAll(() => server.close())
  const register = (jwks_uri: string) =>
    t.admin.post(`/v1/partners/${client.partner}/clients`, {
      name: 'Entrepôt',
      token_endpoint_auth_method: 'private_key_jwt',
      scopes: ['feed:read'],
      jwks_uri,
    })
  const serve = async (...which: number[]) => {
    const keys = await Promise.all(
      which.map(async (i) => ({ ...(await exportJWK(pairs[i]?.publicKey as CryptoKey)), kid: `${i}` })),
    )
    answer = { status: 200, body: JSON.stringify({ keys }) }
  }
  const codeBy = async (id: string, i: number) => {
    const assertion = await new SignJWT({ jti: newId() })
      .setProtectedHeader({ alg: 'ES256', kid: `${i}` })
      .setIssuer(id)
      .setSubject(id)
      .setAudience(PUBLIC_URL)
      .setExpirationTime('1m')
      .sign(pairs[i]?.privateKey as CryptoKey)
    const { statusCode } = await sendForm(t, '/oauth/token', {
      ...GRANT,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    })
    return statusCode
  }
  const uri = (name: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`

  test('are read there once, and not for each token', async () => {
    await serve(0)
    const id = String(json(await register(uri('kept')), 201).id)
    asked = 0
    expect([await codeBy(id, 0), await codeBy(id, 0)]).toEqual([200, 200])
    expect(asked).toBe(1)
    // an unknown key is not a reason to ask at each request
    expect([await codeBy(id, 1), await codeBy(id, 1)]).toEqual([400, 400])
    expect(asked).toBeLessThanOrEqual(2)
  })

  test.each([
    ['no keys', { status: 200, body: '{}' }],
    ['no JSON', { status: 200, body: '<html>' }],
    ['a failure', { status: 500, body: '{}' }],
    ['a redirect, which is not followed', { status: 302, body: '{}' }],
  ])('are refused where there is %s', async (name, given) => {
    answer = given
    const id = String(json(await register(uri(encodeURIComponent(name))), 201).id)
    expect(await codeBy(id, 0)).toBe(400)
  })

  test('are nowhere within', async () => {
    for (const address of ['https://10.0.0.1/keys', 'https://metadata.internal/keys', 'ftp://partenaire.example/keys'])
      expect((await register(address)).statusCode, address).toBe(422)
  })

  test('take the place of given ones, and the reverse', async () => {
    await serve(1)
    const made = await register(uri('first'))
    const path = String(made.headers.location)
    const jwks = { keys: [await exportJWK(pairs[0]?.publicKey as CryptoKey)] }
    expect(json(await t.admin.patch(path, { jwks }))).toMatchObject({ jwks, jwks_uri: null })
    expect(json(await t.admin.patch(path, { jwks_uri: uri('second') }))).toMatchObject({
      jwks: null,
      jwks_uri: uri('second'),
    })
    expect((await t.admin.patch(path, { jwks, jwks_uri: uri('third') })).statusCode).toBe(422)
  })
})

describe('C17: forged client tokens', () => {
  /** A token like ours, signed with our own key, but for what is asked. */
  async function forged(
    { header = {}, claims = {}, without = [] as string[] },
    purpose: 'client' | 'staff' = 'client',
    key?: CryptoKey,
  ): Promise<string> {
    const row = await t.app.db
      .selectFrom('signing_key')
      .selectAll()
      .where('purpose', '=', purpose)
      .orderBy('active_from')
      .limit(1)
      .executeTakeFirstOrThrow()
    const alg = purpose === 'client' ? 'RS256' : 'EdDSA'
    const payload = {
      iss: PUBLIC_URL,
      aud: `${PUBLIC_URL}/v1`,
      sub: client.id,
      client_id: client.id,
      scope: 'feed:read',
      jti: newId(),
      iat: now(),
      exp: now() + 600,
      ...claims,
    }
    const kept = Object.fromEntries(Object.entries(payload).filter(([name]) => !without.includes(name)))
    const ours = (await importJWK(row.private_jwk as JWK, alg)) as CryptoKey
    return new SignJWT(kept).setProtectedHeader({ alg, typ: 'at+jwt', kid: row.kid, ...header }).sign(key ?? ours)
  }
  const answerTo = async (token: string) => (await t.bearer(token).get('/v1/feeds')).statusCode

  test('the forger’s own tool makes a good token when nothing is wrong', async () => {
    expect(await answerTo(await forged({}))).toBe(200)
  })

  test.each<[string, Parameters<typeof forged>[0]]>([
    ['the audience of staff', { claims: { aud: `${PUBLIC_URL}/v1/session` } }],
    ['the issuer as audience', { claims: { aud: PUBLIC_URL } }],
    ['another issuer', { claims: { iss: 'https://evil.example' } }],
    ['an id token', { header: { typ: 'JWT' } }],
    ['an assertion', { header: { typ: 'client-authentication+jwt' } }],
    ['no expiry', { without: ['exp'] }],
    ['no client', { without: ['client_id'] }],
    ['no scope', { without: ['scope'] }],
    ['no jti', { without: ['jti'] }],
    ['a subject that is not the client', { claims: { sub: newId() } }],
    [
      'an unknown client',
      { claims: { sub: '019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a00', client_id: '019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a00' } },
    ],
    ['expired', { claims: { exp: now() - 60 } }],
    ['not yet valid', { claims: { nbf: now() + 600 } }],
    ['issued in the future', { claims: { iat: now() + 600, exp: now() + 1200 } }],
    ['too old', { claims: { iat: now() - 3600, exp: now() + 600 } }],
    ['an unknown key', { header: { kid: 'unknown' } }],
  ])('%s', async (_name, parts) => {
    expect(await answerTo(await forged(parts))).toBe(401)
  })

  test('the key of staff does not sign for clients, nor that of clients for staff', async () => {
    expect(await answerTo(await forged({}, 'staff'))).toBe(401)
    const [session] = (await t.app.pool.query('select id, staff_member_id from staff_session limit 1')).rows
    const claims = { aud: `${PUBLIC_URL}/v1/session`, sub: session.staff_member_id, sid: session.id }
    const whoAmI = async (token: string) => (await t.bearer(token).get('/v1/session')).statusCode
    expect(await whoAmI(await forged({ claims }, 'staff'))).toBe(200)
    expect(await whoAmI(await forged({ claims }, 'client'))).toBe(401)
  })

  test('signed by a key of the forger, even when the token brings it along', async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256')
    expect(await answerTo(await forged({}, 'client', privateKey))).toBe(401)
    expect(await answerTo(await forged({ header: { jwk: await exportJWK(publicKey) } }, 'client', privateKey))).toBe(
      401,
    )
  })
})

test('one client cannot revoke the token of another', async () => {
  const neighbour = await aClient(t)
  const token = await aToken(t, client)
  expect(refusal(await sendForm(t, '/oauth/revoke', { token }, { basic: neighbour }))).toEqual([
    400,
    'invalid_grant',
    'malformed',
  ])
  expect((await t.bearer(token).get('/v1/feeds')).statusCode).toBe(200)
  expect(refusal(await sendForm(t, '/oauth/revoke', { token }))[1]).toBe('invalid_client')
})

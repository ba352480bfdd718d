import { createHmac } from 'node:crypto'
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { ADMINISTRATOR } from '../../test/administrator.ts'
import { testApp } from '../../test/app.ts'
import { anotherNode, staffOf } from '../../test/staff.ts'

const { app, database } = await testApp()
const other = await anotherNode(database)
const staff = await staffOf(app)
const ELSEWHERE = 'https://console.example'
const together = await anotherNode(database, { publicUrl: () => 'https://essaim.example' })
const apart = await anotherNode(database, { publicUrl: () => 'https://essaim.example', adminOrigin: ELSEWHERE })

type Parts = { header?: Record<string, unknown>; claims?: Record<string, unknown>; without?: string[] }
const b64 = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const now = () => Math.floor(Date.now() / 1000)

/** A token like ours, signed with our own key, but for what is asked. */
async function forged({ header = {}, claims = {}, without = [] }: Parts, key?: CryptoKey): Promise<string> {
  const row = await app.db
    .selectFrom('signing_key')
    .selectAll()
    .where('purpose', '=', 'staff')
    .executeTakeFirstOrThrow()
  const session = await app.db
    .selectFrom('staff_session')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
  const base = app.publicUrl()
  const payload = {
    iss: base,
    aud: `${base}/v1/session`,
    sub: session.staff_member_id,
    sid: session.id,
    jti: 'x',
    iat: now(),
    exp: now() + 600,
    ...claims,
  }
  const kept = Object.fromEntries(Object.entries(payload).filter(([name]) => !without.includes(name)))
  const ours = (await importJWK(row.private_jwk as JWK, 'EdDSA')) as CryptoKey
  return new SignJWT(kept)
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: row.kid, ...header })
    .sign(key ?? ours)
}
const answerTo = async (token: string) =>
  (await staff.call('GET', '/v1/session', { as: { authorization: `Bearer ${token}` } })).statusCode

describe('C17: forged tokens', () => {
  test('the forger’s own tool makes a good token when nothing is wrong', async () => {
    expect(await answerTo(await forged({}))).toBe(200)
  })

  test.each<[string, Parts]>([
    ['another audience', { claims: { aud: 'https://partner.example' } }],
    ['the audience of clients', { claims: { aud: 'http://essaim.test/v1' } }],
    ['another issuer', { claims: { iss: 'https://evil.example' } }],
    ['an id token', { header: { typ: 'JWT' } }],
    ['no expiry', { without: ['exp'] }],
    ['no session', { without: ['sid'] }],
    ['no subject', { without: ['sub'] }],
    ['expired', { claims: { exp: now() - 60 } }],
    ['not yet valid', { claims: { nbf: now() + 600 } }],
    ['issued in the future', { claims: { iat: now() + 600, exp: now() + 1200 } }],
    ['too old', { claims: { iat: now() - 3600, exp: now() + 600 } }],
    ['an unknown key', { header: { kid: 'unknown' } }],
    ['another session', { claims: { sid: '019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a00' } }],
    ['a session that is no id', { claims: { sid: 'x' } }],
  ])('%s', async (_name, parts) => {
    expect(await answerTo(await forged(parts))).toBe(401)
  })

  test('signed by a key of the forger, even when the token brings it along', async () => {
    const { privateKey, publicKey } = await generateKeyPair('EdDSA')
    expect(await answerTo(await forged({}, privateKey))).toBe(401)
    expect(await answerTo(await forged({ header: { jwk: await exportJWK(publicKey) } }, privateKey))).toBe(401)
  })

  test('unsigned, or signed with the public key as if it were a secret', async () => {
    const [, payload] = (await forged({})).split('.')
    const { kid, public_jwk } = await app.db
      .selectFrom('signing_key')
      .selectAll()
      .where('purpose', '=', 'staff')
      .executeTakeFirstOrThrow()
    expect(await answerTo(`${b64({ alg: 'none', typ: 'at+jwt', kid })}.${payload}.`)).toBe(401)
    const start = `${b64({ alg: 'HS256', typ: 'at+jwt', kid })}.${payload}`
    expect(
      await answerTo(
        `${start}.${createHmac('sha256', Buffer.from((public_jwk as JWK).x ?? '', 'base64url'))
          .update(start)
          .digest('base64url')}`,
      ),
    ).toBe(401)
    expect(await answerTo(`${start}.`)).toBe(401)
  })
})

describe('C18: what is ended is ended at once, on every node', () => {
  const whoAmI = (on: typeof app, as: Record<string, string>) =>
    on.inject({ url: '/v1/session', headers: as }).then((answer) => answer.statusCode)

  test('by signing out', async () => {
    const { as } = await staff.signIn(ADMINISTRATOR)
    expect([await whoAmI(app, as), await whoAmI(other, as)]).toEqual([200, 200])
    await staff.call('DELETE', '/v1/session', { as })
    expect([await whoAmI(app, as), await whoAmI(other, as)]).toEqual([401, 401])
  })

  test.each([{ state: 'suspended' }, { password: 'un-autre-mot-de-passe' }])('by %j', async (change) => {
    const member = await staff.aUser()
    const { as, cookie } = await staff.signIn(member)
    expect([await whoAmI(app, as), await whoAmI(other, as)]).toEqual([200, 200])
    await staff.call('PATCH', `/v1/users/${member.id}`, {
      as: staff.admin,
      headers: { 'if-match': member.etag },
      body: change,
    })
    expect([await whoAmI(app, as), await whoAmI(other, as)]).toEqual([401, 401])
    expect((await other.inject({ method: 'POST', url: '/v1/session/refresh', headers: { cookie } })).statusCode).toBe(
      401,
    )
  })
})

describe('the cookie over https', () => {
  test('is bound to our host; with the admin elsewhere it may travel there', async () => {
    for (const [secure, adminOrigin, sameSite] of [
      [together, null, 'Lax'],
      [apart, ELSEWHERE, 'None'],
    ] as const) {
      const body = { method: 'POST', url: '/v1/session', payload: ADMINISTRATOR } as const
      const answer = await secure.inject({ ...body, headers: { origin: adminOrigin ?? 'https://essaim.example' } })
      expect(answer.cookies).toMatchObject([
        { name: '__Host-essaim_refresh', secure: true, httpOnly: true, path: '/', sameSite },
      ])
      expect(answer.cookies[0]).not.toHaveProperty('domain')
      expect((await secure.inject({ ...body, headers: { origin: 'https://evil.example' } })).statusCode).toBe(403)
    }
  })
})

test('C21: no other site reads what needs credentials, and none gets them', async () => {
  for (const origin of [
    'https://evil.example',
    'null',
    'http://essaim.test.evil.example',
    'http://evil-essaim.test',
    'https://essaim.test',
  ]) {
    const closed = await staff.call('GET', '/v1/session', { as: staff.admin, headers: { origin } })
    expect(closed.headers['access-control-allow-origin']).toBeUndefined()
    const preflight = await staff.call('OPTIONS', '/v1/session', {
      headers: { origin, 'access-control-request-method': 'POST' },
    })
    expect(preflight.headers['access-control-allow-origin']).toBeUndefined()
    const open = await staff.call('GET', '/v1/vocabularies', { headers: { origin } })
    expect(open.headers['access-control-allow-origin']).toBe('*')
    expect(open.headers['access-control-allow-credentials']).toBeUndefined()
  }
})

import { describe, expect, test } from 'vitest'
import { ADMINISTRATOR } from '../../test/administrator.ts'
import { testApp } from '../../test/app.ts'
import { PASSWORD, staffOf } from '../../test/staff.ts'

const { app } = await testApp()
const staff = await staffOf(app)

describe('POST /v1/session', () => {
  test('answers a token of ten minutes, the member and a cookie that scripts cannot read', async () => {
    const answer = await staff.call('POST', '/v1/session', {
      body: { ...ADMINISTRATOR, email: ADMINISTRATOR.email.toUpperCase() },
    })
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 600,
      user: {
        id: expect.any(String),
        name: 'Administrateur',
        email: ADMINISTRATOR.email,
        roles: ['admin'],
        regional_delegations: [],
      },
    })
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(answer.cookies).toMatchObject([{ name: 'essaim_refresh', httpOnly: true, sameSite: 'Lax', path: '/' }])
  })

  test('answers the same to a wrong password, an unknown address and a suspended member', async () => {
    const member = await staff.aUser()
    await staff.call('PATCH', `/v1/users/${member.id}`, {
      as: staff.admin,
      headers: { 'if-match': member.etag },
      body: { state: 'suspended' },
    })
    const tries = [
      { email: ADMINISTRATOR.email, password: 'not-the-password' },
      { email: 'personne@essaim.example', password: 'not-the-password' },
      { email: member.email, password: PASSWORD },
    ]
    const answers = await Promise.all(
      tries.map((body, i) => staff.call('POST', '/v1/session', { body, from: `192.0.2.${i + 1}` })),
    )
    for (const answer of answers) {
      expect(answer.statusCode).toBe(401)
      expect(answer.cookies).toEqual([])
      expect({ ...answer.json(), instance: '' }).toEqual({ ...answers[0]?.json(), instance: '' })
    }
    expect(answers[0]?.json()).toMatchObject({
      type: expect.stringMatching(/\/problems\/unauthenticated$/),
      errors: [{ pointer: '', code: 'invalid-credentials' }],
    })
  })

  test.each([
    [{}],
    [{ email: 'x', password: 'y' }],
    [{ ...ADMINISTRATOR, remember: true }],
    [{ email: ADMINISTRATOR.email, password: 1 }],
  ])('refuses %j', async (body) => {
    expect((await staff.call('POST', '/v1/session', { body })).statusCode).toBe(422)
  })
})

describe('POST /v1/session/refresh', () => {
  const refresh = (cookie: string, headers = {}) =>
    staff.call('POST', '/v1/session/refresh', { headers: { cookie, ...headers } })

  test('replaces the cookie and answers a new token', async () => {
    const { cookie, token } = await staff.signIn(ADMINISTRATOR)
    const answer = await refresh(cookie)
    expect(answer.statusCode).toBe(200)
    expect(answer.cookies[0]?.value).not.toBe(token)
    const as = { authorization: `Bearer ${answer.json().access_token}` }
    expect((await staff.call('GET', '/v1/session', { as })).json().user.email).toBe(ADMINISTRATOR.email)
  })

  test('C19: a token that comes back ends the session, leaves an entry in the trail, and the member is told', async () => {
    const member = await staff.aUser()
    const { cookie: r1, as } = await staff.signIn(member)
    const second = await refresh(r1)
    const r2 = `essaim_refresh=${second.cookies[0]?.value}`
    const again = await refresh(r1)
    expect(again.statusCode).toBe(401)
    expect(again.json().errors).toMatchObject([{ parameter: 'Cookie', code: 'token-reuse' }])
    expect((await refresh(r2)).statusCode).toBe(401)
    expect((await staff.call('GET', '/v1/session', { as })).statusCode).toBe(401)
    const { items } = (await staff.call('GET', '/v1/events?action=session.end', { as: staff.admin })).json()
    expect(items.filter((event: { detail: object }) => JSON.stringify(event.detail).includes(member.id))).toMatchObject(
      [{ detail: { because: 'token_reuse' } }],
    )
    const mails = await app.db
      .selectFrom('delivery')
      .select(['recipient', 'state'])
      .where('recipient', '=', member.email)
      .execute()
    expect(mails).toEqual([{ recipient: member.email, state: 'waiting' }])
  })

  test('of ten who bring one token at once, at most one gets the next', async () => {
    const { cookie } = await staff.signIn(ADMINISTRATOR)
    const codes = (await Promise.all(Array.from({ length: 10 }, () => refresh(cookie)))).map(
      (answer) => answer.statusCode,
    )
    expect(codes.filter((code) => code === 200)).toHaveLength(1)
    expect(codes.filter((code) => code === 401)).toHaveLength(9)
  })

  test('is refused without a cookie, with an unknown one, and with a token of another purpose', async () => {
    const { json } = await staff.call('POST', `/v1/users/${(await staff.aUser()).id}/sign-in-links`, {
      as: staff.admin,
    })
    for (const cookie of ['', 'essaim_refresh=refresh_unknown', `essaim_refresh=${json().url.split('#')[1]}`]) {
      expect((await refresh(cookie)).statusCode).toBe(401)
    }
  })
})

describe('C20: another site gains nothing by the cookie', () => {
  test.each([
    ['POST', '/v1/session/refresh', { origin: 'https://evil.example' }],
    ['POST', '/v1/session/refresh', { origin: 'null' }],
    ['POST', '/v1/session/refresh', { origin: 'http://essaim.test.evil.example' }],
    ['POST', '/v1/session/refresh', { 'sec-fetch-site': 'cross-site' }],
    ['DELETE', '/v1/session', { origin: 'https://evil.example' }],
    ['DELETE', '/v1/session', { 'sec-fetch-site': 'cross-site' }],
  ] as const)('%s %s with %j', async (method, url, headers) => {
    const { cookie } = await staff.signIn(ADMINISTRATOR)
    const answer = await staff.call(method, url, { headers: { cookie, ...headers } })
    expect(answer.statusCode).toBe(403)
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined()
    expect((await staff.call('POST', '/v1/session/refresh', { headers: { cookie } })).statusCode).toBe(200)
  })

  test('a form cannot sign anybody in', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const answer = await app.inject({
        method: 'POST',
        url: '/v1/session',
        headers: { 'content-type': type },
        payload: JSON.stringify(ADMINISTRATOR),
      })
      expect(answer.statusCode).toBe(415)
    }
    expect(
      (await staff.call('POST', '/v1/session', { body: ADMINISTRATOR, headers: { origin: 'https://evil.example' } }))
        .statusCode,
    ).toBe(403)
  })
})

describe('GET and DELETE /v1/session', () => {
  test('who am I is for staff', async () => {
    expect((await staff.call('GET', '/v1/session')).statusCode).toBe(401)
    const answer = await staff.call('GET', '/v1/session', { as: staff.admin })
    expect(answer.json()).toMatchObject({ user: { email: ADMINISTRATOR.email } })
    expect(answer.headers['cache-control']).toBe('no-store')
  })

  test.each(['token', 'cookie', 'both'])('signing out by %s ends token and cookie', async (by) => {
    const { as, cookie } = await staff.signIn(ADMINISTRATOR)
    const answer = await staff.call('DELETE', '/v1/session', {
      ...(by !== 'cookie' && { as }),
      ...(by !== 'token' && { headers: { cookie } }),
    })
    expect(answer.statusCode).toBe(204)
    expect(answer.cookies).toMatchObject([{ name: 'essaim_refresh', value: '' }])
    expect((await staff.call('GET', '/v1/session', { as })).statusCode).toBe(401)
    expect((await staff.call('POST', '/v1/session/refresh', { headers: { cookie } })).statusCode).toBe(401)
  })

  test('signing out of nothing is refused', async () => {
    expect((await staff.call('DELETE', '/v1/session')).statusCode).toBe(401)
  })
})

import { exportJWK, generateKeyPair } from 'jose'
import { describe, expect, test } from 'vitest'
import { json, testApp } from '../../test/app.ts'
import { aClient, aToken, sendForm } from '../../test/oauth-clients.ts'
import { NOTICE_DAYS, noticeDue, tellEndings } from './notices.ts'

const t = await testApp({ jobs: false })
const { admin, bearer } = t
const DAY = 86_400_000
const inDays = (days: number, from = Date.now()) => new Date(from + days * DAY)
/** Days from now, to the nearest. */
const daysTo = (instant: unknown) => Math.round((Date.parse(String(instant)) - Date.now()) / DAY)
const renew = (by: { post: typeof admin.post }, overlap_days?: number) =>
  by.post('/v1/credential/renewal', overlap_days === undefined ? {} : { overlap_days })

describe('what a caller is told of its credential', () => {
  test('by a key', async () => {
    const key = await t.key('innovations:read', 'members:read')
    const shown = json(await key.get('/v1/credential'))
    expect(shown).toMatchObject({
      kind: 'key',
      partner: { id: key.partner },
      scopes: ['innovations:read', 'members:read'],
      audience: 'members',
    })
    expect(key.key).toContain(String(shown.name))
    expect(daysTo(shown.expires_at)).toBe(365)
  })

  test('by a client, whose token may hold fewer scopes', async () => {
    const client = await aClient(t)
    const by = bearer(await aToken(t, client, { scope: 'feed:read' }))
    expect(json(await by.get('/v1/credential'))).toMatchObject({
      kind: 'client',
      id: client.id,
      name: 'Extranet',
      scopes: ['feed:read'],
      audience: 'partners',
    })
  })
})

describe('renewal by the caller itself', () => {
  test('of a key: the new one at once, the old one for a week', async () => {
    const key = await t.key('feed:read')
    await admin.patch(`/v1/partners/${key.partner}`, { technical_email: 'technique@partenaire.example' })
    const answer = json(await renew(key))
    expect(answer).toMatchObject({ kind: 'key', secret: expect.stringMatching(/^essaim_/) })
    expect([daysTo(answer.previous_expires_at), daysTo(answer.expires_at)]).toEqual([7, 365])
    for (const by of [key, bearer(String(answer.secret))]) expect((await by.get('/v1/feeds')).statusCode).toBe(200)
    const mails = await t.app.db.selectFrom('delivery').selectAll().where('recipient', 'like', 'technique@%').execute()
    expect(mails).toHaveLength(1)
    expect(JSON.stringify(mails)).not.toContain(String(answer.secret))
  })

  test('of a key: two live ones at most; without an overlap the old one ends at once', async () => {
    const key = await t.key('feed:read')
    const first = json(await renew(key)).secret as string
    expect((await renew(key)).statusCode).toBe(409)
    // refused, and nothing changed
    expect((await key.get('/v1/feeds')).statusCode).toBe(200)
    const second = json(await renew(key, 0)).secret as string
    const codes = []
    for (const one of [key.key, first, second]) codes.push((await bearer(one).get('/v1/feeds')).statusCode)
    expect(codes).toEqual([401, 200, 200])
  })

  test('never lasts longer than the federation gave, and never lengthens the old one', async () => {
    const { partner } = await t.key('innovations:read')
    const made = json(
      await admin.post(`/v1/partners/${partner}/keys`, { scopes: ['feed:read'], expires_at: inDays(5).toISOString() }),
      201,
    ) as { key: string }
    const answer = json(await renew(bearer(made.key), 30))
    expect([daysTo(answer.previous_expires_at), daysTo(answer.expires_at)]).toEqual([5, 5])
    expect((await renew(bearer(made.key), 31)).statusCode).toBe(422)
  })

  test('of a client: another secret, the same client_id, two live secrets at most', async () => {
    const client = await aClient(t)
    const by = bearer(await aToken(t, client))
    const answer = json(await renew(by))
    expect(answer).toMatchObject({ kind: 'client', id: client.id, secret: expect.stringMatching(/^client_/) })
    expect(daysTo(answer.previous_expires_at)).toBe(7)
    const again = { ...client, secret: String(answer.secret) }
    for (const one of [client, again]) await aToken(t, one)
    expect((await renew(by)).statusCode).toBe(409)
    const last = { ...client, secret: String(json(await renew(by, 0)).secret) }
    const codes = []
    for (const basic of [client, again, last])
      codes.push((await sendForm(t, '/oauth/token', { grant_type: 'client_credentials' }, { basic })).statusCode)
    expect(codes).toEqual([401, 401, 200])
  })

  test('of two at once, one is refused: no third key', async () => {
    const key = await t.key('feed:read')
    const codes = (await Promise.all([renew(key), renew(key)])).map(({ statusCode }) => statusCode)
    expect(codes.sort()).toEqual([200, 409])
  })
})

describe('renewal by an administrator', () => {
  test('of a key, also of one that has ended; not of one that was revoked', async () => {
    const key = await t.key('feed:read')
    const path = `/v1/partners/${key.partner}/keys`
    const [{ id }] = json(await admin.get(path)).items as [{ id: string }]
    await t.app.db
      .updateTable('api_key')
      .set({ expires_at: inDays(-1), created_at: inDays(-91) })
      .where('id', '=', id)
      .execute()
    const answer = await admin.post(`${path}/${id}/renewal`, {})
    const made = json(answer, 201)
    expect(answer.headers.location).toBe(`${path}/${made.id}`)
    expect(daysTo(made.expires_at)).toBe(90)
    expect((await key.get('/v1/feeds')).statusCode).toBe(401)
    await admin.delete(`${path}/${made.id}`)
    expect((await admin.post(`${path}/${made.id}/renewal`, {})).statusCode).toBe(409)
    const { items } = json(await admin.get(`/v1/events?action=partner.renew_key&subject_id=${key.partner}`))
    expect(items).toMatchObject([{ detail: { key: made.id, renews: id } }])
  })

  test('of a client that signs: another term, and no secret', async () => {
    const { partner } = await t.key('feed:read')
    const made = json(
      await admin.post(`/v1/partners/${partner}/clients`, {
        name: 'Entrepôt',
        token_endpoint_auth_method: 'private_key_jwt',
        scopes: ['feed:read'],
        jwks: { keys: [await exportJWK((await generateKeyPair('ES256')).publicKey)] },
        expires_at: inDays(90).toISOString(),
      }),
      201,
    )
    const path = `/v1/partners/${partner}/clients/${made.id}`
    for (let i = 0; i < 2; i += 1) {
      const renewed = json(await admin.post(`${path}/renewal`, {}))
      expect(renewed.client_secret).toBeNull()
      // however often: as long as it was given
      expect(daysTo(renewed.expires_at)).toBe(90)
    }
    await admin.delete(path)
    expect((await admin.post(`${path}/renewal`, {})).statusCode).toBe(409)
  })
})

describe('notices of an end', () => {
  const created_at = new Date('2026-01-01T00:00:00Z')
  const due = (life: number, left: number) => {
    const expires_at = inDays(life, Number(created_at))
    return noticeDue({ created_at, expires_at }, inDays(-left, Number(expires_at)))
  }
  test.each([
    [365, 31, null],
    [365, 30, 30],
    [365, 8, 30],
    [365, 7, 7],
    [365, 0.1, 7],
    [365, 0, null],
    [365, -1, null],
    // never to live that long: its maker knows
    [30, 20, null],
    [30, 7, 7],
    [7, 3, null],
  ])('of %d days, %d before the end: %s', (life, left, expected) => {
    expect(due(life, left)).toBe(expected)
  })

  test('go to the technical contact and to each administrator, once at each of the two days', async () => {
    const key = await t.key('submissions:write')
    const technical_email = `technique-${key.partner}@partenaire.example`
    await admin.patch(`/v1/partners/${key.partner}`, { technical_email })
    const [{ id, expires_at }] = json(await admin.get(`/v1/partners/${key.partner}/keys`)).items as [
      { id: string; expires_at: string },
    ]
    const mails = () => t.app.db.selectFrom('delivery').selectAll().where('body', 'like', `%${key.partner}%`).execute()
    const told = async () => ({
      partner: (await t.app.db.selectFrom('delivery').select('id').where('recipient', '=', technical_email).execute())
        .length,
      administrators: (await mails()).length,
    })
    const daysBefore = (days: number) => inDays(-days, Date.parse(expires_at))
    await tellEndings(t.app, daysBefore(31))
    expect(await told()).toEqual({ partner: 0, administrators: 0 })
    // two processes at once, and again the next day
    await Promise.all([tellEndings(t.app, daysBefore(29)), tellEndings(t.app, daysBefore(29))])
    await tellEndings(t.app, daysBefore(28))
    expect(await told()).toEqual({ partner: 1, administrators: 1 })
    await tellEndings(t.app, daysBefore(NOTICE_DAYS[1]))
    await tellEndings(t.app, daysBefore(2))
    expect(await told()).toEqual({ partner: 2, administrators: 2 })
    const { items } = json(await admin.get(`/v1/events?action=partner.credential_expiring&subject_id=${key.partner}`))
    expect((items as { detail: object }[]).map(({ detail }) => detail)).toMatchObject([
      { id, days: 7 },
      { id, days: 30 },
    ])
    // who was revoked, or has no access at all, is told nothing
    await admin.patch(`/v1/partners/${key.partner}`, { state: 'suspended' })
    await t.app.db.deleteFrom('expiry_notice').execute()
    await tellEndings(t.app, daysBefore(2))
    expect((await told()).partner).toBe(2)
  })
})

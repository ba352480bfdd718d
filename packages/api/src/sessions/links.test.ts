import { describe, expect, test } from 'vitest'
import { testApp } from '../../test/app.ts'
import { staffOf } from '../../test/staff.ts'

const { app } = await testApp()
const staff = await staffOf(app)

const linkFor = (id: string, as: Record<string, string> = staff.admin) =>
  staff.call('POST', `/v1/users/${id}/sign-in-links`, { as })
const tokenFor = async (id: string): Promise<string> => (await linkFor(id)).json().url.split('#')[1]
const consume = (token: string) => staff.call('POST', '/v1/session/link', { body: { token } })

describe('a sign-in link', () => {
  test('is made by an administrator, and carries its token after the #', async () => {
    const { id } = await staff.aUser()
    const answer = await linkFor(id)
    expect(answer.statusCode).toBe(201)
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(answer.json().url).toMatch(/^http.*\/admin\/connexion#link_[\w-]{43}$/)
    const minutes = (Date.parse(answer.json().expires_at) - Date.now()) / 60_000
    expect(minutes).toBeGreaterThan(58)
    expect(minutes).toBeLessThan(62)
  })

  test('is not made by others, for nobody, or for a suspended member', async () => {
    const { id, etag } = await staff.aUser()
    expect((await staff.call('POST', `/v1/users/${id}/sign-in-links`)).statusCode).toBe(401)
    expect((await linkFor(id, await staff.as('moderator'))).statusCode).toBe(403)
    expect((await linkFor('019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a00')).statusCode).toBe(404)
    expect((await linkFor('nobody')).statusCode).toBe(404)
    await staff.call('PATCH', `/v1/users/${id}`, {
      as: staff.admin,
      headers: { 'if-match': etag },
      body: { state: 'suspended' },
    })
    expect((await linkFor(id)).statusCode).toBe(409)
  })

  test('C14: signs in once', async () => {
    const { id } = await staff.aUser()
    const token = await tokenFor(id)
    const first = await consume(token)
    expect(first.statusCode).toBe(200)
    expect(first.json()).toMatchObject({ token_type: 'Bearer', user: { id } })
    expect(first.cookies[0]?.name).toBe('essaim_refresh')
    const again = await consume(token)
    expect(again.statusCode).toBe(410)
    expect(again.json().type).toMatch(/\/problems\/link-used$/)
  })

  test('C14: of ten who bring it at once, one signs in', async () => {
    const token = await tokenFor((await staff.aUser()).id)
    const codes = (await Promise.all(Array.from({ length: 10 }, () => consume(token)))).map(
      (answer) => answer.statusCode,
    )
    expect(codes.sort()).toEqual([200, ...Array(9).fill(410)])
  })

  test('C15: a scanner that looks at it uses nothing up', async () => {
    const token = await tokenFor((await staff.aUser()).id)
    for (const method of ['HEAD', 'GET', 'HEAD', 'GET', 'HEAD', 'GET'] as const) {
      expect((await staff.call(method, `/v1/session/link?token=${token}`)).statusCode).toBeGreaterThanOrEqual(400)
    }
    expect((await consume(token)).statusCode).toBe(200)
  })

  test('is void once replaced, out of date, or when the member was suspended or changed its password', async () => {
    const replaced = await staff.aUser()
    const old = await tokenFor(replaced.id)
    await tokenFor(replaced.id)
    expect((await consume(old)).statusCode).toBe(410)

    for (const change of [{ state: 'suspended' }, { password: 'un-autre-mot-de-passe' }]) {
      const { id, etag } = await staff.aUser()
      const token = await tokenFor(id)
      await staff.call('PATCH', `/v1/users/${id}`, { as: staff.admin, headers: { 'if-match': etag }, body: change })
      expect((await consume(token)).statusCode).toBe(410)
    }

    const late = await staff.aUser()
    const token = await tokenFor(late.id)
    await app.db
      .updateTable('token')
      .set({ expires_at: new Date(0) })
      .where('subject', '=', late.id)
      .execute()
    expect((await consume(token)).statusCode).toBe(410)
  })

  test('is nothing but a link: unknown tokens and those of other purposes are refused', async () => {
    expect((await consume('link_0123456789012345678901234567890123456789012')).statusCode).toBe(410)
    expect((await consume((await staff.signIn(await staff.aUser())).token)).statusCode).toBe(410)
    expect((await staff.call('POST', '/v1/session/link', { body: { token: 'short' } })).statusCode).toBe(422)
  })
})

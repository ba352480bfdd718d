import { describe, expect, it } from 'vitest'
import { json, problemOf, testApp } from '../../test/app.ts'
import { anInvited, aToken, mailsTo, sessionOf } from '../../test/invited.ts'

const t = await testApp()
const open = (body: unknown) => t.anonymous.post('/v1/respond/session', body)
const contactUrl = (who: Awaited<ReturnType<typeof anInvited>>) =>
  `/v1/associations/${who.association.id}/contacts/${who.contact.id}`

describe('the personal link', () => {
  it('C14: works again and again, each time for a session of its own', async () => {
    const who = await anInvited(t)
    const tokens = await Promise.all([1, 2, 3].map(async () => json(await open({ token: who.token })).access_token))
    expect(new Set(tokens).size).toBe(3)
  })

  it('C15: a scanner that looks at the page or at the exchange opens and uses up nothing', async () => {
    const who = await anInvited(t)
    const before = await t.app.db.selectFrom('token').select('id').where('subject', '=', who.contact.id).execute()
    for (const method of ['HEAD', 'GET', 'HEAD', 'GET', 'HEAD', 'GET'] as const) {
      await t.app.inject({ method, url: `/repondre/?jeton=${who.token}` })
      const looked = await t.app.inject({ method, url: `/v1/respond/session?token=${who.token}` })
      expect(looked.statusCode).toBeGreaterThanOrEqual(400)
    }
    expect(await t.app.db.selectFrom('token').select('id').where('subject', '=', who.contact.id).execute()).toEqual(
      before,
    )
    json(await open({ token: who.token }))
  })

  it('C16: ends with its sessions when the e-mail changes, and the new address has not bounced', async () => {
    const who = await anInvited(t)
    json(await t.admin.patch(contactUrl(who), { function: 'Directrice' }))
    json(await who.get('/v1/respond/session'))
    json(await t.admin.patch(contactUrl(who), { email: `nouvelle-${who.contact.id}@exemple.example` }))
    expect(problemOf(await who.get('/v1/respond/session')).slug).toBe('unauthenticated')
    const refused = problemOf(await open({ token: who.token }))
    expect([refused.status, refused.slug]).toEqual([410, 'link-used'])
  })

  it('C16: ends also when an import brings the new address', async () => {
    const who = await anInvited(t)
    const key = await t.key('associations:write')
    const stated = (email: string) =>
      key.put(`/v1/associations/by-ref/crm/${who.association.id}`, {
        name: `Suivie ${who.association.id}`,
        contacts: [{ office: 'president', name: 'Dominique Exemple', email }],
      })
    const made = json(await stated(`a-${who.contact.id}@exemple.example`), 201) as { association: { id: string } }
    const url = `/v1/associations/${made.association.id}/contacts`
    const [contact] = json(await t.admin.get(url)).items as { id: string }[]
    const { url: link } = json(await t.admin.post(`${url}/${contact?.id}/links`), 201)
    const token = String(link).split('#')[1] ?? ''
    const session = await sessionOf(t, token)
    json(await stated(`a-${who.contact.id}@exemple.example`))
    json(await session.get('/v1/respond/session'))
    json(await stated(`b-${who.contact.id}@exemple.example`))
    expect(problemOf(await session.get('/v1/respond/session')).slug).toBe('unauthenticated')
    expect(problemOf(await open({ token })).slug).toBe('link-used')
  })
})

describe('a fresh link', () => {
  const ask = (token: string) => t.anonymous.post('/v1/respond/links', { token })
  const expire = (who: Awaited<ReturnType<typeof anInvited>>) =>
    t.app.db
      .updateTable('token')
      .set({ expires_at: new Date(0) })
      .where('resource', '=', who.participant)
      .execute()

  it('comes by mail in place of an expired one, once for several clicks', async () => {
    const who = await anInvited(t)
    const address = `direction-${who.contact.id}@exemple.example`
    await expire(who)
    expect(problemOf(await open({ token: who.token })).slug).toBe('link-used')
    const answers = await Promise.all([ask(who.token), ask(who.token)])
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([202, 202])
    const { mails, token } = await mailsTo(t, address)
    expect(mails).toHaveLength(1)
    const session = await sessionOf(t, token)
    expect(json(await session.get('/v1/respond/invitation'))).toMatchObject({ campaign: { id: who.campaign } })
  })

  it('says the same of a link that is good, revoked or unknown, and sends nothing', async () => {
    const who = await anInvited(t)
    const good = await ask(who.token)
    const unknown = await ask('invitation_inconnu_0123456789012345678901234567890')
    await expire(who)
    await t.app.db.updateTable('token').set({ revoked_at: new Date() }).where('subject', '=', who.contact.id).execute()
    const revoked = await ask(who.token)
    for (const answer of [good, unknown, revoked]) {
      expect(answer.statusCode).toBe(202)
      expect(answer.body).toBe(good.body)
    }
    expect((await mailsTo(t, `direction-${who.contact.id}@exemple.example`)).mails).toEqual([])
  })

  it('is not asked for without end', async () => {
    const answers = []
    for (let n = 0; n < 12; n += 1) answers.push((await ask(`invitation_inconnu_${n}_0123456789`)).statusCode)
    expect(answers.at(-1)).toBe(429)
  })
})

describe('a code typed by hand', () => {
  it('opens a session however it is typed', async () => {
    const who = await anInvited(t)
    await aToken(t, who.contact.id, who.participant, '0123ABCD1X4K', 'respondent_code')
    for (const code of ['0123-ABCD-1X4K', 'o123 abcd lx4k', 'OI23ABCDIX4K'.replace('OI', 'O1')]) {
      const session = t.bearer(String(json(await open({ code })).access_token))
      expect(json(await session.get('/v1/respond/invitation'))).toMatchObject({ campaign: { id: who.campaign } })
    }
  })

  it('is one of two ways, never both or neither', async () => {
    const who = await anInvited(t)
    expect(problemOf(await open({})).slug).toBe('validation')
    expect(problemOf(await open({ token: who.token, code: '0123ABCD1X4K' })).slug).toBe('validation')
  })

  it('is no link, a link is no code, and guessing ends', async () => {
    const who = await anInvited(t)
    await aToken(t, who.contact.id, who.participant, 'ZZZZ9999YYYY8888XXXX', 'respondent_code')
    expect(problemOf(await open({ token: 'ZZZZ9999YYYY8888XXXX' })).slug).toBe('link-used')
    const statuses = []
    for (let n = 0; n < 11; n += 1) statuses.push((await open({ code: `FAUX-${n}-AAAA` })).statusCode)
    expect(statuses[0]).toBe(410)
    expect(statuses.at(-1)).toBe(429)
    // nor does the right one help while one has to wait
    expect((await open({ code: 'ZZZZ9999YYYY8888XXXX' })).statusCode).toBe(429)
    json(await open({ token: who.token }))
  })
})

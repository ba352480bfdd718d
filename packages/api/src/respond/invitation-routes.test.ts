import { describe, expect, it } from 'vitest'
import { json, problemOf, testApp } from '../../test/app.ts'
import { aContact, anAssociation } from '../../test/factories.ts'
import { aRespondent } from '../../test/federation.ts'
import { anInvited, mailsTo, move, sessionOf, trailOf } from '../../test/invited.ts'
import { inScope } from '../db/database.ts'

const t = await testApp()
const PATH = '/v1/respond/invitation'
const say = (who: Awaited<ReturnType<typeof anInvited>>, transition: string, reason?: string) =>
  who.post(`${PATH}/transitions`, { transition, ...(reason && { reason }) })

describe('the invitation behind the link', () => {
  it('says who invites, to what, and until when', async () => {
    const who = await anInvited(t)
    expect(json(await who.get(PATH))).toMatchObject({
      campaign: { id: who.campaign, name: 'Recensement 2026', state: 'open' },
      state: 'opened',
      nothing_declared_at: null,
      may_take_back: false,
      may_invite: true,
      transitions: ['declare_nothing', 'decline'],
      colleagues: [],
      federation: { name: 'Nexem' },
    })
  })

  it('is none for a link made by hand', async () => {
    const association = await anAssociation(t)
    const by = await aRespondent(t, association.id, (await aContact(t, association.id)).id)
    expect(json(await by.get(PATH))).toMatchObject({ campaign: null, state: null, transitions: [] })
    expect(problemOf(await by.post(`${PATH}/transitions`, { transition: 'decline' })).slug).toBe('conflict')
  })

  it('takes “nothing to declare” in one click, and takes it back', async () => {
    const who = await anInvited(t)
    expect(json(await say(who, 'declare_nothing', 'Rien de neuf'))).toMatchObject({
      state: 'nothing_to_declare',
      may_take_back: true,
      nothing_declared_at: expect.any(String),
    })
    expect(problemOf(await say(who, 'declare_nothing'))).toMatchObject({
      slug: 'conflict',
      state: 'nothing_to_declare',
      by: { id: who.association.id },
      at: expect.any(String),
    })
    expect(json(await say(who, 'take_back'))).toMatchObject({ state: 'opened', nothing_declared_at: null })
    expect(json(await say(who, 'decline'))).toMatchObject({ state: 'declined' })
    expect(await trailOf(t, who.invitation)).toEqual([
      'invitation.open',
      'invitation.declare_nothing',
      'invitation.take_back',
      'invitation.decline',
    ])
  })

  it.each(['declare_nothing', 'decline'])('is answered after all by a description begun after “%s”', async (said) => {
    const who = await anInvited(t)
    json(await say(who, said))
    json(await who.post('/v1/respond/submissions', {}), 201)
    expect(json(await who.get(PATH))).toMatchObject({ state: 'started', nothing_declared_at: null, declined_at: null })
    json(await who.post('/v1/respond/submissions', {}), 201)
    expect(await trailOf(t, who.invitation)).toEqual(['invitation.open', `invitation.${said}`, 'invitation.take_back'])
  })

  it('of many who say it at once hears one', async () => {
    const who = await anInvited(t)
    const answers = await Promise.all(Array.from({ length: 6 }, () => say(who, 'declare_nothing')))
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409, 409, 409, 409, 409])
    expect((await trailOf(t, who.invitation)).filter((action) => action === 'invitation.declare_nothing')).toHaveLength(
      1,
    )
  })

  it('gives the same answer again to a request sent again', async () => {
    const who = await anInvited(t)
    const twice = () =>
      who.post(`${PATH}/transitions`, { transition: 'decline' }, { headers: { 'idempotency-key': 'une-fois' } })
    expect((await twice()).body).toBe((await twice()).body)
  })

  it('is closed with its campaign', async () => {
    const who = await anInvited(t)
    await move(t, who.campaign, 'closed')
    expect(problemOf(await say(who, 'declare_nothing'))).toMatchObject({ slug: 'conflict', state: 'closed' })
    expect(json(await who.get(PATH))).toMatchObject({ transitions: [], may_invite: false })
  })
})

describe('an answer through the link', () => {
  it('is of the campaign, its invitation and its participant', async () => {
    const who = await anInvited(t)
    const { id } = json(await who.post('/v1/respond/submissions'), 201)
    const kept = await inScope(t.app.db, { kind: 'job' }, (trx) =>
      trx
        .selectFrom('submission')
        .select(['campaign_id', 'invitation_id', 'participant_id'])
        .where('id', '=', String(id))
        .executeTakeFirst(),
    )
    expect(kept).toEqual({
      campaign_id: who.campaign,
      invitation_id: who.invitation,
      participant_id: who.participant,
    })
    expect(json(await who.get(PATH))).toMatchObject({ state: 'started' })
    expect(json(await who.get(`/v1/respond/submissions/${id}`))).toMatchObject({ state: 'draft' })
  })

  it('is begun while the campaign is open, and finished after', async () => {
    const who = await anInvited(t)
    const draft = `/v1/respond/submissions/${json(await who.post('/v1/respond/submissions'), 201).id}`
    for (const state of ['scheduled', 'closed'] as const) {
      await move(t, who.campaign, state)
      expect(problemOf(await who.post('/v1/respond/submissions'))).toMatchObject({ slug: 'conflict', state })
    }
    expect(json(await who.patch(draft, { answers: { titre: 'Commencée à temps' } }))).toMatchObject({
      title: 'Commencée à temps',
    })
    expect(problemOf(await who.post(`${draft}/transitions`, { transition: 'submit' })).slug).toBe('validation')
  })
})

describe('the colleagues', () => {
  const invite = (who: Awaited<ReturnType<typeof anInvited>>, n: number | string, message?: string) =>
    who.post('/v1/respond/colleagues', {
      name: `Collègue ${n}`,
      email: `collegue-${n}-${who.invitation}@exemple.example`,
      ...(message && { message }),
    })

  it('get a link of their own by mail, and answer through it', async () => {
    const who = await anInvited(t)
    const { id, email } = json(await invite(who, 1, 'Peux-tu répondre ?'), 201)
    const { mails, token } = await mailsTo(t, String(email))
    expect(mails).toHaveLength(1)
    expect(mails[0]?.body).toContain('Peux-tu répondre ?')
    const colleague = await sessionOf(t, token)
    expect(json(await colleague.get(PATH))).toMatchObject({ may_invite: false, campaign: { id: who.campaign } })
    expect(json(await who.get('/v1/respond/colleagues')).items).toMatchObject([
      { id, name: 'Collègue 1', opened_at: expect.any(String) },
    ])
    expect(
      problemOf(await colleague.post('/v1/respond/colleagues', { name: 'X', email: 'x@exemple.example' })).slug,
    ).toBe('forbidden')
    expect(problemOf(await colleague.delete(`/v1/respond/colleagues/${id}`, null)).slug).toBe('forbidden')
    expect(problemOf(await invite(who, 1)).errors).toMatchObject([{ code: 'already-invited' }])
    expect(await trailOf(t, String(id))).toEqual(['colleague.invite'])

    const stranger = await anInvited(t)
    expect(problemOf(await stranger.delete(`/v1/respond/colleagues/${id}`, null)).slug).toBe('not-found')
    json(await who.delete(`/v1/respond/colleagues/${id}`, null), 204)
    expect(problemOf(await colleague.get(PATH)).slug).toBe('unauthenticated')
    expect(problemOf(await t.anonymous.post('/v1/respond/session', { token })).slug).toBe('link-used')
    expect(json(await who.get('/v1/respond/colleagues')).items).toEqual([])
    // and may be asked again, by a new link
    json(await invite(who, 1), 201)
    await sessionOf(t, (await mailsTo(t, String(email))).token)
  })

  it('are ten at most, also when all are asked at once', async () => {
    const who = await anInvited(t)
    const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => invite(who, n)))
    expect(answers.filter(({ statusCode }) => statusCode === 201)).toHaveLength(10)
    expect(json(await who.get('/v1/respond/colleagues')).items).toHaveLength(10)
  })

  it('are not asked twice by one request, nor after the closing', async () => {
    const who = await anInvited(t)
    const email = `une-fois-${who.invitation}@exemple.example`
    const once = () =>
      who.post('/v1/respond/colleagues', { name: 'Une fois', email }, { headers: { 'idempotency-key': 'confier' } })
    expect((await once()).body).toBe((await once()).body)
    expect((await mailsTo(t, email)).mails).toHaveLength(1)
    await move(t, who.campaign, 'closed')
    expect(problemOf(await invite(who, 2)).slug).toBe('conflict')
  })
})

import { describe, expect, it } from 'vitest'
import { json, problemOf, testApp } from '../../test/app.ts'
import { anInvited, mailsTo, sessionOf, trailOf } from '../../test/invited.ts'

const t = await testApp()
const delegate = await t.staff(['delegate'], [(await t.delegation('29')).id])
const elsewhere = await t.staff(['delegate'], [(await t.delegation('75')).id])
const reader = await t.staff(['reader'])

const propose = (who: Awaited<ReturnType<typeof anInvited>>, body: object = {}) =>
  who.post('/v1/respond/successor', {
    civility: 'monsieur',
    name: 'Sacha Suivant',
    email: `suivant-${who.invitation}@exemple.example`,
    ...body,
  })
const decide = (by: typeof delegate, id: unknown, transition: string) =>
  by.post(`/v1/successions/${id}/transitions`, { transition })

describe('a successor', () => {
  it('takes the office and the invitation once the delegation confirms', async () => {
    const who = await anInvited(t)
    const { id, state } = json(await propose(who), 201)
    expect(state).toBe('proposed')
    expect(problemOf(await propose(who))).toMatchObject({ slug: 'conflict', state: 'proposed' })
    expect((await mailsTo(t, delegate.email)).mails.at(-1)?.body).toContain('Sacha Suivant')

    const listed = async (by: typeof delegate) =>
      (json(await by.get('/v1/successions?state=proposed&limit=200')).items as { id: string }[]).map((one) => one.id)
    expect(await listed(delegate)).toContain(id)
    expect(await listed(reader)).toContain(id)
    expect(await listed(elsewhere)).not.toContain(id)
    expect(problemOf(await decide(elsewhere, id, 'confirm')).slug).toBe('not-found')
    expect(problemOf(await decide(reader, id, 'confirm')).slug).toBe('forbidden')
    expect(json(await delegate.get(`/v1/successions/${id}`))).toMatchObject({ id, name: 'Sacha Suivant' })
    // nothing has changed yet
    json(await who.get('/v1/respond/session'))

    expect(json(await decide(delegate, id, 'confirm'))).toMatchObject({ state: 'confirmed', transitions: [] })
    expect(problemOf(await decide(delegate, id, 'refuse'))).toMatchObject({ slug: 'conflict', state: 'confirmed' })
    expect(problemOf(await who.get('/v1/respond/session')).slug).toBe('unauthenticated')
    expect(problemOf(await t.anonymous.post('/v1/respond/session', { token: who.token })).slug).toBe('link-used')
    const contacts = json(await t.admin.get(`/v1/associations/${who.association.id}/contacts`)).items
    expect(contacts).toMatchObject([
      { id: who.contact.id, office: 'other' },
      { office: 'general_director', name: 'Sacha Suivant', civility: 'monsieur' },
    ])
    const { token } = await mailsTo(t, `suivant-${who.invitation}@exemple.example`)
    const successor = await sessionOf(t, token)
    expect(json(await successor.get('/v1/respond/invitation'))).toMatchObject({
      campaign: { id: who.campaign },
      may_invite: true,
    })
    expect(await trailOf(t, String(id))).toEqual(['succession.propose', 'succession.confirm'])
  })

  it('may be a colleague of before, and is refused without a trace at the association', async () => {
    const who = await anInvited(t)
    const email = `collegue-${who.invitation}@exemple.example`
    json(await who.post('/v1/respond/colleagues', { name: 'Alix Collègue', email }), 201)
    const first = json(await propose(who), 201).id
    expect(json(await decide(delegate, first, 'refuse'))).toMatchObject({ state: 'refused' })
    json(await who.get('/v1/respond/session'))
    const second = json(await propose(who, { name: 'Alix Collègue', email: email.toUpperCase() }), 201).id
    const answers = await Promise.all([
      decide(delegate, second, 'confirm'),
      decide(t.admin as never, second, 'confirm'),
    ])
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409])
    const contacts = json(await t.admin.get(`/v1/associations/${who.association.id}/contacts`)).items
    expect(contacts).toMatchObject([{ office: 'other' }, { office: 'general_director', name: 'Alix Collègue' }])
  })

  it('is named by an officer only', async () => {
    const who = await anInvited(t)
    const email = `autre-${who.invitation}@exemple.example`
    json(await who.post('/v1/respond/colleagues', { name: 'Alix', email }), 201)
    const colleague = await sessionOf(t, (await mailsTo(t, email)).token)
    expect(problemOf(await colleague.post('/v1/respond/successor', { name: 'Moi' })).slug).toBe('forbidden')
    expect(problemOf(await who.post('/v1/respond/successor', { name: ' ' })).slug).toBe('validation')
  })
})

describe('a request for help', () => {
  it('reaches the delegation, which says when it has answered', async () => {
    const who = await anInvited(t)
    const submission = json(await who.post('/v1/respond/submissions'), 201).id
    const { id } = json(
      await who.post('/v1/respond/help', {
        message: 'Je ne comprends pas la question 4.',
        telephone: '02 00 00 00 00',
        submission_id: submission,
      }),
      201,
    )
    expect((await mailsTo(t, delegate.email)).mails.at(-1)?.body).toContain('question 4')
    const path = '/v1/help-requests'
    const listed = async (by: typeof delegate) =>
      (json(await by.get(`${path}?state=open&limit=200`)).items as { id: string }[]).map((one) => one.id)
    expect(await listed(delegate)).toContain(id)
    expect(await listed(elsewhere)).not.toContain(id)
    const answer = (by: typeof delegate) => by.post(`${path}/${id}/transitions`, { transition: 'answer' })
    expect(problemOf(await answer(elsewhere)).slug).toBe('not-found')
    expect(json(await answer(delegate))).toMatchObject({ state: 'answered', submission_id: submission })
    expect(problemOf(await answer(delegate))).toMatchObject({ slug: 'conflict', state: 'answered' })
    expect(await listed(delegate)).not.toContain(id)
    expect(await trailOf(t, String(id))).toEqual(['help_request.create', 'help_request.answer'])
  })

  it('is about one’s own answers, and reaches headquarters where there is no delegate', async () => {
    const who = await anInvited(t)
    const other = await anInvited(t)
    const submission = json(await other.post('/v1/respond/submissions'), 201).id
    expect(
      problemOf(await who.post('/v1/respond/help', { message: 'Aide', submission_id: submission })).errors,
    ).toMatchObject([{ pointer: '/submission_id' }])
    const moderator = await t.staff(['moderator'])
    await t.app.db.updateTable('association').set({ department: '971' }).where('id', '=', who.association.id).execute()
    json(await who.post('/v1/respond/help', { message: 'Bonjour, à l’aide' }), 201)
    expect((await mailsTo(t, moderator.email)).mails.at(-1)?.body).toContain('à l’aide')
  })
})

import { describe, expect, it } from 'vitest'
import { type Client, json, problemOf, testApp } from '../../test/app.ts'
import { anAssociation, SHORT_ANSWERS } from '../../test/factories.ts'
import { aRespondent, aSubmission, COMPLETE_ANSWERS } from '../../test/federation.ts'

const t = await testApp({ jobs: false })

/** An association whose two heads and one colleague have a session each. */
async function aHouse() {
  const association = await anAssociation(t)
  const person = async (office: string, email: string | null) =>
    json(
      await t.admin.post(`/v1/associations/${association.id}/contacts`, { office, name: `Une ${office}`, email }),
      201,
    ).id as string
  const president = await person('president', `presidence-${association.id}@exemple.example`)
  const director = await person('general_director', `direction-${association.id}@exemple.example`)
  const colleague = await person('other', `collegue-${association.id}@exemple.example`)
  return {
    association,
    president: await aRespondent(t, association.id, president),
    director: await aRespondent(t, association.id, director),
    colleague: await aRespondent(t, association.id, colleague),
  }
}

const begun = async (by: Client, answers: object = SHORT_ANSWERS) =>
  json(await by.post('/v1/respond/submissions', { answers }), 201).id as string
const handIn = async (by: Client, id: string, door = 'respond') =>
  json(await by.post(`/v1/${door}/submissions/${id}/transitions`, { transition: 'submit' }))
/** The letters that ask for an approval; what else is written about an answer is not counted. */
const lettersTo = async (association: string) =>
  t.app.db
    .selectFrom('delivery')
    .selectAll()
    .where('recipient', 'like', `%${association}%`)
    .where('subject', 'like', 'À approuver%')
    .orderBy('id')
    .execute()
const tokenIn = (body: string | null) => /\?approuver#(\S+)/.exec(body ?? '')?.[1] ?? ''

describe('how far an answer is', () => {
  it('is what nothing keeps from happening, and since when it can be published', async () => {
    const { director } = await aHouse()
    const id = await begun(director, { titre: 'Un début' })
    const url = `/v1/respond/submissions/${id}`
    const since = async () =>
      (
        await t.app.db.transaction().execute(async (trx) => {
          const { sql } = await import('kysely')
          await sql`select set_config('essaim.scope', 'all', true)`.execute(trx)
          return trx.selectFrom('submission').select('publishable_at').where('id', '=', id).executeTakeFirstOrThrow()
        })
      ).publishable_at
    expect(json(await director.get(url))).toMatchObject({ ready_for: null, signed_off: null, innovation_state: null })
    expect(json(await director.patch(url, { answers: COMPLETE_ANSWERS })).ready_for).toBe('publish')
    expect(await since()).toBeNull()
    await handIn(director, id)
    const first = await since()
    expect(first).toBeInstanceOf(Date)
    json(
      await t.admin.post(`/v1/moderation/submissions/${id}/transitions`, {
        transition: 'request_changes',
        comment: 'Précisez.',
      }),
    )
    expect(
      json(await director.patch(url, { answers: { accroche: 'Autrement dit, une équipe dans l’école.' } })),
    ).toMatchObject({
      ready_for: 'publish',
    })
    expect(await since()).toEqual(first)
    expect(json(await director.patch(url, { answers: { probleme: null } })).ready_for).toBe('submit')
    expect(await since()).toBeNull()
    const [card] = json(await director.get('/v1/respond/submissions')).items as { ready_for: string }[]
    expect(card?.ready_for).toBe('submit')
  })
})

describe('the approval of a hand-in', () => {
  it('is the hand-in itself when a head sends it', async () => {
    const { president, association } = await aHouse()
    const id = await begun(president)
    const sent = await handIn(president, id)
    expect(sent.signed_off).toMatchObject({ office: 'president', name: 'Une president' })
    expect(json(await t.admin.get(`/v1/moderation/submissions/${id}`)).signed_off).toEqual(sent.signed_off)
    expect(await lettersTo(association.id)).toEqual([])
  })

  it('is asked of both heads after a colleague’s, and is one head’s alone', async () => {
    const { association, colleague, director, president } = await aHouse()
    const id = await begun(colleague)
    const url = `/v1/respond/submissions/${id}/sign-off`
    expect(problemOf(await director.post(url)).slug).toBe('conflict')
    expect((await handIn(colleague, id)).signed_off).toBeNull()
    expect((await lettersTo(association.id)).map((one) => one.recipient)).toEqual([
      `presidence-${association.id}@exemple.example`,
      `direction-${association.id}@exemple.example`,
    ])
    expect(problemOf(await colleague.post(url)).slug).toBe('forbidden')
    expect(problemOf(await (await aHouse()).director.post(url)).slug).toBe('not-found')
    const signed = json(await director.post(url)).signed_off
    expect(signed).toMatchObject({ office: 'general_director' })
    // the first approval stands
    expect(json(await president.post(url)).signed_off).toEqual(signed)
  })

  it('is asked of the heads though the delegate in charge does not see them, and tells that delegate no name', async () => {
    const charge = await t.delegation('29')
    const delegate = await t.staff(['delegate'], [charge.id])
    const association = await anAssociation(t, { commune: '75056', department: '75' })
    const email = `presidence-${association.id}@exemple.example`
    const contacts = `/v1/associations/${association.id}/contacts`
    json(await t.admin.post(contacts, { office: 'president', name: 'Une présidente', email }), 201)
    const id = await aSubmission(
      t.admin,
      association.id,
      { ...SHORT_ANSWERS, departements: ['29'] },
      { channel: 'telephone' },
    )
    expect((await handIn(delegate, id, 'moderation')).regional_delegation).toMatchObject({ id: charge.id })
    const [letter, ...more] = await lettersTo(association.id)
    expect([letter?.recipient, more]).toEqual([email, []])
    json(await t.anonymous.post('/v1/respond/sign-offs', { token: tokenIn(letter?.body ?? null) }))
    const seenBy = async (client: Client) => json(await client.get(`/v1/moderation/submissions/${id}`)).signed_off
    expect(await seenBy(delegate)).toMatchObject({ office: 'president', name: null })
    expect(await seenBy(t.admin)).toMatchObject({ office: 'president', name: 'Une présidente' })
    expect((await delegate.get(contacts)).statusCode).toBe(404)
  })

  it('C14: the link works once, however many press it at once', async () => {
    const { association } = await aHouse()
    const id = await aSubmission(t.admin, association.id, SHORT_ANSWERS, { channel: 'telephone' })
    expect((await handIn(t.admin, id, 'moderation')).signed_off).toBeNull()
    const [letter, other] = await lettersTo(association.id)
    expect(letter?.body).toContain('Votre fédération a saisi pour vous')
    const token = tokenIn(letter?.body ?? null)
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => t.anonymous.post('/v1/respond/sign-offs', { token })),
    )
    expect(answers.map((answer) => answer.statusCode).sort()).toEqual([200, ...Array(9).fill(410)])
    const once = answers.find((answer) => answer.statusCode === 200)
    expect(once && json(once)).toMatchObject({
      submission: { id, title: SHORT_ANSWERS.titre },
      signed_off: { office: 'president' },
    })
    expect(problemOf(await t.anonymous.post('/v1/respond/sign-offs', { token })).slug).toBe('link-used')
    expect(json(await t.admin.get(`/v1/moderation/submissions/${id}`)).signed_off).toMatchObject({
      office: 'president',
    })
    // the other head's link still answers, and changes nothing
    expect(
      json(await t.anonymous.post('/v1/respond/sign-offs', { token: tokenIn(other?.body ?? null) })).signed_off,
    ).toMatchObject({ office: 'president' })
    const { items } = json(await t.admin.get(`/v1/events?action=submission.sign_off&subject_id=${id}`))
    expect(items).toMatchObject([{ actor: { kind: 'respondent' }, detail: { office: 'president', revision: 1 } }])
  })

  it('holds for one hand-in: an earlier link no longer approves the next one', async () => {
    const { association, colleague } = await aHouse()
    const id = await begun(colleague)
    await handIn(colleague, id)
    const [first] = await lettersTo(association.id)
    json(
      await t.admin.post(`/v1/moderation/submissions/${id}/transitions`, {
        transition: 'request_changes',
        comment: 'Précisez.',
      }),
    )
    await handIn(colleague, id)
    const token = tokenIn(first?.body ?? null)
    expect(problemOf(await t.anonymous.post('/v1/respond/sign-offs', { token })).slug).toBe('link-used')
    expect(await lettersTo(association.id)).toHaveLength(4)
  })

  it('takes no other token for one', async () => {
    const { colleague } = await aHouse()
    for (const token of [colleague.session, 'approbation_inconnue-et-assez-longue'])
      expect(problemOf(await t.anonymous.post('/v1/respond/sign-offs', { token })).slug).toBe('link-used')
  })
})

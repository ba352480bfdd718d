import { describe, expect, it } from 'vitest'
import { type Client, json, problemOf, testApp } from '../../test/app.ts'
import { aContact, anAssociation } from '../../test/factories.ts'
import { aRecord, aRespondent, aSubmission, COMPLETE_ANSWERS } from '../../test/federation.ts'

const t = await testApp({ jobs: false })

const aHouse = async () => {
  const association = await anAssociation(t)
  return { association, respondent: await aRespondent(t, association.id, (await aContact(t, association.id)).id) }
}
const titled = (titre: string, more: object = {}) => ({ ...COMPLETE_ANSWERS, titre, ...more })
const submissionOf = (id: string) => `/v1/respond/submissions/${id}`
const takeUp = (by: Client, id: string, innovation_id: string | null) =>
  by.post(`${submissionOf(id)}/taking-up`, { innovation_id })
const eventsOf = async (id: string) =>
  json(await t.admin.get(`/v1/events?action=submission.take_up&subject_id=${id}`)).items

describe('taking up what another association described', () => {
  it('is said, seen by moderation, and undone', async () => {
    const { association, respondent } = await aHouse()
    const record = await aRecord(t, (await anAssociation(t)).id, titled('La conciergerie', { portee: 'adherents' }))
    const id = await aSubmission(t.admin, association.id)
    const before = await respondent.get(submissionOf(id))
    expect(json(before).takes_up).toBeNull()

    const answer = await takeUp(respondent, id, record)
    const taken = { id: record, title: 'La conciergerie' }
    expect(json(answer).takes_up).toEqual(taken)
    expect(answer.headers.etag).not.toBe(before.headers.etag)
    const read = await respondent.get(submissionOf(id))
    expect([read.headers.etag, json(read)]).toEqual([answer.headers.etag, json(answer)])
    expect(json(await t.admin.get(`/v1/moderation/submissions/${id}`)).takes_up).toEqual(taken)
    // said twice, it is noted once
    expect((await takeUp(respondent, id, record)).headers.etag).toBe(answer.headers.etag)

    expect(json(await takeUp(respondent, id, null)).takes_up).toBeNull()
    expect(await eventsOf(id)).toMatchObject([
      { actor: { kind: 'respondent' }, detail: { from: record, to: null } },
      { actor: { kind: 'respondent' }, detail: { from: null, to: record } },
    ])
  })

  it('outlives the record, whose title is no longer told', async () => {
    const { association, respondent } = await aHouse()
    const record = await aRecord(t, (await anAssociation(t)).id)
    const id = await aSubmission(t.admin, association.id)
    json(await takeUp(respondent, id, record))
    const withdrawal = { transition: 'withdraw', reason: 'stopped' }
    json(await t.admin.post(`/v1/moderation/innovations/${record}/transitions`, withdrawal))
    expect(json(await respondent.get(submissionOf(id))).takes_up).toEqual({ id: record, title: null })
    expect(json(await takeUp(respondent, id, null)).takes_up).toBeNull()
    expect(problemOf(await takeUp(respondent, id, record)).slug).toBe('validation')
  })

  it('tells the title of what members read to no partner, though its key wrote the answer', async () => {
    const { association, respondent } = await aHouse()
    const record = await aRecord(t, (await anAssociation(t)).id, titled('Entre nous', { portee: 'adherents' }))
    const script = await t.key('submissions:write')
    const id = await aSubmission(script, association.id)
    expect(json(await takeUp(respondent, id, record)).takes_up).toEqual({ id: record, title: 'Entre nous' })
    expect(json(await script.get(`/v1/moderation/submissions/${id}`)).takes_up).toEqual({ id: record, title: null })
  })

  it('is of another association’s record that members read, and of no other', async () => {
    const { association, respondent } = await aHouse()
    const elsewhere = (await anAssociation(t)).id
    const id = await aSubmission(t.admin, association.id)
    const refused = [
      await aRecord(t, association.id),
      await aRecord(t, elsewhere, titled('Gardée', { portee: 'nexem-seulement' })),
      '019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a99',
    ]
    for (const record of refused)
      expect(problemOf(await takeUp(respondent, id, record))).toMatchObject({
        slug: 'validation',
        errors: [{ pointer: '/innovation_id' }],
      })
    expect(problemOf(await respondent.post(`${submissionOf(id)}/taking-up`, {})).slug).toBe('validation')
    expect(await eventsOf(id)).toEqual([])
  })

  it('is the association’s own to say, and no longer once the answer is accepted', async () => {
    const { association, respondent } = await aHouse()
    const record = await aRecord(t, (await anAssociation(t)).id)
    const id = await aSubmission(t.admin, association.id)
    expect(problemOf(await takeUp((await aHouse()).respondent, id, record)).slug).toBe('not-found')
    expect(problemOf(await takeUp(t.admin, id, record)).slug).toBe('forbidden')
    for (const transition of ['submit', 'accept'])
      json(await t.admin.post(`/v1/moderation/submissions/${id}/transitions`, { transition }))
    expect(problemOf(await takeUp(respondent, id, record))).toMatchObject({ slug: 'conflict', state: 'accepted' })
  })
})

import { describe, expect, it } from 'vitest'
import { json, problemOf, testApp } from '../../test/app.ts'
import { aContact, anAssociation } from '../../test/factories.ts'
import { aRecord, aRespondent, aSubmission, COMPLETE_ANSWERS } from '../../test/federation.ts'

const t = await testApp({ jobs: false })

const aHouse = async () => {
  const association = await anAssociation(t)
  return { association, respondent: await aRespondent(t, association.id, (await aContact(t, association.id)).id) }
}
const titled = (titre: string, more: object = {}) => ({ ...COMPLETE_ANSWERS, titre, ...more })

describe('near what is known', () => {
  it('tells one’s own first, then what members read, and nothing that they may not', async () => {
    const { association, respondent } = await aHouse()
    const elsewhere = (await anAssociation(t)).id
    const open = await aRecord(t, elsewhere, titled('Le café des colibris'))
    const members = await aRecord(t, elsewhere, titled('Un café des colibris bleus', { portee: 'adherents' }))
    await aRecord(t, elsewhere, titled('Le café des colibris cachés', { portee: 'nexem-seulement' }))
    await aSubmission(t.admin, elsewhere, titled('Le café des colibris en brouillon'))
    const mine = await aSubmission(t.admin, association.id, titled('Café des colibris'))
    const own = await aRecord(t, association.id, titled('Les colibris au café'))
    const answer = json(await respondent.get('/v1/respond/similar', { query: { title: 'cafe des colibris' } }))
    const items = answer.items as { id: string; own: boolean; kind: string; url: string | null }[]
    expect(
      items
        .map(({ id }) => id)
        .slice(0, 2)
        .sort(),
    ).toEqual([mine, own].sort())
    expect(
      items
        .map(({ id }) => id)
        .slice(2)
        .sort(),
    ).toEqual([open, members].sort())
    expect(items.map(({ own }) => own)).toEqual([true, true, false, false])
    expect(items.find(({ id }) => id === members)?.url).toBeNull()
    expect(items.find(({ id }) => id === open)?.url).toContain(`/v1/innovations/${open}`)
    expect(json(await respondent.get('/v1/respond/similar', { query: { title: 'zzz qqq' } })).items).toEqual([])
    expect(problemOf(await respondent.get('/v1/respond/similar')).slug).toBe('validation')
  })
})

describe('the record as each audience would read it', () => {
  it('is the one that publication makes', async () => {
    const { association, respondent } = await aHouse()
    const id = await aSubmission(
      t.admin,
      association.id,
      titled('Avant la publication', { contact_diffusion: 'adherents' }),
    )
    const at = async (door: string, audience: string, who = respondent) =>
      json(await who.get(`/v1/${door}/submissions/${id}/preview`, { query: { audience } })).document as Record<
        string,
        unknown
      >
    const before = await Promise.all(['public', 'partners', 'members'].map((audience) => at('respond', audience)))
    expect(before[0]).toMatchObject({ title: 'Avant la publication', contact: null })
    expect(before[2]?.contact).toMatchObject({ name: COMPLETE_ANSWERS.contact_nom })
    expect(await at('moderation', 'public', t.admin as never)).toMatchObject({ title: 'Avant la publication' })
    for (const transition of ['submit', 'accept'])
      json(await t.admin.post(`/v1/moderation/submissions/${id}/transitions`, { transition }))
    const record = json(await respondent.get(`/v1/respond/submissions/${id}`)).innovation_id as string
    expect(json(await respondent.get(`/v1/respond/submissions/${id}`)).innovation_state).toBe('draft')
    json(await t.admin.post(`/v1/moderation/innovations/${record}/transitions`, { transition: 'publish' }))
    const [card] = json(await respondent.get('/v1/respond/submissions')).items as object[]
    expect(card).toMatchObject({ state: 'accepted', innovation_state: 'published' })
    // but for its address and its dates, it is the same
    const own = ({
      id: _,
      url,
      canonical_url,
      attribution,
      updated_at,
      published_at,
      confirmed_at,
      ...rest
    }: Record<string, unknown>) => rest
    expect(own(before[0] ?? {})).toEqual(own(json(await t.anonymous.get(`/v1/innovations/${record}`))))
  })

  it('is none where it would not reach', async () => {
    const { association, respondent } = await aHouse()
    const id = await aSubmission(t.admin, association.id, titled('Entre nous', { portee: 'adherents' }))
    const url = `/v1/respond/submissions/${id}/preview`
    expect(json(await respondent.get(url)).document).toBeNull()
    expect(json(await respondent.get(`${url}?audience=members`)).document).toMatchObject({ title: 'Entre nous' })
    expect(problemOf(await respondent.get(`${url}?audience=staff`)).slug).toBe('validation')
    expect(problemOf(await (await aHouse()).respondent.get(url)).slug).toBe('not-found')
  })
})

describe('one’s published records', () => {
  it('are listed, and given a text for one’s own site', async () => {
    const { association, respondent } = await aHouse()
    const id = await aRecord(t, association.id, titled('La maison des voisins'))
    expect(json(await respondent.get('/v1/respond/innovations')).items).toMatchObject([
      { id, title: 'La maison des voisins', state: 'published', last_answer: null },
    ])
    const restrictions = `/v1/respond/innovations/${id}/restrictions`
    expect(json(await respondent.get(restrictions)).items).toEqual([])
    json(await respondent.post(restrictions, { question: 'titre', audience: 'members' }))
    json(await respondent.post(restrictions, { question: 'titre', audience: 'public' }))
    expect(json(await respondent.get(restrictions)).items).toEqual([
      { question: 'titre', audience: 'public', laid_by: 'association' },
    ])
    const one = json(await respondent.get(`/v1/respond/innovations/${id}`))
    expect(one.text).toContain('« La maison des voisins »')
    expect(one.text).toContain(one.canonical_url)
    expect(problemOf(await (await aHouse()).respondent.get(`/v1/respond/innovations/${id}`)).slug).toBe('not-found')
  })

  it('are confirmed, and their readers see since when', async () => {
    const { association, respondent } = await aHouse()
    const id = await aRecord(t, association.id)
    const read = async () => json(await t.anonymous.get(`/v1/innovations/${id}`)).confirmed_at as string
    const before = await read()
    const url = `/v1/respond/innovations/${id}/confirmations`
    const answer = json(await respondent.post(url, { answer: 'still_true' }))
    expect(answer).toMatchObject({ answer: 'still_true', state: 'published', submission_id: null })
    expect(Date.parse(await read())).toBeGreaterThan(Date.parse(before))
    expect(await read()).toBe(answer.confirmed_at)
    json(await respondent.post(url, { answer: 'taken_up_elsewhere', note: 'Par une association voisine.' }))
    expect(json(await respondent.get(`/v1/respond/innovations/${id}`)).last_answer).toMatchObject({
      answer: 'taken_up_elsewhere',
      note: 'Par une association voisine.',
    })
    const { items } = json(await t.admin.get(`/v1/events?action=innovation.confirm&subject_id=${id}`))
    expect(items).toHaveLength(2)
    expect(problemOf(await respondent.post(url, { answer: 'peut-être' })).slug).toBe('validation')
    expect(problemOf(await (await aHouse()).respondent.post(url, { answer: 'stopped' })).slug).toBe('not-found')
    expect(problemOf(await t.admin.post(url, { answer: 'stopped' })).slug).toBe('forbidden')
  })

  it('are renewed in one draft, however often it is said that they changed', async () => {
    const { association, respondent } = await aHouse()
    const id = await aRecord(t, association.id)
    const url = `/v1/respond/innovations/${id}/confirmations`
    const answers = await Promise.all(Array.from({ length: 5 }, () => respondent.post(url, { answer: 'changed' })))
    const drafts = new Set(answers.map((answer) => json(answer).submission_id as string))
    expect(drafts.size).toBe(1)
    expect(json(await respondent.get(`/v1/respond/submissions/${[...drafts][0]}`))).toMatchObject({
      state: 'draft',
      innovation_id: id,
      answers: { titre: COMPLETE_ANSWERS.titre },
    })
  })

  it('are withdrawn once by those who say at once that they stopped', async () => {
    const { association, respondent } = await aHouse()
    const id = await aRecord(t, association.id)
    const url = `/v1/respond/innovations/${id}/confirmations`
    const answers = await Promise.all(
      ['stopped', 'still_true', 'stopped', 'stopped', 'still_true'].map((answer) => respondent.post(url, { answer })),
    )
    expect(answers.filter((answer, i) => [0, 2, 3].includes(i) && answer.statusCode === 200)).toHaveLength(1)
    for (const answer of answers) expect([200, 409]).toContain(answer.statusCode)
    const gone = await t.anonymous.get(`/v1/innovations/${id}`)
    expect(problemOf(gone)).toMatchObject({ slug: 'gone', reason: 'stopped' })
    expect(problemOf(await respondent.post(url, { answer: 'still_true' }))).toMatchObject({
      slug: 'conflict',
      state: 'withdrawn',
    })
    expect(json(await respondent.get(`/v1/respond/innovations/${id}`))).toMatchObject({
      state: 'withdrawn',
      text: null,
    })
    expect(json(await respondent.get('/v1/respond/innovations')).items).toEqual([])
  })
})

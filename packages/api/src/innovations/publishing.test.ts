import { describe, expect, it } from 'vitest'
import { json, problemOf, testApp } from '../../test/app.ts'
import { aContact, anAssociation } from '../../test/factories.ts'
import { aDraftRecord, aRecord, aRespondent, aSubmission, COMPLETE_ANSWERS } from '../../test/federation.ts'
import { inScope } from '../db/database.ts'
import { publishDue } from './clock.ts'

const t = await testApp({ jobs: false })
const { app } = t
const RECORDS = '/v1/moderation/innovations'

const move = (id: string, body: object, who = t.admin) => who.post(`${RECORDS}/${id}/transitions`, body)
const minute = async () => {
  await publishDue(app)
  await app.notices.caughtUp()
}
const read = async (id: string) => json(await t.admin.get(`${RECORDS}/${id}`))
const eventsOf = async (id: string) =>
  (json(await t.admin.get(`/v1/events?subject_id=${id}&limit=50`)).items as { action: string; detail: object }[])
    .toReversed()
    .map(({ action, detail }) => ({ action, ...detail }) as Record<string, unknown>)
const soon = (minutes = 60) => new Date(Date.now() + minutes * 60_000).toISOString()
/** The date has come. */
const let_come = (id: string) =>
  inScope(app.db, { kind: 'job' }, (trx) =>
    trx
      .updateTable('innovation')
      .set({ publish_at: new Date(Date.now() - 1000) })
      .where('id', '=', id)
      .execute(),
  )
/** A version 2 beside a published version 1. */
async function withSecond(titre = 'Version deux') {
  const association = (await anAssociation(t)).id
  const id = await aRecord(t, association)
  const submission = await aSubmission(t.admin, association, { titre }, { innovation_id: id })
  for (const transition of ['submit', 'accept'])
    json(await t.admin.post(`/v1/moderation/submissions/${submission}/transitions`, { transition }))
  return { id, association }
}

describe('a publication at a date', () => {
  it('waits in sight, and is done by the clock as if by hand', async () => {
    const id = await aDraftRecord(t, (await anAssociation(t)).id)
    const at = soon()
    expect(json(await move(id, { transition: 'publish', at }))).toMatchObject({
      state: 'draft',
      publish_at: at,
      transitions: ['publish', 'cancel_publication'],
    })
    await minute()
    expect((await read(id)).state).toBe('draft')
    expect(problemOf(await t.anonymous.get(`/v1/innovations/${id}`)).slug).toBe('not-found')
    await let_come(id)
    await Promise.all([minute(), minute(), minute()])
    expect(await read(id)).toMatchObject({ state: 'published', published_version: 1, publish_at: null })
    expect(json(await t.anonymous.get(`/v1/innovations/${id}`)).version).toBe(1)
    const events = await eventsOf(id)
    expect(events.map(({ action }) => action)).toEqual([
      'innovation.version',
      'innovation.schedule',
      'innovation.publish',
    ])
    expect(events[2]).toMatchObject({ from: 'draft', to: 'published', decided_by: expect.stringMatching(/^staff:/) })
  })

  it('can be moved and cancelled until then, and by nobody else', async () => {
    const { id } = await withSecond()
    json(await move(id, { transition: 'publish', at: soon() }))
    json(await move(id, { transition: 'publish', at: soon(120) }))
    const delegate = await t.staff(['delegate'], [(await t.delegation('29')).id])
    expect(problemOf(await move(id, { transition: 'cancel_publication' }, delegate)).slug).toBe('forbidden')
    expect(json(await move(id, { transition: 'cancel_publication' }))).toMatchObject({
      state: 'published',
      publish_at: null,
    })
    expect(problemOf(await move(id, { transition: 'cancel_publication' })).slug).toBe('conflict')
    await minute()
    expect((await read(id)).published_version).toBe(1)
  })

  it('is told at once what it lacks, and that its date is none', async () => {
    const { titre: _, ...untitled } = COMPLETE_ANSWERS
    const id = await aDraftRecord(t, (await anAssociation(t)).id, { ...untitled, titre: 'Titre' })
    const refused = async (body: object) =>
      problemOf(await move(id, body)).errors.map(({ pointer, code }) => [pointer, code])
    expect(await refused({ transition: 'publish', at: '2020-01-01T00:00:00Z' })).toEqual([['/at', 'past']])
    expect(await refused({ transition: 'publish', at: '2080-01-01T00:00:00Z' })).toEqual([['/at', 'too-far']])
    expect(await refused({ transition: 'archive', at: soon() })).toEqual([])
    json(await t.admin.patch(`${RECORDS}/${id}/versions/1`, { answers: { titre: null } }))
    expect((await refused({ transition: 'publish', at: soon() }))[0]?.[0]).toBe('/answers/titre')
    expect((await read(id)).publish_at).toBeNull()
  })

  it('that is refused when its date comes is told by its event, and waits no more', async () => {
    const id = await aDraftRecord(t, (await anAssociation(t)).id)
    json(await move(id, { transition: 'publish', at: soon() }))
    json(await t.admin.patch(`${RECORDS}/${id}/versions/1`, { answers: { resume: null } }))
    await let_come(id)
    await minute()
    expect(await read(id)).toMatchObject({ state: 'draft', publish_at: null })
    expect((await eventsOf(id)).at(-1)).toMatchObject({
      action: 'innovation.publish_refused',
      problem: 'validation',
      errors: [{ pointer: '/answers/resume', code: 'required' }],
      decided_by: expect.stringMatching(/^staff:/),
    })
  })

  it('is given up with the record that its association withdraws meanwhile', async () => {
    const { id, association } = await withSecond()
    json(await move(id, { transition: 'publish', at: soon() }))
    const respondent = await aRespondent(t, association, (await aContact(t, association)).id)
    json(await respondent.post(`/v1/respond/innovations/${id}/withdrawal`))
    expect((await eventsOf(id)).at(-1)).toMatchObject({
      action: 'innovation.withdraw',
      reason: 'asked_by_association',
      publication_cancelled: expect.any(String),
    })
    await minute()
    expect(await read(id)).toMatchObject({ state: 'withdrawn', publish_at: null })
  })
})

describe('what an association does to its published record by its link', () => {
  it('is done at once for every reader, and told by its event', async () => {
    const association = (await anAssociation(t)).id
    const id = await aRecord(t, association)
    const partner = await t.key('feed:read')
    const respondent = await aRespondent(t, association, (await aContact(t, association)).id)
    const restrict = (question: string, audience: string) =>
      respondent.post(`/v1/respond/innovations/${id}/restrictions`, { question, audience })
    json(await restrict('resume', 'members'))
    for (const who of [t.anonymous, partner])
      expect(json(await who.get(`/v1/innovations/${id}`)).summary, 'hidden as if unknown').toBeNull()
    json(await restrict('*', 'partners'))
    expect(problemOf(await t.anonymous.get(`/v1/innovations/${id}`))).toMatchObject({
      slug: 'gone',
      reason: 'out_of_scope',
    })
    expect(json(await partner.get(`/v1/innovations/${id}`)).id).toBe(id)
    json(await respondent.post(`/v1/respond/innovations/${id}/withdrawal`, { comment: 'Nous préférons.' }))
    expect(problemOf(await partner.get(`/v1/innovations/${id}`))).toMatchObject({
      slug: 'gone',
      reason: 'asked_by_association',
    })
    expect((await eventsOf(id)).slice(-3)).toMatchObject([
      { action: 'innovation.restrict', question: 'resume', to: 'members' },
      { action: 'innovation.restrict', question: '*', to: 'partners' },
      { action: 'innovation.withdraw', from: 'published', to: 'withdrawn', comment: 'Nous préférons.' },
    ])
  })
})

describe('two records that describe one innovation', () => {
  const pair = async (lesser: object = {}, greater: object = {}) => {
    const association = (await anAssociation(t)).id
    const [one, other] = await Promise.all([
      aRecord(t, association, { ...COMPLETE_ANSWERS, titre: 'Le double', ...lesser }),
      aRecord(t, association, { ...COMPLETE_ANSWERS, titre: 'La fiche qui demeure', ...greater }),
    ])
    return { association, one, other }
  }
  const gone = async (id: string, who = t.anonymous) => {
    const answer = await who.get(`/v1/innovations/${id}`)
    const { slug, reason, replaced_by } = problemOf(answer)
    return { slug, reason, replaced_by, link: answer.headers.link }
  }
  const inFeed = async (id: string) => {
    const { rows } = await app.pool.query(
      'select audience, seq, state, reason, withdrawn_reason, replaced_by from feed_entry where id = $1 order by audience',
      [id],
    )
    return rows as { audience: string; seq: number; state: string; reason: string | null; replaced_by: string | null }[]
  }

  it('are merged: readers are led on from every page of the lesser, and back when that is undone', async () => {
    const { one, other } = await pair()
    const before = json(await t.anonymous.get(`/v1/innovations/${one}`))
    const tag = String((await t.admin.get(`${RECORDS}/${other}`)).headers.etag)
    expect(json(await move(one, { transition: 'merge', replaced_by: other, comment: 'Un doublon' }))).toMatchObject({
      state: 'archived',
      replaced_by: other,
      merged_into: { id: other, title: 'La fiche qui demeure' },
      transitions: ['unmerge'],
    })
    const unread = await t.admin.get(`${RECORDS}/${other}`, { headers: { 'if-none-match': tag } })
    expect(json(unread).merged).toEqual([{ id: one, title: 'Le double' }])
    for (const page of ['', '/pdf', '/versions', '/versions/1', '/json-ld'])
      expect(await gone(`${one}${page}`), page).toEqual({
        slug: 'gone',
        reason: 'merged',
        replaced_by: other,
        link: `<http://essaim.test/v1/innovations/${other}>; rel="successor-version"`,
      })
    const told = await inFeed(one)
    expect(told.map(({ state, reason, replaced_by }) => [state, reason, replaced_by])).toEqual(
      Array(3).fill(['deleted', 'merged', other]),
    )
    expect(json(await move(one, { transition: 'unmerge' }))).toMatchObject({
      state: 'published',
      replaced_by: null,
      merged_into: null,
    })
    const { updated_at: _, ...same } = json(await t.anonymous.get(`/v1/innovations/${one}`))
    expect(before).toMatchObject(same)
    expect((await inFeed(one)).every(({ state, seq }) => state === 'updated' && seq > Number(told[0]?.seq))).toBe(true)
    expect((await eventsOf(one)).slice(-2)).toMatchObject([
      { action: 'innovation.merge', from: 'published', to: 'archived', into: other, comment: 'Un doublon' },
      { action: 'innovation.unmerge', from: 'archived', to: 'published', into: other },
    ])
  })

  it('lead on those also who were told of a withdrawal; undone, they are told of it again', async () => {
    const { one, other } = await pair()
    json(await move(one, { transition: 'withdraw', reason: 'error' }))
    json(await move(one, { transition: 'merge', replaced_by: other }))
    expect(await gone(one)).toMatchObject({ reason: 'merged', replaced_by: other })
    json(await move(one, { transition: 'unmerge' }))
    expect(await gone(one)).toMatchObject({ slug: 'gone', reason: 'error', replaced_by: null, link: undefined })
    expect((await read(one)).state).toBe('withdrawn')
  })

  it('tell nothing to whom the lesser had been hidden from', async () => {
    const { one, other } = await pair()
    json(await t.admin.post(`${RECORDS}/${one}/restrictions`, { question: '*', audience: 'members' }))
    const [hidden] = await inFeed(one)
    json(await move(one, { transition: 'merge', replaced_by: other }))
    const [still, ...others] = await inFeed(one)
    expect(still).toEqual(hidden)
    expect(others.at(-1)).toMatchObject({ audience: 'members', reason: 'merged' })
  })

  it('are not merged where a reader would be led nowhere', async () => {
    const { one, other } = await pair({}, { portee: 'adherents' })
    const draft = await aDraftRecord(t, (await anAssociation(t)).id)
    const code = async (replaced_by: string | null) =>
      problemOf(await move(one, { transition: 'merge', replaced_by })).errors.map(({ code }) => code)
    expect(await code(null)).toEqual(['required'])
    expect(await code(one)).toEqual(['itself'])
    expect(await code('019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a00')).toEqual(['unknown'])
    expect(await code(draft)).toEqual(['not-published'])
    expect(await code(other)).toEqual(['narrower'])
    expect((await read(one)).state).toBe('published')
  })

  it('are merged one way when two people do it both ways at once', async () => {
    for (let round = 0; round < 4; round++) {
      const { one, other } = await pair()
      const answers = await Promise.all([
        move(one, { transition: 'merge', replaced_by: other }),
        move(other, { transition: 'merge', replaced_by: one }),
      ])
      expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 422])
    }
  })

  it('in bulk, each by the same rules', async () => {
    const { one, other } = await pair()
    const { items } = json(
      await t.admin.post(`${RECORDS}/transitions`, { ids: [one, other], transition: 'merge', replaced_by: other }),
    )
    expect(items).toMatchObject([{ status: 200 }, { status: 422, problem: { errors: [{ code: 'itself' }] } }])
  })

  it('renew the one that stands when an answer about the other is accepted', async () => {
    const { association, one, other } = await pair()
    const begun = await aSubmission(t.admin, association, { titre: 'Renouvelée' }, { innovation_id: one })
    json(await move(one, { transition: 'merge', replaced_by: other }))
    for (const transition of ['submit', 'accept'])
      json(await t.admin.post(`/v1/moderation/submissions/${begun}/transitions`, { transition }))
    expect(await read(other)).toMatchObject({
      versions: [{ number: 1 }, { number: 2, state: 'draft', submission_id: begun }],
    })
    expect((await read(one)).versions).toHaveLength(1)
    // and nothing new is begun on what is merged
    const late = await t.admin.post('/v1/moderation/submissions', {
      association_id: association,
      answers: {},
      innovation_id: one,
    })
    expect(problemOf(late).errors).toMatchObject([{ pointer: '/innovation_id', code: 'unknown' }])
  })
})

describe('one record that describes two innovations', () => {
  it('is split into a second draft, which may be merged back', async () => {
    const association = (await anAssociation(t)).id
    const id = await aRecord(t, association)
    const before = (await t.anonymous.get(`/v1/innovations/${id}`)).headers.etag
    const answer = await t.admin.post(`${RECORDS}/${id}/split`, { comment: 'Deux dispositifs' })
    const other = json(answer, 201)
    expect(answer.headers.location).toBe(`${RECORDS}/${other.id}`)
    expect(other).toMatchObject({
      state: 'draft',
      split_from: id,
      title: COMPLETE_ANSWERS.titre,
      association: { id: association },
      versions: [{ number: 1, state: 'draft', submission_id: null }],
      transitions: ['publish', 'merge'],
    })
    expect(json(await t.admin.get(`${RECORDS}/${other.id}/versions/1`)).answers).toEqual(
      json(await t.admin.get(`${RECORDS}/${id}/versions/1`)).answers,
    )
    json(await t.admin.patch(`${RECORDS}/${other.id}/versions/1`, { answers: { titre: 'Le second dispositif' } }))
    json(await move(other.id as string, { transition: 'publish' }))
    expect(json(await t.anonymous.get(`/v1/innovations/${other.id}`)).title).toBe('Le second dispositif')
    expect((await t.anonymous.get(`/v1/innovations/${id}`)).headers.etag).toBe(before)
    expect(await eventsOf(id)).toContainEqual(
      expect.objectContaining({ action: 'innovation.split', into: other.id, comment: 'Deux dispositifs' }),
    )
    json(await move(other.id as string, { transition: 'merge', replaced_by: id }))
    expect(problemOf(await t.admin.post(`${RECORDS}/${other.id}/split`, {})).slug).toBe('conflict')
  })
})

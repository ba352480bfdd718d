import { expect, test } from 'vitest'
import { json, problemOf, testApp } from '../../test/app.ts'
import { PUBLICATION_ANSWERS, SHORT_ANSWERS } from '../../test/factories.ts'
import { aFederation } from '../../test/federation.ts'

const t = await testApp({ jobs: false })
const { as } = await aFederation(t)
const { respondent, delegate, moderator } = as

/** A short version handed in, and what each of its readers does with it. */
async function given() {
  const { id } = json(await respondent.post('/v1/respond/submissions', { answers: SHORT_ANSWERS }), 201)
  const own = `/v1/respond/submissions/${id}`
  const theirs = `/v1/moderation/submissions/${id}`
  const submit = () => respondent.post(`${own}/transitions`, { transition: 'submit' })
  const decide = (by: typeof delegate, transition: string) => by.post(`${theirs}/transitions`, { transition })
  const read = async () => ({ own: json(await respondent.get(own)), theirs: json(await moderator.get(theirs)) })
  json(await submit())
  return { own, theirs, submit, decide, read }
}
const write = (own: string, answers: object) => respondent.patch(own, { answers })

test('the association completes what it handed in; moderation reads the hand-in until there is another', async () => {
  const { own, theirs, submit, decide, read } = await given()
  expect((await read()).own).toMatchObject({
    state: 'submitted',
    unsent: false,
    writable: true,
    transitions: ['withdraw'],
  })
  expect(problemOf(await submit())).toMatchObject({ slug: 'conflict', state: 'submitted' })
  json(await write(own, { ...PUBLICATION_ANSWERS, titre: 'Un autre titre' }))
  const between = await read()
  expect(between.own).toMatchObject({ unsent: true, revision: 1, issues: [], transitions: ['submit', 'withdraw'] })
  expect(between.own.answers).toMatchObject({ titre: 'Un autre titre' })
  expect(between.theirs).toMatchObject({
    unsent: true,
    title: SHORT_ANSWERS.titre,
    ready_for: 'submit',
    writable: false,
  })
  expect(between.theirs.answers).toEqual(json(await moderator.get(`${theirs}/revisions/1`)).answers)
  expect(json(await delegate.get(`${theirs}/preview?audience=public`))).toMatchObject({
    document: { title: SHORT_ANSWERS.titre },
  })
  json(await decide(delegate, 'endorse'))
  expect(json(await submit())).toMatchObject({ state: 'submitted', revision: 2, unsent: false, ready_for: 'publish' })
  expect((await read()).theirs).toMatchObject({ title: 'Un autre titre', answers: { titre: 'Un autre titre' } })
  expect(problemOf(await submit())).toMatchObject({ slug: 'conflict', state: 'submitted' })
})

test('what was not handed in is not accepted, nor lost', async () => {
  const { own, submit, decide, read } = await given()
  json(await write(own, { titre: 'Pas encore envoyé' }))
  const accepted = json(await decide(moderator, 'accept'))
  expect(accepted).toMatchObject({ title: SHORT_ANSWERS.titre, answers: { titre: SHORT_ANSWERS.titre } })
  const record = json(await moderator.get(`/v1/moderation/innovations/${accepted.innovation_id}/versions/1`))
  expect(record.answers).toMatchObject({ titre: SHORT_ANSWERS.titre })
  expect((await read()).own).toMatchObject({ unsent: true, writable: false, answers: { titre: 'Pas encore envoyé' } })
  expect(problemOf(await write(own, { titre: 'Trop tard' })).slug).toBe('conflict')
  expect(problemOf(await submit()).slug).toBe('conflict')
})

test('of hand-ins at once, one is new', async () => {
  const { own, submit } = await given()
  json(await write(own, { titre: 'Une fois' }))
  const answers = await Promise.all(Array.from({ length: 5 }, submit))
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409, 409, 409, 409])
  expect(json(await respondent.get(own)).revision).toBe(2)
})

test('nobody else writes what was handed in', async () => {
  const { theirs } = await given()
  for (const by of [delegate, moderator])
    expect(problemOf(await by.patch(theirs, { answers: { titre: 'Autrement' } })).slug).toBe('conflict')
})

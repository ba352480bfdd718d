import { expect, test } from 'vitest'
import { json, problemOf, testApp } from '../../test/app.ts'
import { SHORT_ANSWERS } from '../../test/factories.ts'
import { aFederation } from '../../test/federation.ts'

const t = await testApp({ jobs: false })
const { as } = await aFederation(t)
const { respondent, delegate, moderator, reader } = as

type Point = Record<string, unknown> & { id: string; etag: string }

/** An answer handed in, and what both sides do with its points. */
async function given() {
  const { id } = json(await respondent.post('/v1/respond/submissions', { answers: SHORT_ANSWERS }), 201)
  const own = `/v1/respond/submissions/${id}`
  const theirs = `/v1/moderation/submissions/${id}`
  const submit = () => respondent.post(`${own}/transitions`, { transition: 'submit' })
  const ask = (points?: object[], by = delegate) =>
    by.post(`${theirs}/transitions`, {
      transition: 'request_changes',
      comment: 'Merci de revoir ces points.',
      ...(points && { points }),
    })
  const note = (point: object, by = delegate) => by.post(`${theirs}/points`, point)
  const seen = async () => ({
    own: json(await respondent.get(`${own}/points`)).items as Point[],
    theirs: json(await moderator.get(`${theirs}/points`)).items as Point[],
  })
  const write = async (answers: object) => json(await respondent.patch(own, { answers }))
  json(await submit())
  return { id: id as string, own, theirs, submit, ask, note, seen, write }
}
const events = async (id: string) =>
  (
    json(await t.admin.get(`/v1/events?subject_kind=submission&subject_id=${id}&limit=100`)).items as {
      action: string
      detail: Record<string, unknown>
    }[]
  ).reverse()

test('notes are moderation’s own until a request for changes sends them', async () => {
  const { own, theirs, ask, note, seen } = await given()
  const first = json(await note({ question: 'titre', kind: 'incorrect', reason: 'Trop vague.' }), 201)
  expect(first).toMatchObject({ state: 'note', before: SHORT_ANSWERS.titre, after: null, answer: null, sent_at: null })
  expect(first.author).toMatchObject({ id: expect.any(String) })
  expect((await seen()).own).toEqual([])
  expect(json(await respondent.get(`${own}/points`)).may_note).toBe(false)
  expect((await respondent.get(`${own}/points/${first.id}`)).statusCode).toBe(404)
  expect((await reader.get(`${theirs}/points/${first.id}`)).statusCode).toBe(200)

  json(await ask([{ question: 'accroche', kind: 'incomplete', reason: 'Dites pour qui.', proposed: 'Pour tous.' }]))
  const { own: mine, theirs: all } = await seen()
  expect(mine).toMatchObject([
    { question: 'titre', state: 'open', author: null, actions: ['answer'] },
    { question: 'accroche', state: 'open', proposed: 'Pour tous.', before: SHORT_ANSWERS.accroche, answer: null },
  ])
  expect(all.map(({ state }) => state)).toEqual(['open', 'open'])
})

test('a note is changed and thrown away by its version, never once it was sent', async () => {
  const { theirs, ask, note, seen } = await given()
  const { id } = json(await note({ question: 'titre', reason: 'Trop vague.' }), 201) as { id: string }
  const url = `${theirs}/points/${id}`
  const tag = String((await moderator.get(url)).headers.etag)
  expect(problemOf(await moderator.patch(url, { reason: 'Précisez.' }, null)).slug).toBe('precondition-required')
  const changed = await moderator.patch(url, { reason: 'Précisez.', proposed: 'Un titre' }, tag)
  expect(json(changed)).toMatchObject({ kind: 'incorrect', reason: 'Précisez.', proposed: 'Un titre' })
  expect(problemOf(await delegate.delete(url, tag)).slug).toBe('precondition-failed')
  const other = json(await note({ question: 'nature', reason: 'Est-ce bien une innovation ?' }), 201)
  const dropped = await delegate.delete(`${theirs}/points/${other.id}`, '"1"')
  expect(dropped.statusCode).toBe(204)
  json(await ask())
  const sent = (await seen()).theirs
  expect(sent).toHaveLength(1)
  const late = await moderator.patch(url, { reason: 'Autre chose' }, sent[0]?.etag ?? '')
  expect(problemOf(late)).toMatchObject({ slug: 'conflict', state: 'open' })
})

test('nothing is handed in again past an open point in silence; it comes back answered point by point', async () => {
  const { id, own, theirs, submit, ask, seen, write } = await given()
  json(
    await ask([
      { question: 'titre', reason: 'Trop vague.' },
      { question: 'accroche', kind: 'incomplete', reason: 'Dites pour qui.', proposed: 'Pour chaque enfant.' },
      { question: 'echelle', kind: 'update', reason: 'Toujours un seul département ?' },
    ]),
  )
  const refused = problemOf(await submit())
  expect(refused).toMatchObject({ slug: 'validation' })
  expect(refused.errors).toMatchObject([
    { pointer: '/answers/titre', code: 'unanswered-point' },
    { pointer: '/answers/accroche', code: 'unanswered-point' },
    { pointer: '/answers/echelle', code: 'unanswered-point' },
  ])
  await write({ titre: 'Un titre précis', accroche: 'Pour chaque enfant.' })
  expect(problemOf(await submit()).errors).toMatchObject([{ pointer: '/answers/echelle' }])
  const scale = (await seen()).own[2] as Point
  const kept = await respondent.post(`${own}/points/${scale.id}/answer`, { kept_because: 'Oui, un seul.' })
  expect(json(kept)).toMatchObject({ state: 'open', answer: 'kept', kept_because: 'Oui, un seul.' })
  expect((await seen()).theirs.map(({ answer }) => answer)).toEqual(['changed', 'taken_over', 'kept'])
  json(await submit())
  const { theirs: answered } = await seen()
  expect(answered).toMatchObject([
    { state: 'answered', answer: 'changed', before: SHORT_ANSWERS.titre, after: 'Un titre précis' },
    { state: 'answered', answer: 'taken_over', after: 'Pour chaque enfant.', actions: ['close', 'reopen'] },
    { state: 'answered', answer: 'kept', before: 'departement', after: 'departement', kept_because: 'Oui, un seul.' },
  ])
  const late = await respondent.post(`${own}/points/${scale.id}/answer`, { kept_because: null })
  expect(problemOf(late)).toMatchObject({ slug: 'conflict', state: 'answered' })

  // one does, one does not: it goes out again, and the third is left to be judged
  json(await delegate.post(`${theirs}/points/${answered[0]?.id}/closing`))
  const again = { question: 'echelle', reason: 'La fiche parle de deux départements.', follows: scale.id }
  json(await moderator.post(`${theirs}/points`, again), 201)
  expect((await seen()).theirs[2]).toMatchObject({ state: 'answered', actions: ['close'] })
  expect((await seen()).own[2]).toMatchObject({ state: 'answered' })
  json(await ask())
  expect((await seen()).own.map(({ state, follows }) => [state, follows])).toEqual([
    ['closed', null],
    ['answered', null],
    ['reopened', null],
    ['open', scale.id],
  ])
  const trail = (await events(id)).map(({ action }) => action)
  expect(trail.slice(trail.indexOf('submission.request_changes'))).toEqual([
    'submission.request_changes',
    'submission.save',
    'submission.answer_point',
    'submission.submit',
    'submission.sign_off',
    'submission.close_point',
    'submission.note_point',
    'submission.request_changes',
  ])
})

test('the association completes what it answered before it is judged', async () => {
  const { submit, ask, seen, write } = await given()
  json(await ask([{ question: 'titre', reason: 'Trop vague.' }]))
  await write({ titre: 'Un titre précis' })
  json(await submit())
  await write({ titre: 'Un titre plus précis' })
  expect((await seen()).theirs).toMatchObject([{ state: 'answered', after: 'Un titre précis' }])
  json(await submit())
  expect((await seen()).theirs).toMatchObject([{ state: 'answered', after: 'Un titre plus précis' }])
})

test('a point that is let go no longer holds up the hand-in', async () => {
  const { theirs, submit, ask, seen } = await given()
  json(await ask([{ question: 'titre', reason: 'Trop vague.' }]))
  const [point] = (await seen()).theirs
  json(await moderator.post(`${theirs}/points/${point?.id}/closing`))
  expect((await seen()).own).toMatchObject([{ state: 'closed', answer: null }])
  json(await submit())
})

test('what a point names is checked, each where it stands', async () => {
  const { theirs, ask, note } = await given()
  const faults = async (points: object[]) => problemOf(await ask(points)).errors
  expect(await faults([{ question: 'nulle_part', reason: 'x' }])).toMatchObject([
    { pointer: '/points/0/question', code: 'unknown-question' },
  ])
  expect(
    await faults([
      { question: 'titre', reason: 'x' },
      { question: 'echelle', reason: 'x', proposed: 'planete' },
    ]),
  ).toMatchObject([{ pointer: '/points/1/proposed' }])
  const { id } = json(await note({ question: 'titre', reason: 'x' }), 201) as { id: string }
  expect(problemOf(await note({ question: 'titre', reason: 'y', follows: id })).errors).toMatchObject([
    { pointer: '/follows', code: 'not-reopenable' },
  ])
  expect(problemOf(await note({ question: 'accroche', reason: 'y', follows: id })).errors).toMatchObject([
    { pointer: '/follows', code: 'unknown' },
  ])
  const wrong = await moderator.post(`${theirs}/transitions`, { transition: 'endorse', points: [] })
  expect(problemOf(wrong).errors).toMatchObject([{ pointer: '/points', code: 'not-allowed' }])
})

test('of requests for changes at once, one sends the notes', async () => {
  const { note, ask, seen } = await given()
  json(await note({ question: 'titre', reason: 'Trop vague.' }), 201)
  const answers = await Promise.all(
    Array.from({ length: 4 }, () => ask([{ question: 'accroche', reason: 'Et pour qui ?' }])),
  )
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409, 409, 409])
  expect((await seen()).own).toHaveLength(2)
})

test('notes of several answers leave in bulk with their requests', async () => {
  const one = await given()
  const other = await given()
  json(await one.note({ question: 'titre', reason: 'Trop vague.' }), 201)
  const asked = { ids: [one.id, other.id], transition: 'request_changes', comment: 'À revoir.' }
  json(await moderator.post('/v1/moderation/submissions/transitions', asked))
  expect((await one.seen()).own).toMatchObject([{ state: 'open' }])
  expect((await other.seen()).own).toEqual([])
  json(await other.submit())
})

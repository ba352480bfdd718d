import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { type Client, json, problemOf, testApp } from '../../test/app.ts'
import { aFederation, aSubmission } from '../../test/federation.ts'
import { inScope } from '../db/database.ts'

const t = await testApp()
const { app } = t
const federation = await aFederation(t)
const { as } = federation
const SUBMISSIONS = '/v1/moderation/submissions'
const JOB = { kind: 'job' } as const
const COMMENT = 'Merci de préciser le nombre de personnes.'

const row = (id: string) =>
  inScope(app.db, JOB, (trx) => trx.selectFrom('submission').selectAll().where('id', '=', id).executeTakeFirstOrThrow())
const move = (by: Client, id: string, transition: string, more: object = {}) =>
  by.post(`${SUBMISSIONS}/${id}/transitions`, { transition, ...more })
const letters = (id: string) =>
  app.db
    .selectFrom('delivery')
    .select(['id', 'state', 'subject', 'body'])
    .where('about', '=', id)
    .where('kind', '=', 'notice')
    .orderBy('id')
    .execute()
const handedIn = async () => {
  const id = await aSubmission(t.admin, federation.association.id)
  json(await move(t.admin, id, 'submit'))
  return id
}
const actionsOn = async (id: string) =>
  (await app.db.selectFrom('event').select('action').where('subject_id', '=', id).orderBy('at').orderBy('id').execute())
    .map(({ action }) => action)
    .slice(2)

test('the association is told of a request, a refusal and an acceptance, with what was written to it and what it can do', async () => {
  for (const [transition, comment, said] of [
    ['request_changes', COMMENT, 'envoyez-la de nouveau'],
    ['reject', 'Hors du champ du recensement.', 'Repartir de ces réponses'],
    ['accept', 'CANARI-INTERNE', 'est retenue'],
  ] as const) {
    const id = await handedIn()
    json(await move(as.moderator, id, transition, { comment }))
    const [letter] = await letters(id)
    expect(letter).toMatchObject({ state: 'waiting' })
    expect(letter?.body).toContain(said)
    // the comment of an acceptance is for staff
    expect(letter?.body?.includes(comment)).toBe(transition !== 'accept')
  }
  const id = await handedIn()
  json(await move(as.delegate, id, 'endorse', { opinion: 'unfavourable', comment: 'CANARI-AVIS' }))
  expect(await letters(id)).toEqual([])
})

test('who decided takes it back: the state, its age and the opinion are as before, and the letter never leaves', async () => {
  const id = await handedIn()
  const before = await row(id)
  for (const [by, transition, more] of [
    [as.delegate, 'endorse', { opinion: 'reserved', comment: 'À voir.' }],
    [as.delegate, 'request_changes', { comment: COMMENT }],
    [as.moderator, 'reject', { comment: COMMENT }],
  ] as const) {
    const moved = json(await move(by, id, transition, more))
    expect(moved.transitions).toContain('undo')
    expect(Date.parse(moved.undo_until as string) - Date.now()).toBeGreaterThan(9 * 60_000)
    const { items } = json(await by.get(`${SUBMISSIONS}/${id}/transitions`))
    expect(items).toContainEqual({ transition: 'undo', to: 'submitted', comment: 'optional' })
    const undone = json(await move(by, id, 'undo'))
    expect(undone).toMatchObject({ state: 'submitted', undo_until: null, comment: null, opinions: [] })
    const { state_by, state_at, endorsed_revision } = await row(id)
    expect({ state_by, state_at, endorsed_revision }).toEqual({
      state_by: before.state_by,
      state_at: before.state_at,
      endorsed_revision: null,
    })
    // once is enough
    expect(problemOf(await move(by, id, 'undo')).slug).toBe('conflict')
  }
  expect((await letters(id)).map(({ state }) => state)).toEqual(['cancelled', 'cancelled'])
  expect(await actionsOn(id)).toEqual([
    'submission.endorse',
    'submission.undo',
    'submission.request_changes',
    'submission.undo',
    'submission.reject',
    'submission.undo',
  ])
})

test('a request that followed an endorsement leaves the endorsement when it is undone', async () => {
  const id = await handedIn()
  json(await move(as.delegate, id, 'endorse', { opinion: 'reserved', comment: 'À voir.' }))
  json(await move(as.moderator, id, 'request_changes', { comment: COMMENT }))
  const undone = json(await move(as.moderator, id, 'undo'))
  expect(undone).toMatchObject({ state: 'endorsed', opinions: [{ opinion: 'reserved' }] })
  expect(await row(id)).toMatchObject({ endorsed_revision: 1 })
})

test('it is too late after ten minutes, once the letter has left, once something followed, and for anybody else', async () => {
  const late = async (id: string) => {
    expect(json(await as.moderator.get(`${SUBMISSIONS}/${id}`))).toMatchObject({ undo_until: null })
    expect(problemOf(await move(as.moderator, id, 'undo'))).toMatchObject({ status: 409, state: expect.any(String) })
  }
  const asked = async () => {
    const id = await handedIn()
    json(await move(as.moderator, id, 'request_changes', { comment: COMMENT }))
    return id
  }
  const old = await asked()
  await inScope(app.db, JOB, (trx) =>
    trx.updateTable('submission').set({ state_at: sql`now() - interval '11 minutes'` }).where('id', '=', old).execute(),
  )
  await late(old)
  const left = await asked()
  await app.db.updateTable('delivery').set({ state: 'sent' }).where('about', '=', left).execute()
  await late(left)
  const others = await asked()
  expect(problemOf(await move(as.admin, others, 'undo'))).toMatchObject({
    status: 409,
    by: { name: expect.any(String) },
  })
  // the association was quicker: what the letter asks for is done
  json(await as.respondent.post(`/v1/respond/submissions/${others}/transitions`, { transition: 'submit' }))
  expect((await letters(others)).map(({ state }) => state)).toEqual(['cancelled'])
  await late(others)
})

test('a whole batch is undone by the ids that it moved, and its refusals stay refused', async () => {
  const ids = [await handedIn(), await handedIn(), await handedIn()]
  json(await move(as.moderator, ids[1] ?? '', 'accept'))
  const bulk = async (transition: string, sent: string[], more = {}) =>
    json(await as.moderator.post(`${SUBMISSIONS}/transitions`, { ids: sent, transition, ...more })).items as {
      id: string
      status: number
    }[]
  const rejected = await bulk('reject', ids, { comment: COMMENT })
  expect(rejected.map(({ status }) => status)).toEqual([200, 409, 200])
  const undone = await bulk(
    'undo',
    rejected.filter(({ status }) => status === 200).map(({ id }) => id),
  )
  expect(undone.map(({ status }) => status)).toEqual([200, 200])
  expect(await Promise.all(ids.map(async (id) => (await row(id)).state))).toEqual([
    'submitted',
    'accepted',
    'submitted',
  ])
})

test('an undoing and the leaving of its letter at once: the one or the other, never both', async () => {
  const id = await handedIn()
  json(await move(as.moderator, id, 'reject', { comment: COMMENT }))
  const leave = () =>
    app.db
      .updateTable('delivery')
      .set({ state: 'sending' })
      .where('about', '=', id)
      .where('state', '=', 'waiting')
      .execute()
  const [answer] = await Promise.all([move(as.moderator, id, 'undo'), leave()])
  const [letter] = await letters(id)
  expect([(await row(id)).state, letter?.state]).toEqual(
    answer.statusCode === 200 ? ['submitted', 'cancelled'] : ['rejected', 'sending'],
  )
})

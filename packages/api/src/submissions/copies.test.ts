import { expect, test } from 'vitest'
import { json, problemOf, testApp } from '../../test/app.ts'
import { aFederation, aSubmission, COMPLETE_ANSWERS } from '../../test/federation.ts'

const t = await testApp()
const federation = await aFederation(t)
const { as } = federation
const SUBMISSIONS = '/v1/moderation/submissions'
const OWN = '/v1/respond/submissions'

const rejected = async () => {
  const id = await aSubmission(t.admin, federation.association.id)
  json(await t.admin.post(`${SUBMISSIONS}/${id}/transitions`, { transition: 'submit' }))
  json(await as.moderator.post(`${SUBMISSIONS}/${id}/transitions`, { transition: 'reject', comment: 'Hors champ.' }))
  return id
}

test('a rejected answer leads on: the association takes it up again in a new draft, once', async () => {
  const id = await rejected()
  const copy = json(await as.respondent.post(`${OWN}/${id}/copy`), 201)
  expect(copy).toMatchObject({ state: 'draft', channel: 'link', copied_from: id, revision: 0, comment: null })
  expect((copy.answers as typeof COMPLETE_ANSWERS).titre).toBe(COMPLETE_ANSWERS.titre)
  expect((copy.answers as typeof COMPLETE_ANSWERS).departements).toEqual(COMPLETE_ANSWERS.departements)
  expect(json(await as.respondent.get(`${OWN}/${id}`))).toMatchObject({ state: 'rejected', copied_to: copy.id })
  expect(problemOf(await as.respondent.post(`${OWN}/${id}/copy`))).toMatchObject({ status: 409, copy: copy.id })
  // a rejection that led on is not undone
  expect(json(await as.moderator.get(`${SUBMISSIONS}/${id}`))).toMatchObject({ undo_until: null })
  expect(json(await as.respondent.post(`${OWN}/${copy.id}/transitions`, { transition: 'submit' })).state).toBe(
    'submitted',
  )
})

test('a copy that is given up makes room for another; staff copy on behalf; what is not rejected is not copied', async () => {
  const id = await rejected()
  const first = json(await as.respondent.post(`${OWN}/${id}/copy`), 201).id
  json(await as.respondent.post(`${OWN}/${first}/transitions`, { transition: 'withdraw' }))
  const copy = json(await as.delegate.post(`${SUBMISSIONS}/${id}/copy`), 201)
  expect(copy).toMatchObject({ channel: 'staff', copied_from: id })
  expect(problemOf(await as.delegate.post(`${SUBMISSIONS}/${copy.id}/copy`))).toMatchObject({
    status: 409,
    state: 'draft',
  })
  expect((await as['delegate elsewhere'].post(`${SUBMISSIONS}/${id}/copy`)).statusCode).toBe(404)
})

test('of two who copy at once one makes the draft, the other learns of it', async () => {
  const id = await rejected()
  const answers = await Promise.all([
    as.respondent.post(`${OWN}/${id}/copy`),
    as.delegate.post(`${SUBMISSIONS}/${id}/copy`),
  ])
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409])
})

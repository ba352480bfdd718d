import { expect, test } from 'vitest'
import { json, problemOf, testApp } from '../../test/app.ts'
import { anAssociation } from '../../test/factories.ts'
import { aSubmission } from '../../test/federation.ts'

const URL = '/v1/moderation/views'
const it = await testApp({ jobs: false })
const here = await it.delegation('29')
const delegate = await it.staff(['delegate'], [here.id])
const peer = await it.staff(['delegate'], [(await it.delegation('75')).id])
const moderator = await it.staff(['moderator'])
const reader = await it.staff(['reader'])
const names = async (by: typeof delegate) =>
  (json(await by.get(URL)).items as { name: string }[]).map(({ name }) => name)
const view = { name: 'Les miennes, par âge', filters: { assignee: ['me'], late: true, sort: 'age' } }

test('a view is kept as its filters, and is its owner’s alone until it is shared', async () => {
  const answer = await delegate.post(URL, view)
  const kept = json(answer, 201)
  expect(kept).toMatchObject({ ...view, shared_with: null, owner: { id: delegate.id }, writable: true })
  expect(answer.headers.location).toBe(`${URL}/${kept.id}`)
  expect(await names(delegate)).toEqual([view.name])
  for (const other of [peer, moderator, reader]) {
    expect(await names(other)).toEqual([])
    expect((await other.get(`${URL}/${kept.id}`)).statusCode).toBe(404)
    expect((await other.patch(`${URL}/${kept.id}`, { name: 'x' }, '"1"')).statusCode).toBe(404)
  }
  json(await delegate.patch(`${URL}/${kept.id}`, { shared_with: 'delegate' }))
  expect(await names(peer)).toEqual([view.name])
  expect(await names(moderator)).toEqual([])
  expect((await peer.delete(`${URL}/${kept.id}`)).statusCode).toBe(403)
  expect((await delegate.delete(`${URL}/${kept.id}`)).statusCode).toBe(204)
})

test('a delegate shares with delegates, headquarters with all', async () => {
  for (const shared_with of ['all', 'moderator'])
    expect(problemOf(await delegate.post(URL, { ...view, shared_with })).errors).toMatchObject([
      { pointer: '/shared_with', code: 'not-yours' },
    ])
  const { id } = json(await moderator.post(URL, { ...view, name: 'De tous', shared_with: 'all' }), 201)
  expect(await names(reader)).toEqual(['De tous'])
  expect((await delegate.patch(`${URL}/${id}`, { name: 'x' })).statusCode).toBe(403)
  expect(json(await it.admin.patch(`${URL}/${id}`, { name: 'De chacun' }))).toMatchObject({ name: 'De chacun' })
  expect((await it.admin.patch(`${URL}/${id}`, { name: 'y' }, '"1"')).statusCode).toBe(412)
})

test('what no list takes is refused, by its place', async () => {
  const wrong = { sort: 'colour', limit: 10, ours: 'true', assignee: ['somebody'] }
  const { errors } = problemOf(await delegate.post(URL, { name: 'Fausse', filters: wrong }))
  expect(errors.map(({ pointer }) => pointer).sort()).toEqual(
    ['/filters/sort', '/filters/limit', '/filters/ours', '/filters/assignee/0'].sort(),
  )
})

test('is counted for each as their own list shows it', async () => {
  const { id } = json(
    await moderator.post(URL, { name: 'Brouillons', filters: { state: ['draft'], q: 'roulotte' }, shared_with: 'all' }),
    201,
  )
  for (const department of ['29', '75'])
    await aSubmission(it.admin, (await anAssociation(it, { department })).id, {
      titre: 'Une roulotte',
      departements: [department],
    })
  const counted = async (by: typeof delegate) =>
    (json(await by.get('/v1/moderation/submissions/counts')).items as { view: string; count: number }[]).find(
      (item) => item.view === id,
    )?.count
  expect(await counted(delegate)).toBe(1)
  expect(await counted(moderator)).toBe(2)
})

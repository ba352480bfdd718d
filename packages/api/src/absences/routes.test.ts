import { beforeEach, describe, expect, test } from 'vitest'
import { type Client, json, problemOf, testApp } from '../../test/app.ts'
import { aContact, anAssociation, SHORT_ANSWERS } from '../../test/factories.ts'
import { aRespondent, aSubmission } from '../../test/federation.ts'

const URL = '/v1/absences'
const SUBMISSIONS = '/v1/moderation/submissions'
const it = await testApp({ jobs: false })
const { id: here, name } = await it.delegation('29')
const brittany = { id: here, name }
const paris = await it.delegation('75')
const absent = await it.staff(['delegate'], [brittany.id])
const colleague = await it.staff(['delegate'], [paris.id])
const moderator = await it.staff(['moderator'])
const reader = await it.staff(['reader'])
const association = await anAssociation(it)
const submission = await aSubmission(it.admin, association.id, SHORT_ANSWERS)
json(await it.admin.post(`${SUBMISSIONS}/${submission}/transitions`, { transition: 'submit' }))

const day = (days: number) =>
  new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Paris' }).format(Date.now() + days * 86_400_000)
const away = { stand_in: null as string | null, starts_on: day(0), ends_on: day(7) }
const nameOf = async (by: Client) => (json(await by.get('/v1/session')).user as { name: string }).name
const seen = async (by: Client) => json(await by.get(`${SUBMISSIONS}/${submission}`))

beforeEach(async () => {
  await it.app.db.deleteFrom('absence').execute()
})

describe('a stand-in', () => {
  test('has for those days, and no other, the delegations of whom they stand in for', async () => {
    expect((await colleague.get(`${SUBMISSIONS}/${submission}`)).statusCode).toBe(404)
    const coming = json(await absent.post(URL, { stand_in: colleague.id, starts_on: day(1), ends_on: day(2) }), 201)
    expect(coming).toMatchObject({ member: { id: absent.id }, stand_in: { id: colleague.id } })
    expect((await colleague.get(`${SUBMISSIONS}/${submission}`)).statusCode).toBe(404)
    json(await absent.patch(`${URL}/${coming.id}`, { starts_on: day(0) }))
    expect(await seen(colleague)).toMatchObject({
      turn: 'delegation',
      ours: true,
      transitions: ['endorse', 'request_changes', 'escalate'],
    })
    expect(json(await colleague.get(SUBMISSIONS)).items).toHaveLength(1)
    json(await absent.patch(`${URL}/${coming.id}`, { starts_on: day(-3), ends_on: day(-1) }))
    expect((await colleague.get(`${SUBMISSIONS}/${submission}`)).statusCode).toBe(404)
  })

  test('is told of in what they do, with whom they do it for', async () => {
    json(await absent.post(URL, { ...away, stand_in: colleague.id }), 201)
    json(await colleague.post(`${SUBMISSIONS}/${submission}/claim`))
    json(await absent.post(`${SUBMISSIONS}/${submission}/claim`, { take_over: 'De retour' }))
    const { items } = json(await it.admin.get(`/v1/events?subject_id=${submission}`)) as {
      items: { action: string; detail: Record<string, unknown>; actor: Record<string, unknown> }[]
    }
    expect(items[0]).toMatchObject({ action: 'submission.take_over', actor: { id: absent.id, on_behalf_of: null } })
    expect(items[0]?.detail).not.toHaveProperty('on_behalf_of')
    expect(items[1]).toMatchObject({
      action: 'submission.claim',
      actor: { id: colleague.id, on_behalf_of: { id: absent.id, name: await nameOf(absent) } },
      detail: { on_behalf_of: absent.id },
    })
  })

  test('may be of headquarters, and is then in charge as well', async () => {
    expect(await seen(moderator)).toMatchObject({ ours: false })
    json(await moderator.post(URL, { ...away, member: absent.id, stand_in: moderator.id }), 201)
    expect(await seen(moderator)).toMatchObject({ turn: 'delegation', ours: true })
  })

  test('is whom the association deals with', async () => {
    const own = await aRespondent(it, association.id, (await aContact(it, association.id)).id)
    const url = `/v1/respond/submissions/${submission}`
    expect(json(await own.get(url)).interlocutor).toEqual({ name: await nameOf(absent), regional_delegation: brittany })
    json(await absent.post(URL, { ...away, stand_in: colleague.id }), 201)
    expect(json(await own.get(url)).interlocutor).toEqual({
      name: await nameOf(colleague),
      regional_delegation: brittany,
    })
  })
})

test('a delegation whose delegates are all away, with nobody standing in, leaves its matters to headquarters', async () => {
  json(await absent.post(URL, away), 201)
  expect(await seen(moderator)).toMatchObject({ turn: 'headquarters', ours: true, regional_delegation: null })
  expect((await seen(absent)).interlocutor).toEqual({ name: null, regional_delegation: null })
  // one who stands in and is away too is nobody
  json(await absent.post(URL, { ...away, stand_in: colleague.id }), 201)
  expect(await seen(moderator)).toMatchObject({ turn: 'delegation' })
  json(await colleague.post(URL, away), 201)
  expect(await seen(moderator)).toMatchObject({ turn: 'headquarters' })
})

test('everybody tells of their own absences, headquarters of anybody’s', async () => {
  expect((await absent.post(URL, { ...away, member: colleague.id })).statusCode).toBe(403)
  const { id } = json(await moderator.post(URL, { ...away, member: colleague.id }), 201)
  expect((await absent.patch(`${URL}/${id}`, { ends_on: day(1) })).statusCode).toBe(403)
  expect((await absent.delete(`${URL}/${id}`)).statusCode).toBe(403)
  expect((await colleague.delete(`${URL}/${id}`)).statusCode).toBe(204)
  const { items } = json(await it.admin.get(`/v1/events?subject_id=${id}&subject_kind=absence`)) as {
    items: { action: string }[]
  }
  expect(items.map(({ action }) => action)).toEqual(['absence.delete', 'absence.create'])
})

test('what makes no sense is refused, all at once', async () => {
  const { id } = json(await reader.get('/v1/session')).user as { id: string }
  expect(
    problemOf(
      await moderator.post(URL, { member: absent.id, stand_in: id, starts_on: day(3), ends_on: day(2) }),
    ).errors.map(({ pointer, code }) => `${pointer} ${code}`),
  ).toEqual(['/stand_in unknown', '/ends_on before-start'])
  expect(problemOf(await absent.post(URL, { ...away, stand_in: absent.id })).errors).toMatchObject([
    { pointer: '/stand_in', code: 'same' },
  ])
})

test('colleagues see who moderates where, and who is away until when', async () => {
  json(await absent.post(URL, { ...away, stand_in: colleague.id }), 201)
  const { items } = json(await colleague.get('/v1/colleagues')) as { items: { id: string }[] }
  expect(items.find((one) => one.id === absent.id)).toMatchObject({
    regional_delegations: [{ id: brittany.id }],
    away_until: away.ends_on,
    stand_in: { id: colleague.id },
  })
  expect(items.some((one) => one.id === colleague.id)).toBe(true)
  expect(json(await colleague.get(`${URL}?over=false&count=exact`)).total).toBe(1)
  expect(json(await colleague.get(`${URL}?over=true`)).items).toEqual([])
})

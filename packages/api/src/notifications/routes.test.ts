import type { Notification } from '@essaim/shared/notifications.ts'
import { sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Client, json, testApp } from '../../test/app.ts'
import { aFederation, aRecord, aSubmission } from '../../test/federation.ts'
import { inScope } from '../db/database.ts'
import { sealEvents } from '../events/seals.ts'
import { tellStaff } from './deriving.ts'
import { mailDaily } from './mails.ts'

const t = await testApp({ jobs: false })
const { app } = t
const federation = await aFederation(t)
const { as } = federation
const delegate = await t.staff(['delegate'], [federation.delegation.id])
const colleague = await t.staff(['delegate'], [federation.delegation.id])
const JOB = { kind: 'job' } as const
const PATH = '/v1/moderation/submissions'

const aHandedIn = async (association = federation.association.id) => {
  const id = await aSubmission(t.admin, association)
  json(await t.admin.post(`${PATH}/${id}/transitions`, { transition: 'submit' }))
  return id
}
const tell = async () => {
  await sealEvents(app.db)
  return tellStaff(app)
}
const listOf = async (by: Client, query = '') =>
  json(await by.get(`/v1/notifications${query}`)).items as unknown as Notification[]
const about = async (by: Client, id: string) =>
  (await listOf(by)).filter(({ submission, innovation }) => (submission ?? innovation)?.id === id)
const kinds = (items: Notification[]) => items.map(({ kind }) => kind)
const mailsTo = (to: string) =>
  app.db
    .selectFrom('delivery')
    .selectAll()
    .where('recipient', '=', to)
    .where('kind', '=', 'notice')
    .orderBy('id')
    .execute()
const setPace = async (by: Client, paces: Record<string, string>) =>
  json(await by.patch('/v1/notification-settings', paces))

beforeEach(async () => {
  await tell()
  for (const one of [delegate, colleague, as.moderator])
    json(await one.post('/v1/notifications/transitions', { transition: 'read' }))
})

describe('what staff are told', () => {
  it('is what concerns their delegation, once, and nobody else’s', async () => {
    const id = await aHandedIn()
    await tell()
    await tell()
    expect(await about(delegate, id)).toMatchObject([
      {
        kind: 'submission_received',
        state: 'unread',
        association: { id: federation.association.id },
        innovation: null,
      },
    ])
    expect(await about(as['delegate elsewhere'], id)).toEqual([])
    expect((await as['delegate elsewhere'].get('/v1/notifications')).body).not.toContain(id)
    json(await delegate.post(`${PATH}/${id}/transitions`, { transition: 'endorse' }))
    await tell()
    expect(kinds(await about(as.moderator, id))).toEqual(['submission_endorsed'])
    expect(kinds(await about(delegate, id))).toEqual(['submission_received'])
  })

  it('is told once however many tell at the same time', async () => {
    const ids = [await aHandedIn(), await aHandedIn(), await aHandedIn()]
    await sealEvents(app.db)
    await Promise.all(Array.from({ length: 5 }, () => tellStaff(app)))
    for (const id of ids) expect(await about(delegate, id)).toHaveLength(1)
  })

  it('is no longer shown to who may not see it any more, nor mailed to them', async () => {
    const id = await aHandedIn()
    await tell()
    await inScope(app.db, JOB, (trx) =>
      trx
        .updateTable('submission')
        .set({ association_id: federation.elsewhere.id, departments: ['75'], main_department: '75' })
        .where('id', '=', id)
        .execute(),
    )
    expect(await about(delegate, id)).toEqual([])
    await mailDaily(app, new Date('2040-01-02T08:00:00Z'))
    for (const mail of await mailsTo(delegate.email)) expect(mail.body).not.toContain(id)
  })

  it('tells of messages at once, by one mail to each, and of notes those who take part', async () => {
    const id = await aHandedIn()
    json(await as.moderator.post(`${PATH}/${id}/messages`, { kind: 'note', body: 'zqnotezq' }), 201)
    json(await delegate.post(`${PATH}/${id}/messages`, { kind: 'note', body: 'zqnotezq' }), 201)
    json(await as.respondent.post(`/v1/respond/submissions/${id}/messages`, { body: 'zqmotszq' }), 201)
    await tell()
    expect(kinds(await about(colleague, id)).toSorted()).toEqual(['message_received', 'submission_received'])
    expect(kinds(await about(as.moderator, id))).toContain('note_written')
    const mails = (await mailsTo(colleague.email)).filter(({ body }) => body?.includes(id))
    expect(mails).toHaveLength(1)
    expect(mails[0]?.subject).toContain('vous a écrit au sujet de')
    expect(mails[0]?.body).toContain(`/admin/reponses/${id}`)
    expect(mails[0]?.body).not.toMatch(/zqnotezq|zqmotszq/)
  })

  it('goes to who follows a submission, and to who stands in for the absent', async () => {
    const id = await aHandedIn()
    json(await as.moderator.post(`${PATH}/${id}/assignment`, { assignee: colleague.id }))
    json(await as.respondent.post(`/v1/respond/submissions/${id}/messages`, { body: 'Bonjour' }), 201)
    await tell()
    expect(kinds(await about(colleague, id))).toEqual([
      'message_received',
      'submission_assigned',
      'submission_received',
    ])
    expect(kinds(await about(delegate, id))).toEqual(['submission_received'])
    const standIn = await t.staff(['delegate'], [(await t.delegation('13')).id])
    const today = new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Paris' }).format(new Date())
    const away = json(
      await delegate.post('/v1/absences', { stand_in: standIn.id, starts_on: today, ends_on: today }),
      201,
    )
    const other = await aHandedIn()
    await tell()
    expect(kinds(await about(standIn, other))).toEqual(['submission_received'])
    expect((await delegate.delete(`/v1/absences/${away.id}`)).statusCode).toBe(204)
    // what they saw as a stand-in is theirs no more
    expect(await about(standIn, other)).toEqual([])
  })

  it('tells of what an association does to its published record', async () => {
    const id = await aRecord(t, federation.association.id)
    json(await as.respondent.post(`/v1/respond/innovations/${id}/withdrawal`, {}))
    await tell()
    expect(await about(delegate, id)).toMatchObject([{ kind: 'record_withdrawn', submission: null }])
    expect(kinds(await about(as.moderator, id))).toContain('record_withdrawn')
    expect(await about(as['delegate elsewhere'], id)).toEqual([])
  })

  it('follows the order of commits, and misses nothing that was committed late', async () => {
    const ids: string[] = []
    await Promise.all(
      Array.from({ length: 6 }, async () => {
        ids.push(await aHandedIn())
        await tell()
      }),
    )
    await tell()
    for (const id of ids) expect(await about(delegate, id)).toHaveLength(1)
  })
})

describe('how it is mailed', () => {
  it('is each person’s choice, from now on', async () => {
    await setPace(delegate, { submission_received: 'at_once', message_received: 'never' })
    const before = (await mailsTo(delegate.email)).length
    const id = await aHandedIn()
    json(await as.respondent.post(`/v1/respond/submissions/${id}/messages`, { body: 'Bonjour' }), 201)
    await tell()
    const mails = (await mailsTo(delegate.email)).slice(before)
    expect(mails).toHaveLength(1)
    expect(mails[0]?.body).toContain('attend votre lecture')
    expect(mails[0]?.body).not.toContain('vous a écrit')
    // the console tells all the same
    expect(await about(delegate, id)).toHaveLength(2)
    await setPace(delegate, { submission_received: 'daily', message_received: 'at_once' })
    expect(json(await delegate.get('/v1/notification-settings'))).toMatchObject({ message_received: 'at_once' })
    expect((await delegate.patch('/v1/notification-settings', { message_received: 'daily' }, '"old"')).statusCode).toBe(
      412,
    )
    expect((await delegate.patch('/v1/notification-settings', { message_received: 'weekly' })).statusCode).toBe(422)
  })

  it('is one mail in the morning of a working day, of what is still unread, and once', async () => {
    const read = await aHandedIn()
    const [first, second] = [await aHandedIn(), await aHandedIn()]
    await tell()
    const [seen] = await about(colleague, read)
    json(await colleague.post('/v1/notifications/transitions', { transition: 'read', ids: [seen?.id] }))
    const before = (await mailsTo(colleague.email)).length
    const later = (await mailsTo(colleague.email)).length
    // a Sunday, then a Monday before seven in Paris
    await mailDaily(app, new Date('2040-01-01T08:00:00Z'))
    await mailDaily(app, new Date('2040-01-02T05:59:00Z'))
    expect(await mailsTo(colleague.email)).toHaveLength(later)
    await Promise.all([
      mailDaily(app, new Date('2040-01-02T06:01:00Z')),
      mailDaily(app, new Date('2040-01-02T06:01:00Z')),
    ])
    const mails = (await mailsTo(colleague.email)).slice(before)
    expect(mails).toHaveLength(1)
    expect(mails[0]?.body).toContain(first)
    expect(mails[0]?.body).toContain(second)
    expect(mails[0]?.body).not.toContain(read)
  })
})

describe('read marks', () => {
  it('are each person’s own, one by one or all at once', async () => {
    const id = await aHandedIn()
    await tell()
    const unread = async (by: Client) =>
      json(await by.get('/v1/notifications?state=unread&count=exact&limit=1')).total as number
    const others = await unread(colleague)
    const [mine] = await about(delegate, id)
    expect(
      json(await colleague.post('/v1/notifications/transitions', { transition: 'read', ids: [mine?.id] })),
    ).toEqual({
      unread: others,
    })
    expect(await unread(delegate)).toBe(1)
    expect(json(await delegate.post('/v1/notifications/transitions', { transition: 'read' }))).toEqual({ unread: 0 })
    expect((await listOf(delegate, '?state=unread')).length).toBe(0)
    json(await delegate.post('/v1/notifications/transitions', { transition: 'unread', ids: [mine?.id] }))
    expect((await about(delegate, id))[0]?.state).toBe('unread')
    expect(await unread(colleague)).toBe(others)
  })

  it('are seen by nobody else in the database either', async () => {
    const respondent = { kind: 'respondent' as const, association: federation.association.id } as never
    const seen = await inScope(app.db, respondent, (trx) =>
      trx.selectFrom('notification').select(sql<number>`count(*)::int`.as('n')).executeTakeFirstOrThrow(),
    )
    expect(seen.n).toBe(0)
  })
})

it('what happened before there were notifications is told to nobody', async () => {
  const id = await aHandedIn()
  await inScope(app.db, JOB, (trx) =>
    trx.updateTable('notification_cursor').set({ since: sql`now() + interval '1 hour'` }).execute(),
  )
  await tell()
  expect(await about(delegate, id)).toEqual([])
})

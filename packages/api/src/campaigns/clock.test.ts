import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { json, problemOf, testApp } from '../../test/app.ts'
import { aCampaign, anOfficer, inDays } from '../../test/campaigns.ts'
import { anAssociation } from '../../test/factories.ts'
import { inScope } from '../db/database.ts'
import { newId } from '../lib/id.ts'
import { runClock, workCampaign } from './jobs.ts'
import { prepareCampaign } from './preparing.ts'

const t = await testApp({ jobs: false })
const move = (id: string, dates: { opens_at?: Date; closes_at?: Date }) =>
  t.app.db.updateTable('campaign').set(dates).where('id', '=', id).execute()
const noted = async (id: string) =>
  (await t.app.db.selectFrom('event').select('action').where('subject_id', '=', id).execute())
    .map(({ action }) => action)
    .filter((action) => action === 'campaign.open' || action === 'campaign.close')
    .sort()

test('a campaign opens and closes by itself while nobody is there, and each is noted once', async () => {
  const { id, url } = await aCampaign(t, { opens_at: inDays(5), closes_at: inDays(20) })
  expect(json(await t.admin.get(url))).toMatchObject({ state: 'scheduled', transitions: ['unschedule', 'open'] })
  await move(id, { opens_at: new Date(inDays(-10)) })
  expect(json(await t.admin.get(url))).toMatchObject({ state: 'open', transitions: ['close', 'extend'] })
  await move(id, { closes_at: new Date(inDays(-1)) })
  expect(json(await t.admin.get(url)).state).toBe('closed')
  await Promise.all([runClock(t.app.db), runClock(t.app.db)])
  await runClock(t.app.db)
  expect(await noted(id)).toEqual(['campaign.close', 'campaign.open'])
  const late = problemOf(await t.admin.post(`${url}/transitions`, { transition: 'close' }))
  expect(late).toMatchObject({ status: 409, state: 'closed', by: null })
  expect(late.at).toBeTruthy()
  expect((await t.admin.post(`${url}/reminders`, { letter: 'reminder' })).statusCode).toBe(409)
})

test('scheduling needs its dates ahead, and plans what nobody planned', async () => {
  const { id } = json(await t.admin.post('/v1/campaigns', { name: 'x' }), 201)
  const url = `/v1/campaigns/${id}`
  const refused = problemOf(await t.admin.post(`${url}/transitions`, { transition: 'schedule' }))
  expect(refused.errors.map(({ pointer }) => pointer)).toEqual(['/opens_at', '/closes_at'])
  json(await t.admin.patch(url, { opens_at: inDays(1), closes_at: inDays(40) }))
  json(await t.admin.post(`${url}/transitions`, { transition: 'schedule' }))
  const plan = json(await t.admin.get(`${url}/sendings`)).items as { letter: string; state: string }[]
  expect(plan.map(({ letter }) => letter)).toEqual(['invitation', 'reminder', 'last_call'])
  expect((await t.admin.patch(url, { closes_at: inDays(50) })).statusCode).toBe(409)
  expect((await t.admin.delete(url)).statusCode).toBe(409)
  expect(json(await t.admin.post(`${url}/transitions`, { transition: 'unschedule' })).state).toBe('draft')
  expect(json(await t.admin.get(`${url}/sendings`)).items).toEqual([])
  expect((await t.admin.delete(url)).statusCode).toBe(204)
})

test('extending a closed campaign opens it again, and its links live twelve months longer than it', async () => {
  const association = await anAssociation(t)
  const contact = await anOfficer(t, association.id)
  const { id, url } = await aCampaign(t)
  await prepareCampaign(t.app.db, id)
  const { participant } = await inScope(t.app.db, { kind: 'job' }, (trx) =>
    trx
      .selectFrom('participant')
      .select('id as participant')
      .where('contact_id', '=', contact)
      .executeTakeFirstOrThrow(),
  )
  const token = newId()
  await t.app.db
    .insertInto('token')
    .values({
      id: token,
      kind: 'respondent_link',
      subject: contact,
      resource: participant,
      hash: Buffer.from(token),
      expires_at: new Date(),
    })
    .execute()
  expect(json(await t.admin.post(`${url}/transitions`, { transition: 'close' })).state).toBe('closed')
  expect((await t.admin.post(`${url}/transitions`, { transition: 'extend' })).statusCode).toBe(422)
  expect((await t.admin.post(`${url}/transitions`, { transition: 'extend', closes_at: inDays(-2) })).statusCode).toBe(
    422,
  )
  const closes_at = inDays(60)
  expect(json(await t.admin.post(`${url}/transitions`, { transition: 'extend', closes_at }))).toMatchObject({
    state: 'open',
  })
  const { months } = await t.app.db
    .selectFrom('token')
    .select(sql<boolean>`expires_at = ${closes_at}::timestamptz + interval '12 months'`.as('months'))
    .where('id', '=', token)
    .executeTakeFirstOrThrow()
  expect(months).toBe(true)
})

test('preparing 600 associations twice and at once writes nobody twice, and newcomers are added at the opening', async () => {
  const { id, url } = await aCampaign(t, { opens_at: inDays(3), recipients: { departments: ['56'] } })
  for (let i = 0; i < 600; i += 1) await anAssociation(t, { department: '56' })
  await inScope(t.app.db, { kind: 'job' }, (trx) =>
    sql`insert into contact (id, association_id, office, name, email)
      select gen_random_uuid(), id, office, 'x', office || id || '@morbihan.example' from association
      cross join (values ('president'), ('general_director'), ('other')) o (office) where department = '56'`.execute(
      trx,
    ),
  )
  await Promise.all([prepareCampaign(t.app.db, id), workCampaign(t.app.db, { do: 'prepare', campaign: id })])
  await prepareCampaign(t.app.db, id)
  const written = () =>
    inScope(t.app.db, { kind: 'job' }, (trx) =>
      trx
        .selectFrom('invitation')
        .innerJoin('participant', 'participant.invitation_id', 'invitation.id')
        .select([
          sql<number>`count(distinct invitation.id)::int`.as('invitations'),
          sql<number>`count(*)::int`.as('people'),
        ])
        .where('campaign_id', '=', id)
        .executeTakeFirstOrThrow(),
    )
  expect(await written()).toEqual({ invitations: 600, people: 1200 })
  const shown = json(await t.admin.get(url))
  expect(shown).toMatchObject({ invitations: 600 })
  expect(shown.prepared_at).not.toBeNull()
  const late = await anAssociation(t, { department: '56' })
  await anOfficer(t, late.id)
  await move(id, { opens_at: new Date(inDays(-1)) })
  await runClock(t.app.db)
  expect(await written()).toEqual({ invitations: 601, people: 1201 })
}, 60_000)

test('the default plan moves with the opening and with the end', async () => {
  const { url } = await aCampaign(t, { opens_at: inDays(5), closes_at: inDays(40) })
  const due = async () =>
    Object.fromEntries(
      (json(await t.admin.get(`${url}/sendings`)).items as { letter: string; due_at: string }[]).map((one) => [
        one.letter,
        Math.round((Date.parse(one.due_at) - Date.now()) / 86_400_000) + 0,
      ]),
    )
  expect(await due()).toEqual({ invitation: 5, reminder: 15, last_call: 37 })
  json(await t.admin.post(`${url}/transitions`, { transition: 'open' }))
  expect(await due()).toEqual({ invitation: 0, reminder: 10, last_call: 37 })
  json(await t.admin.post(`${url}/transitions`, { transition: 'extend', closes_at: inDays(60) }))
  expect(await due()).toEqual({ invitation: 0, reminder: 10, last_call: 57 })
})

import type { StaffActor } from '@essaim/shared/actors.ts'
import { expect, test } from 'vitest'
import { json, problemOf, testApp } from '../../test/app.ts'
import { aCampaign, anOfficer, withoutPlan } from '../../test/campaigns.ts'
import { anAssociation } from '../../test/factories.ts'
import { inScope } from '../db/database.ts'
import { newId } from '../lib/id.ts'
import { findDelivery } from '../mail/queries.ts'
import { stillDue } from './due.ts'
import { expandSending } from './expanding.ts'
import { runClock } from './jobs.ts'
import { prepareCampaign } from './preparing.ts'
import { findCampaign } from './queries.ts'

const t = await testApp({ jobs: false })
const asJob = <T>(work: Parameters<typeof inScope<T>>[2]) => inScope(t.app.db, { kind: 'job' }, work)
const deliveries = (sending: string) =>
  t.app.db
    .selectFrom('delivery')
    .innerJoin('delivery_participant as dp', 'dp.delivery_id', 'delivery.id')
    .select(['delivery.id', 'recipient', 'dp.participant_id'])
    .where('sending_id', '=', sending)
    .execute()
type Left = { association: { id: string }; reason: string }

test('one address gets one mail with all whom it speaks to, also when two processes write it at once', async () => {
  const department = '35'
  const both = await anAssociation(t, { department })
  await anOfficer(t, both.id, { office: 'president', email: 'Siege@commun.example' })
  await anOfficer(t, both.id, { email: 'siege@commun.example' })
  for (let i = 0; i < 3; i += 1)
    await anOfficer(t, (await anAssociation(t, { department })).id, { email: 'dirige-trois@commun.example' })
  await anOfficer(t, (await anAssociation(t, { department })).id, { email: null })
  const { id, url } = await aCampaign(t, { recipients: { departments: [department] } })
  await prepareCampaign(t.app.db, id)
  const reach = json(await t.admin.get(`${url}/reach`))
  expect(reach).toMatchObject({
    associations: 5,
    reachable: 4,
    share: 0.8,
    offices: { president: { working: 1, missing: 4 }, general_director: { working: 4, missing: 1 } },
  })
  const [invitation] = json(await t.admin.get(`${url}/sendings`)).items as { id: string }[]
  const sending = invitation?.id as string
  await Promise.all([expandSending(t.app.db, sending), expandSending(t.app.db, sending), runClock(t.app.db)])
  const rows = await deliveries(sending)
  expect(new Set(rows.map(({ id }) => id)).size).toBe(2)
  expect(rows.map(({ recipient }) => recipient.toLowerCase()).sort()).toEqual([
    ...Array(3).fill('dirige-trois@commun.example'),
    ...Array(2).fill('siege@commun.example'),
  ])
  expect(json(await t.admin.get(`${url}/sendings/${sending}`))).toMatchObject({
    state: 'prepared',
    deliveries: { waiting: 2 },
  })
  expect((await t.admin.delete(`${url}/sendings/${sending}`)).statusCode).toBe(409)
})

test('a reminder reaches only who still owes an answer; each other is left out with its reason', async () => {
  const department = '44'
  const { id, url } = await aCampaign(t, { recipients: { departments: [department] } })
  await withoutPlan(t, id)
  const people: Record<string, { association: string; contact: string }> = {}
  for (const name of [
    'due',
    'ended',
    'no_address',
    'objected',
    'bounced',
    'answered',
    'declined',
    'nothing_to_declare',
    'too_soon',
  ]) {
    const association = (await anAssociation(t, { department })).id
    const contact = await anOfficer(t, association, { email: name === 'no_address' ? null : `${name}@relance.example` })
    people[name] = { association, contact }
  }
  await prepareCampaign(t.app.db, id)
  const invitations = json(await t.admin.get(`${url}/invitations`)).items as {
    id: string
    association: { id: string }
  }[]
  const of = (name: string) => invitations.find((one) => one.association.id === people[name]?.association)?.id ?? ''
  const { questionnaire_version_id } = json(await t.admin.get(url)) as { questionnaire_version_id: string }
  await asJob(async (trx) => {
    const contact = (name: string) => people[name]?.contact ?? ''
    await trx.updateTable('contact').set({ objected_at: new Date() }).where('id', '=', contact('objected')).execute()
    await trx.updateTable('contact').set({ bounced_at: new Date() }).where('id', '=', contact('bounced')).execute()
    await trx
      .updateTable('participant')
      .set({ ended_at: new Date() })
      .where('contact_id', '=', contact('ended'))
      .execute()
    await trx.updateTable('invitation').set({ declined_at: new Date() }).where('id', '=', of('declined')).execute()
    await trx
      .updateTable('invitation')
      .set({ nothing_declared_at: new Date() })
      .where('id', '=', of('nothing_to_declare'))
      .execute()
    await trx
      .insertInto('submission')
      .values({
        id: newId(),
        association_id: people.answered?.association ?? '',
        questionnaire_version_id,
        channel: 'link',
        state: 'submitted',
        revision: 1,
        invitation_id: of('answered'),
      })
      .execute()
    await trx
      .insertInto('delivery')
      .values({
        id: newId(),
        kind: 'reminder',
        recipient: 'TOO_SOON@relance.example',
        campaign_id: id,
        state: 'sent',
        sent_at: new Date(),
      })
      .execute()
  })
  const preview = json(await t.admin.post(`${url}/reminders?dry_run=true`, { letter: 'reminder' }))
  expect(preview).toMatchObject({
    mails: 1,
    people: 1,
    associations: 1,
    recipients: [{ email: 'due@relance.example' }],
  })
  const why = Object.fromEntries((preview.left_out as Left[]).map((one) => [one.association.id, one.reason]))
  for (const [name, { association }] of Object.entries(people))
    expect(why[association], name).toBe(name === 'due' ? undefined : name)
  expect(json(await t.admin.get(`${url}/reminders`)).items).toEqual([])

  const made = json(await t.admin.post(`${url}/reminders`, { letter: 'reminder' }), 201).id as string
  await expandSending(t.app.db, made)
  const [mail] = await deliveries(made)
  expect(mail?.recipient).toBe('due@relance.example')
  expect(json(await t.admin.get(`${url}/reminders`)).items).toHaveLength(1)
  // within the span nobody is reminded again
  const again = json(await t.admin.post(`${url}/reminders?dry_run=true`, { letter: 'last_call' }))
  expect(again).toMatchObject({ mails: 0, reasons: { too_soon: 2 } })
  // and what was answered while the mail waited is asked about once more when it leaves
  const leaving = async () =>
    asJob(async (trx) => stillDue(trx, await findDelivery(trx, mail?.id ?? ''), await findCampaign(trx, id)))
  expect(await leaving()).toHaveLength(1)
  await asJob((trx) =>
    trx.updateTable('invitation').set({ declined_at: new Date() }).where('id', '=', of('due')).execute(),
  )
  expect(await leaving()).toBe('declined')
})

test('a delegate sees, calls and reminds the associations of its départements only', async () => {
  const delegation = await t.delegation('85')
  const delegate = await t.staff(['delegate'], [delegation.id])
  const mine = await anAssociation(t, { department: '85' })
  const theirs = await anAssociation(t, { department: '49' })
  for (const { id } of [mine, theirs]) await anOfficer(t, id)
  const { id, url } = await aCampaign(t, { recipients: { departments: ['85', '49'] } })
  await prepareCampaign(t.app.db, id)
  type Item = { id: string; association: { id: string } }
  const all = json(await t.admin.get(`${url}/invitations?count=exact`)) as { items: Item[]; total: number }
  expect(all.total).toBe(2)
  const seen = json(await delegate.get(`${url}/invitations?state=pending&reachable=true`)).items as Item[]
  expect(seen.map(({ association }) => association.id)).toEqual([mine.id])
  // the second wall, without the application's policy
  const actor: StaffActor = {
    kind: 'staff',
    id: delegate.id,
    name: 'x',
    roles: ['delegate'],
    regional_delegations: [],
    departments: ['85'],
    session: newId(),
  }
  const walled = await inScope(t.app.db, actor, (trx) =>
    trx
      .selectFrom('participant')
      .innerJoin('invitation', 'invitation.id', 'invitation_id')
      .select('association_id')
      .execute(),
  )
  expect(walled).toEqual([{ association_id: mine.id }])
  const other = all.items.find(({ association }) => association.id === theirs.id)?.id ?? ''
  expect((await delegate.get(`${url}/invitations/${other}`)).statusCode).toBe(404)
  expect((await delegate.post(`${url}/invitations/${other}/calls`, { outcome: 'reached' })).statusCode).toBe(404)
  expect((await delegate.get(`${url}/reach`)).json()).toMatchObject({ associations: 1 })
  expect(json(await delegate.post(`${url}/reminders?dry_run=true`, { letter: 'reminder' }))).toMatchObject({
    people: 1,
  })
  const refused = problemOf(await delegate.post(`${url}/reminders`, { letter: 'reminder', invitations: [other] }))
  expect(refused).toMatchObject({ status: 422, errors: [{ pointer: '/invitations/0', code: 'unknown' }] })
  const bySize = (size: string) => delegate.post(`${url}/reminders?dry_run=true`, { letter: 'reminder', sizes: [size] })
  expect(json(await bySize('unknown'))).toMatchObject({ associations: 1 })
  expect(json(await bySize('1000-et-plus'))).toMatchObject({ associations: 0 })
  const inField = (fields: string[]) =>
    delegate.post(`${url}/reminders?dry_run=true`, { letter: 'reminder', fields, regions: ['52'] })
  expect(json(await inField(['handicap']))).toMatchObject({ associations: 0 })
  expect(problemOf(await inField(['inconnu'])).errors).toMatchObject([{ pointer: '/fields/0', code: 'unknown' }])
  const made = json(await delegate.post(`${url}/reminders`, { letter: 'reminder' }), 201)
  expect(made).toMatchObject({ chosen: 1 })
  await expandSending(t.app.db, made.id as string)
  expect(await deliveries(made.id as string)).toHaveLength(1)

  const calls = `${url}/invitations/${seen[0]?.id}/calls`
  json(await delegate.post(calls, { outcome: 'call_back', next_on: '2020-01-01', note: 'Rappeler le matin' }), 201)
  expect(json(await delegate.get(`${url}/calls?due=true`)).items).toMatchObject([{ outcome: 'call_back' }])
  expect(json(await delegate.get(`${url}/invitations?call_due=true`)).items).toMatchObject([
    { id: seen[0]?.id, next_call_on: '2020-01-01', last_call: { outcome: 'call_back', note: 'Rappeler le matin' } },
  ])
  json(await delegate.post(calls, { outcome: 'promised', next_on: '2090-01-01' }), 201)
  expect(json(await delegate.get(`${url}/calls?due=true`)).items).toEqual([])
  expect(json(await delegate.get(`${url}/calls`)).items).toHaveLength(2)
  expect(json(await delegate.get(`${url}/calls?invitation=${newId()}`)).items).toEqual([])
  expect(json(await delegate.get(`${url}/invitations?call_due=true`)).items).toEqual([])
})

test('an explicit list comes as identifiers or as a file, and what names nobody is told', async () => {
  const one = await anAssociation(t, { siren: '775672272' })
  const two = await anAssociation(t, { siren: '552100554' })
  const campaign = json(await t.admin.post('/v1/campaigns', { name: 'Liste', recipients: { listed: true } }), 201)
  const url = `/v1/campaigns/${campaign.id}`
  const tag = String((await t.admin.get(url)).headers.etag)
  const unknown = newId()
  const put = await t.admin.put(
    `${url}/recipients`,
    { associations: [one.id, unknown] },
    { headers: { 'if-match': tag } },
  )
  expect(json(put)).toEqual({ listed: 1, unknown: [{ line: 2, value: unknown }] })
  const file = 'SIREN;Nom\n775 672 272;Un\n552100554;Deux\n123456789;Personne\n'
  const posted = await t.admin.post(`${url}/recipients`, file, { headers: { 'content-type': 'text/csv' } })
  expect(json(posted)).toEqual({ listed: 2, unknown: [{ line: 4, value: '123456789' }] })
  expect(json(await t.admin.get(`${url}/reach`))).toMatchObject({ associations: 2, reachable: 0 })
  // as if it asked others
  const others = json(await t.admin.get(`${url}/reach?all=true`)) as { associations: number }
  expect(others.associations).toBeGreaterThan(2)
  expect(json(await t.admin.get(`${url}/reach?listed=true&department=99`))).toMatchObject({ associations: 0 })
  expect(problemOf(await t.admin.get(`${url}/reach?field=inconnu`)).status).toBe(422)
  // and a campaign that repeats it asks the same
  const repeated = json(await t.admin.post('/v1/campaigns', { name: 'Liste, encore', repeats: campaign.id }), 201)
  expect(repeated).toMatchObject({ listed: 2, recipients: { listed: true }, repeats: { id: campaign.id } })
  expect(two.id).toBeTruthy()
})

import type { Resent } from '@essaim/shared/campaigns.ts'
import { expect, test } from 'vitest'
import { json, problemOf, testApp } from '../../test/app.ts'
import { aCampaign, anOfficer, withoutPlan } from '../../test/campaigns.ts'
import { anAssociation } from '../../test/factories.ts'
import { inScope, type Trx } from '../db/database.ts'
import { newId } from '../lib/id.ts'
import { findDelivery } from '../mail/queries.ts'
import { stillDue } from './due.ts'
import { expandSending } from './expanding.ts'
import { prepareCampaign } from './preparing.ts'
import { findCampaign } from './queries.ts'

const t = await testApp({ jobs: false })
const asJob = <T>(work: (trx: Trx) => Promise<T>) => inScope(t.app.db, { kind: 'job' }, work)
const reasons = ({ left_out }: Resent) => left_out.map(({ reason }) => reason).sort()

// each story in its own
const DEPARTMENTS = ['04', '05', '06']

/** An invitation that reached the president and came back from the director. */
async function anInvitationHalfArrived() {
  const department = DEPARTMENTS.pop() ?? ''
  const { id: association } = await anAssociation(t, { department })
  const addresses = { president: `p-${newId()}@renvoi.example`, director: `d-${newId()}@renvoi.example` }
  const president = await anOfficer(t, association, { office: 'president', email: addresses.president })
  const director = await anOfficer(t, association, { office: 'general_director', email: addresses.director })
  const { id: campaign, url } = await aCampaign(t, { recipients: { departments: [department] } })
  await prepareCampaign(t.app.db, campaign)
  await withoutPlan(t, campaign)
  const soon = new Date(Date.now() + 1000).toISOString()
  const { id: sending } = json(await t.admin.post(`${url}/sendings`, { letter: 'invitation', due_at: soon }), 201)
  await expandSending(t.app.db, sending as string)
  await asJob(async (trx) => {
    for (const [who, state] of [
      ['president', 'sent'],
      ['director', 'bounced'],
    ] as const)
      await trx
        .updateTable('delivery')
        .set({ state, sent_at: new Date() })
        .where('recipient', '=', addresses[who])
        .execute()
    await trx.updateTable('contact').set({ bounced_at: new Date() }).where('id', '=', director).execute()
  })
  const [invitation] = json(await t.admin.get(`${url}/invitations`)).items as {
    id: string
    contacts: { participant_id: string; contact_id: string }[]
  }[]
  if (!invitation) throw new Error('nobody was invited')
  const participant = (contact: string) =>
    invitation.contacts.find(({ contact_id }) => contact_id === contact)?.participant_id ?? ''
  const resend = async (body: object, query = '') =>
    json(await t.admin.post(`${url}/invitations/${invitation.id}/resend${query}`, body)) as unknown as Resent
  return { campaign, url, invitation, president, director, addresses, participant, resend }
}

test('once its address is mended, an invitation that came back leaves again, to that person alone and once', async () => {
  const { director, resend, campaign } = await anInvitationHalfArrived()
  expect(reasons(await resend({}))).toEqual(['already_sent', 'bounced'])
  const email = `neuve-${newId()}@renvoi.example`
  await asJob((trx) => trx.updateTable('contact').set({ email }).where('id', '=', director).execute())
  const before = await resend({}, '?dry_run=true')
  expect(before).toMatchObject({ mails: 1, recipients: [{ email }] })
  // two at once: one mail
  const both = await Promise.all([resend({}), resend({})])
  expect(both.map(({ mails }) => mails).sort()).toEqual([0, 1])
  const waiting = await asJob((trx) =>
    trx.selectFrom('delivery').selectAll().where('recipient', '=', email).where('state', '=', 'waiting').execute(),
  )
  expect(waiting).toHaveLength(1)
  const leaving = await asJob(async (trx) =>
    stillDue(trx, await findDelivery(trx, waiting[0]?.id ?? ''), await findCampaign(trx, campaign)),
  )
  expect(leaving).toHaveLength(1)
})

test('by name it leaves even for whom it had reached, never for who objected', async () => {
  const { president, director, participant, resend, campaign, addresses, invitation } = await anInvitationHalfArrived()
  await asJob((trx) => trx.updateTable('contact').set({ objected_at: new Date() }).where('id', '=', director).execute())
  const participants = [participant(president), participant(director)]
  const resent = await resend({ participants })
  expect(resent).toMatchObject({ mails: 1, recipients: [{ email: addresses.president }] })
  expect(reasons(resent)).toEqual(['objected'])
  expect(await resend({ participants })).toMatchObject({ mails: 0 })
  const [mail] = await asJob((trx) =>
    trx
      .selectFrom('delivery')
      .selectAll()
      .where('recipient', '=', addresses.president)
      .where('state', '=', 'waiting')
      .execute(),
  )
  const leaving = () =>
    asJob(async (trx) => stillDue(trx, await findDelivery(trx, mail?.id ?? ''), await findCampaign(trx, campaign)))
  expect(await leaving()).toEqual([participant(president)])
  await asJob((trx) =>
    trx.updateTable('contact').set({ objected_at: new Date() }).where('id', '=', president).execute(),
  )
  expect(await leaving()).toBe('objected')
  const { items } = json(await t.admin.get(`/v1/events?subject_id=${invitation.id}`)) as { items: { action: string }[] }
  expect(items.map(({ action }) => action)).toContain('invitation.resend')
})

test('a stranger’s participant is refused, and so is a campaign that is not open', async () => {
  const one = await anInvitationHalfArrived()
  const path = `${one.url}/invitations/${one.invitation.id}/resend`
  expect(problemOf(await t.admin.post(path, { participants: [newId()] })).errors).toMatchObject([
    { pointer: '/participants/0', code: 'unknown' },
  ])
  json(await t.admin.post(`${one.url}/transitions`, { transition: 'close' }))
  expect(problemOf(await t.admin.post(path, {}))).toMatchObject({ slug: 'conflict', state: 'closed' })
})

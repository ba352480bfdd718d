import { expect, test } from 'vitest'
import { json, testApp } from '../../test/app.ts'
import { aDelivery, anInvitation, anOpenCampaign, aParticipant } from '../../test/campaigns-fixture.ts'
import { anAssociation } from '../../test/factories.ts'
import { inScope } from '../db/database.ts'
import { hashToken } from '../lib/secrets.ts'
import { type Delivery, letterFor, masked } from './letter-for.ts'

const it = await testApp()
const { app } = it
const write = (delivery: Delivery) => inScope(app.db, { kind: 'job' }, (trx) => letterFor(trx, app, delivery))
const written = async (delivery: Delivery) => {
  const letter = await write(delivery)
  if ('cancel' in letter) throw new Error(letter.cancel)
  return letter
}
const linksIn = (text: string) => [...text.matchAll(/\/repondre\/#(\S+)/g)].map(([, token]) => token ?? '')

test('both heads at one address are greeted together, each with a link of its own that opens its own door', async () => {
  const campaign = await anOpenCampaign(it)
  const association = await anAssociation(it)
  const invitation = await anInvitation(it, campaign, association.id)
  const email = 'bureau@genets.example'
  const director = await aParticipant(it, invitation, association.id, {
    office: 'general_director',
    civility: 'monsieur',
    name: 'Sacha Exemple',
    email,
  })
  const president = await aParticipant(it, invitation, association.id, { office: 'president', email })
  const letter = await written(await aDelivery(it, campaign, 'invitation', email, [director.id, president.id]))
  expect(letter.text).toContain('Madame la Présidente, Monsieur le Directeur général,')
  const tokens = linksIn(letter.text)
  expect(new Set(tokens).size).toBe(2)
  const rows = await inScope(app.db, { kind: 'job' }, (trx) =>
    trx
      .selectFrom('token')
      .select(['resource', 'subject', 'kind', 'expires_at'])
      .where('hash', 'in', tokens.map(hashToken))
      .execute(),
  )
  expect(rows.map(({ resource }) => resource).sort()).toEqual([director.id, president.id].sort())
  const { closes_at } = await app.db
    .selectFrom('campaign')
    .select('closes_at')
    .where('id', '=', campaign)
    .executeTakeFirstOrThrow()
  for (const { kind, expires_at } of rows) {
    expect(kind).toBe('respondent_link')
    expect(new Date(expires_at).getTime() - (closes_at?.getTime() ?? 0)).toBeGreaterThan(360 * 86_400_000)
  }
  json(await it.anonymous.post('/v1/respond/session', { token: tokens[0] }))
  // what is told when someone is first written to, and the way out
  expect(letter.text).toContain('trois ans')
  expect(letter.text).toContain(letter.unsubscribe)
  // no token is kept in clear, and staff are shown none
  expect(masked(letter.text)).not.toContain(tokens[0])
  expect(masked(letter.html)).not.toContain(letter.unsubscribe.split('/').at(-1))
})

test('one person at the head of two associations has a link for each, named by association', async () => {
  const campaign = await anOpenCampaign(it)
  const email = 'deux@genets.example'
  const people: { id: string; invitation: string }[] = []
  for (const name of ['Association des Ajoncs', 'Association des Bruyères']) {
    const association = await anAssociation(it, { name })
    const invitation = await anInvitation(it, campaign, association.id)
    people.push({
      invitation,
      ...(await aParticipant(it, invitation, association.id, { office: 'president', email })),
    })
  }
  const ids = people.map(({ id }) => id)
  const letter = await written(await aDelivery(it, campaign, 'reminder', email, ids))
  expect(letter.text).toContain('Madame la Présidente,')
  expect(letter.text).toContain('Association des Ajoncs – Camille Exemple, présidente :')
  expect(letter.text).toContain('Association des Bruyères – Camille Exemple, présidente :')
  expect(new Set(linksIn(letter.text)).size).toBe(2)
  expect(letter.text).not.toContain('trois ans')
  // one has answered when the next is due: it speaks of the other alone
  await inScope(app.db, { kind: 'job' }, async (trx) => {
    await trx
      .updateTable('delivery')
      .set({ state: 'sent', sent_at: new Date(Date.now() - 8 * 86_400_000) })
      .where('recipient', '=', email)
      .execute()
    await trx
      .updateTable('invitation')
      .set({ nothing_declared_at: new Date() })
      .where('id', '=', people[0]?.invitation as string)
      .execute()
  })
  const next = await written(await aDelivery(it, campaign, 'last_call', email, ids))
  expect(next.text).not.toContain('Ajoncs')
  expect(linksIn(next.text)).toHaveLength(1)
})

test('a letter that nobody is due any more is not written, and makes no link', async () => {
  const campaign = await anOpenCampaign(it)
  const association = await anAssociation(it)
  const invitation = await anInvitation(it, campaign, association.id)
  const { id, contact } = await aParticipant(it, invitation, association.id, {
    office: 'president',
    email: 'seule@genets.example',
  })
  const links = async () =>
    (await app.db.selectFrom('token').select('id').where('subject', '=', contact).execute()).length
  const reason = async (kind: string, recipient = 'seule@genets.example') =>
    write(await aDelivery(it, campaign, kind, recipient, [id]))
  expect(await reason('invitation', 'ancienne@genets.example')).toEqual({ cancel: 'address_changed' })
  expect(await write(await aDelivery(it, campaign, 'invitation', 'x@genets.example', []))).toEqual({
    cancel: 'ended',
  })
  const set = (values: { declined_at: Date | null }) =>
    inScope(app.db, { kind: 'job' }, (trx) =>
      trx.updateTable('invitation').set(values).where('id', '=', invitation).execute(),
    )
  await set({ declined_at: new Date() })
  expect(await reason('reminder')).toEqual({ cancel: 'declined' })
  await set({ declined_at: null })
  await inScope(app.db, { kind: 'job' }, (trx) =>
    trx.updateTable('contact').set({ objected_at: new Date() }).where('id', '=', contact).execute(),
  )
  expect(await reason('invitation')).toEqual({ cancel: 'objected' })
  expect(await links()).toBe(0)
})

test('after the campaign nobody is asked any more, and thanks still leave', async () => {
  const campaign = await anOpenCampaign(it, { closes_at: new Date(Date.now() - 1000) })
  const association = await anAssociation(it)
  const invitation = await anInvitation(it, campaign, association.id)
  const email = 'apres@genets.example'
  const { id } = await aParticipant(it, invitation, association.id, { office: 'president', email })
  expect(await write(await aDelivery(it, campaign, 'last_call', email, [id]))).toEqual({ cancel: 'not_open' })
  expect((await written(await aDelivery(it, campaign, 'thanks', email, [id]))).subject).toContain('Merci')
})

test('of two reminders that wait for one address, the older leaves, and shows its words afterwards', async () => {
  const campaign = await anOpenCampaign(it)
  const association = await anAssociation(it)
  const invitation = await anInvitation(it, campaign, association.id)
  const email = 'attente@genets.example'
  const { id } = await aParticipant(it, invitation, association.id, { office: 'president', email })
  const older = await aDelivery(it, campaign, 'reminder', email, [id])
  const younger = await aDelivery(it, campaign, 'last_call', email, [id])
  expect(await write(younger)).toEqual({ cancel: 'too_soon' })
  expect((await written(older)).text).toContain('/repondre/#')
  await app.db
    .updateTable('delivery')
    .set({ state: 'sent', sent_at: new Date() })
    .where('id', 'in', [older.id, younger.id])
    .execute()
  expect((await written({ ...older, state: 'sent' })).text).toContain('/repondre/#')
})

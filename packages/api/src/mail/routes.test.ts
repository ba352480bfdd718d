import { expect, test } from 'vitest'
import { json, problemOf, testApp } from '../../test/app.ts'
import { aContact, anAssociation } from '../../test/factories.ts'
import { anInvited } from '../../test/invited.ts'
import { inScope } from '../db/database.ts'
import { newId } from '../lib/id.ts'

// without a mail server: everything waits
const t = await testApp()
const { app, admin } = t
const mail = async (to: string) => {
  await app.db.transaction().execute((trx) => app.jobs.mail(trx, { to, subject: 'Avis', body: 'Bonjour <vous>' }))
  const { items } = json(await admin.get('/v1/deliveries', { query: { recipient: to } }))
  return (items as { id: string }[])[0]?.id ?? ''
}
const move = (id: string, transition: string, comment?: string) =>
  admin.post(`/v1/deliveries/${id}/transitions`, { transition, ...(comment && { comment }) })
const put = (id: string, state: string) => app.db.updateTable('delivery').set({ state }).where('id', '=', id).execute()

test('without a mail server everything waits, and is read with its words', async () => {
  expect(json(await admin.get('/v1/mail-server'))).toEqual({ host: null })
  const id = await mail('lecture@genets.example')
  const answer = await admin.get(`/v1/deliveries/${id}`)
  expect(json(answer)).toMatchObject({
    kind: 'notice',
    recipient: 'lecture@genets.example',
    state: 'waiting',
    text: 'Bonjour <vous>',
    campaign: null,
    people: [],
    transitions: ['cancel'],
  })
  expect(json(answer).html).toContain('Bonjour &lt;vous&gt;')
  expect(json(await admin.get(`/v1/deliveries/${id}/transitions`)).items).toEqual([
    { transition: 'cancel', to: 'cancelled', comment: 'optional' },
  ])
})

test('the list is filtered by state, kind and recipient, and paged', async () => {
  const ids = []
  for (const n of [1, 2, 3]) ids.push(await mail(`liste-${n}@genets.example`))
  await put(ids[0] ?? '', 'sent')
  const list = async (query: Record<string, string | string[]>) =>
    (json(await admin.get('/v1/deliveries', { query })).items as { id: string }[]).map(({ id }) => id)
  expect(await list({ state: 'sent' })).toEqual([ids[0]])
  expect(await list({ recipient: ['LISTE-2@genets.example', 'liste-3@genets.example'] })).toEqual([ids[2], ids[1]])
  expect(await list({ kind: 'invitation' })).toEqual([])
  expect((await admin.get('/v1/deliveries?state=lost')).statusCode).toBe(422)
  const first = json(await admin.get('/v1/deliveries?limit=2&count=exact'))
  expect(first.total).toBeGreaterThanOrEqual(3)
  const second = json(await admin.get('/v1/deliveries', { query: { limit: '2', cursor: String(first.next) } }))
  expect((second.items as { id: string }[])[0]?.id).not.toBe((first.items as { id: string }[])[1]?.id)
})

test('what waits is retained; what is over is not', async () => {
  const id = await mail('retenue@genets.example')
  expect(json(await move(id, 'cancel', 'Envoyé par erreur'))).toMatchObject({
    state: 'cancelled',
    reason: 'Envoyé par erreur',
    transitions: [],
  })
  expect(problemOf(await move(id, 'cancel'))).toMatchObject({ slug: 'conflict', state: 'cancelled' })
})

test('a message that came back marks the address; sent again, the address is trusted again', async () => {
  const { id: person } = await aContact(t, (await anAssociation(t)).id)
  const contact = () =>
    inScope(app.db, { kind: 'job' }, (trx) =>
      trx.selectFrom('contact').selectAll().where('id', '=', person).executeTakeFirstOrThrow(),
    )
  const id = await mail(String((await contact()).email))
  await put(id, 'sent')
  expect(problemOf(await move(id, 'bounce')).errors).toMatchObject([{ pointer: '/comment', code: 'required' }])
  expect(json(await move(id, 'bounce', 'Boîte pleine'))).toMatchObject({
    state: 'bounced',
    reason: 'Boîte pleine',
    transitions: ['resend'],
  })
  expect(await contact()).toMatchObject({ bounce_reason: 'Boîte pleine' })
  expect(json(await move(id, 'resend'))).toMatchObject({ state: 'waiting', reason: null, attempts: 0 })
  expect((await contact()).bounced_at).toBeNull()
  const { items } = json(await admin.get(`/v1/events?subject_id=${id}`))
  expect((items as { action: string }[]).map(({ action }) => action)).toEqual(['delivery.resend', 'delivery.bounce'])
})

test('a letter names those to whom it speaks, and whose address has changed since', async () => {
  const who = await anInvited(t)
  const id = newId()
  const recipient = 'revenue@genets.example'
  const write = (email: string) =>
    inScope(app.db, { kind: 'job' }, (trx) =>
      trx.updateTable('contact').set({ email }).where('id', '=', who.contact.id).execute(),
    )
  await write(recipient)
  await inScope(app.db, { kind: 'job' }, async (trx) => {
    await trx.insertInto('delivery').values({ id, kind: 'invitation', campaign_id: who.campaign, recipient }).execute()
    await trx.insertInto('delivery_participant').values({ delivery_id: id, participant_id: who.participant }).execute()
  })
  await put(id, 'sent')
  await move(id, 'bounce', 'Boîte inconnue')
  const person = { association: who.association, contact_id: who.contact.id, invitation_id: who.invitation }
  expect(json(await admin.get(`/v1/deliveries/${id}`)).people).toMatchObject([
    { ...person, address: 'bounced', changed: false },
  ])
  await write('nouvelle@genets.example')
  expect(json(await admin.get(`/v1/deliveries/${id}`)).people).toMatchObject([
    { ...person, address: 'working', changed: true },
  ])
})

test('two who retain at once: one does, the other is told', async () => {
  const id = await mail('course@genets.example')
  const codes = (await Promise.all([move(id, 'cancel'), move(id, 'cancel')])).map(({ statusCode }) => statusCode)
  expect(codes.sort()).toEqual([200, 409])
})

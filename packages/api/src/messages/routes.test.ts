import type { Message, Thread } from '@essaim/shared/messages.ts'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { type Client, json, problemOf, testApp } from '../../test/app.ts'
import { aFederation, aSubmission } from '../../test/federation.ts'
import { inScope } from '../db/database.ts'

const t = await testApp()
const { app } = t
const federation = await aFederation(t)
const { as } = federation
const JOB = { kind: 'job' } as const
const staffPath = (id: string) => `/v1/moderation/submissions/${id}`
const ownPath = (id: string) => `/v1/respond/submissions/${id}`

const aHandedIn = async () => {
  const id = await aSubmission(t.admin, federation.association.id)
  json(await t.admin.post(`${staffPath(id)}/transitions`, { transition: 'submit' }))
  return id
}
const write = async (by: Client, id: string, body: string, kind = 'to_association') =>
  json(await by.post(`${staffPath(id)}/messages`, { kind, body }), 201) as unknown as Message
const reply = async (id: string, body: string) =>
  json(await as.respondent.post(`${ownPath(id)}/messages`, { body }), 201) as unknown as Message
const read = async (by: Client, path: string) => json(await by.get(`${path}/thread`)) as unknown as Thread
const bodies = ({ messages }: Thread) => messages.map(({ body }) => body)
/** Ten minutes later, for what was written so far. */
const letTenMinutesPass = (id: string) =>
  inScope(app.db, JOB, (trx) =>
    trx
      .updateTable('message')
      .set({
        created_at: sql`created_at - interval '11 minutes'`,
        final_at: sql`final_at - interval '11 minutes'`,
      })
      .where('submission_id', '=', id)
      .execute(),
  )
const mailsAbout = (id: string) =>
  app.db.selectFrom('delivery').selectAll().where('about', '=', id).orderBy('id').execute()

test('a message goes to the association by mail and on its page, ten minutes later; it answers there', async () => {
  const id = await aHandedIn()
  const sent = await write(as.delegate, id, 'Combien de personnes accompagnez-vous ?')
  expect(sent).toMatchObject({ kind: 'to_association', mine: true, mail: 'waiting', transitions: ['take_back'] })
  const [mail] = await mailsAbout(id)
  expect(mail?.body).toContain('Combien de personnes accompagnez-vous')
  expect(mail?.body).toContain(`/repondre/?reponse=${id}#`)
  expect(bodies(await read(as.respondent, ownPath(id)))).toEqual([])

  await letTenMinutesPass(id)
  expect((await read(as.respondent, ownPath(id))).messages).toMatchObject([
    { body: sent.body, mine: false, mail: null, author: { kind: 'staff' }, transitions: [] },
  ])
  expect(await reply(id, 'Trente par an.')).toMatchObject({ kind: 'from_association', mine: true })
  const thread = await read(as.delegate, staffPath(id))
  expect(bodies(thread)).toEqual([sent.body, 'Trente par an.'])
  expect(thread.messages[1]?.author).toEqual({ kind: 'association', name: 'Camille Exemple' })
})

test('a note never reaches the association: not in its thread, not by its address, not by mail', async () => {
  const id = await aHandedIn()
  const note = await write(as.delegate, id, 'zqnotezq à voir entre nous', 'note')
  await letTenMinutesPass(id)
  expect((await as.respondent.get(`${ownPath(id)}/thread`)).body).not.toContain('zqnotezq')
  expect((await as.respondent.get(`${ownPath(id)}/messages/${note.id}`)).statusCode).toBe(404)
  expect(await mailsAbout(id)).toEqual([])
  expect(bodies(await read(as.reader, staffPath(id)))).toEqual([note.body])
})

test('one voice speaks to the association: the delegation in charge or headquarters; who is concerned notes', async () => {
  const id = await aHandedIn()
  expect((await read(as.delegate, staffPath(id))).may_write).toEqual(['to_association', 'note'])
  expect((await read(as.moderator, staffPath(id))).may_write).toEqual(['to_association', 'note'])
  expect((await read(as.reader, staffPath(id))).may_write).toEqual([])
  expect((await read(as.respondent, ownPath(id))).may_write).toEqual(['from_association'])
  const paris = (
    json(await t.admin.get('/v1/regional-delegations')).items as { id: string; departments: { code: string }[] }[]
  ).find(({ departments }) => departments.some(({ code }) => code === '75'))?.id
  json(await t.admin.post(`${staffPath(id)}/routing`, { regional_delegation: paris, reason: 'Elle suit ce thème' }))
  // the association's own delegation is concerned still, and no longer in charge
  expect((await read(as.delegate, staffPath(id))).may_write).toEqual(['note'])
  const refused = await as.delegate.post(`${staffPath(id)}/messages`, { kind: 'to_association', body: 'Bonjour' })
  expect(refused.statusCode).toBe(403)
  expect((await read(as['delegate elsewhere'], staffPath(id))).may_write).toEqual(['to_association', 'note'])
})

test('its author takes a message back within ten minutes, and its mail with it; nobody else, and not later', async () => {
  const id = await aHandedIn()
  const [first, second] = [await write(as.delegate, id, 'Trop vite'), await write(as.delegate, id, 'Bien pesé')]
  const takeBack = (by: Client, one: Message) =>
    by.post(`${staffPath(id)}/messages/${one.id}/transitions`, { transition: 'take_back' })
  expect((await takeBack(as.moderator, first)).statusCode).toBe(403)
  expect(bodies(json(await takeBack(as.delegate, first)) as unknown as Thread)).toEqual(['Bien pesé'])
  expect((await mailsAbout(id)).map(({ state }) => state)).toEqual(['cancelled', 'waiting'])
  expect((await takeBack(as.delegate, first)).statusCode).toBe(404)
  await letTenMinutesPass(id)
  expect(problemOf(await takeBack(as.delegate, second)).status).toBe(409)
  expect(bodies(await read(as.respondent, ownPath(id)))).toEqual(['Bien pesé'])
})

test('a mail that is on its way is not taken back', async () => {
  const id = await aHandedIn()
  const message = await write(as.moderator, id, 'Parti')
  await app.db.updateTable('delivery').set({ state: 'sending' }).where('about', '=', id).execute()
  const refused = await as.moderator.post(`${staffPath(id)}/messages/${message.id}/transitions`, {
    transition: 'take_back',
  })
  expect(refused.statusCode).toBe(409)
  expect(bodies(await read(as.moderator, staffPath(id)))).toEqual(['Parti'])
})

test('while a thread is locked nobody writes to the other side; notes stay open, and it can be unlocked', async () => {
  const id = await aHandedIn()
  const move = (by: Client, transition: string) => by.post(`${staffPath(id)}/thread/transitions`, { transition })
  expect((await move(as.reader, 'lock')).statusCode).toBe(403)
  expect(json(await move(as.delegate, 'lock'))).toMatchObject({ state: 'locked', may_write: ['note'] })
  expect((await move(as.delegate, 'lock')).statusCode).toBe(409)
  const refused = await as.respondent.post(`${ownPath(id)}/messages`, { body: 'Et pourquoi ?' })
  expect(problemOf(refused)).toMatchObject({ status: 409, state: 'locked' })
  expect(await read(as.respondent, ownPath(id))).toMatchObject({ state: 'locked', may_write: [], locked_by: null })
  await write(as.delegate, id, 'Classé', 'note')
  expect(json(await move(as.moderator, 'unlock'))).toMatchObject({ state: 'open', locked_at: null })
  await reply(id, 'Et pourquoi ?')
})

test('whose turn: a message of the association waits until it is answered, set aside, decided upon or locked out', async () => {
  const id = await aHandedIn()
  const waits = async () => (await read(as.delegate, staffPath(id))).unanswered_since !== null
  expect(await waits()).toBe(false)
  await reply(id, 'Une question')
  expect(await waits()).toBe(true)
  await write(as.delegate, id, 'Pour mémoire', 'note')
  expect(await waits()).toBe(true)
  await write(as.delegate, id, 'Une réponse')
  expect(await waits()).toBe(false)
  await reply(id, 'Merci !')
  expect(json(await as.delegate.post(`${staffPath(id)}/thread/transitions`, { transition: 'settle' }))).toMatchObject({
    unanswered_since: null,
    transitions: ['lock'],
  })
  await reply(id, 'Encore une question')
  expect(await waits()).toBe(true)
  json(await as.delegate.post(`${staffPath(id)}/transitions`, { transition: 'endorse' }))
  expect(await waits()).toBe(false)
})

test('nobody writes into a thread once it is locked, however close they come', async () => {
  const id = await aHandedIn()
  const [lock, ...answers] = await Promise.all([
    as.moderator.post(`${staffPath(id)}/thread/transitions`, { transition: 'lock' }),
    ...Array.from({ length: 6 }, (_, i) => as.respondent.post(`${ownPath(id)}/messages`, { body: `Message ${i}` })),
  ])
  expect(lock?.statusCode).toBe(200)
  const { locked_at } = await read(as.moderator, staffPath(id))
  const { messages } = await read(as.moderator, staffPath(id))
  expect(messages).toHaveLength(answers.filter(({ statusCode }) => statusCode === 201).length)
  expect(answers.every(({ statusCode }) => statusCode === 201 || statusCode === 409)).toBe(true)
  expect(locked_at).not.toBeNull()
})

test('an association without an address reads on its page; too many messages in an hour are refused', async () => {
  const id = await aHandedIn()
  await inScope(app.db, JOB, (trx) =>
    trx.updateTable('contact').set({ email: null }).where('association_id', '=', federation.association.id).execute(),
  )
  expect(await write(as.delegate, id, 'Sans adresse')).toMatchObject({ mail: null })
  for (let i = 0; i < 20; i += 1) await reply(id, `Message ${i}`)
  expect((await as.respondent.post(`${ownPath(id)}/messages`, { body: 'De trop' })).statusCode).toBe(429)
})

test('each change of a thread is one event of its submission, without the words', async () => {
  const id = await aHandedIn()
  await write(as.delegate, id, 'zqmotszq')
  await reply(id, 'zqmotszq')
  await write(as.delegate, id, 'zqmotszq', 'note')
  json(await as.delegate.post(`${staffPath(id)}/thread/transitions`, { transition: 'lock' }))
  const { items } = json(await t.admin.get(`/v1/events?subject_kind=submission&subject_id=${id}`)) as {
    items: { action: string }[]
  }
  const actions = items.map(({ action }) => action).filter((action) => /^(message|thread)\./.test(action))
  expect(actions).toEqual(['thread.lock', 'message.note', 'message.reply', 'message.send'])
  expect(JSON.stringify(items)).not.toContain('zqmotszq')
})

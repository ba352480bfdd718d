import { afterAll, expect, test } from 'vitest'
import { json, testApp } from '../../test/app.ts'
import { aContact, anAssociation } from '../../test/factories.ts'
import { startSmtp } from '../../test/smtp.ts'
import { areSuppressed } from '../associations/suppression.ts'
import { inScope, type Trx } from '../db/database.ts'
import { newId } from '../lib/id.ts'
import { objectionUrl } from './commands.ts'

const smtp = await startSmtp()
afterAll(() => smtp.close())
const t = await testApp({ smtpUrl: smtp.url })
const { app, admin } = t
const scoped = <T>(work: (trx: Trx) => Promise<T>) => inScope(app.db, { kind: 'job' }, work)

const ADDRESS = 'siege@genets.example'
const people = await Promise.all(
  [1, 2].map(async (n) => {
    const association = await anAssociation(t)
    const { id } = await aContact(t, association.id)
    await scoped((trx) =>
      trx
        .updateTable('contact')
        .set({ email: n === 1 ? ADDRESS : 'Siege@Genets.example' })
        .where('id', '=', id)
        .execute(),
    )
    return { id, association: association.id }
  }),
)
const version = await app.db.selectFrom('questionnaire_version').select('id').limit(1).executeTakeFirst()
const campaign = newId()
const objected = async () =>
  (
    await scoped((trx) =>
      trx
        .selectFrom('contact')
        .select('objected_at')
        .where(
          'id',
          'in',
          people.map(({ id }) => id),
        )
        .execute(),
    )
  ).map(({ objected_at }) => objected_at !== null)

async function aLetter(recipient: string): Promise<string> {
  const id = newId()
  await app.db
    .insertInto('campaign')
    .values({ id: campaign, name: 'Recensement', questionnaire_version_id: version?.id ?? '' })
    .onConflict((c) => c.doNothing())
    .execute()
  await app.db.insertInto('delivery').values({ id, kind: 'invitation', recipient, campaign_id: campaign }).execute()
  return id
}
const wake = async () => {
  await app.db.transaction().execute((trx) => app.jobs.wakeMail(trx))
  await app.jobs.settled()
}
const stateOf = (id: string) =>
  app.db.selectFrom('delivery').select(['state', 'reason']).where('id', '=', id).executeTakeFirstOrThrow()

test('a letter waits for its words, says how to object in one click, and whoever objects is never written to again', async () => {
  app.letterFor = null
  const first = await aLetter(ADDRESS)
  await wake()
  expect(await stateOf(first)).toMatchObject({ state: 'waiting' })

  app.letterFor = async (trx, _, { recipient }) => ({
    subject: 'Invitation',
    text: `Bonjour ${recipient}`,
    html: `<p>Bonjour ${recipient}</p>`,
    unsubscribe: await objectionUrl(trx, people[0]?.id ?? '', app.publicUrl()),
  })
  // read before it leaves, with links that open nothing
  const shown = json(await admin.get(`/v1/deliveries/${first}`))
  expect(shown).toMatchObject({ state: 'waiting', subject: 'Invitation', text: `Bonjour ${ADDRESS}` })
  expect(await app.db.selectFrom('token').select('id').where('kind', '=', 'objection').execute()).toEqual([])

  await wake()
  expect(await stateOf(first)).toMatchObject({ state: 'sent' })
  const [{ headers } = { headers: '' }] = smtp.received
  expect(headers).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click')
  const url = /^List-Unsubscribe: <([^>]+)>/m.exec(headers)?.[1] ?? ''
  expect(url).toMatch(/^http:\/\/essaim\.test\/objection\/objection_/)
  const path = new URL(url).pathname

  const second = await aLetter(ADDRESS.toUpperCase())
  for (const method of ['GET', 'HEAD'] as const) {
    const page = await app.inject({ method, url: path })
    expect([page.statusCode, page.headers['cache-control']]).toEqual([200, 'no-store'])
  }
  expect(await objected()).toEqual([false, false])

  const answer = await app.inject({
    method: 'POST',
    url: path,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: 'List-Unsubscribe=One-Click',
  })
  expect(answer.statusCode, answer.body).toBe(200)
  expect(answer.body).toContain('C’est noté')
  expect(await objected()).toEqual([true, true])
  expect(await stateOf(second)).toEqual({ state: 'cancelled', reason: 'objected' })
  expect(
    await scoped((trx) => areSuppressed(trx, [{ association_id: people[1]?.association ?? '', email: ADDRESS }])),
  ).toEqual([true])

  for (const sent of [
    {},
    { headers: { 'content-type': 'application/json' }, payload: '{}' },
    { headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: 'List-Unsubscribe=One-Click' },
    { headers: { 'content-type': 'multipart/form-data; boundary=x' }, payload: '--x--' },
  ])
    expect(
      (await app.inject({ method: 'POST', url: `/v1/objections/${path.split('/').at(-1)}`, ...sent })).statusCode,
    ).toBe(204)
  const { items } = json(await admin.get('/v1/events?action=contact.object'))
  expect((items as { subject: { id: string } }[]).map(({ subject }) => subject.id).sort()).toEqual(
    people.map(({ id }) => id).sort(),
  )
})

test('a token of another kind, or an unknown one, objects to nothing', async () => {
  const association = (await anAssociation(t)).id
  const { id } = await aContact(t, association)
  const { url } = json(await admin.post(`/v1/associations/${association}/contacts/${id}/links`), 201)
  for (const token of ['objection_unknown', String(url).split('#')[1]])
    expect((await app.inject({ method: 'POST', url: `/v1/objections/${token}` })).statusCode).toBe(404)
  expect(json(await admin.get(`/v1/associations/${association}/contacts/${id}`)).objected_at).toBeNull()
})

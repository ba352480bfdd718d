import { sql } from 'kysely'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { testApp } from '../../test/app.ts'
import { aContact, anAssociation } from '../../test/factories.ts'
import { startSmtp } from '../../test/smtp.ts'
import { buildApp } from '../app.ts'
import { inScope } from '../db/database.ts'
import { newId } from '../lib/id.ts'
import { pumpMail } from './pump.ts'
import { claimDeliveries, MAIL_PACE } from './queries.ts'
import type { Mailer } from './transport.ts'

let smtp = await startSmtp()
afterAll(() => smtp.close())
const t = await testApp({ smtpUrl: smtp.url })
const { app } = t
beforeEach(() => {
  smtp.received.length = 0
  smtp.refusals.clear()
})

const mail = (to: string, body = 'Merci.') =>
  app.db.transaction().execute((trx) => app.jobs.mail(trx, { to, subject: 'Réponse reçue', body }))
const wake = () => app.db.transaction().execute((trx) => app.jobs.wakeMail(trx))
const find = (recipient: string) =>
  app.db.selectFrom('delivery').selectAll().where('recipient', '=', recipient).executeTakeFirstOrThrow()
const countsAt = async (domain: string) => {
  const rows = await app.db
    .selectFrom('delivery')
    .select(['state', sql<number>`count(*)::int`.as('n')])
    .where('domain', '=', domain)
    .groupBy('state')
    .execute()
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]))
}
const insertMany = (domain: string, n: number) =>
  app.db
    .insertInto('delivery')
    .values(
      Array.from({ length: n }, (_, i) => ({
        id: newId(),
        kind: 'notice',
        recipient: `membre-${i}@${domain}`,
        subject: `Avis ${i}`,
        body: 'Bonjour.',
      })),
    )
    .execute()
const dueNow = (domain: string) =>
  app.db.updateTable('delivery').set({ next_at: sql`now()` }).where('domain', '=', domain).execute()
const contactAt = async (email: string) => {
  const association = await anAssociation(t)
  const { id } = await aContact(t, association.id)
  await inScope(app.db, { kind: 'job' }, (trx) =>
    trx.updateTable('contact').set({ email }).where('id', '=', id).execute(),
  )
  return { id, association: association.id }
}
const contact = (id: string) =>
  inScope(app.db, { kind: 'job' }, (trx) =>
    trx.selectFrom('contact').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
  )

test('a mail is sent once, under its own id, as text and as HTML in which nothing of it is markup', async () => {
  await mail('direction@genets.example', 'Bonjour <b>Camille</b>.\n\nhttps://essaim.example/a')
  await app.jobs.settled()
  const row = await find('direction@genets.example')
  expect(row).toMatchObject({ state: 'sent', attempts: 1 })
  expect(smtp.received.map(({ to }) => to)).toEqual(['direction@genets.example'])
  const [{ text, id } = { text: '', id: '' }] = smtp.received
  expect(id).toBe(row.id)
  expect(text).toMatch(/^From: Nexem <recensement@essaim\.example>/m)
  expect(text).toContain('text/plain')
  expect(text).toContain('text/html')
  expect(text).toContain('&lt;b&gt;Camille&lt;/b&gt;')
  expect(text).not.toContain('List-Unsubscribe')
})

test('a mail whose transaction fails is never sent', async () => {
  await expect(
    app.db.transaction().execute(async (trx) => {
      await app.jobs.mail(trx, { to: 'nobody@genets.example', subject: 'x', body: 'x' })
      throw new Error('no')
    }),
  ).rejects.toThrow('no')
  await app.jobs.settled()
  expect(smtp.received).toEqual([])
})

test('an address that does not exist ends there with its reason, and marks whoever has it until it changes', async () => {
  const { id } = await contactAt('Partie@genets.example')
  smtp.refusals.set('partie', { code: 550, text: '5.1.1 no such mailbox' })
  await mail('partie@genets.example')
  await app.jobs.settled()
  const row = await find('partie@genets.example')
  expect(row).toMatchObject({ state: 'bounced', attempts: 1 })
  expect(row.reason).toContain('no such mailbox')
  expect(row.bounced_at).not.toBeNull()
  const marked = await contact(id)
  expect(marked.bounced_at).not.toBeNull()
  expect(marked.bounce_reason).toContain('no such mailbox')
  await inScope(app.db, { kind: 'job' }, (trx) =>
    trx.updateTable('contact').set({ email: 'nouvelle@genets.example' }).where('id', '=', id).execute(),
  )
  expect(await contact(id)).toMatchObject({ bounced_at: null, bounce_reason: null })
})

test('a temporary refusal waits longer each time, then leaves; after two days it is given up', async () => {
  smtp.refusals.set('lente', { code: 451, text: 'try again later' })
  await mail('lente@tilleuls.example')
  await app.jobs.settled()
  const first = await find('lente@tilleuls.example')
  expect(first).toMatchObject({ state: 'waiting', attempts: 1 })
  expect(first.reason).toContain('try again later')
  expect(first.next_at.getTime()).toBeGreaterThan(Date.now() + 15_000)
  await dueNow('tilleuls.example')
  await wake()
  await app.jobs.settled()
  const second = await find('lente@tilleuls.example')
  expect(second.attempts).toBe(2)
  expect(second.next_at.getTime()).toBeGreaterThan(Date.now() + 40_000)
  smtp.refusals.clear()
  await dueNow('tilleuls.example')
  await wake()
  await app.jobs.settled()
  expect(await find('lente@tilleuls.example')).toMatchObject({ state: 'sent', attempts: 3, reason: null })
  expect(smtp.received).toHaveLength(1)

  smtp.refusals.set('jamais', { code: 451, text: 'try again later' })
  await mail('jamais@tilleuls.example')
  await app.jobs.settled()
  await app.db
    .updateTable('delivery')
    .set({ next_at: sql`now()`, tried_at: sql`now() - interval '49 hours'` })
    .where('recipient', '=', 'jamais@tilleuls.example')
    .execute()
  await wake()
  await app.jobs.settled()
  expect(await find('jamais@tilleuls.example')).toMatchObject({ state: 'failed' })
})

test('C38: while the mail server is down nothing is lost, and afterwards each of a hundred gets its mail once', async () => {
  await smtp.close()
  await insertMany('panne.example', 100)
  await wake()
  await app.jobs.settled()
  expect(await countsAt('panne.example')).toEqual({ waiting: 100 })
  // the first tries found no server: the others were not tried
  const { tried } = await app.db
    .selectFrom('delivery')
    .select(sql<number>`count(*) filter (where attempts > 0)::int`.as('tried'))
    .where('domain', '=', 'panne.example')
    .executeTakeFirstOrThrow()
  expect(tried).toBeGreaterThan(0)
  expect(tried).toBeLessThan(20)
  smtp = await startSmtp(smtp.port)
  await dueNow('panne.example')
  await app.jobs.reconcileMail()
  await app.jobs.settled()
  expect(await countsAt('panne.example')).toEqual({ sent: 100 })
  expect(smtp.received).toHaveLength(100)
  expect(new Set(smtp.received.map(({ to }) => to)).size).toBe(100)
})

test('what a dead process left half sent is sent by another, under the same Message-ID', async () => {
  await insertMany('mort.example', 3)
  const claimed = await claimDeliveries(app.db, { limit: 10, letters: false, pace: MAIL_PACE, by: null })
  expect(claimed).toHaveLength(3)
  await app.jobs.reconcileMail()
  await app.jobs.settled()
  expect(await countsAt('mort.example')).toEqual({ sending: 3 })
  await app.db
    .updateTable('delivery')
    .set({ claimed_at: sql`now() - interval '2 minutes'` })
    .where('domain', '=', 'mort.example')
    .execute()
  await app.jobs.reconcileMail()
  await app.jobs.settled()
  expect(await countsAt('mort.example')).toEqual({ sent: 3 })
  expect(smtp.received.map(({ id }) => id).sort()).toEqual(claimed.map(({ id }) => id).sort())
})

test('what a killed process was sending is taken over at once, and what a living one sends is left to it', async () => {
  const claim = async (by: number | null) =>
    (await claimDeliveries(app.db, { limit: 10, letters: false, pace: MAIL_PACE, by })).map(({ id }) => id)
  const stateOf = (ids: string[]) =>
    app.db.selectFrom('delivery').select(['id', 'state']).where('id', 'in', ids).orderBy('id').execute()
  await vi.waitFor(() => expect(app.notices.presence).not.toBeNull())
  await insertMany('vivant.example', 2)
  const living = await claim(app.notices.presence)
  await insertMany('tue.example', 2)
  const dead = await claim(1 + (app.notices.presence ?? 0))
  expect([living.length, dead.length]).toEqual([2, 2])
  await app.jobs.reconcileMail()
  await app.jobs.settled()
  expect((await stateOf(living)).map(({ state }) => state)).toEqual(['sending', 'sending'])
  expect((await stateOf(dead)).map(({ state }) => state)).toEqual(['sent', 'sent'])
})

test('two processes on one database send two hundred mails once each', async () => {
  const other = await buildApp({
    databaseUrl: t.database.appUrl,
    publicUrl: app.publicUrl,
    smtpUrl: smtp.url,
    logLevel: 'silent',
  })
  try {
    await other.ready()
    await insertMany('deux.example', 200)
    await Promise.all([app, other].map((one) => one.db.transaction().execute((trx) => one.jobs.wakeMail(trx))))
    await Promise.all([app.jobs.settled(), other.jobs.settled()])
    expect(await countsAt('deux.example')).toEqual({ sent: 200 })
    expect(smtp.received).toHaveLength(200)
    expect(new Set(smtp.received.map(({ id }) => id)).size).toBe(200)
  } finally {
    await other.close()
  }
})

test('a domain gets no more in a minute than its pace, and holds up no other', async () => {
  const sent: string[] = []
  const mailer: Mailer = {
    send: async ({ recipient }) => {
      sent.push(recipient.split('@')[1] ?? '')
    },
    close: () => undefined,
  }
  await insertMany('plein.example', 8)
  await insertMany('libre.example', 2)
  const stopped = await pumpMail(app, mailer, { pace: { perDomainPerMinute: 5, perDomainAtOnce: 3 } })
  expect(stopped).toBe('paced')
  expect(sent.filter((domain) => domain === 'plein.example')).toHaveLength(5)
  expect(sent.filter((domain) => domain === 'libre.example')).toHaveLength(2)
  expect(await countsAt('plein.example')).toEqual({ sent: 5, waiting: 3 })
  await wake()
  await app.jobs.settled()
})

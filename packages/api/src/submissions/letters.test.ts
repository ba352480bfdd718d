import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { json, testApp } from '../../test/app.ts'
import { aFederation, aSubmission } from '../../test/federation.ts'
import { inScope } from '../db/database.ts'
import { takeBackNotice } from '../mail/commands.ts'
import { writeToAssociation } from './letters.ts'
import { findSubmission } from './queries.ts'

const t = await testApp()
const { app } = t
const federation = await aFederation(t)
const JOB = { kind: 'job' } as const
const PARAGRAPHS = ['Un point est à préciser : le nombre de personnes.', 'Merci.']

const write = (id: string) =>
  inScope(app.db, JOB, async (trx) =>
    writeToAssociation(
      trx,
      { caller: { actor: JOB }, post: { mail: app.jobs.mail, publicUrl: app.publicUrl() } },
      await findSubmission(trx, JOB, id),
      { subject: 'Votre réponse « Un café »', paragraphs: PARAGRAPHS },
    ),
  )
const delivery = (id: string | null) =>
  app.db.selectFrom('delivery').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const tokenIn = (body: string | null) => /#(\S+)/.exec(body ?? '')?.[1] ?? ''
const setContact = (values: Record<string, unknown>) =>
  inScope(app.db, JOB, (trx) =>
    trx.updateTable('contact').set(values).where('id', '=', federation.contact.id).execute(),
  )

test('a letter about an answer waits ten minutes, with a link to it, signed by its interlocutor; there may be several', async () => {
  const id = await aSubmission(t.admin, federation.association.id)
  const first = await delivery(await write(id))
  expect(first).toMatchObject({ kind: 'notice', state: 'waiting', about: id })
  expect((first.next_at.getTime() - first.created_at.getTime()) / 60_000).toBeCloseTo(10, 1)
  expect(first.body).toContain('Madame la Directrice générale,')
  expect(first.body).toContain('Un point est à préciser\u00a0: le nombre')
  expect(first.body).toContain(`/repondre/?reponse=${id}#`)
  expect(first.body).toMatch(new RegExp(`\\nMembre [0-9-]+\\n${federation.delegation.name}\\nNexem$`))
  const session = json(await t.anonymous.post('/v1/respond/session', { token: tokenIn(first.body) }))
  const respondent = t.bearer(session.access_token as string)
  expect(json(await respondent.get(`/v1/respond/submissions/${id}`)).id).toBe(id)
  expect((await delivery(await write(id))).id).not.toBe(first.id)
})

test('a letter that waits is taken back with its link; one that has left is not', async () => {
  const id = await aSubmission(t.admin, federation.association.id)
  const [kept, gone] = [await write(id), await write(id)]
  await app.db.updateTable('delivery').set({ state: 'sent', sent_at: sql`now()` }).where('id', '=', gone).execute()
  const takeBack = (one: string | null) => inScope(app.db, JOB, (trx) => takeBackNotice(trx, one ?? ''))
  expect([await takeBack(kept), await takeBack(gone)]).toEqual([true, false])
  expect(await delivery(kept)).toMatchObject({ state: 'cancelled', reason: 'taken-back' })
  const opened = async (one: string | null) =>
    (await t.anonymous.post('/v1/respond/session', { token: tokenIn((await delivery(one)).body) })).statusCode
  expect([await opened(kept), await opened(gone)]).toEqual([410, 200])
})

test('nobody is written to who objected, or whose address does not work', async () => {
  const id = await aSubmission(t.admin, federation.association.id)
  for (const values of [{ objected_at: new Date() }, { bounced_at: new Date() }, { email: null }]) {
    await setContact(values)
    expect(await write(id)).toBeNull()
    await setContact({ objected_at: null, bounced_at: null, email: 'direction@genets.example' })
  }
})

import type { Actor } from '@essaim/shared/actors.ts'
import { SUBMISSION_STATES, SUBMISSION_TRANSITIONS, type SubmissionTransition } from '@essaim/shared/submissions.ts'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Client, json, problemOf, testApp } from '../../test/app.ts'
import { aDraftRecord, aFederation, aSubmission, COMPLETE_ANSWERS } from '../../test/federation.ts'
import { inScope } from '../db/database.ts'
import { newId } from '../lib/id.ts'

const t = await testApp()
const { app } = t
const federation = await aFederation(t)
const { as } = federation
type Outcome = { id: string; status: number; problem?: Record<string, unknown> }

const DELEGATE = {
  kind: 'staff' as const,
  id: newId(),
  name: 'x',
  roles: ['delegate' as const],
  regional_delegations: [],
  departments: [],
  session: newId(),
}
const respondentActor = (association: string) => ({
  kind: 'respondent' as const,
  id: newId(),
  association,
  contact: newId(),
  office: 'president' as const,
  participant: null,
  invitation: null,
})

const SUBMISSIONS = '/v1/moderation/submissions'
const JOB = { kind: 'job' } as const
const COMMENT = 'Merci de préciser le nombre de personnes.'

const set = (id: string, values: Record<string, unknown>) =>
  inScope(app.db, JOB, (trx) => trx.updateTable('submission').set(values).where('id', '=', id).execute())
const row = (id: string) =>
  inScope(app.db, JOB, (trx) => trx.selectFrom('submission').selectAll().where('id', '=', id).executeTakeFirstOrThrow())
const move = (by: Client, id: string, transition: string, more: object = {}) =>
  by.post(`${SUBMISSIONS}/${id}/transitions`, { transition, ...more })
const letterOf = async (id: string) => {
  const { letter_id } = await row(id)
  return app.db.selectFrom('delivery').selectAll().where('id', '=', letter_id).executeTakeFirst()
}
/** An answer handed in, in the département of its association. */
const handedIn = async (association = federation.association.id) => {
  const departements = [association === federation.association.id ? '29' : '75']
  const id = await aSubmission(t.admin, association, { ...COMPLETE_ANSWERS, departements })
  json(await move(t.admin, id, 'submit'))
  return id
}

describe('every transition × caller × region × state, one by one and in bulk', () => {
  // Said again by hand, from the contract: who is let in where the state allows it.
  const HEADQUARTERS = ['moderator', 'admin']
  const CONCERNED = ['delegate', ...HEADQUARTERS]
  const SAID: Record<SubmissionTransition, { by: string[]; from: string[]; to?: string; comment?: true }> = {
    submit: { by: CONCERNED, from: ['draft', 'changes_requested'], to: 'submitted' },
    endorse: { by: CONCERNED, from: ['submitted'], to: 'endorsed' },
    request_changes: { by: CONCERNED, from: ['submitted', 'endorsed'], to: 'changes_requested', comment: true },
    accept: { by: HEADQUARTERS, from: ['submitted', 'endorsed'], to: 'accepted' },
    reject: { by: HEADQUARTERS, from: ['submitted', 'endorsed'], to: 'rejected', comment: true },
    withdraw: { by: [], from: [] },
    escalate: { by: CONCERNED, from: ['submitted'], to: 'submitted', comment: true },
    // nothing was escalated, and nobody has just decided
    give_back: { by: HEADQUARTERS, from: [] },
    undo: { by: CONCERNED, from: [] },
  }
  const STAFF = ['reader', 'delegate', 'delegate elsewhere', 'moderator', 'admin'] as const

  // one answer for each state and region, put into its state before each try
  const answers: Record<'here' | 'elsewhere', string[]> = { here: [], elsewhere: [] }
  beforeAll(async () => {
    for (const _ of SUBMISSION_STATES) {
      answers.here.push(await handedIn())
      answers.elsewhere.push(await handedIn(federation.elsewhere.id))
    }
  })
  const putBack = (ids: string[]) =>
    inScope(app.db, JOB, async (trx) => {
      await trx.deleteFrom('opinion').where('submission_id', 'in', ids).execute()
      await sql`update submission set state = put.state, innovation_id = null, escalated_at = null, before_state = null,
          endorsed_revision = case when put.state = 'endorsed' then revision end
        from unnest(${ids}::uuid[], ${[...SUBMISSION_STATES]}::text[]) as put (id, state)
        where submission.id = put.id`.execute(trx)
    })
  const statesOf = async (ids: string[]) => {
    const states: string[] = []
    for (const id of ids) states.push((await row(id)).state)
    return states
  }

  for (const transition of SUBMISSION_TRANSITIONS)
    test(transition, async () => {
      const { by, from, to, comment } = SAID[transition]
      const body = { transition, ...(comment && { comment: COMMENT }) }
      for (const place of ['here', 'elsewhere'] as const)
        for (const who of STAFF) {
          const ids = answers[place]
          const isOutside = who === (place === 'here' ? 'delegate elsewhere' : 'delegate')
          const isLetIn = by.includes(who === 'delegate elsewhere' ? 'delegate' : who)
          const wanted = SUBMISSION_STATES.map((state) =>
            isOutside ? 404 : isLetIn ? (from.includes(state) ? 200 : 409) : 403,
          )
          const moved = SUBMISSION_STATES.map((state, place) => (wanted[place] === 200 ? to : state))

          await putBack(ids)
          const alone: number[] = []
          for (const id of ids) alone.push((await as[who].post(`${SUBMISSIONS}/${id}/transitions`, body)).statusCode)
          expect(alone, `${who} ${place} alone`).toEqual(wanted)
          expect(await statesOf(ids), `${who} ${place} alone`).toEqual(moved)

          await putBack(ids)
          const answer = await as[who].post(`${SUBMISSIONS}/transitions`, { ids, ...body })
          // who only reads is stopped at the door
          const many =
            answer.statusCode === 200
              ? (json(answer).items as Outcome[]).map(({ status }) => status)
              : ids.map(() => answer.statusCode)
          expect(many, `${who} ${place} in bulk`).toEqual(wanted)
          expect(await statesOf(ids), `${who} ${place} in bulk`).toEqual(moved)
        }
    })
})

describe('what an endorsement says', () => {
  test('an opinion is for staff: nothing of it reaches the association or a script', async () => {
    const id = await aSubmission(as['submissions:write'], federation.association.id)
    json(await move(as['submissions:write'], id, 'submit'))
    expect(problemOf(await move(as.delegate, id, 'endorse', { opinion: 'reserved' })).errors).toMatchObject([
      { pointer: '/comment', code: 'required' },
    ])
    expect(problemOf(await move(as.moderator, id, 'accept', { opinion: 'reserved' })).errors).toMatchObject([
      { pointer: '/opinion', code: 'not-allowed' },
    ])
    const said = { opinion: 'reserved', comment: 'CANARI-AVIS : budget fragile.' }
    json(await move(as.delegate, id, 'endorse', said))
    const { opinions } = json(await as.reader.get(`${SUBMISSIONS}/${id}`))
    expect(opinions).toMatchObject([
      { revision: 1, ...said, regional_delegation: { id: federation.delegation.id }, by: { name: expect.any(String) } },
    ])
    for (const [by, url] of [
      [as.respondent, `/v1/respond/submissions/${id}`],
      [as['submissions:write'], `${SUBMISSIONS}/${id}`],
    ] as const) {
      const answer = await by.get(url)
      expect(json(answer).opinions).toEqual([])
      expect(answer.body).not.toContain('CANARI-AVIS')
    }
    const stored = (actor: Actor) =>
      inScope(app.db, actor, async (trx) => (await trx.selectFrom('opinion').selectAll().execute()).length)
    const delegate = (...departments: string[]): Actor => ({ ...DELEGATE, departments })
    expect(await stored(respondentActor(federation.association.id))).toBe(0)
    expect(await stored(delegate('75'))).toBe(0)
    expect(await stored(delegate('29'))).toBeGreaterThan(0)
  })

  test('an endorsement without a word is favourable', async () => {
    const id = await handedIn()
    expect(json(await move(as.delegate, id, 'endorse')).opinions).toMatchObject([
      { opinion: 'favourable', comment: null },
    ])
  })
})

test('a contact of the association decides nothing of it, whatever their role, and in whatever case the address is written', async () => {
  const moderator = await t.staff(['moderator'])
  const id = await handedIn()
  await inScope(app.db, JOB, (trx) =>
    trx
      .insertInto('contact')
      .values({
        id: newId(),
        association_id: federation.association.id,
        office: 'other',
        email: moderator.email.toUpperCase(),
      })
      .execute(),
  )
  const seen = json(await moderator.get(`${SUBMISSIONS}/${id}`))
  expect(seen).toMatchObject({ barred: 'own_contact', transitions: ['escalate'] })
  const refused = problemOf(await move(moderator, id, 'accept'))
  expect(refused).toMatchObject({ status: 403, slug: 'forbidden', reason: 'own-contact' })
  const { items } = json(await moderator.post(`${SUBMISSIONS}/transitions`, { ids: [id], transition: 'endorse' }))
  expect(items).toMatchObject([{ status: 403, problem: { reason: 'own-contact' } }])
  // nor publishes its record, which may still be withdrawn
  const record = await aDraftRecord(t, federation.association.id)
  const RECORD = `/v1/moderation/innovations/${record}`
  expect(json(await moderator.get(RECORD)).transitions).not.toContain('publish')
  expect(problemOf(await moderator.post(`${RECORD}/transitions`, { transition: 'publish' }))).toMatchObject({
    status: 403,
    reason: 'own-contact',
  })
  expect(json(await as.moderator.get(RECORD)).transitions).toContain('publish')
  // a delegate in charge who may not see the contacts of an association elsewhere is recognised all the same
  const elsewhere = await handedIn(federation.elsewhere.id)
  json(
    await t.admin.post(`${SUBMISSIONS}/${elsewhere}/routing`, {
      regional_delegation: federation.delegation.id,
      reason: 'x',
    }),
  )
  const delegate = await t.staff(['delegate'], [federation.delegation.id])
  await inScope(app.db, JOB, (trx) =>
    trx
      .insertInto('contact')
      .values({ id: newId(), association_id: federation.elsewhere.id, office: 'other', email: delegate.email })
      .execute(),
  )
  expect(problemOf(await move(delegate, elsewhere, 'endorse'))).toMatchObject({ reason: 'own-contact' })
  expect(json(await move(as.delegate, elsewhere, 'endorse')).state).toBe('endorsed')
})

test('where the campaign asks for two people, who endorsed does not decide', async () => {
  const id = await handedIn()
  const campaign = json(await t.admin.post('/v1/campaigns', { name: 'À deux', second_pair_of_eyes: true }), 201)
  expect(campaign.second_pair_of_eyes).toBe(true)
  await set(id, { campaign_id: campaign.id })
  expect(problemOf(await move(as.moderator, id, 'accept'))).toMatchObject({
    status: 409,
    reason: 'second-pair-of-eyes',
    state: 'submitted',
  })
  json(await move(as.moderator, id, 'endorse'))
  expect(json(await as.moderator.get(`${SUBMISSIONS}/${id}`))).toMatchObject({ barred: 'second_pair_of_eyes' })
  expect(problemOf(await move(as.moderator, id, 'accept'))).toMatchObject({ reason: 'second-pair-of-eyes' })
  expect(json(await move(as.admin, id, 'accept')).state).toBe('accepted')
})

test('a delegation hands an answer to headquarters, which may give it back; a new hand-in begins anew', async () => {
  const id = await handedIn()
  expect(problemOf(await move(as.delegate, id, 'escalate')).errors).toMatchObject([{ pointer: '/comment' }])
  const escalated = json(await move(as.delegate, id, 'escalate', { comment: 'Hors de notre territoire.' }))
  expect(escalated).toMatchObject({ state: 'submitted', escalated_at: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) })
  expect(problemOf(await move(as.delegate, id, 'escalate', { comment: 'Encore.' })).slug).toBe('conflict')
  expect(await letterOf(id)).toBeUndefined()
  expect(json(await move(as.moderator, id, 'give_back'))).toMatchObject({ escalated_at: null })
  json(await move(as.delegate, id, 'escalate', { comment: 'Encore.' }))
  json(await move(as.moderator, id, 'request_changes', { comment: COMMENT }))
  expect(json(await move(as.moderator, id, 'submit'))).toMatchObject({ escalated_at: null, revision: 2 })
})

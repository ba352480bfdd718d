import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { json, testApp } from '../../test/app.ts'
import { aFederation, aSubmission, COMPLETE_ANSWERS } from '../../test/federation.ts'
import { inScope } from '../db/database.ts'
import { watchSilence } from './silence.ts'

const t = await testApp({ jobs: false })
const { app } = t
const federation = await aFederation(t)
const SUBMISSIONS = '/v1/moderation/submissions'
const LOZERE = { ...COMPLETE_ANSWERS, departements: ['48'] }
const JOB = { kind: 'job' } as const

const look = async () => watchSilence(app.db, await app.terms.current())
const waiting = async (days: number, association = federation.association.id) => {
  const id = await aSubmission(t.admin, association)
  json(await t.admin.post(`${SUBMISSIONS}/${id}/transitions`, { transition: 'submit' }))
  await wait(id, days)
  return id
}
const wait = (id: string, days: number) =>
  inScope(app.db, JOB, (trx) =>
    trx
      .updateTable('submission')
      .set({ state_at: sql`now() - make_interval(days => ${days}, mins => 1)` })
      .where('id', '=', id)
      .execute(),
  )
const told = async (id: string) =>
  (
    await app.db
      .selectFrom('event')
      .select('action')
      .where('subject_id', '=', id)
      .where('actor_kind', '=', 'job')
      .orderBy('at')
      .execute()
  ).map(({ action }) => action)

test('a silent delegation is reminded once, then headquarters has the answer; both however many look at once', async () => {
  const [fresh, old] = [await waiting(9), await waiting(10)]
  await Promise.all([look(), look(), look()])
  expect([await told(fresh), await told(old)]).toEqual([[], ['submission.remind']])
  await wait(old, 20)
  await Promise.all([look(), look(), look()])
  expect(await told(old)).toEqual(['submission.remind', 'submission.escalate'])
  const escalated = json(await t.admin.get(`${SUBMISSIONS}/${old}`))
  expect(escalated).toMatchObject({ state: 'submitted', escalated_at: expect.any(String) })
  expect(escalated.transitions).toContain('give_back')
  // given back, the delegation has all its days again
  json(await t.admin.post(`${SUBMISSIONS}/${old}/transitions`, { transition: 'give_back' }))
  await look()
  expect(await told(old)).toHaveLength(2)
})

test('what headquarters has, or has decided, is nobody’s silence; and the federation says after how many days', async () => {
  const elsewhere = await aSubmission(t.admin, federation.association.id, LOZERE)
  json(await t.admin.post(`${SUBMISSIONS}/${elsewhere}/transitions`, { transition: 'submit' }))
  await wait(elsewhere, 40)
  const endorsed = await waiting(40)
  json(await t.admin.post(`${SUBMISSIONS}/${endorsed}/transitions`, { transition: 'endorse' }))
  await wait(endorsed, 40)
  const never = await waiting(5)
  json(await t.admin.patch('/v1/federation', { delegation_reminder_days: null, delegation_escalation_days: null }))
  await look()
  expect(await told(never)).toEqual([])
  json(await t.admin.patch('/v1/federation', { delegation_reminder_days: 3, delegation_escalation_days: 30 }))
  await look()
  expect([await told(elsewhere), await told(endorsed), await told(never)]).toEqual([[], [], ['submission.remind']])
})

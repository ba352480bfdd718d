import type { Event } from '@essaim/shared/events.ts'
import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { inScope } from '../src/db/database.ts'
import { sealEvents } from '../src/events/seals.ts'
import { verifyTrail } from '../src/events/verification.ts'
import { type Client, json, type TestApp, testApp } from './app.ts'
import { aFederation, aRecord, aSubmission, COMPLETE_ANSWERS, type Federation } from './federation.ts'
import { replayInnovation, replaySubmission } from './replay.ts'

const SUBMISSIONS = '/v1/moderation/submissions'
const RECORDS = '/v1/moderation/innovations'

let test: TestApp
let federation: Federation
let people: { client: Client; door: string }[]
beforeAll(async () => {
  test = await testApp({ jobs: false })
  federation = await aFederation(test)
  const { respondent, delegate, moderator, admin } = federation.as
  const elsewhere = federation.as['delegate elsewhere']
  people = [
    { client: respondent, door: '/v1/respond/submissions' },
    ...[delegate, elsewhere, moderator, await test.staff(['moderator']), admin].map((client) => ({
      client,
      door: SUBMISSIONS,
    })),
  ]
})

/** One thing that one person tries, on one of the submissions, or on the record that they renew. */
type Step = { who: number; on: number; what: string }
const ON_SUBMISSIONS = [
  'save',
  'save',
  'submit',
  'submit',
  'endorse',
  'request_changes',
  'accept',
  'reject',
  'withdraw',
]
const ON_RECORD = ['edit', 'publish', 'withdraw_record']
const step: fc.Arbitrary<Step> = fc.record({
  who: fc.nat(5),
  on: fc.nat(3),
  what: fc.constantFrom(...ON_SUBMISSIONS, ...ON_RECORD),
})

let written = 0
/** Tries it as a page does: reads what there is, then writes with its tag. */
async function attempt({ who, on, what }: Step, submissions: string[], record: string): Promise<string | null> {
  const { client, door } = people[who] as (typeof people)[number]
  const id = submissions[on % submissions.length] ?? ''
  written += 1
  const value = `Titre numéro ${written}`
  const done = (status: number, action: string, subject: string) => (status === 200 ? `${subject} ${action}` : null)
  if (what === 'save') {
    const url = `${door}/${id}/answers/titre`
    const tag = (await client.get(url)).headers.etag
    const { statusCode } = await client.put(url, { value }, { headers: { 'if-match': String(tag) } })
    return done(statusCode, 'submission.save', id)
  }
  if (what === 'edit') {
    const versions = json(await test.admin.get(`${RECORDS}/${record}`)).versions as { number: number }[]
    const last = Math.max(...versions.map(({ number }) => number))
    const answer = await client.patch(`${RECORDS}/${record}/versions/${last}`, { answers: { titre: value } })
    return done(answer.statusCode, 'innovation.edit', record)
  }
  if (what === 'publish' || what === 'withdraw_record') {
    const transition = what === 'publish' ? 'publish' : 'withdraw'
    const body = { transition, ...(transition === 'withdraw' && { reason: 'outdated' }) }
    const { statusCode } = await client.post(`${RECORDS}/${record}/transitions`, body)
    return done(statusCode, `innovation.${transition}`, record)
  }
  const { statusCode } = await client.post(`${door}/${id}/transitions`, {
    transition: what,
    ...(['request_changes', 'reject'].includes(what) && { comment: 'Voir avec nous.' }),
  })
  return done(statusCode, `submission.${what}`, id)
}

/** The events of one thing, in the order in which they were committed. */
const eventsOf = (id: string) =>
  test.app.db
    .selectFrom('event_seal as s')
    .innerJoin('event as e', 'e.id', 's.event_id')
    .innerJoin('event_detail as d', 'd.event_id', 'e.id')
    .select(['e.action', 'd.detail'])
    .where('e.subject_id', '=', id)
    .where('e.subject_kind', 'in', ['submission', 'innovation'])
    .orderBy('s.seq')
    .execute() as unknown as Promise<Pick<Event, 'action' | 'detail'>[]>

const WATCHED =
  /^(submission\.(save|submit|endorse|request_changes|accept|reject|withdraw)|innovation\.(edit|publish|withdraw))$/
const counted = (names: string[]) =>
  Object.fromEntries([...new Set(names)].sort().map((name) => [name, names.filter((one) => one === name).length]))

it('whoever does what at once, each accepted change is one event, and the record is the replay of its events', async () => {
  const moved = new Set<string>()
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { minLength: 6, maxLength: 10 }), { minLength: 6, maxLength: 6 }),
      async (plans) => {
        const { id: association } = federation.association
        const record = await aRecord(test, association)
        const submissions = [
          await aSubmission(test.admin, association, COMPLETE_ANSWERS),
          await aSubmission(test.admin, association, {}, { innovation_id: record }),
          await aSubmission(test.admin, association, {}, { innovation_id: record }),
        ]
        await sealEvents(test.app.db)
        const before = (await eventsOf(record)).length
        // six people, each at their own pace
        const accepted = await Promise.all(
          plans.map(async (plan, who) => {
            const done: (string | null)[] = []
            for (const one of plan) done.push(await attempt({ ...one, who }, submissions, record))
            return done.filter((name) => name !== null)
          }),
        )
        await sealEvents(test.app.db)

        const recorded: string[] = []
        for (const id of submissions) {
          const events = await eventsOf(id)
          recorded.push(...events.map(({ action }) => `${id} ${action}`))
          const { state, revision, answers, innovation_id } = await submissionOf(id)
          expect(replaySubmission(events)).toEqual({
            state,
            revision,
            answers,
            innovation_id: state === 'accepted' ? innovation_id : null,
          })
        }
        const events = await eventsOf(record)
        recorded.push(...events.slice(before).map(({ action }) => `${record} ${action}`))
        const watched = recorded.filter((name) => WATCHED.test(name.split(' ')[1] ?? ''))
        expect(counted(watched)).toEqual(counted(accepted.flat()))
        expect(replayInnovation(events)).toEqual(await recordOf(record))
        for (const name of watched) moved.add(name.split(' ')[1] ?? '')
      },
    ),
    { numRuns: 3, endOnFailure: true },
  )
  // what was drawn tried what matters
  expect([...moved]).toEqual(expect.arrayContaining(['submission.save', 'submission.submit', 'innovation.publish']))
  expect((await verifyTrail(test.app.db)).findings).toEqual([])
}, 240_000)

const submissionOf = (id: string) =>
  inScope(test.app.db, { kind: 'job' }, async (trx) => {
    const row = await trx.selectFrom('submission').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    const answers = await trx.selectFrom('answer').selectAll().where('submission_id', '=', id).execute()
    return {
      ...row,
      answers: Object.fromEntries(
        answers.filter(({ value }) => value !== null).map((one) => [one.question, one.value]),
      ),
    }
  })

const recordOf = (id: string) =>
  inScope(test.app.db, { kind: 'job' }, async (trx) => {
    const { state, published_version } = await trx
      .selectFrom('innovation')
      .select(['state', 'published_version'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    const versions = await trx
      .selectFrom('innovation_version')
      .select(['number', 'answers'])
      .where('innovation_id', '=', id)
      .execute()
    return { state, published_version, versions: Object.fromEntries(versions.map((one) => [one.number, one.answers])) }
  })

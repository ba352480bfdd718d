import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { newId } from '../src/lib/id.ts'
import { type Client, json, problemOf, testApp } from './app.ts'
import { aContact, anAssociation, SHORT_ANSWERS } from './factories.ts'
import { aRespondent, aSubmission, COMPLETE_ANSWERS } from './federation.ts'

const SUBMISSIONS = '/v1/moderation/submissions'
const keyed = (key: string) => ({ headers: { 'idempotency-key': key } })

describe('a POST with an Idempotency-Key', () => {
  it('sent eight times at once makes one thing, and eight same answers (C30)', async () => {
    const test = await testApp()
    const association = await anAssociation(test)
    const key = newId()
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        test.admin.post(SUBMISSIONS, { association_id: association.id, answers: { titre: 'Une fois' } }, keyed(key)),
      ),
    )
    for (const answer of answers) {
      expect(answer.statusCode, answer.body).toBe(201)
      expect(answer.body).toBe(answers[0]?.body)
      expect(answer.headers.location).toBe(answers[0]?.headers.location)
      expect(answer.headers.etag).toBe(answers[0]?.headers.etag)
    }
    expect(json(await test.admin.get(`${SUBMISSIONS}?count=exact`)).total).toBe(1)

    // the answer of that time, even when the thing has moved on
    const url = String(answers[0]?.headers.location)
    json(await test.admin.patch(url, { answers: { titre: 'Autrement' } }))
    expect(
      (
        await test.admin.post(
          SUBMISSIONS,
          { association_id: association.id, answers: { titre: 'Une fois' } },
          keyed(key),
        )
      ).body,
    ).toBe(answers[0]?.body)
    // another request under the same key
    for (const [path, body] of [
      [SUBMISSIONS, { association_id: association.id, answers: { titre: 'Autre' } }],
      ['/v1/partners', { name: 'Une fédération' }],
      [`${SUBMISSIONS}?x`, {}],
    ] as const) {
      const answer = await test.admin.post(path, body, keyed(key))
      expect(problemOf(answer).slug, path).toBe(path.endsWith('?x') ? 'validation' : 'idempotency-mismatch')
    }
    // the scope of a key is its caller
    const moderator = await test.staff(['moderator'])
    json(
      await moderator.post(SUBMISSIONS, { association_id: association.id, answers: { titre: 'Autre' } }, keyed(key)),
      201,
    )
    expect(json(await test.admin.get(`${SUBMISSIONS}?count=exact`)).total).toBe(2)
  })

  it('that failed leaves nothing behind, and may be sent again', async () => {
    const test = await testApp()
    const name = `Partenaire ${newId()}`
    const key = newId()
    // its connection ends between the key and the row
    const blocker = await test.app.pool.connect()
    await blocker.query('begin')
    await blocker.query('insert into partner (id, name) values ($1, $2)', [newId(), name])
    const waiting = test.admin.post('/v1/partners', { name }, keyed(key))
    await pause(300)
    await blocker.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and application_name = 'essaim'",
    )
    expect((await waiting).statusCode).toBe(503)
    await blocker.query('rollback')
    blocker.release()
    expect(await test.app.db.selectFrom('idempotent_answer').selectAll().execute()).toEqual([])
    expect(problemOf(await test.admin.post('/v1/partners', { name: '' }, keyed(key))).slug).toBe('validation')
    json(await test.admin.post('/v1/partners', { name }, keyed(key)), 201)
    expect(problemOf(await test.admin.post('/v1/partners', { name }, keyed(newId()))).slug).toBe('conflict')
    expect(await test.app.db.selectFrom('idempotent_answer').select('status').execute()).toEqual([{ status: 201 }])
  })

  it('twin waits for the first one, and takes over when it came to nothing', async () => {
    const test = await testApp()
    const name = `Partenaire ${newId()}`
    // the first holds the name, so that the second is under way when the third comes with the same key
    const key = newId()
    const blocker = await test.app.pool.connect()
    await blocker.query('begin')
    await blocker.query('insert into partner (id, name) values ($1, $2)', [newId(), name])
    const twins = [1, 2].map(() => test.admin.post('/v1/partners', { name }, keyed(key)))
    await pause(300)
    await blocker.query('rollback')
    blocker.release()
    const [a, b] = await Promise.all(twins)
    expect([a?.statusCode, b?.statusCode]).toEqual([201, 201])
    expect(a?.body).toBe(b?.body)
  })

  it('refuses a key that is none, and keeps no answer that shows a secret', async () => {
    const test = await testApp()
    for (const key of ['', 'a b', 'é', 'x'.repeat(256)])
      expect((await test.admin.post('/v1/partners', { name: newId() }, keyed(key))).statusCode, key).toBe(422)
    const partner = json(await test.admin.post('/v1/partners', { name: newId() }), 201).id
    const key = newId()
    const make = () => test.admin.post(`/v1/partners/${partner}/keys`, { scopes: ['feed:read'] }, keyed(key))
    const [first, second] = [json(await make(), 201), json(await make(), 201)]
    expect(second.key).not.toBe(first.key)
    expect(await test.app.db.selectFrom('idempotent_answer').selectAll().execute()).toEqual([])
  })

  it('is forgotten after a day', async () => {
    const test = await testApp()
    const key = newId()
    json(await test.admin.post('/v1/partners', { name: 'Un' }, keyed(key)), 201)
    await test.app.pool.query("update idempotent_answer set created_at = now() - interval '25 hours'")
    json(await test.admin.post('/v1/partners', { name: 'Deux' }, keyed(key)), 201)
  })
})

describe('writes at the same moment', () => {
  const statuses = (answers: { statusCode: number }[]) => answers.map(({ statusCode }) => statusCode).toSorted()

  it('under one tag: the first is kept, the second is told; without a tag, nothing is written (C31)', async () => {
    const test = await testApp()
    const association = await anAssociation(test)
    const url = `${SUBMISSIONS}/${await aSubmission(test.admin, association.id, { titre: 'Avant' })}`
    const tag = String((await test.admin.get(url)).headers.etag)
    const both = await Promise.all(['Un', 'Deux'].map((titre) => test.admin.patch(url, { answers: { titre } }, tag)))
    expect(statuses(both)).toEqual([200, 412])
    const [kept] = both.filter(({ statusCode }) => statusCode === 200)
    expect(json(await test.admin.get(url)).title).toBe((JSON.parse(kept?.body ?? '') as { title: string }).title)
    const late = both.find(({ statusCode }) => statusCode === 412)
    expect(problemOf(late as never).slug).toBe('precondition-failed')
    expect(late?.headers.etag).toBe(kept?.headers.etag)
    expect(problemOf(await test.admin.patch(url, { answers: { titre: 'Sans' } }, null)).slug).toBe(
      'precondition-required',
    )
    for (const stale of ['"0"', 'W/"999"', '"x", "y"', 'nothing'])
      expect(problemOf(await test.admin.patch(url, { answers: { titre: 'Vieux' } }, stale)).slug, stale).toBe(
        'precondition-failed',
      )

    // one answer: two people who write different questions never collide
    const put = (question: string, value: string, match: Record<string, string>) =>
      test.admin.put(`${url}/answers/${question}`, { value }, { headers: match })
    expect(
      statuses(
        await Promise.all([
          put('accroche', 'A', { 'if-none-match': '*' }),
          put('resume', 'B', { 'if-none-match': '*' }),
        ]),
      ),
    ).toEqual([200, 200])
    expect(
      statuses(
        await Promise.all([
          put('probleme', 'A', { 'if-none-match': '*' }),
          put('probleme', 'B', { 'if-none-match': '*' }),
        ]),
      ),
    ).toEqual([200, 412])
    expect((await put('probleme', 'C', {})).statusCode).toBe(428)
  })

  const decide = async (a: Client, b: Client, url: string, [one, two]: [string, string]) =>
    Promise.all([
      a.post(`${url}/transitions`, { transition: one, comment: 'Décidé' }),
      b.post(`${url}/transitions`, { transition: two, comment: 'Décidé' }),
    ])

  it('by two moderators: one wins, the other is told what happened, by whom and when', async () => {
    const test = await testApp()
    const association = await anAssociation(test)
    const moderators = [await test.staff(['moderator']), await test.staff(['moderator'])] as const
    for (let round = 0; round < 4; round += 1) {
      const id = await aSubmission(test.admin, association.id, SHORT_ANSWERS)
      json(await test.admin.post(`${SUBMISSIONS}/${id}/transitions`, { transition: 'submit' }))
      const answers = await decide(moderators[0], moderators[1], `${SUBMISSIONS}/${id}`, ['accept', 'reject'])
      expect(statuses(answers)).toEqual([200, 409])
      const winner = answers.findIndex(({ statusCode }) => statusCode === 200)
      const told = problemOf(answers[1 - winner] as never)
      expect(told).toMatchObject({
        slug: 'conflict',
        state: winner === 0 ? 'accepted' : 'rejected',
        by: { id: moderators[winner]?.id, name: expect.any(String) },
      })
      expect(Date.parse(String(told.at))).toBeGreaterThan(Date.now() - 60_000)
    }
  })

  it('by the association, which withdraws, and a moderator, who is told that it did', async () => {
    const test = await testApp()
    const association = await anAssociation(test)
    const respondent = await aRespondent(test, association.id, (await aContact(test, association.id)).id)
    const id = json(await respondent.post('/v1/respond/submissions', { answers: SHORT_ANSWERS }), 201).id
    json(await respondent.post(`/v1/respond/submissions/${id}/transitions`, { transition: 'withdraw' }))
    const told = problemOf(await test.admin.post(`${SUBMISSIONS}/${id}/transitions`, { transition: 'accept' }))
    expect(told).toMatchObject({ slug: 'conflict', state: 'withdrawn', by: association })
  })

  it('accepting twice makes one version of one record; publishing twice, one publication', async () => {
    const test = await testApp()
    const association = await anAssociation(test)
    const id = await aSubmission(test.admin, association.id, COMPLETE_ANSWERS)
    json(await test.admin.post(`${SUBMISSIONS}/${id}/transitions`, { transition: 'submit' }))
    expect(statuses(await decide(test.admin, test.admin, `${SUBMISSIONS}/${id}`, ['accept', 'accept']))).toEqual([
      200, 409,
    ])
    const { items, total } = json(await test.admin.get('/v1/moderation/innovations?count=exact')) as {
      items: { id: string; versions: unknown[] }[]
      total: number
    }
    expect([total, items[0]?.versions.length]).toEqual([1, 1])
    const publications = await Promise.all(
      [1, 2, 3].map(() =>
        test.admin.post(`/v1/moderation/innovations/${items[0]?.id}/transitions`, { transition: 'publish' }),
      ),
    )
    expect(statuses(publications)).toEqual([200, 409, 409])
    expect((json(await test.anonymous.get('/v1/feeds')).items as { head: number }[])[0]?.head).toBe(1)
  })

  it('by two bulks over the same submissions: each is moved once, and none waits for ever', async () => {
    const test = await testApp()
    const association = await anAssociation(test)
    const ids = await Promise.all([1, 2, 3, 4].map(() => aSubmission(test.admin, association.id, SHORT_ANSWERS)))
    const [submitted, again] = await Promise.all(
      [ids, ids.toReversed()].map((list) =>
        test.admin.post(`${SUBMISSIONS}/transitions`, { ids: list, transition: 'submit' }),
      ),
    )
    const items = [submitted, again].flatMap(
      (answer) => json(answer as never).items as { id: string; status: number }[],
    )
    for (const id of ids)
      expect(
        items
          .filter((item) => item.id === id)
          .map(({ status }) => status)
          .toSorted(),
      ).toEqual([200, 409])
  })
})

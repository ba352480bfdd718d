import { QUEUE_SORTS } from '@essaim/shared/queue.ts'
import { BUILT_IN_VIEWS } from '@essaim/shared/saved-views.ts'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Answer, type Client, json, problemOf, testApp } from '../../test/app.ts'
import { aContact, anAssociation, SHORT_ANSWERS } from '../../test/factories.ts'
import { aRespondent, aSubmission, COMPLETE_ANSWERS } from '../../test/federation.ts'
import { inScope } from '../db/database.ts'
import { wholeView } from './queue.ts'

const URL = '/v1/moderation/submissions'
const it = await testApp({ jobs: false })
const { app, admin } = it

type Card = {
  id: string
  title: string
  turn: string
  ours: boolean
  turn_since: string
  due_at: string | null
  assignee: { id: string } | null
  claim: { by: { id: string; name: string }; mine: boolean; until: string } | null
}
const listed = async (by: Client, query: string): Promise<Card[]> =>
  json(await by.get(`${URL}?${query}`)).items as Card[]
const titles = async (by: Client, query: string) => (await listed(by, query)).map(({ title }) => title)
const move = async (by: Client, id: string, transition: string, comment?: string) =>
  json(await by.post(`${URL}/${id}/transitions`, { transition, ...(comment && { comment }) }))
/** A claim as if nobody had given a sign of life for longer than it lasts. */
const forget = (id: string) =>
  inScope(app.db, { kind: 'job' }, (trx) =>
    trx
      .updateTable('submission_claim')
      .set({ expires_at: new Date(Date.now() - 1000) })
      .where('submission_id', '=', id)
      .execute(),
  )

let brittany: Client & { id: string }
let paris: Client & { id: string }
let moderator: Client & { id: string }
let reader: Client
const made: Record<string, string> = {}
const one = (title: string) => made[title] ?? ''

beforeAll(async () => {
  brittany = await it.staff(['delegate'], [(await it.delegation('22', '29')).id])
  paris = await it.staff(['delegate'], [(await it.delegation('75')).id])
  moderator = await it.staff(['moderator'])
  reader = await it.staff(['reader'])
  const here = await anAssociation(it, { name: 'Les Goélands d’exemple' })
  const there = await anAssociation(it, { name: 'Les Pavés d’exemple', department: '75', commune: '75056' })
  const nowhere = await anAssociation(it, { name: 'Les Lagons d’exemple', department: '976', commune: '97611' })
  const begin = async (title: string, association: string, more: Record<string, unknown> = {}) => {
    made[title] = await aSubmission(admin, association, { ...COMPLETE_ANSWERS, titre: title, ...more })
  }
  await begin('brouillon', here.id)
  for (const title of ['arrivée', 'validée', 'à revoir', 'revue', 'acceptée']) {
    await begin(title, here.id)
    await move(admin, one(title), 'submit')
  }
  await begin('parisienne', there.id, { departements: ['75'], description: 'Un jardin partagé par des retraités.' })
  await move(admin, one('parisienne'), 'submit')
  await begin('sans délégation', nowhere.id, { departements: ['976'] })
  await move(admin, one('sans délégation'), 'submit')
  await move(brittany, one('validée'), 'endorse')
  for (const title of ['à revoir', 'revue']) await move(brittany, one(title), 'request_changes', 'Précisez le public.')
  await move(admin, one('revue'), 'submit')
  await move(moderator, one('acceptée'), 'accept')
})

describe('whose move it is', () => {
  test.each([
    ['brouillon', 'association', []],
    ['arrivée', 'delegation', ['brittany']],
    ['validée', 'headquarters', ['moderator']],
    ['à revoir', 'association', []],
    ['revue', 'delegation', ['brittany']],
    ['acceptée', 'nobody', []],
    ['parisienne', 'delegation', ['paris']],
    ['sans délégation', 'headquarters', ['moderator']],
  ])('%s: %s', async (title, turn, ours) => {
    for (const [name, by] of Object.entries({ brittany, paris, moderator, reader })) {
      const answer = await by.get(`${URL}/${one(title)}`)
      if (answer.statusCode === 404) continue
      expect(json(answer), name).toMatchObject({ turn, ours: (ours as string[]).includes(name) })
      expect(json(answer).due_at !== null).toBe(turn === 'delegation' || turn === 'headquarters')
    }
  })

  test('is what the list is asked for, and what each has to do', async () => {
    expect((await titles(admin, 'turn=delegation')).sort()).toEqual(['arrivée', 'parisienne', 'revue'])
    expect((await titles(brittany, 'turn=delegation&turn=headquarters')).sort()).toEqual([
      'arrivée',
      'revue',
      'validée',
    ])
    expect((await titles(brittany, 'ours=true')).sort()).toEqual(['arrivée', 'revue'])
    expect((await titles(moderator, 'ours=true')).sort()).toEqual(['sans délégation', 'validée'])
    expect(await titles(reader, 'ours=true')).toEqual([])
    expect(await titles(reader, 'ours=false')).toHaveLength(8)
    expect(await titles(admin, 'corrected=true')).toEqual(['revue'])
    expect(await titles(admin, 'ready_to_publish=true')).toEqual(['acceptée'])
  })

  test('goes to headquarters when a silent delegation’s answer escalates', async () => {
    await inScope(app.db, { kind: 'job' }, (trx) =>
      trx.updateTable('submission').set({ escalated_at: '2026-01-01' }).where('id', '=', one('parisienne')).execute(),
    )
    expect(await titles(moderator, 'escalated=true&turn=headquarters')).toEqual(['parisienne'])
    expect((await listed(paris, 'turn=headquarters'))[0]).toMatchObject({ title: 'parisienne', ours: false })
    expect(await titles(moderator, 'escalated=false&state=submitted&turn=headquarters')).toEqual(['sans délégation'])
  })

  test('is late after its days', async () => {
    expect(await titles(admin, 'late=true')).toEqual([])
    await inScope(app.db, { kind: 'job' }, (trx) =>
      trx
        .updateTable('submission')
        .set({ state_at: new Date(Date.now() - 40 * 86_400_000) })
        .where('id', 'in', [one('validée'), one('acceptée'), one('à revoir')])
        .execute(),
    )
    expect(await titles(admin, 'late=true')).toEqual(['validée'])
    expect((await titles(admin, 'waits_days=30&sort=age')).sort()).toEqual(['validée', 'à revoir'].sort())
  })
})

describe('order', () => {
  test('what waits longest for moderation first, then the association’s, then what is over', async () => {
    const turns = (await listed(admin, 'sort=age')).map(({ title, turn }) => `${turn} ${title}`)
    expect(turns[0]).toBe('headquarters validée')
    expect(turns.at(-1)).toBe('nobody acceptée')
    expect(turns.slice(-3, -1)).toEqual(['association à revoir', 'association brouillon'])
  })

  test.each(QUEUE_SORTS)('by %s, pages follow each other without a gap or a repetition', async (sort) => {
    const all = (await listed(admin, `sort=${sort}`)).map(({ id }) => id)
    const met: string[] = []
    for (let next: string | null = ''; next !== null; ) {
      const page: Record<string, unknown> = json(
        await admin.get(`${URL}?sort=${sort}&limit=3${next && `&cursor=${encodeURIComponent(next)}`}`),
      )
      met.push(...(page.items as Card[]).map(({ id }) => id))
      next = page.next as string | null
    }
    expect(met).toEqual(all)
    expect(new Set(met).size).toBe(8)
  })

  test('by title, whatever its accents', async () => {
    const found = await titles(admin, 'sort=title')
    expect(found.slice(0, 3)).toEqual(['à revoir', 'acceptée', 'arrivée'])
    expect(found.at(-1)).toBe('validée')
  })

  test('counts exactly what it lists', async () => {
    for (const query of ['turn=delegation', 'q=exemple', 'ours=true', 'assignee=none&claimed=nobody']) {
      const { items, total } = json(await admin.get(`${URL}?count=exact&${query}`))
      expect(total, query).toBe((items as Card[]).length)
    }
  })
})

describe('words', () => {
  test('of answers, titles and associations are found, bent and without accents', async () => {
    expect(await titles(admin, 'q=jardins%20partages')).toEqual(['parisienne'])
    expect(await titles(admin, 'q=lagons')).toEqual(['sans délégation'])
    expect(await titles(admin, 'q=paves%20retraite')).toEqual(['parisienne'])
    expect(await titles(admin, 'q=xylophone')).toEqual([])
  })

  test('are found by nobody outside the scope, and read by nobody', async () => {
    expect(await titles(brittany, 'q=jardin')).toEqual([])
    expect(json(await brittany.get(`${URL}?q=jardin&count=exact`)).total).toBe(0)
    await expect(app.pool.query('select words from submission_words')).rejects.toMatchObject({ code: '42501' })
    await expect(app.pool.query('select keep_words_of(gen_random_uuid())')).rejects.toMatchObject({ code: '42501' })
  })

  test('follow what is written, and what the association is called', async () => {
    json(await admin.patch(`${URL}/${one('brouillon')}`, { answers: { description: 'Une ludothèque roulante.' } }))
    expect(await titles(admin, 'q=ludotheque')).toEqual(['brouillon'])
    json(await admin.patch(`${URL}/${one('brouillon')}`, { answers: { description: null } }))
    expect(await titles(admin, 'q=ludotheque')).toEqual([])
    await app.db
      .updateTable('association')
      .set({ name: 'Les Cormorans d’exemple' })
      .where('name', '=', 'Les Lagons d’exemple')
      .execute()
    expect(await titles(admin, 'q=cormoran')).toEqual(['sans délégation'])
    expect(await titles(admin, 'q=lagons')).toEqual([])
  })

  test('that the association has written since its hand-in are not moderation’s to find', async () => {
    const association = await anAssociation(it)
    const { id } = await aContact(it, association.id)
    const own = await aRespondent(it, association.id, id)
    const submission = json(await own.post('/v1/respond/submissions', { answers: SHORT_ANSWERS }), 201).id as string
    json(await own.post(`/v1/respond/submissions/${submission}/transitions`, { transition: 'submit' }))
    json(
      await own.patch(`/v1/respond/submissions/${submission}`, { answers: { accroche: 'Un trampoline pour tous.' } }),
    )
    expect(await listed(admin, 'q=trampoline')).toEqual([])
    json(await own.post(`/v1/respond/submissions/${submission}/transitions`, { transition: 'submit' }))
    expect((await listed(admin, 'q=trampoline')).map((card) => card.id)).toEqual([submission])
    // and the association does not see who handles its answer
    json(await moderator.post(`${URL}/${submission}/claim`))
    json(await moderator.post(`${URL}/${submission}/assignment`, { assignee: moderator.id }))
    expect(json(await own.get(`/v1/respond/submissions/${submission}`))).toMatchObject({ claim: null, assignee: null })
    expect(problemOf(await own.get('/v1/respond/submissions?claimed=others')).slug).toBe('validation')
  })
})

describe('a claim', () => {
  const claim = (by: Client, title: string, body = {}): Promise<Answer> => by.post(`${URL}/${one(title)}/claim`, body)

  test('is taken by one of many who ask at once; the others are told whose it is', async () => {
    const askers = [moderator, admin, brittany, await it.staff(['moderator']), await it.staff(['moderator'])]
    const answers = await Promise.all(askers.map((by) => claim(by, 'arrivée')))
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409, 409, 409, 409])
    const holder = (json(answers.find(({ statusCode }) => statusCode === 200) as Answer) as unknown as Card).claim
    for (const answer of answers.filter(({ statusCode }) => statusCode === 409))
      expect(problemOf(answer)).toMatchObject({ slug: 'conflict', by: holder?.by, until: holder?.until })
    const { items } = json(await admin.get(`/v1/events?subject_id=${one('arrivée')}&action=submission.claim`))
    expect(items).toHaveLength(1)
    await forget(one('arrivée'))
  })

  test('is shown in the list to all who see it, lasts when renewed, and ends when released', async () => {
    json(await claim(brittany, 'arrivée'))
    const [seen] = await listed(moderator, 'claimed=others')
    expect(seen).toMatchObject({ title: 'arrivée', claim: { by: { id: brittany.id }, mine: false } })
    expect((await listed(brittany, 'claimed=me'))[0]?.claim?.mine).toBe(true)
    expect(await titles(moderator, 'claimed=me&claimed=nobody')).not.toContain('arrivée')
    json(await claim(brittany, 'arrivée'))
    const { items } = json(await admin.get(`/v1/events?subject_id=${one('arrivée')}`))
    expect((items as { action: string }[]).filter(({ action }) => action === 'submission.claim')).toHaveLength(2)
    json(await moderator.post(`${URL}/${one('arrivée')}/release`))
    expect(await titles(moderator, 'claimed=others')).toEqual(['arrivée'])
    json(await brittany.post(`${URL}/${one('arrivée')}/release`))
    expect(await titles(moderator, 'claimed=others')).toEqual([])
  })

  test('is taken over with a reason, or when it has run out', async () => {
    json(await claim(brittany, 'arrivée'))
    expect((await claim(moderator, 'arrivée')).statusCode).toBe(409)
    expect(json(await claim(moderator, 'arrivée', { take_over: 'Urgence' }))).toMatchObject({ claim: { mine: true } })
    const { items } = json(await admin.get(`/v1/events?subject_id=${one('arrivée')}&action=submission.take_over`))
    expect(items).toMatchObject([{ detail: { from: brittany.id, reason: 'Urgence' } }])
    await forget(one('arrivée'))
    expect(json(await brittany.get(`${URL}/${one('arrivée')}`))).toMatchObject({ claim: null })
    json(await claim(brittany, 'arrivée'))
  })

  test('keeps nobody from anything, and ends with a change of state', async () => {
    json(await claim(brittany, 'revue'))
    await move(moderator, one('revue'), 'request_changes', 'Encore une fois.')
    expect(json(await brittany.get(`${URL}/${one('revue')}`))).toMatchObject({ claim: null })
  })

  test('is not for readers, nor for what is out of scope', async () => {
    expect((await claim(reader, 'arrivée')).statusCode).toBe(403)
    expect((await claim(paris, 'arrivée')).statusCode).toBe(404)
  })

  test('in bulk leaves what another holds', async () => {
    await forget(one('arrivée'))
    json(await claim(brittany, 'arrivée'))
    const ids = [one('arrivée'), one('validée'), one('parisienne')]
    const { items } = json(await moderator.post(`${URL}/claims`, { ids }))
    expect((items as { status: number }[]).map(({ status }) => status)).toEqual([409, 200, 200])
  })

  test('and who follows it change what is read, not what a writer has to name', async () => {
    const url = `${URL}/${one('brouillon')}`
    const before = String((await admin.get(url)).headers.etag)
    json(await moderator.post(`${url}/claim`))
    const after = await admin.get(url, { headers: { 'if-none-match': before } })
    expect(json(after)).toMatchObject({ claim: { by: { id: moderator.id } } })
    const written = await admin.patch(url, { answers: { titre: 'brouillon' } }, before)
    expect(written.statusCode).toBe(200)
    json(await admin.patch(url, { answers: { titre: 'Brouillon' } }, String(written.headers.etag)))
    expect((await admin.patch(url, { answers: { titre: 'x' } }, before)).statusCode).toBe(412)
  })
})

describe('whoever follows a submission', () => {
  const assign = (by: Client, title: string, assignee: string | null) =>
    by.post(`${URL}/${one(title)}/assignment`, { assignee })

  test('is one who may moderate it', async () => {
    expect(json(await assign(moderator, 'arrivée', brittany.id))).toMatchObject({
      assignee: { id: brittany.id },
      interlocutor: { regional_delegation: expect.objectContaining({ name: expect.any(String) }) },
    })
    expect(problemOf(await assign(moderator, 'arrivée', paris.id)).errors).toMatchObject([
      { pointer: '/assignee', code: 'not-concerned' },
    ])
    const { id } = json(await reader.get('/v1/session')).user as { id: string }
    expect(problemOf(await assign(moderator, 'arrivée', id)).slug).toBe('validation')
    expect((await assign(paris, 'arrivée', paris.id)).statusCode).toBe(404)
    expect((await assign(reader, 'arrivée', null)).statusCode).toBe(403)
  })

  test('has a view of their own', async () => {
    expect(await titles(brittany, 'assignee=me')).toEqual(['arrivée'])
    expect(await titles(moderator, `assignee=${brittany.id}`)).toEqual(['arrivée'])
    expect(await titles(moderator, 'assignee=me&assignee=none')).not.toContain('arrivée')
    expect(problemOf(await moderator.get(`${URL}?assignee=quelqu-un`)).slug).toBe('validation')
  })

  test('in bulk, each by the same rule', async () => {
    const ids = [one('parisienne'), one('validée')]
    const { items } = json(await moderator.post(`${URL}/assignments`, { ids, assignee: brittany.id }))
    expect((items as { status: number }[]).map(({ status }) => status)).toEqual([422, 200])
  })
})

test('every view counts what its list holds, within the caller’s scope', async () => {
  for (const by of [brittany, paris, moderator, reader]) {
    const { items } = json(await by.get(`${URL}/counts`)) as {
      items: { view: keyof typeof BUILT_IN_VIEWS; count: number }[]
    }
    expect(items.map(({ view }) => view)).toEqual(Object.keys(BUILT_IN_VIEWS))
    for (const { view, count } of items) {
      const query = Object.entries(BUILT_IN_VIEWS[view]).flatMap(([name, value]) =>
        [value].flat().map((each) => `${name}=${each}`),
      )
      expect((await listed(by, query.join('&'))).length, view).toBe(count)
    }
  }
})

test('what comes before and after is found in the view’s order, also from what has just left it', async () => {
  const near = async (title: string, query: string) => {
    const { before, after } = json(await admin.get(`${URL}/${one(title)}/neighbours?${query}`)) as Record<
      'before' | 'after',
      Card | null
    >
    return [before?.id, after?.id]
  }
  const all = (await listed(admin, 'sort=age')).map(({ id }) => id)
  for (const [i, id] of all.entries()) {
    const { before, after } = json(await admin.get(`${URL}/${id}/neighbours?sort=age`)) as Record<string, Card | null>
    expect([before?.id, after?.id]).toEqual([all[i - 1], all[i + 1]])
  }
  const waiting = (await listed(admin, 'turn=delegation&sort=title')).map(({ title }) => title)
  expect(waiting[0]).toBe('arrivée')
  expect(await near('acceptée', 'turn=delegation&sort=title')).toEqual([undefined, one('arrivée')])
})

test('a message of the association is moderation’s turn until it is answered', async () => {
  const association = await anAssociation(it)
  const own = await aRespondent(it, association.id, (await aContact(it, association.id)).id)
  const id = json(await own.post('/v1/respond/submissions', { answers: { titre: 'Une question' } }), 201).id as string
  const state = async () => json(await brittany.get(`${URL}/${id}`)) as unknown as Card
  expect(await state()).toMatchObject({ turn: 'association', ours: false, due_at: null })
  json(await own.post(`/v1/respond/submissions/${id}/messages`, { body: 'Qui compte-t-on ?' }), 201)
  expect(await state()).toMatchObject({ turn: 'delegation', ours: true, due_at: expect.any(String) })
  expect(await titles(brittany, 'ours=true&state=draft')).toEqual(['Une question'])
  json(await brittany.post(`${URL}/${id}/messages`, { kind: 'to_association', body: 'Tout le monde.' }), 201)
  expect(await state()).toMatchObject({ turn: 'association', ours: false })
})

describe('a view taken into a spreadsheet', () => {
  const exported = async (by: Client, query = '') => {
    const answer = await by.get(`${URL}/export?${query}`)
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8')
    return answer.body.trimEnd().split('\r\n').slice(1)
  }

  test('holds what its list shows, in its order, and of each caller what is theirs', async () => {
    for (const by of [moderator, reader, brittany, paris])
      for (const query of ['sort=title', 'state=submitted&sort=age'])
        expect((await exported(by, query)).map((row) => row.split(';')[0])).toEqual(
          (await listed(by, `${query}&limit=200`)).map(({ id }) => id),
        )
    expect((await exported(paris)).length).toBeLessThan((await exported(moderator)).length)
  })

  test('is read to its end, page by page', async () => {
    const all = await listed(moderator, 'sort=title&limit=200')
    const rows = await inScope(app.db, { kind: 'job' }, (trx) => wholeView(trx, { kind: 'job' }, { sort: 'title' }, 2))
    expect(rows.map(({ id }) => id)).toEqual(all.map(({ id }) => id))
  })

  test('takes no title for a formula', async () => {
    const here = await anAssociation(it, { name: '=cmd|’calc’!A0' })
    await aSubmission(admin, here.id, { ...COMPLETE_ANSWERS, titre: '=1+1; "oui"' })
    const row = (await exported(admin, `association=${here.id}`))[0]
    expect(row).toContain(`;"'=1+1; ""oui""";'=cmd`)
  })
})

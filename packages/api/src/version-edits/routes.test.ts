import { expect, test } from 'vitest'
import { json, problemOf, testApp } from '../../test/app.ts'
import { aDraftRecord, aFederation, COMPLETE_ANSWERS, publish } from '../../test/federation.ts'

const t = await testApp({ jobs: false })
const { as, association } = await aFederation(t)
const { respondent, moderator, delegate } = as

/** A record whose first version waits to be published, and what both sides do with its edits. */
async function given() {
  const id = await aDraftRecord(t, association.id)
  const url = `/v1/moderation/innovations/${id}/versions/1`
  const edit = (body: object) => moderator.patch(url, body)
  const propose = (answers: object, reason = 'Le bilan dit autre chose.') =>
    edit({ answers, nature: 'substantive', reason })
  const version = async () => json(await moderator.get(url)) as { answers: Record<string, unknown>; edits: Edit[] }
  const own = async () => json(await respondent.get(`/v1/respond/edits?innovation=${id}`)).items as Edit[]
  const decide = (edit: Edit | undefined, body: object, by = respondent) =>
    by.post(`/v1/respond/edits/${edit?.id}/decision`, body)
  const tryPublish = () => moderator.post(`/v1/moderation/innovations/${id}/transitions`, { transition: 'publish' })
  return { id, url, edit, propose, version, own, decide, tryPublish }
}
type Edit = Record<string, unknown> & { id: string }

test('an edit of style is written at once, traced, and shown to the association', async () => {
  const { id, edit, version, own } = await given()
  json(await edit({ answers: { titre: 'Un titre mieux écrit', accroche: COMPLETE_ANSWERS.accroche }, reason: 'Style' }))
  const { answers, edits } = await version()
  expect(answers.titre).toBe('Un titre mieux écrit')
  const written = {
    question: 'titre',
    label: { fr: 'Titre' },
    nature: 'editorial',
    state: 'applied',
    reason: 'Style',
    before: COMPLETE_ANSWERS.titre,
    after: 'Un titre mieux écrit',
  }
  expect(edits).toMatchObject([written])
  expect(await own()).toMatchObject([{ ...written, innovation: { id, title: 'Un titre mieux écrit' }, number: 1 }])
  // as it is being written: what the association had said stays beside what it has become, and no step between
  json(await edit({ answers: { titre: 'Un titre bien mieux écrit' } }))
  expect((await version()).edits).toMatchObject([
    { before: COMPLETE_ANSWERS.titre, after: 'Un titre bien mieux écrit', reason: null },
  ])
  json(await edit({ answers: { titre: COMPLETE_ANSWERS.titre } }))
  expect((await version()).edits).toEqual([])
  await publish(t, id)
})

test('an edit of sense is kept beside until the association accepts it; nothing is published before', async () => {
  const { id, propose, version, own, decide, tryPublish } = await given()
  json(await propose({ titre: 'Un autre titre', echelle: 'region' }))
  expect((await version()).answers).toMatchObject({ titre: COMPLETE_ANSWERS.titre, echelle: 'departement' })
  expect(problemOf(await tryPublish()).errors).toMatchObject([
    { pointer: '/answers/titre', code: 'undecided-edit' },
    { pointer: '/answers/echelle', code: 'undecided-edit' },
  ])
  const [scale, title] = await own()
  expect(json(await decide(title, { decision: 'accepted' }))).toMatchObject({ state: 'accepted' })
  const refused = { decision: 'refused', because: 'Nous restons dans le Finistère.' }
  expect(json(await decide(scale, refused))).toMatchObject({ state: 'refused', refused_because: refused.because })
  expect(problemOf(await decide(scale, { decision: 'accepted' }))).toMatchObject({ slug: 'conflict', state: 'refused' })
  expect((await version()).answers).toMatchObject({ titre: 'Un autre titre', echelle: 'departement' })
  json(await tryPublish())
  expect(json(await t.anonymous.get(`/v1/innovations/${id}`)).title).toBe('Un autre titre')
  const { items } = json(await t.admin.get(`/v1/events?subject_kind=innovation&subject_id=${id}`)) as {
    items: { action: string; detail: { changes?: object[]; proposed?: object[] } }[]
  }
  const told = items.reverse().map(({ action, detail }) => [action, detail.changes ?? detail.proposed])
  expect(told).toMatchObject([
    ['innovation.version', expect.anything()],
    ['innovation.propose_edit', [{ question: 'titre', after: 'Un autre titre' }, { question: 'echelle' }]],
    ['innovation.accept_edit', [{ question: 'titre', after: 'Un autre titre' }]],
    ['innovation.refuse_edit', []],
    ['innovation.publish', undefined],
  ])
})

test('what is proposed is refused without a reason, and not written over by style', async () => {
  const { edit, propose, version } = await given()
  expect(problemOf(await edit({ answers: { titre: 'Autre' }, nature: 'substantive' })).errors).toMatchObject([
    { pointer: '/reason', code: 'required' },
  ])
  json(await propose({ titre: 'Autre' }))
  expect(problemOf(await edit({ answers: { titre: 'Encore' } })).errors).toMatchObject([
    { pointer: '/answers/titre', code: 'undecided-edit' },
  ])
  json(await edit({ answers: { accroche: 'Un mot plus juste.' } }))
  // a new proposal takes the place of the one before
  json(await propose({ titre: 'Mieux' }))
  expect((await version()).edits.map(({ question, state }) => [question, state])).toEqual([
    ['titre', 'withdrawn'],
    ['accroche', 'applied'],
    ['titre', 'proposed'],
  ])
})

test('headquarters takes back what it proposed; a delegate edits nothing', async () => {
  const { id, url, propose, version, decide, tryPublish } = await given()
  json(await propose({ titre: 'Autre' }))
  const [edit] = (await version()).edits
  expect((await delegate.post(`${url}/edits/${edit?.id}/withdrawal`)).statusCode).toBe(403)
  expect(json(await moderator.post(`${url}/edits/${edit?.id}/withdrawal`)).edits).toMatchObject([
    { state: 'withdrawn' },
  ])
  expect(problemOf(await decide(edit, { decision: 'accepted' }))).toMatchObject({ slug: 'conflict' })
  json(await tryPublish())
  expect((await moderator.patch(url, { answers: { titre: 'Trop tard' } })).statusCode).toBe(409)
  expect(json(await t.anonymous.get(`/v1/innovations/${id}`)).title).toBe(COMPLETE_ANSWERS.titre)
})

test('an association decides on its own records only, and once', async () => {
  const { propose, own, decide, version } = await given()
  json(await propose({ titre: 'Autre' }))
  const [edit] = await own()
  expect((await decide(edit, { decision: 'accepted' }, as['respondent elsewhere'])).statusCode).toBe(404)
  expect(json(await as['respondent elsewhere'].get('/v1/respond/edits')).items).toEqual([])
  const answers = await Promise.all(
    (['accepted', 'refused', 'accepted'] as const).map((decision) => decide(edit, { decision })),
  )
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409, 409])
  expect((await version()).edits).toHaveLength(1)
})

test('a newer answer that takes the draft’s place leaves no proposal behind', async () => {
  const { id, propose, version, tryPublish } = await given()
  json(await propose({ titre: 'Autre' }))
  await aDraftRecord(t, association.id, COMPLETE_ANSWERS, { innovation_id: id })
  expect((await version()).edits).toMatchObject([{ state: 'withdrawn' }])
  json(await tryPublish())
})

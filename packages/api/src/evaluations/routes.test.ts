import type { GridContent } from '@essaim/shared/evaluation-grids.ts'
import { missingScores, type Scores } from '@essaim/shared/evaluation-rules.ts'
import type { EvaluationList } from '@essaim/shared/evaluations.ts'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { type Client, json, problemOf, testApp } from '../../test/app.ts'
import { aFederation, aSubmission } from '../../test/federation.ts'
import { inScope } from '../db/database.ts'
import { newId } from '../lib/id.ts'

const test = await testApp({ jobs: false })
const { admin } = test
const { as, association } = await aFederation(test)
const GRIDS = '/v1/evaluation-grids'
const NEW = { headers: { 'if-none-match': '*' } }

const grids = json(await admin.get(GRIDS)).items as { id: string; code: string; current_version: number }[]
const csess = grids.find(({ code }) => code === 'csess-avise')?.id as string
const { content } = json(await admin.get(`${GRIDS}/${csess}/versions/1`)) as unknown as { content: GridContent }

const handedIn = async () => {
  const id = await aSubmission(admin, association.id)
  json(await admin.post(`/v1/moderation/submissions/${id}/transitions`, { transition: 'submit' }))
  return id
}
const at = (submission: string, grid = csess) => `/v1/moderation/submissions/${submission}/evaluations/${grid}`
const list = async (submission: string, by: Client = admin) =>
  json(await by.get(`/v1/moderation/submissions/${submission}/evaluations`)) as unknown as EvaluationList
const all = (value: number | null, more: Scores = {}): Scores => ({
  ...Object.fromEntries(missingScores(content, {}).map(({ criterion }) => [criterion, value])),
  ...more,
})
const give = async (by: Client, submission: string, scores: Scores, comment?: string) => {
  json(await by.put(at(submission), { scores, ...(comment && { comment }) }, NEW), 201)
  return json(await by.post(`${at(submission)}/transitions`, { transition: 'give' }))
}

describe('the grids that an installation starts with', () => {
  it('are the four families of the CSESS, and the federation’s own', async () => {
    expect(grids.map(({ code, current_version }) => [code, current_version])).toEqual([
      ['csess-avise', 1],
      ['federation', 1],
    ])
    expect(content.families.map(({ code, criteria }) => [code, criteria.length])).toEqual([
      ['besoin', 4],
      ['acteurs', 4],
      ['experimentation', 4],
      ['effets', 4],
    ])
  })
})

describe('an evaluation', () => {
  it('is its reviewer’s alone until it is given, then stands beside the others, with what they differ on', async () => {
    const submission = await handedIn()
    const first = await as.moderator.put(at(submission), { scores: { b1: 3 } }, NEW)
    json(first, 201)
    expect((await list(submission, as.delegate)).items).toEqual([])
    expect((await list(submission, as.moderator)).own).toMatchObject([{ state: 'draft', scores: { b1: 3 } }])

    const early = await as.moderator.post(`${at(submission)}/transitions`, { transition: 'give' })
    expect(early.statusCode).toBe(422)
    expect(problemOf(early).errors).toHaveLength(15)
    const whole = await as.moderator.put(
      at(submission),
      { scores: all(3), comment: 'Un besoin documenté.' },
      {
        headers: { 'if-match': String(first.headers.etag) },
      },
    )
    expect(whole.statusCode).toBe(200)
    json(await as.moderator.post(`${at(submission)}/transitions`, { transition: 'give' }))
    await give(as.delegate, submission, all(3, { b1: 1, x1: null }))

    const [said] = (await list(submission)).items
    expect(said).toMatchObject({ submission_id: submission, revision: 1, version: 1, grid: { code: 'csess-avise' } })
    expect(said?.evaluations.map(({ comment }) => comment)).toEqual(['Un besoin documenté.', null])
    expect(said?.profile).toEqual([
      { family: 'besoin', mean: 2.8, least: 2.5, most: 3, divergent: ['b1'] },
      { family: 'acteurs', mean: 3, least: 3, most: 3, divergent: [] },
      { family: 'experimentation', mean: 3, least: 3, most: 3, divergent: [] },
      { family: 'effets', mean: 3, least: 3, most: 3, divergent: ['x1'] },
    ])
  })

  it('eliminates nothing: an answer judged by zeros alone is accepted, and its record shows what was said', async () => {
    const submission = await handedIn()
    await give(as.moderator, submission, all(0))
    const { innovation_id } = json(
      await admin.post(`/v1/moderation/submissions/${submission}/transitions`, { transition: 'accept' }),
    )
    const of = json(await as.delegate.get(`/v1/moderation/innovations/${innovation_id}/evaluations`))
    expect((of as unknown as EvaluationList).items.map(({ submission_id }) => submission_id)).toEqual([submission])
  })

  it('is changed once taken back, and by its tag', async () => {
    const submission = await handedIn()
    await give(as.moderator, submission, all(1))
    const tag = { headers: { 'if-match': '"unknown"' } }
    expect((await as.moderator.put(at(submission), { scores: {} }, tag)).statusCode).toBe(412)
    expect((await as.moderator.put(at(submission), { scores: {} })).statusCode).toBe(428)
    expect((await as.moderator.put(at(submission), { scores: {} }, NEW)).statusCode).toBe(412)
    const any = { headers: { 'if-match': '*' } }
    expect((await as.moderator.put(at(submission), { scores: {} }, any)).statusCode).toBe(409)
    json(await as.moderator.post(`${at(submission)}/transitions`, { transition: 'take_back' }))
    expect((await as.moderator.post(`${at(submission)}/transitions`, { transition: 'take_back' })).statusCode).toBe(409)
    expect((await list(submission)).items).toEqual([])
    expect((await as.moderator.put(at(submission), { scores: all(2) }, any)).statusCode).toBe(200)
  })

  it('holds for the hand-in that was read: a new one is judged anew, the former stays', async () => {
    const submission = await handedIn()
    await give(as.moderator, submission, all(1))
    const move = (transition: string, comment?: string) =>
      admin.post(`/v1/moderation/submissions/${submission}/transitions`, { transition, ...(comment && { comment }) })
    json(await move('request_changes', 'Merci de préciser.'))
    json(await move('submit'))
    await give(as.moderator, submission, all(2))
    expect((await list(submission)).items.map(({ revision, profile }) => [revision, profile[0]?.mean])).toEqual([
      [2, 2],
      [1, 1],
    ])
  })

  it('names what is none of the grid’s, and needs a hand-in', async () => {
    const submission = await handedIn()
    const wrong = await as.moderator.put(at(submission), { scores: { b1: 4, zz: 1 } }, NEW)
    expect(problemOf(wrong).errors).toMatchObject([
      { pointer: '/scores/b1', code: 'off-scale' },
      { pointer: '/scores/zz', code: 'unknown-criterion' },
    ])
    const draft = await aSubmission(admin, association.id)
    expect((await as.moderator.put(at(draft), { scores: {} }, NEW)).statusCode).toBe(409)
    expect((await as.moderator.put(at(submission, newId()), { scores: {} }, NEW)).statusCode).toBe(404)
  })

  it('is out of reach of the association and of other delegations, in the database too', async () => {
    const submission = await handedIn()
    await give(as.moderator, submission, all(1), 'SECRET-DES-EVALUATEURS')
    expect(
      (await as['delegate elsewhere'].get(`/v1/moderation/submissions/${submission}/evaluations`)).statusCode,
    ).toBe(404)
    const actor = {
      kind: 'respondent',
      id: newId(),
      association: association.id,
      contact: newId(),
      office: 'president',
      participant: null,
      invitation: null,
    } as const
    const seen = await inScope(test.app.db, actor, (trx) =>
      trx.selectFrom('evaluation').select(sql<number>`count(*)::int`.as('n')).executeTakeFirstOrThrow(),
    )
    expect(seen.n).toBe(0)
    const own = await as.respondent.get('/v1/respond/submissions')
    expect(own.body).not.toContain('SECRET-DES-EVALUATEURS')
  })
})

describe('a grid', () => {
  const small = (code = 'c1'): GridContent => ({
    title: { fr: 'Notre grille', en: null },
    source: null,
    scale: content.scale,
    families: [
      {
        code: 'f1',
        label: { fr: 'Famille', en: null },
        question: null,
        criteria: [{ code, label: { fr: 'Critère', en: null } }],
      },
    ],
  })

  it('serves once published; its next version takes its place, and what was given keeps the former', async () => {
    const { id } = json(await as.moderator.post(GRIDS, { code: 'notre-grille', content: small() }), 201) as {
      id: string
    }
    const submission = await handedIn()
    expect((await as.moderator.put(at(submission, id), { scores: {} }, NEW)).statusCode).toBe(409)
    json(await as.moderator.post(`${GRIDS}/${id}/versions/1/transitions`, { transition: 'publish' }))
    json(await as.moderator.put(at(submission, id), { scores: { c1: 2 } }, NEW), 201)

    const draft = await as.moderator.put(`${GRIDS}/${id}/draft`, { content: small('c2') }, NEW)
    expect(json(draft, 201)).toMatchObject({ number: 2, state: 'draft' })
    expect((await as.moderator.put(`${GRIDS}/${id}/draft`, { content: small('c3') })).statusCode).toBe(428)
    json(await as.moderator.post(`${GRIDS}/${id}/versions/2/transitions`, { transition: 'publish' }))
    expect(json(await admin.get(`${GRIDS}/${id}/versions/1`)).state).toBe('retired')
    expect(json(await admin.get(`${GRIDS}/${id}`))).toMatchObject({ current_version: 2, draft_version: null })

    json(await as.moderator.post(`${at(submission, id)}/transitions`, { transition: 'give' }))
    expect((await list(submission)).items).toMatchObject([{ version: 1, evaluations: [{ scores: { c1: 2 } }] }])
    json(await as.delegate.put(at(submission, id), { scores: { c2: 1 } }, NEW), 201)
  })

  it('is refused with two alike codes, or the code of another grid', async () => {
    const twice = { ...small(), families: [...small().families, ...small().families] }
    expect(problemOf(await as.moderator.post(GRIDS, { code: 'double', content: twice })).errors).toMatchObject([
      { pointer: '/content/families/1/code', code: 'repeated' },
      { pointer: '/content/families/1/criteria/0/code', code: 'repeated' },
    ])
    expect((await as.moderator.post(GRIDS, { code: 'csess-avise', content: small() })).statusCode).toBe(409)
  })
})

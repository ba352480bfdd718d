import type { QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { expect, test } from 'vitest'
import { type Client, json, problemOf, testApp } from '../../test/app.ts'
import { aFederation, aRecord, aSubmission, COMPLETE_ANSWERS } from '../../test/federation.ts'
import { newId } from '../lib/id.ts'
import { defaultQuestionnaire } from './seed.ts'

const site = await testApp()
const { admin } = site
const federation = await aFederation(site)
const association = federation.association.id
const { moderator, respondent } = federation.as
const [{ id }] = json(await admin.get('/v1/questionnaires')).items as [{ id: string }]
const HOME = `/v1/questionnaires/${id}`
const DRAFT = `${HOME}/draft`
const SUBMISSIONS = '/v1/moderation/submissions'
const OWN = '/v1/respond/submissions'

type Section = QuestionnaireContent['sections'][number]
const text = (code: string) =>
  ({ code, kind: 'text', label: { fr: `La question ${code}`, en: null }, audience: 'public' }) as const
const edited = (content: QuestionnaireContent, edit: (questions: Section['questions']) => Section['questions']) => ({
  sections: content.sections.map((section) => ({ ...section, questions: edit(section.questions) })),
})
const withoutQuestion = (content: QuestionnaireContent, code: string) =>
  edited(content, (questions) => questions.filter((question) => question.code !== code))
const withQuestion = (content: QuestionnaireContent, code: string): QuestionnaireContent => ({
  sections: content.sections.map((section, i) =>
    i === 0 ? { ...section, questions: [...section.questions, text(code)] } : section,
  ),
})
const content = async () => (json(await admin.get(DRAFT)) as { content: QuestionnaireContent }).content
const begin = (by: Client) => by.post(DRAFT)
const put = async (body: unknown) =>
  json(await admin.put(DRAFT, body, { headers: { 'if-match': String((await admin.get(DRAFT)).headers.etag) } }))
const publish = (more: object = {}) => moderator.post(`${DRAFT}/transitions`, { transition: 'publish', ...more })
const reread = async (by: Client, path: string) =>
  json(await by.get(path)) as {
    answers: Record<string, unknown>
    outdated_answers: Record<string, unknown>[]
    questionnaire: { version: number }
    state: string
    revision: number
  }

test('a draft is begun, written with its tag, and given up', async () => {
  expect(problemOf(await moderator.get(DRAFT)).slug).toBe('not-found')
  expect(problemOf(await moderator.put(DRAFT, { content: defaultQuestionnaire() })).slug).toBe('precondition-required')
  const made = await moderator.put(DRAFT, { content: defaultQuestionnaire() }, { headers: { 'if-none-match': '*' } })
  expect(json(made, 201)).toMatchObject({ number: 2, mappings: [], updated_by: { name: expect.any(String) } })
  expect(json(await admin.get('/v1/questionnaires')).items).toMatchObject([
    { id, current_version: 1, draft_version: 2 },
  ])
  expect((await moderator.get(DRAFT, { headers: { 'if-none-match': String(made.headers.etag) } })).statusCode).toBe(304)
  expect(
    problemOf(await moderator.put(DRAFT, { content: defaultQuestionnaire() }, { headers: { 'if-none-match': '*' } }))
      .slug,
  ).toBe('precondition-failed')
  expect(problemOf(await begin(moderator)).slug).toBe('conflict')
  expect(problemOf(await moderator.get(`${HOME}/versions/2`)).slug).toBe('not-found')
  await put({ content: withQuestion(defaultQuestionnaire(), 'autre') })
  expect(problemOf(await moderator.delete(DRAFT, String(made.headers.etag))).slug).toBe('precondition-failed')
  expect((await moderator.delete(DRAFT)).statusCode).toBe(204)
})

test('two who begin at once: one draft', async () => {
  const codes = (await Promise.all([begin(admin), begin(moderator), begin(admin)])).map(({ statusCode }) => statusCode)
  expect(codes.sort()).toEqual([201, 409, 409])
  expect(await content()).toEqual(defaultQuestionnaire())
  expect(json(await admin.post(`${DRAFT}/check`))).toEqual({
    faults: [],
    warnings: [],
    renamed: [],
    affected: { drafts: 0, records: 0 },
    moving: 0,
  })
  expect(json(await admin.get(`${HOME}/versions/1/diff/draft`))).toEqual({ items: [] })
})

test('a faulty draft is kept, and refused when it is published', async () => {
  await put({ content: withoutQuestion(defaultQuestionnaire(), 'portee') })
  const { faults } = json(await admin.post(`${DRAFT}/check`)) as { faults: { code: string }[] }
  expect(faults.map(({ code }) => code)).toEqual(expect.arrayContaining(['missing-binding', 'condition-not-earlier']))
  const refused = problemOf(await publish({ accept_warnings: true }))
  expect([refused.status, refused.errors.map(({ code }) => code)]).toEqual([422, faults.map(({ code }) => code)])
})

/** Version 2: one question added, one option renamed, one option and one question removed. */
const second = (before: QuestionnaireContent): QuestionnaireContent =>
  withQuestion(
    edited(withoutQuestion(before, 'difficultes'), (questions) =>
      questions.map((question) => {
        if (question.code === 'structure_taille')
          return {
            ...question,
            options:
              question.options?.map((one) => (one.code === 'moins-de-10' ? { ...one, code: 'petite' } : one)) ?? [],
          }
        if (question.code === 'territoire_type')
          return { ...question, options: question.options?.filter(({ code }) => code !== 'urbain') ?? [] }
        return question
      }),
    ),
    'suite',
  )
const TOUCHED = {
  structure_taille: 'moins-de-10',
  territoire_type: ['urbain', 'rural'],
  difficultes: 'Le recrutement.',
}

test('a new version is published while answers are being written: what becomes of each', async () => {
  const answers = { ...COMPLETE_ANSWERS, ...TOUCHED }
  const inDraft = json(await respondent.post(OWN, { answers }), 201).id as string
  const sentBack = await aSubmission(admin, association, answers)
  json(await admin.post(`${SUBMISSIONS}/${sentBack}/transitions`, { transition: 'submit' }))
  json(
    await admin.post(`${SUBMISSIONS}/${sentBack}/transitions`, { transition: 'request_changes', comment: 'Précisez.' }),
  )
  const handedIn = await aSubmission(admin, association, answers)
  json(await admin.post(`${SUBMISSIONS}/${handedIn}/transitions`, { transition: 'submit' }))
  const record = await aRecord(site, association, answers)
  const recordBefore = json(await admin.get(`/v1/moderation/innovations/${record}`))
  const campaigns = { open: newId(), closed: newId() }
  const { id: first } = json(await admin.get(`${HOME}/versions/1`)) as { id: string }
  for (const [name, campaign] of Object.entries(campaigns))
    await site.app.db
      .insertInto('campaign')
      .values({
        id: campaign,
        name,
        questionnaire_version_id: first,
        opens_at: new Date(Date.now() - 9 * 86_400_000),
        closes_at: new Date(Date.now() + (name === 'open' ? 1 : -1) * 86_400_000),
        scheduled_at: new Date(),
      })
      .execute()

  const mappings = [{ question: 'structure_taille', from: 'moins-de-10', to: 'petite' }]
  await put({ content: second(defaultQuestionnaire()), mappings })
  expect(json(await admin.post(`${DRAFT}/check`))).toMatchObject({
    faults: [],
    warnings: [
      { code: 'removed-option', drafts: 2, records: 1 },
      { code: 'removed-question', drafts: 2, records: 1 },
    ],
    renamed: [{ ...mappings[0], drafts: 2, records: 1 }],
    affected: { drafts: 2, records: 1 },
  })
  const { items } = json(await admin.get(`${HOME}/versions/1/diff/draft`)) as { items: Record<string, unknown>[] }
  expect(items.map(({ kind, question, option }) => [kind, question, option].filter(Boolean).join(' '))).toEqual([
    'added suite',
    'removed difficultes',
    'added structure_taille petite',
    'removed structure_taille moins-de-10',
    'removed territoire_type urbain',
  ])
  const warned = problemOf(await publish())
  expect([warned.slug, warned.errors.map(({ code }) => code)]).toEqual([
    'conflict',
    ['removed-option', 'removed-question'],
  ])

  const before = await respondent.get(`${OWN}/${inDraft}`)
  expect(json(await publish({ accept_warnings: true }))).toMatchObject({ number: 2, state: 'published' })
  await site.app.jobs.settled()

  for (const [by, path] of [
    [respondent, `${OWN}/${inDraft}`],
    [admin, `${SUBMISSIONS}/${sentBack}`],
  ] as const) {
    const moved = await reread(by, path)
    const { difficultes: _, ...kept } = { ...answers, structure_taille: 'petite', territoire_type: ['rural'] }
    for (const [code, value] of Object.entries(kept)) expect(moved.answers[code] ?? null, code).toEqual(value)
    expect(moved.answers).not.toHaveProperty('difficultes')
    expect(moved.questionnaire.version).toBe(2)
    expect(
      [...moved.outdated_answers].sort((a, b) => (String(a.question) < String(b.question) ? -1 : 1)),
    ).toMatchObject([
      {
        question: 'difficultes',
        value: 'Le recrutement.',
        in_words: 'Le recrutement.',
        reason: 'removed_question',
        from_version: 1,
      },
      {
        question: 'territoire_type',
        value: ['urbain'],
        in_words: expect.any(String),
        reason: 'removed_option',
        from_version: 1,
      },
    ])
  }
  // the tag from before the move is stale, and the new question is there to be answered
  expect(
    problemOf(await respondent.patch(`${OWN}/${inDraft}`, { answers: { titre: 'Tard' } }, String(before.headers.etag)))
      .slug,
  ).toBe('precondition-failed')
  json(await respondent.patch(`${OWN}/${inDraft}`, { answers: { suite: 'Oui' } }))
  const moves = (json(await admin.get(`/v1/events?subject_kind=submission&subject_id=${inDraft}`)).items ?? []) as {
    action: string
  }[]
  expect(moves.filter(({ action }) => action === 'submission.move')).toHaveLength(1)

  const kept = await reread(admin, `${SUBMISSIONS}/${handedIn}`)
  expect(kept).toMatchObject({
    state: 'submitted',
    questionnaire: { version: 1 },
    answers: TOUCHED,
    outdated_answers: [],
  })
  expect(json(await admin.get(`/v1/moderation/innovations/${record}`))).toEqual(recordBefore)
  const held = await site.app.db.selectFrom('campaign').select(['name', 'questionnaire_version_id as on']).execute()
  const { id: newest } = json(await admin.get(`${HOME}/versions/2`)) as { id: string }
  expect(Object.fromEntries(held.map(({ name, on }) => [name, on]))).toEqual({ open: newest, closed: first })
})

test('versions are listed, and one that was replaced is retired', async () => {
  const list = async () => json(await admin.get(`${HOME}/versions?count=exact`)).items as { number: number }[]
  expect(await list()).toMatchObject([
    { number: 2, current: true },
    { number: 1, state: 'published', current: false },
  ])
  const retire = (number: number) => moderator.post(`${HOME}/versions/${number}/transitions`, { transition: 'retire' })
  expect(problemOf(await retire(2)).slug).toBe('conflict')
  expect(json(await retire(1))).toMatchObject({ number: 1, state: 'retired' })
  expect(problemOf(await retire(1)).slug).toBe('conflict')
  expect(await list()).toMatchObject([{ number: 2 }, { number: 1, state: 'retired' }])
})

test('answers saved while a version is published and drafts move: every one that was taken is kept', async () => {
  const drafts: string[] = []
  for (let i = 0; i < 6; i += 1)
    drafts.push(json(await respondent.post(OWN, { answers: { reussites: 'zéro' } }), 201).id as string)
  json(await begin(admin), 201)
  await put({ content: withoutQuestion(await content(), 'reussites') })

  const last = new Map<string, string>()
  const ends = new Set<number>()
  const write = async (draft: string): Promise<void> => {
    const path = `${OWN}/${draft}/answers/reussites`
    for (let i = 0; i < 200; i += 1) {
      const read = await respondent.get(path)
      const tag = String(read.headers.etag)
      const saved =
        read.statusCode === 200
          ? await respondent.put(path, { value: `essai ${i}` }, { headers: { 'if-match': tag } })
          : read
      if (saved.statusCode === 200) last.set(draft, `essai ${i}`)
      else {
        ends.add(saved.statusCode)
        return
      }
    }
  }
  await Promise.all([...drafts.map(write), publish({ accept_warnings: true }).then((answer) => json(answer))])
  await site.app.jobs.settled()

  expect(ends.size).toBeGreaterThan(0)
  expect([...ends].every((code) => code === 404 || code === 412)).toBe(true)
  for (const draft of drafts) {
    const moved = await reread(respondent, `${OWN}/${draft}`)
    expect(moved.questionnaire.version).toBe(3)
    expect(moved.outdated_answers).toMatchObject([
      { question: 'reussites', value: last.get(draft) ?? 'zéro', reason: 'removed_question' },
    ])
  }
})

test('what begins while a version is published ends on it', async () => {
  json(await begin(admin), 201)
  await put({ content: withQuestion(await content(), 'suite_bis') })
  const beginnings = Array.from({ length: 8 }, () => respondent.post(OWN, { answers: { titre: 'En même temps' } }))
  const [published, ...made] = await Promise.all([publish(), ...beginnings])
  json(published as Awaited<ReturnType<typeof publish>>)
  await site.app.jobs.settled()
  for (const one of made) {
    const { questionnaire } = await reread(respondent, `${OWN}/${json(one, 201).id}`)
    expect(questionnaire.version).toBe(4)
  }
})

test('another questionnaire begins without a version', async () => {
  const input = { code: 'besoins', title: { fr: 'Besoins', en: null } }
  const made = json(await moderator.post('/v1/questionnaires', input), 201)
  expect(made).toMatchObject({ ...input, current_version: null })
  expect(problemOf(await moderator.post('/v1/questionnaires', input)).slug).toBe('conflict')
  expect(problemOf(await moderator.post(`/v1/questionnaires/${made.id}/draft`)).slug).toBe('conflict')
  expect(json(await moderator.get(`/v1/questionnaires/${made.id}/versions`)).items).toEqual([])
})

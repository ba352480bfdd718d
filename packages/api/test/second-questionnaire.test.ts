import { QUESTION_KINDS } from '@essaim/shared/questionnaires/kinds.ts'
import { questionsOf } from '@essaim/shared/questionnaires/questions.ts'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { storeQuestionnaire } from '../src/questionnaires/store.ts'
import { type Client, json, problemOf, type TestApp, testApp } from './app.ts'
import { aCampaign } from './campaigns.ts'
import { aDraftRecord, aFederation, aRespondent, type Federation, publish } from './federation.ts'
import { SECOND } from './second-questionnaire.ts'

type Schema = Record<string, unknown> & {
  properties?: Record<string, Schema>
  items?: Schema
  pattern?: string
  enum?: unknown[]
}
const ONE_COMMUNE = '29232'

/** An answer written from its JSON Schema alone, as a script would; communes are looked up where the API lists them. */
function written(schema: Schema, seed: number): unknown {
  const draw = <T>(values: fc.Arbitrary<T>): T => fc.sample(values, { seed, numRuns: 1 })[0] as T
  if ('const' in schema) return schema.const
  if (schema.enum) return schema.enum[seed % schema.enum.length]
  switch (schema.type) {
    case 'boolean':
      return true
    case 'integer':
      return draw(fc.integer({ min: Number(schema.minimum), max: Math.min(Number(schema.maximum), 1_000_000) }))
    case 'number':
      return Number(schema.minimum) + 0.5
    case 'array': {
      const one = schema.items as Schema
      return one.enum
        ? one.enum.slice(0, Math.min(2, Number(schema.maxItems ?? 2)))
        : [
            written(one, seed),
            ...(Number(schema.maxItems) > 1 && one.type === 'object' ? [written(one, seed + 1)] : []),
          ]
    }
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([name]) => name !== 'id')
          .map(([name, inner], i) => [name, written(inner, seed + i)]),
      )
    case 'string':
      if (schema.format === 'date') return '2021-05-17'
      if (schema.format === 'email') return 'accueil@exemple.example'
      if (schema.format === 'uuid') return undefined
      if (Array.isArray(schema.examples)) return schema.examples[0]
      if (schema.pattern?.includes('2[AB])[0-9]{3}$')) return ONE_COMMUNE
      if (schema.pattern && schema.pattern !== '\\S') {
        const exact = new RegExp(schema.pattern)
        return draw(
          fc
            .stringMatching(new RegExp(schema.pattern.replaceAll(/\(\?![^)]*\)/g, '')))
            .filter((text) => exact.test(text)),
        )
      }
      return 'Une réponse écrite par un script, assez longue pour ce qui est demandé ici.'.slice(
        0,
        Number(schema.maxLength ?? 500),
      )
    default:
      throw new Error(`what is ${JSON.stringify(schema)}?`)
  }
}

describe('a second, quite different questionnaire', () => {
  let test: TestApp
  let federation: Federation
  let questionnaire: { id: string; current_version: number; version_id: string }
  let answers: Record<string, unknown>

  beforeAll(async () => {
    test = await testApp()
    federation = await aFederation(test)
    expect(
      await test.app.db
        .transaction()
        .execute((trx) =>
          storeQuestionnaire(trx, { code: 'fabriques', title: { fr: 'Les fabriques', en: null }, content: SECOND }),
        ),
    ).toBe(true)
    const { items } = json(await federation.as['submissions:write'].get('/v1/questionnaires')) as {
      items: (typeof questionnaire & { code: string })[]
    }
    const listed = items.find(({ code }) => code === 'fabriques') as typeof questionnaire
    const version = json(
      await federation.as['submissions:write'].get(
        `/v1/questionnaires/${listed.id}/versions/${listed.current_version}`,
      ),
    )
    questionnaire = { ...listed, version_id: version.id as string }
    const schema = json(
      await federation.as['submissions:write'].get(`/v1/questionnaires/${questionnaire.id}/versions/1/schema`),
    ) as Schema
    answers = Object.fromEntries(
      Object.entries(schema.properties ?? {})
        .map(([code, property], i) => [code, written(property, 7 + i)])
        .filter(([, value]) => value !== undefined),
    )
    // the choices that decide who reads, and where: the test's own
    Object.assign(answers, {
      qui_appelle: 'chacun',
      zones: ['22', '29'],
      zone_principale: '29',
      maturite: 'rodage',
      filiere: 'jardin',
      intitule: 'Le potager des hirondelles',
      mots: ['compost'],
    })
    const validate = addFormats.default(new Ajv2020({ strict: true, allErrors: true })).compile(schema)
    expect(validate(answers), JSON.stringify(validate.errors)).toBe(true)
  })

  it('asks 30 questions of every kind', () => {
    expect(questionsOf(SECOND)).toHaveLength(30)
    const kinds = new Set(questionsOf(SECOND).map(({ kind }) => kind))
    expect(QUESTION_KINDS.filter((kind) => !kinds.has(kind))).toEqual([])
  })

  it('is drawn, answered question by question and handed in through the association’s own door', async () => {
    await aCampaign(test, { questionnaire_version_id: questionnaire.version_id })
    await test.app.jobs.settled()
    const respondent = await aRespondent(test, federation.association.id, federation.contact.id)
    const form = json(await respondent.get('/v1/respond/form')) as {
      questionnaire: { content: unknown; questionnaire: { code: string } }
      vocabularies: Record<string, unknown[]>
    }
    expect(form.questionnaire.questionnaire.code).toBe('fabriques')
    expect(form.questionnaire.content).toEqual(SECOND)
    expect(form.vocabularies.departements?.length).toBeGreaterThan(100)
    const created = json(await respondent.post('/v1/respond/submissions'), 201) as {
      id: string
      answers: object
      questionnaire: object
    }
    expect(created).toMatchObject({
      questionnaire: { id: questionnaire.id, version: 1 },
      answers: { nom_porteur: federation.association.name, ou: ONE_COMMUNE },
    })
    const url = `/v1/respond/submissions/${created.id}`
    const early = problemOf(await respondent.post(`${url}/transitions`, { transition: 'submit' }))
    expect(early.errors.map(({ pointer }) => pointer)).toContain('/answers/intitule')
    for (const [code, value] of Object.entries(answers)) {
      const tag = String((await respondent.get(`${url}/answers/${code}`)).headers.etag)
      const saved = await respondent.put(`${url}/answers/${code}`, { value }, { headers: { 'if-match': tag } })
      expect(saved.statusCode, `${code}: ${saved.body}`).toBe(200)
    }
    for (const [code, value] of [
      ['titre', 'Une question de l’autre'],
      ['filiere', 'tsa-scolarisation'],
      ['maturite', 'essaimage'],
      ['auto_evaluation', { u9: 'peu' }],
      ['equipiers', [{ nom: 'x' }]],
    ] as const) {
      expect((await respondent.patch(url, { answers: { [code]: value } })).statusCode, code).toBe(422)
    }
    expect(json(await respondent.post(`${url}/transitions`, { transition: 'submit' }))).toMatchObject({
      state: 'submitted',
      revision: 1,
      title: 'Le potager des hirondelles',
      issues: [],
    })

    // moderation, record, document, search, facets, feed
    const { delegate, moderator } = federation.as
    const desk = `/v1/moderation/submissions/${created.id}`
    expect(json(await delegate.get('/v1/moderation/submissions?state=submitted')).items).toMatchObject([
      { id: created.id, regional_delegation: { id: federation.delegation.id } },
    ])
    json(await delegate.post(`${desk}/transitions`, { transition: 'endorse' }))
    const id = json(await moderator.post(`${desk}/transitions`, { transition: 'accept' })).innovation_id as string
    expect(json(await moderator.get(`/v1/moderation/innovations/${id}/versions/1`))).toMatchObject({
      questionnaire: { id: questionnaire.id },
      issues: [],
    })
    await publish(test, id)

    const readAs = async (client: Client) =>
      json(await client.get(`/v1/innovations/${id}`)) as Record<string, unknown> & {
        details: Record<string, unknown>
        contact: Record<string, unknown> | null
      }
    const open = await readAs(test.anonymous)
    expect(open).toMatchObject({
      title: 'Le potager des hirondelles',
      pitch: answers.en_une_phrase,
      main_theme: { code: 'jardin', label: { fr: 'Choix jardin', en: null } },
      publics: (answers.avec_qui as string[]).map((code) => ({ code })),
      stage: { code: 'rodage', label: { fr: 'Choix rodage' } },
      departments: [{ code: '22' }, { code: '29', label: { fr: 'Finistère' } }],
      regions: [{ code: '53' }],
      started_on: '2021-05-17',
      bearer: { siren: answers.numero, commune: { code: ONE_COMMUNE, name: 'Quimper' } },
      regional_delegation: { id: federation.delegation.id },
      license: { code: 'licence-ouverte-2-0' },
      contact: null,
      details: { saisons: answers.saisons, mots: ['compost'], en_plein_air: true, preuves: answers.preuves },
    })
    for (const hidden of ['depense', 'messagerie', 'auto_evaluation', 'qui_appelle', 'accord_final', 'photo'])
      expect(open.details[hidden] ?? null, hidden).toBeNull()
    expect((open.details.equipiers as object[])[0]).toHaveProperty('prenom', null)
    const partners = await readAs(federation.as['feed:read'])
    expect(partners.contact).toMatchObject({ telephone: expect.any(String), email: null })
    expect((partners.details.equipiers as object[])[0]).toHaveProperty('prenom', expect.any(String))
    expect(partners.details.auto_evaluation).toEqual(answers.auto_evaluation)
    const members = await readAs(federation.as['members:read'])
    expect(members).toMatchObject({
      contact: { email: 'accueil@exemple.example' },
      details: { depense: answers.depense },
    })

    const found = async (query: Record<string, string>) =>
      (json(await test.anonymous.get('/v1/innovations', { query })) as { items: { id: string }[] }).items.map(
        (item) => item.id,
      )
    for (const q of ['hirondelle', 'potagers', 'composte', 'scripts']) expect(await found({ q }), q).toEqual([id])
    for (const filter of [
      { department: '22' },
      { region: '53' },
      { regional_delegation: federation.delegation.id },
      { association: federation.association.id },
      { theme: 'jardin' },
      { stage: 'rodage' },
      { public: (answers.avec_qui as string[])[0] as string },
    ]) {
      expect(await found(filter), JSON.stringify(filter)).toEqual([id])
    }
    for (const filter of [
      { theme: 'atelier' },
      { stage: 'pilote' },
      { stage: 'essaimage' },
      { department: '75' },
      { q: 'accueil' },
    ])
      expect(await found(filter), JSON.stringify(filter)).toEqual([])
    for (const filter of [{ theme: 'rodage' }, { stage: 'jardin' }, { stage: 'nothing' }])
      expect((await test.anonymous.get('/v1/innovations', { query: filter })).statusCode, JSON.stringify(filter)).toBe(
        422,
      )
    const { rows } = await test.app.pool.query<{ facets: string[] }>(
      "select facets from document where innovation_id = $1 and current and from_audience = 'public'",
      [id],
    )
    expect(rows[0]?.facets).toEqual(
      expect.arrayContaining(['en_plein_air:true', 'theme:jardin', 'stage:rodage', 'department:29', 'region:53']),
    )

    const feed = json(await test.anonymous.get('/v1/feeds/innovations')) as { items: { data: unknown }[] }
    expect(feed.items.map(({ data }) => data)).toEqual([open])
    expect(json(await respondent.get(url))).toMatchObject({ state: 'accepted', innovation_id: id, transitions: [] })
  }, 60_000)

  it('lives beside the first one: a record goes on under the new questions, and its old version stays readable', async () => {
    const first = await test.app.db
      .selectFrom('questionnaire_version')
      .innerJoin('questionnaire', 'questionnaire.id', 'questionnaire_version.questionnaire_id')
      .select('questionnaire_version.id')
      .where('questionnaire.code', '=', 'recensement')
      .executeTakeFirstOrThrow()
    const id = await aDraftRecord(test, federation.association.id, undefined, { questionnaire_version_id: first.id })
    await publish(test, id)
    await aDraftRecord(test, federation.association.id, answers, {
      innovation_id: id,
      questionnaire_version_id: questionnaire.version_id,
    })
    await publish(test, id)
    expect(json(await test.anonymous.get(`/v1/innovations/${id}`))).toMatchObject({
      version: 2,
      title: 'Le potager des hirondelles',
    })
    expect(json(await test.anonymous.get(`/v1/innovations/${id}/versions/1`))).toMatchObject({
      version: 1,
      title: 'Des élèves qui s’autorégulent',
    })
    expect(json(await test.admin.get(`/v1/moderation/innovations/${id}/versions/1`))).toMatchObject({
      questionnaire: { version: 1 },
    })
  })
})

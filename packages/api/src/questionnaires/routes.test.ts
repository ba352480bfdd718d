import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { json, problemOf, testApp } from '../../test/app.ts'
import { defaultQuestionnaire } from './seed.ts'

const { app, admin, anonymous, key, staff } = await testApp()
const [{ id }] = json(await admin.get('/v1/questionnaires')).items as [{ id: string }]
const VERSION = `/v1/questionnaires/${id}/versions/1`
const { id: versionId } = json(await admin.get(VERSION)) as { id: string }

test('staff and scripts that hand in read, others do not', async () => {
  for (const url of ['/v1/questionnaires', VERSION, `${VERSION}/schema`]) {
    const codes = []
    for (const caller of [
      anonymous,
      await key('associations:read'),
      await key('submissions:write'),
      await staff(['reader']),
    ])
      codes.push((await caller.get(url)).statusCode)
    expect(codes).toEqual([401, 403, 200, 200])
  }
})

test('the list names the current version', async () => {
  const answer = json(await admin.get('/v1/questionnaires?count=exact'))
  expect(answer).toMatchObject({
    items: [{ id, code: 'recensement', title: { fr: expect.any(String) }, current_version: 1 }],
    next: null,
    total: 1,
  })
})

test('a version is the questionnaire to the letter', async () => {
  const answer = await admin.get(VERSION)
  expect(json(answer)).toMatchObject({
    id: versionId,
    number: 1,
    state: 'published',
    questionnaire: { id, code: 'recensement' },
    content: defaultQuestionnaire(),
  })
  expect((json(answer) as { content: object }).content).toEqual(defaultQuestionnaire())
  expect((await admin.get(VERSION, { headers: { 'if-none-match': String(answer.headers.etag) } })).statusCode).toBe(304)
})

test('the schema is JSON Schema, and follows the vocabularies', async () => {
  const answer = await admin.get(`${VERSION}/schema`)
  expect(answer.statusCode).toBe(200)
  expect(answer.headers['content-type']).toMatch(/^application\/schema\+json/)
  const schema = answer.json()
  expect(schema.$id).toBe(`${app.publicUrl()}${VERSION}/schema`)
  expect(() => new Ajv2020({ strict: false, validateFormats: false }).compile(schema)).not.toThrow()
  expect(
    (await admin.get(`${VERSION}/schema`, { headers: { 'if-none-match': String(answer.headers.etag) } })).statusCode,
  ).toBe(304)

  expect(answer.body).not.toContain('"theme-de-demain"')
  json(await admin.post('/v1/vocabularies/themes/terms', { code: 'theme-de-demain', label: { fr: 'Demain' } }), 201)
  await expect.poll(async () => (await admin.get(`${VERSION}/schema`)).body).toContain('"theme-de-demain"')
})

test('what does not exist is 404', async () => {
  for (const url of [
    `/v1/questionnaires/${id}/versions/2`,
    `/v1/questionnaires/${versionId}/versions/1`,
    '/v1/questionnaires/x/versions/1',
    `/v1/questionnaires/${id}/versions/0`,
    `/v1/questionnaires/${id}/versions/one/schema`,
  ]) {
    expect(problemOf(await admin.get(url)).slug).toBe('not-found')
  }
})

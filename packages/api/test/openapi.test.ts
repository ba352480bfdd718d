import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildApp } from '../src/app.ts'
import { TAGS } from '../src/plugins/openapi/components.ts'
import { type Document, operationsOf } from '../src/plugins/openapi/document.ts'
import { EXAMPLES } from '../src/plugins/openapi/examples.ts'
import { describedApi } from '../src/plugins/openapi.ts'
import { createTestDatabase } from './database.ts'
import { type Judge, judge, Undocumented } from './judge.ts'

const COMMITTED = resolve(import.meta.dirname, '../openapi.json')
const SPECTRAL = resolve(import.meta.dirname, '../node_modules/@stoplight/spectral-cli/dist/index.js')
const run = promisify(execFile)

let app: FastifyInstance
let document: Document
let text: string
let check: Judge
beforeAll(async () => {
  const { appUrl } = await createTestDatabase()
  app = await buildApp({
    databaseUrl: appUrl,
    publicUrl: () => 'http://127.0.0.1:3000',
    logLevel: 'silent',
    jobs: false,
  })
  await app.ready()
  document = describedApi(app)
  text = `${JSON.stringify(document, null, 2)}\n`
  check = judge(app)
})
afterAll(() => app?.close())

test('the committed copy is the document', async () => {
  if (process.env.ESSAIM_TEST_WRITE === '1') await writeFile(COMMITTED, text)
  const committed = await readFile(COMMITTED, 'utf8').catch(() => '')
  expect(
    committed === text,
    'openapi.json is stale: run ESSAIM_TEST_WRITE=1 npx vitest run test/openapi.test.ts in packages/api, and read the difference',
  ).toBe(true)
})

test('what is served is the document at this address, kept while it does not change', async () => {
  const first = await app.inject('/openapi.json')
  expect(first.statusCode).toBe(200)
  const served = first.json()
  expect(served.openapi).toBe('3.1.1')
  expect(served.servers[0].url).toBe('http://127.0.0.1:3000')
  expect(first.body).not.toContain('essaim.example/problems')
  const again = await app.inject({ url: '/openapi.json', headers: { 'if-none-match': String(first.headers.etag) } })
  expect(again.statusCode).toBe(304)
})

test('Spectral finds nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'essaim-spectral-'))
  try {
    await writeFile(join(folder, 'openapi.json'), text)
    const found = await run(process.execPath, [
      SPECTRAL,
      'lint',
      '-q',
      '-r',
      resolve(import.meta.dirname, 'spectral.yaml'),
      '-f',
      'text',
      '--fail-severity',
      'hint',
      join(folder, 'openapi.json'),
    ]).catch((error) => error)
    expect(found.stdout.trim()).toBe('')
    expect(found.code ?? 0).toBe(0)
  } finally {
    await rm(folder, { recursive: true })
  }
}, 300_000)

describe('every operation', () => {
  test('has a name of its own, words, a known tag, credentials and its refusals', () => {
    const tags = new Set(TAGS.map(({ name }) => name))
    const operations = operationsOf(document)
    expect(operations.length).toBeGreaterThan(40)
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length)
    const faults = operations.flatMap(({ path, method, operation }) => {
      const { operationId, summary, description, responses, security } = operation
      const lacks = [
        !/^[a-z][A-Za-z]+$/.test(operationId ?? '') && 'operationId',
        !summary && 'summary',
        !description && 'description',
        !operation.tags?.every((tag) => tags.has(tag)) && 'known tag',
        operation.tags?.length !== 1 && 'one tag',
        !security?.length && 'security',
        !Object.keys(responses).some((status) => /^(2|303)/.test(status)) && 'an answer',
        !('4' in Object.fromEntries(Object.keys(responses).map((status) => [status[0], 1]))) && '4XX',
        !responses.default && 'default',
      ].filter(Boolean)
      return lacks.length > 0 ? [`${method} ${path}: ${lacks.join(', ')}`] : []
    })
    expect(faults).toEqual([])
  })

  test('describes what it answers and what it reads', () => {
    const faults = operationsOf(document).flatMap(({ path, method, operation }) => {
      const vague = Object.entries(operation.responses).filter(
        ([status, one]) => status === '200' && 'content' in one && !Object.values(one.content ?? {})[0]?.schema,
      )
      const silent = Object.entries(operation.responses).filter(
        ([status, one]) => (status === '200' || status === '201') && !('content' in one),
      )
      const unread = (method === 'patch' || method === 'put') && !operation.requestBody
      return vague.length + silent.length > 0 || unread ? [`${method} ${path}`] : []
    })
    expect(faults).toEqual([])
  })
})

test('every component is named', () => {
  const names = Object.keys(document.components.schemas)
  expect(names.filter((name) => !/^[A-Z][A-Za-z]+$/.test(name))).toEqual([])
  expect(names).toContain('Innovation')
})

test('the main line has examples, and they hold', () => {
  const known = new Set(operationsOf(document).map(({ path, method }) => `${method.toUpperCase()} ${path}`))
  expect(Object.keys(EXAMPLES).filter((where) => !known.has(where))).toEqual([])
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema({ $id: 'document', ...document } as object)
  const faults: string[] = []
  let count = 0
  for (const { path, method, operation } of operationsOf(document)) {
    const contents = [
      operation.requestBody?.content,
      ...Object.values(operation.responses).map((one) => ('content' in one ? one.content : undefined)),
    ]
    for (const { schema, example, examples } of contents.flatMap((content) => Object.values(content ?? {}))) {
      for (const value of [example, ...Object.values(examples ?? {}).map((one) => one.value)]) {
        if (value === undefined || schema === undefined) continue
        count += 1
        const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"document#/components'))
        const holds = ajv.compile(absolute)
        if (!holds(value)) faults.push(`${method} ${path}: ${ajv.errorsText(holds.errors)}`)
      }
    }
  }
  expect(faults).toEqual([])
  expect(count).toBeGreaterThan(20)
})

describe('the judge', () => {
  const json = { 'content-type': 'application/json; charset=utf-8' }
  const page = { items: [], next: null }
  const judged =
    (url: string, statusCode: number, body: unknown, headers: Record<string, string> = json) =>
    () =>
      check({ method: 'GET', url }, { statusCode, headers, body: body === '' ? '' : JSON.stringify(body) })
  const problem = {
    type: 'https://essaim.example/problems/not-found',
    title: 'Introuvable',
    status: 404,
    detail: 'x',
    instance: 'urn:uuid:019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a00',
  }
  const refused = { 'content-type': 'application/problem+json' }

  test('lets a true answer pass', () => {
    expect(judged('/v1/regional-delegations?limit=1', 200, page)).not.toThrow()
    expect(judged('/v1/innovations/019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a00', 404, problem, refused)).not.toThrow()
    expect(judged('/v1/nothing', 404, problem, refused)).not.toThrow()
  })

  test.each([
    ['a member too many', '/v1/regional-delegations', 200, { ...page, secret: 1 }, json],
    ['a member missing', '/v1/regional-delegations', 200, { items: [] }, json],
    ['an item of another kind', '/v1/regional-delegations', 200, { items: [{ id: 'x' }], next: null }, json],
    ['another status', '/v1/regional-delegations', 202, page, json],
    ['a refusal that is not announced', '/v1/regional-delegations', 410, { ...problem, status: 410 }, refused],
    ['another media type', '/v1/regional-delegations', 200, page, { 'content-type': 'text/html' }],
    ['an unknown operation', '/v1/nothing', 200, page, json],
    ['a refusal as plain JSON', '/v1/regional-delegations', 401, { ...problem, status: 401 }, json],
    ['a refusal with another status', '/v1/regional-delegations', 401, problem, refused],
    [
      'a refusal outside of the catalogue',
      '/v1/nothing',
      404,
      { ...problem, type: 'https://essaim.example/problems/oops' },
      refused,
    ],
  ])('refuses %s', (_name, url, status, body, headers) => {
    expect(judged(url, status, body, headers)).toThrow(Undocumented)
  })
})

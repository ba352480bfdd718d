import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Document } from '../src/plugins/openapi/document.ts'
import { contractBreaks, type Lock, lockOf, lockText } from './contract-lock.ts'

const LOCK = resolve(import.meta.dirname, '../openapi.lock.json')
const json = async (path: string) => JSON.parse(await readFile(path, 'utf8'))

// The committed document is held against the routes by openapi.test.ts.
const today = lockOf((await json(resolve(import.meta.dirname, '../openapi.json'))) as Document)
const released: Lock = await json(LOCK).catch(() => ({ operations: {}, schemas: {} }))
const breaks = contractBreaks(released, today)

test('nothing that was released is broken', () => {
  expect(
    breaks,
    'A partner’s program may rely on this. Add beside it instead, and announce the end of the old (docs/changelog-api.md); a new major version has a new path',
  ).toEqual([])
})

test('what was added since is locked', async () => {
  if (process.env.ESSAIM_TEST_WRITE === '1' && breaks.length === 0) await writeFile(LOCK, lockText(today))
  const committed = await readFile(LOCK, 'utf8').catch(() => '')
  expect(
    committed === lockText(today),
    'openapi.lock.json is behind: run ESSAIM_TEST_WRITE=1 npx vitest run test/contract-lock.test.ts in packages/api, and say in docs/changelog-api.md what is new',
  ).toBe(true)
})

/** A small contract with one of everything. */
const contract = () => ({
  openapi: '3.1.1',
  info: {},
  servers: [],
  tags: [],
  security: [],
  paths: {
    '/v1/records': {
      get: {
        operationId: 'listRecords',
        'x-scopes': ['innovations:read', 'feed:read'],
        security: [{ apiKey: [] }],
        parameters: [
          { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 } },
          { name: 'theme', in: 'query', schema: { type: 'array', maxItems: 50, items: { type: 'string' } } },
          { $ref: '#/components/parameters/Known' },
        ],
        responses: {
          '200': {
            description: '',
            headers: { Link: { $ref: '#/components/headers/Link' } },
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Page' } } },
          },
          '404': { description: '' },
        },
      },
      post: {
        operationId: 'createRecord',
        security: [{}],
        requestBody: {
          required: false,
          content: {
            'application/json': { schema: { $ref: '#/components/schemas/Draft' } },
            'text/csv': { schema: { type: 'string', maxLength: 100 } },
          },
        },
        responses: {
          '201': {
            description: '',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Record' } } },
          },
        },
      },
    },
  },
  components: {
    responses: {},
    headers: { Link: {} },
    securitySchemes: {},
    parameters: { Known: { name: 'If-None-Match', in: 'header', schema: { type: 'string', maxLength: 200 } } },
    schemas: {
      Problem: { type: 'object', required: ['type'], properties: { type: { type: 'string', format: 'uri' } } },
      Page: {
        type: 'object',
        additionalProperties: false,
        required: ['items', 'next'],
        properties: {
          items: { type: 'array', items: { $ref: '#/components/schemas/Record' } },
          next: { type: ['string', 'null'] },
        },
      },
      Record: {
        type: 'object',
        additionalProperties: false,
        required: ['id', 'state', 'theme', 'size'],
        properties: {
          id: { type: 'string', format: 'uuid' },
          state: { type: 'string', enum: ['live', 'gone'] },
          theme: { anyOf: [{ $ref: '#/components/schemas/Term' }, { type: 'null' }] },
          size: { type: 'integer' },
          parts: { type: 'array', items: { $ref: '#/components/schemas/Record' } },
        },
      },
      Term: { type: 'object', required: ['code'], properties: { code: { type: 'string' } } },
      Draft: {
        type: 'object',
        additionalProperties: false,
        required: ['title'],
        properties: {
          title: { type: 'string', maxLength: 500 },
          nature: { type: ['string', 'null'], enum: ['project', 'service', null] },
          size: { type: 'number' },
          value: { anyOf: [{ type: 'string', maxLength: 20 }, { type: 'boolean' }] },
          tags: { type: 'array', items: { type: 'string' }, maxItems: 20 },
        },
      },
    },
  },
})
// biome-ignore lint/suspicious/noExplicitAny: a mutant reaches into whatever it breaks
type Contract = any
const list = (c: Contract) => c.paths['/v1/records'].get
const create = (c: Contract) => c.paths['/v1/records'].post
const schema = (c: Contract, name: string) => c.components.schemas[name]
const answered = (c: Contract) => schema(c, 'Record').properties
const sent = (c: Contract) => schema(c, 'Draft').properties

function changed(change: (c: Contract) => unknown): string[] {
  const mutant = contract()
  change(mutant)
  return contractBreaks(lockOf(contract() as unknown as Document), lockOf(mutant as unknown as Document))
}

describe('what breaks a program that exists is told', () => {
  const MUTANTS: [string, (c: Contract) => unknown, RegExp][] = [
    ['a path gone', (c) => delete c.paths['/v1/records'], /GET \/v1\/records: the operation is gone/],
    ['an operation gone', (c) => delete c.paths['/v1/records'].post, /POST \/v1\/records: the operation is gone/],
    ['another operationId', (c) => (list(c).operationId = 'searchRecords'), /was listRecords and is searchRecords/],
    ['a scope that does not open any more', (c) => list(c)['x-scopes'].pop(), /scope:feed:read may not call any more/],
    ['a door closed to strangers', (c) => (create(c).security = [{ apiKey: [] }]), /anyone may not call any more/],
    ['a parameter gone', (c) => list(c).parameters.shift(), /parameter query limit is gone/],
    ['a header gone from what is read', (c) => list(c).parameters.pop(), /header If-None-Match is gone/],
    ['a parameter become required', (c) => (list(c).parameters[0].required = true), /limit has become required/],
    [
      'a new required parameter',
      (c) => list(c).parameters.push({ name: 'year', in: 'query', required: true, schema: {} }),
      /new parameter query year is required/,
    ],
    ['a lower maximum', (c) => (list(c).parameters[0].schema.maximum = 100), /limit had maximum 200 and has 100/],
    ['a higher minimum', (c) => (list(c).parameters[0].schema.minimum = 10), /limit had minimum 1 and has 10/],
    ['another default', (c) => (list(c).parameters[0].schema.default = 20), /had the default 50 and has 20/],
    ['fewer values of a list', (c) => (list(c).parameters[1].schema.maxItems = 5), /had maxItems 50 and has 5/],
    [
      'a new limit of what a list holds',
      (c) => (list(c).parameters[1].schema.items.maxLength = 5),
      /theme\[\] had maxLength none and has 5/,
    ],
    ['a body become required', (c) => (create(c).requestBody.required = true), /a body has become required/],
    ['a body not taken', (c) => delete create(c).requestBody, /no body is taken any more/],
    [
      'a media type not taken',
      (c) => delete create(c).requestBody.content['text/csv'],
      /what is sent: text\/csv is gone/,
    ],
    ['a new required member', (c) => schema(c, 'Draft').required.push('author'), /\.author is new and required/],
    ['a member become required', (c) => schema(c, 'Draft').required.push('size'), /\.size has become required/],
    ['a member not taken', (c) => delete sent(c).tags, /\.tags is gone/],
    ['a shorter text', (c) => (sent(c).title.maxLength = 100), /\.title had maxLength 500 and has 100/],
    ['a new minimum length', (c) => (sent(c).title.minLength = 5), /\.title had minLength none and has 5/],
    ['a new pattern', (c) => (sent(c).title.pattern = '^A'), /\.title had pattern none/],
    ['a new format', (c) => (sent(c).title.format = 'email'), /\.title had format none and has "email"/],
    ['values that must differ', (c) => (sent(c).tags.uniqueItems = true), /\.tags had uniqueItems/],
    ['a code not taken', (c) => (sent(c).nature.enum = ['project', null]), /\.nature: "service" is not taken any more/],
    ['a list of codes where all was taken', (c) => (sent(c).title.enum = ['a']), /\.title takes only \["a"\] now/],
    [
      'null not taken',
      (c) => (sent(c).nature = { type: 'string', enum: ['project', 'service'] }),
      /\.nature may not be null/,
    ],
    ['whole numbers only', (c) => (sent(c).size.type = 'integer'), /\.size was number and is integer/],
    ['another type', (c) => (sent(c).title.type = 'number'), /\.title was string and is number/],
    ['a form not taken', (c) => sent(c).value.anyOf.pop(), /\.value: the form .*boolean.* is not taken/],
    [
      'another status',
      (c) => (create(c).responses = { '200': create(c).responses['201'] }),
      /201 is not answered any more/,
    ],
    [
      'an answer’s media type',
      (c) => (list(c).responses['200'].content = {}),
      /what 200 answers: application\/json is gone/,
    ],
    ['an answer’s header gone', (c) => (list(c).responses['200'].headers = {}), /the header Link of 200 is gone/],
    ['an answer’s member gone', (c) => delete schema(c, 'Page').properties.next, /\.next is gone/],
    ['a member gone deep below', (c) => delete schema(c, 'Term').properties.code, /items\[\]\.theme\.code is gone/],
    ['a member that may be missing', (c) => schema(c, 'Record').required.pop(), /\.size may now be missing/],
    ['a member that may be null', (c) => (answered(c).size.type = ['integer', 'null']), /\.size may now be null/],
    ['fractions where there were none', (c) => (answered(c).size.type = 'number'), /\.size was integer and is number/],
    [
      'a state never answered any more',
      (c) => answered(c).state.enum.pop(),
      /\.state: "gone" is not answered any more/,
    ],
    ['any text where there were codes', (c) => delete answered(c).state.enum, /\.state was one of/],
    ['an identifier of another form', (c) => delete answered(c).id.format, /\.id had the format uuid and has none/],
    [
      'a form new to readers',
      (c) => answered(c).theme.anyOf.push({ type: 'string' }),
      /\.theme: the form .*string.* is new to readers/,
    ],
    ['another form of refusals', (c) => delete schema(c, 'Problem').properties.type, /every refusal\.type is gone/],
  ]
  test.each(MUTANTS)('%s', (_name, change, told) => {
    const found = changed(change)
    expect(found.join('\n')).toMatch(told)
  })

  test('once, however many operations use it', () => {
    expect(changed((c) => delete schema(c, 'Term').properties.code)).toHaveLength(1)
  })
})

describe('what is only added passes', () => {
  test.each<[string, (c: Contract) => unknown]>([
    ['nothing', () => undefined],
    ['words', (c) => (schema(c, 'Record').description = 'Other words.')],
    ['a path', (c) => (c.paths['/v1/others'] = { get: { ...list(c), operationId: 'listOthers' } })],
    ['a scope more', (c) => list(c)['x-scopes'].push('members:read')],
    ['a door opened to all', (c) => (list(c).security = [{}])],
    ['an optional parameter', (c) => list(c).parameters.push({ name: 'year', in: 'query', schema: {} })],
    ['a wider limit', (c) => (list(c).parameters[0].schema.maximum = 500)],
    ['a code more taken', (c) => sent(c).nature.enum.push('place')],
    ['any number', (c) => (schema(c, 'Draft').properties.size = {})],
    ['an optional member', (c) => (sent(c).note = { type: 'string' })],
    ['a member less required', (c) => (schema(c, 'Draft').required = [])],
    ['a form more taken', (c) => sent(c).value.anyOf.push({ type: 'number' })],
    ['a member answered', (c) => (answered(c).note = { type: 'string' })],
    ['a member always answered', (c) => schema(c, 'Record').required.push('parts')],
    ['never null', (c) => (answered(c).theme = { $ref: '#/components/schemas/Term' })],
    ['a state more', (c) => answered(c).state.enum.push('merged')],
    ['a refusal more', (c) => (list(c).responses['410'] = { description: '' })],
    ['an answer’s media type', (c) => (list(c).responses['200'].content['text/csv'] = { schema: { type: 'string' } })],
    [
      'a component under another name',
      (c) => {
        c.components.schemas.Word = schema(c, 'Term')
        answered(c).theme.anyOf[0].$ref = '#/components/schemas/Word'
      },
    ],
  ])('%s', (_name, change) => expect(changed(change)).toEqual([]))
})

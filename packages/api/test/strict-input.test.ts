import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { PROBLEM_SLUGS } from '@essaim/shared/problem.ts'
import type { InjectOptions } from 'fastify'
import { beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../src/lib/id.ts'
import { type Answer, json, PUBLIC_URL, problemOf, type TestApp, testApp } from './app.ts'
import { anAssociation } from './factories.ts'
import { aSubmission } from './federation.ts'

let test: TestApp
let association: string
let submission: string
let url: string

/** What every refusal is, whatever refused it. */
function refused(answer: Answer, status: number, slug: string) {
  expect(answer.statusCode, answer.body.slice(0, 500)).toBe(status)
  const problem = problemOf(answer)
  expect(problem).toMatchObject({
    slug,
    status,
    type: `${PUBLIC_URL}/problems/${slug}`,
    title: expect.any(String),
    instance: expect.stringMatching(/^(\/|urn:uuid:)/),
  })
  expect(PROBLEM_SLUGS).toContain(slug)
  expect(answer.body, 'stack, SQL or path').not.toMatch(
    /\bat \S+ \(|node_modules|\.ts:\d|select |insert into|relation "|\/work\/|syntax error/i,
  )
  return problem
}

const raw = (options: InjectOptions) =>
  test.app.inject({ ...options, headers: { ...test.admin.headers, ...options.headers } }) as unknown as Promise<Answer>
const post = (
  payload: string | Buffer,
  type: string | null = 'application/json',
  headers: Record<string, string> = {},
) =>
  raw({
    method: 'POST',
    url: '/v1/partners',
    headers: { ...(type !== null && { 'content-type': type }), ...headers },
    payload,
  })

beforeAll(async () => {
  test = await testApp()
  association = (await anAssociation(test)).id
  submission = await aSubmission(test.admin, association, { titre: 'Un café' })
  url = `/v1/moderation/submissions/${submission}`
})

describe('bodies', () => {
  it('are taken with exactly their members: what a server sets itself is refused by name (C04, C05)', async () => {
    const forged = {
      state: 'accepted',
      revision: 9,
      id: newId(),
      published_at: '2020-01-01T00:00:00Z',
      association_id: newId(),
      partner_id: newId(),
      regional_delegation: null,
    }
    const before = json(await test.admin.get(url))
    const { errors } = refused(
      await test.admin.patch(url, { answers: { titre: 'Autre' }, ...forged }),
      422,
      'validation',
    )
    expect(errors.map(({ pointer }) => pointer).toSorted()).toEqual(
      Object.keys(forged)
        .map((name) => `/${name}`)
        .toSorted(),
    )
    expect(errors.every(({ code }) => code === 'unknown')).toBe(true)
    expect(json(await test.admin.get(url))).toEqual(before)
    for (const body of [{ role: 'admin' }, { roles: ['admin'] }])
      expect((await (await test.staff(['reader'])).patch(`/v1/users/${newId()}`, body, '"1"')).statusCode).toBe(403)
  })

  it('are never coerced (C06)', async () => {
    for (const name of [null, 5, true, ['a'], {}, '']) {
      expect(
        refused(await test.admin.post('/v1/partners', { name }), 422, 'validation').errors[0]?.pointer,
        JSON.stringify(name),
      ).toBe('/name')
    }
    const answers = {
      nb_beneficiaires: ['5', true, [5], null, 1.5],
      etp: ['5', '0x10'],
      titre: [5, true, ['a'], {}],
      publics: ['tsa', { 0: 'tsa' }, [5]],
      numerique: ['true', 1, 'on'],
    }
    for (const [question, values] of Object.entries(answers)) {
      for (const value of values) {
        if (value === null) continue
        const { errors } = refused(await test.admin.patch(url, { answers: { [question]: value } }), 422, 'validation')
        expect(errors[0]?.pointer, `${question} ${JSON.stringify(value)}`).toMatch(new RegExp(`^/answers/${question}`))
      }
    }
    for (const number of ['1e400', '9007199254740993', '-1e400']) {
      refused(
        await raw({
          method: 'PATCH',
          url,
          headers: { 'content-type': 'application/merge-patch+json', 'if-match': '*' },
          payload: `{"answers":{"nb_beneficiaires":${number}}}`,
        }),
        422,
        'validation',
      )
    }
    for (const body of ['null', '5', '"x"', 'true', '[]']) refused(await post(body), 422, 'validation')
  })

  it('hold no text that cannot be kept or shown (C07)', async () => {
    for (const name of ['a\u0000b', 'a\ud800b', '\u202egnp.exe', 'a'.repeat(60_000)]) {
      expect(refused(await test.admin.post('/v1/partners', { name }), 422, 'validation').errors[0]?.pointer).toBe(
        '/name',
      )
      refused(await test.admin.patch(url, { answers: { titre: name } }), 422, 'validation')
    }
    refused(await test.admin.patch(url, { answers: { 'tit\u0000re': 'a' } }), 422, 'validation')
  })

  it('cannot reach a prototype (C08)', async () => {
    for (const body of ['{"name":"a","__proto__":{"admin":true}}', '{"constructor":{"prototype":{"admin":true}}}'])
      refused(await post(body), 400, 'malformed')
    for (const code of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      const answer = await raw({
        method: 'PATCH',
        url,
        headers: { 'content-type': 'application/merge-patch+json', 'if-match': '*' },
        payload: `{"answers":{"${code}":"x"}}`,
      })
      expect([400, 422], code).toContain(answer.statusCode)
      expect(
        (await test.admin.put(`${url}/answers/${code}`, { value: 'x' }, { headers: { 'if-match': '*' } })).statusCode,
        code,
      ).toBe(404)
    }
    expect(({} as Record<string, unknown>).admin).toBeUndefined()
  })

  it('are JSON, said to be, and not packed (C09)', async () => {
    const body = JSON.stringify({ name: 'Une fédération' })
    for (const type of [
      'application/json\tx',
      'json',
      'json garbage',
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/xml',
      'application/json5',
      'application/merge-patch+json',
    ]) {
      refused(await post(body, type), 415, 'unsupported-media-type')
    }
    refused(await post(body, null), 415, 'unsupported-media-type')
    refused(await post(body, 'application/json', { 'content-encoding': 'gzip' }), 415, 'unsupported-media-type')
    refused(
      await raw({
        method: 'PATCH',
        url,
        headers: { 'content-type': 'application/json', 'if-match': '*' },
        payload: '{"answers":{}}',
      }),
      415,
      'unsupported-media-type',
    )
    for (const type of [' application/json', 'application/json; charset=utf-8', 'Application/JSON'])
      expect((await post(JSON.stringify({ name: newId() }), type)).statusCode, type).toBe(201)
  })

  it('are of bounded depth and size (C10)', async () => {
    refused(await post('['.repeat(100_000)), 400, 'malformed')
    refused(await post(`{"name":${'['.repeat(33)}${']'.repeat(33)}}`), 400, 'malformed')
    refused(await post('x'.repeat(3_000_000)), 413, 'too-large')
    refused(await post(`{${Array.from({ length: 200_000 }, (_, i) => `"k${i}":1`).join()}}`), 413, 'too-large')
    for (const body of ['', '{', '{"name":}', "{'name':'a'}", '{"name":"a"}x', '\ufeff\ufeff{}'])
      refused(await post(body), 400, 'malformed')
  })
})

describe('addresses', () => {
  it('have a method list: 405 with Allow', async () => {
    for (const [method, path, allow] of [
      ['DELETE', '/v1/innovations', 'GET, HEAD'],
      ['PUT', '/v1/partners', 'GET, HEAD, POST'],
      ['PATCH', '/v1/feeds/innovations', 'GET, HEAD'],
      ['GET', '/v1/session/refresh', 'POST'],
    ] as const) {
      const answer = await raw({ method, url: path })
      refused(answer, 405, 'method-not-allowed')
      expect(answer.headers.allow).toBe(allow)
    }
  })

  it('answer a malformed id exactly as an unknown one', async () => {
    const bare = (answer: Answer) => ({ ...problemOf(refusedNotFound(answer)), instance: '' })
    const refusedNotFound = (answer: Answer) => {
      refused(answer, 404, 'not-found')
      return answer
    }
    for (const path of [
      '/v1/innovations/',
      '/v1/moderation/submissions/',
      '/v1/moderation/innovations/',
      '/v1/associations/',
      '/v1/partners/',
      '/v1/users/',
      '/v1/regional-delegations/',
    ]) {
      const unknown = bare(await test.admin.get(`${path}${newId()}`))
      for (const id of [
        'x',
        '1',
        'null',
        `${newId()}x`,
        'a'.repeat(300),
        '%00',
        "1' or '1'='1",
        '%F0%9F%90%9D',
        '-1',
      ].map(encodeURI))
        expect(bare(await test.admin.get(`${path}${id}`)), `${path}${id}`).toEqual(unknown)
    }
    refused(await test.admin.get(`/v1/innovations/${newId()}/versions/x`), 404, 'not-found')
    refused(await test.admin.get('/v1/nothing/here'), 404, 'not-found')
    refused(await test.admin.get('/v1/innovations/%zz'), 400, 'malformed')
  })

  it('take known parameters only, once where once is meant', async () => {
    for (const query of [
      'page=2',
      'offset=10',
      'sort=title',
      'limit=0',
      'limit=201',
      'limit=x',
      'limit=1e9',
      'limit=1.5',
      'limit=1&limit=2',
      'limit=',
      'count=all',
      'theme=nothing',
      'fields=everything',
      'updated_since=yesterday',
      'association=x',
      'constructor=1',
      'q=',
    ]) {
      const { errors } = refused(await test.anonymous.get(`/v1/innovations?${query}`), 422, 'validation')
      expect(errors[0]?.parameter, query).toBe(query.split('=')[0])
    }
    expect(
      refused(await test.anonymous.get('/v1/innovations?limit=0&page=2&theme=a b&count=x'), 422, 'validation').errors
        .length,
    ).toBeGreaterThan(2)
    refused(await test.anonymous.get('/v1/innovations?__proto__=1'), 422, 'validation')
  })

  it('refuse a cursor that is none, that was altered, or of another list or filter', async () => {
    for (const name of ['Alpha', 'Bêta', 'Gamma']) await test.admin.post('/v1/partners', { name: `${name} ${newId()}` })
    const { next } = json(await test.admin.get('/v1/partners?limit=1')) as { next: string }
    expect(json(await test.admin.get('/v1/partners', { query: { limit: '2', cursor: next } })).items).toHaveLength(2)
    const [payload = '', mac = ''] = next.split('.')
    const other = Buffer.from(JSON.stringify(['zzz', newId()])).toString('base64url')
    for (const cursor of [
      'x',
      '',
      '.',
      'a.b',
      `${payload}.`,
      `${other}.${mac}`,
      `${payload}.${mac.split('').reverse().join('')}`,
      `${next}x`,
    ]) {
      const { errors } = refused(await test.admin.get('/v1/partners', { query: { cursor } }), 400, 'malformed')
      expect(errors[0], cursor).toMatchObject({ parameter: 'cursor', code: 'bad-cursor' })
    }
    for (const path of ['/v1/users', '/v1/events', '/v1/innovations', '/v1/associations', '/v1/moderation/submissions'])
      refused(await test.admin.get(path, { query: { cursor: next } }), 400, 'malformed')
    await anAssociation(test)
    const filtered = json(await test.admin.get('/v1/associations?limit=1&department=29')) as { next: string }
    refused(
      await test.admin.get('/v1/associations', { query: { cursor: filtered.next, department: '22' } }),
      400,
      'malformed',
    )
  })

  it('are no door to SQL (C22)', async () => {
    const payloads = [
      "' or 1=1 --",
      "'; drop table innovation; --",
      '1) or (1=1',
      '" or ""="',
      '%27%20or%201=1',
      '1; select pg_sleep(5)',
      '{{7*7}}',
      '\\',
      "a'||pg_sleep(5)||'",
      '{"$gt":""}',
      '%',
      '_',
      '*:*',
      'websearch & | ! ( ) : \' " <->',
    ]
    const parameters: Record<string, string[]> = {
      '/v1/innovations': [
        'q',
        'theme',
        'public',
        'stage',
        'region',
        'department',
        'category',
        'association',
        'regional_delegation',
        'updated_since',
        'fields',
        'limit',
        'cursor',
        'count',
        'sort',
      ],
      '/v1/moderation/submissions': [
        'state',
        'association',
        'regional_delegation',
        'innovation',
        'department',
        'updated_since',
        'limit',
        'cursor',
        'count',
        'sort',
      ],
      '/v1/moderation/innovations': ['state', 'association', 'regional_delegation', 'updated_since', 'limit', 'cursor'],
      '/v1/associations': [
        'q',
        'siren',
        'rna',
        'finess_ej',
        'department',
        'regional_delegation',
        'updated_since',
        'limit',
        'cursor',
      ],
      '/v1/users': ['state', 'limit', 'cursor'],
      '/v1/partners': ['limit', 'cursor'],
      '/v1/events': ['subject_kind', 'subject_id', 'actor_id', 'action', 'limit', 'cursor'],
      '/v1/communes': ['q', 'code', 'limit'],
      '/v1/feeds/innovations': ['afterChangeNumber', 'epoch', 'limit'],
      '/v1/questionnaires': ['limit', 'cursor'],
    }
    const free = new Set([
      '/v1/innovations q',
      '/v1/associations q',
      '/v1/communes q',
      '/v1/events subject_kind',
      '/v1/events action',
    ])
    for (const [path, names] of Object.entries(parameters)) {
      for (const name of names) {
        for (const payload of payloads) {
          const answer = await test.admin.get(path, { query: { [name]: payload } })
          const where = `${path}?${name}=${payload}`
          if (free.has(`${path} ${name}`)) expect([200, 422], where).toContain(answer.statusCode)
          else expect([400, 410, 422], where).toContain(answer.statusCode)
          // (communes are found by letters alone, whatever stands between them)
          if (answer.statusCode === 200 && path !== '/v1/communes' && !['%', '_', '*:*'].includes(payload))
            expect((JSON.parse(answer.body) as { items: unknown[] }).items.length, where).toBe(0)
        }
      }
    }
    expect((await test.app.pool.query('select count(*)::int as n from submission')).rows).toHaveLength(1)
  }, 60_000)

  it('are answered in the language that is asked for', async () => {
    const title = async (language?: string) =>
      (
        problemOf(
          await test.anonymous.get('/v1/nothing', language ? { headers: { 'accept-language': language } } : {}),
        ) as { title?: string }
      ).title
    expect(await title()).toBe('Introuvable')
    for (const language of ['en', 'en-GB,en;q=0.9', 'de, en;q=0.5, fr;q=0.2'])
      expect(await title(language), language).toBe('Not found')
    for (const language of ['fr', 'fr-FR, en;q=0.8', 'de', '*', 'en;q=0', ';;;', 'x'.repeat(500)])
      expect(await title(language), language).toBe('Introuvable')
  })
})

describe('a listening server', () => {
  let served: TestApp
  let port: number
  beforeAll(async () => {
    served = await testApp()
    const { server } = served.app
    await served.app.listen({ port: 0, host: '127.0.0.1' })
    // as in production, in less time
    server.headersTimeout = 600
    server.requestTimeout = 900
    port = (server.address() as { port: number }).port
  })

  const send = (bytes: string, drip = 0) =>
    new Promise<string>((resolve) => {
      let text = ''
      const socket = connect(port, '127.0.0.1', async () => {
        if (drip === 0) {
          socket.write(bytes)
          return
        }
        for (const byte of bytes) {
          if (socket.destroyed) return
          socket.write(byte)
          await pause(drip)
        }
      })
      socket.on('data', (chunk) => {
        text += chunk
      })
      socket.on('error', () => undefined)
      socket.on('close', () => resolve(text))
    })
  const problemIn = (text: string) => {
    const [head = '', body = ''] = text.split('\r\n\r\n')
    expect(head).toMatch(/content-type: application\/problem\+json/i)
    return JSON.parse(body.slice(body.indexOf('{'), body.lastIndexOf('}') + 1)) as {
      status: number
      type: string
      title: string
      instance: string
    }
  }

  it('answers what is no HTTP with a problem, and closes', async () => {
    for (const bytes of [
      'nonsense\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      'GET /v1/innovations HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n',
      'POST /v1/session HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n',
      '\u0016\u0003\u0001\u0000\r\n\r\n',
    ]) {
      const text = await send(bytes)
      expect(problemIn(text), bytes).toMatchObject({
        status: 400,
        type: `${PUBLIC_URL}/problems/malformed`,
        title: expect.any(String),
        instance: expect.stringMatching(/^urn:uuid:/),
      })
    }
    const text = await send(`GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${'a'.repeat(20_000)}\r\n\r\n`)
    expect(problemIn(text)).toMatchObject({ status: 431, type: `${PUBLIC_URL}/problems/too-large` })
  })

  it('cuts who sends too slowly, and goes on serving the others (C11)', async () => {
    const slow = [
      send(`GET /v1/innovations HTTP/1.1\r\nHost: a\r\nX-Slow: ${'a'.repeat(1000)}\r\n\r\n`, 50),
      send(
        `POST /v1/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"email":"${'a'.repeat(900)}`,
        50,
      ),
      ...Array.from({ length: 300 }, () => send('GET /v1/innovations HTTP/1.1\r\nHost: a\r\n', 200)),
    ]
    const reads = Array.from(
      { length: 20 },
      async () => (await fetch(`http://127.0.0.1:${port}/v1/innovations`)).status,
    )
    expect(new Set(await Promise.all(reads))).toEqual(new Set([200]))
    const ended = await Promise.all(slow)
    // each connection was closed from here, whatever was still to come
    for (const text of ended) if (text !== '') expect(problemIn(text).status).toBe(408)
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200)
  }, 60_000)
})

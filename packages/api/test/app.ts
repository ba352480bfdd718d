import type { Role, Scope } from '@essaim/shared/actors.ts'
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { expect } from 'vitest'
import { type AppOptions, buildApp } from '../src/app.ts'
import { ADMINISTRATOR } from './administrator.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { judgeEveryAnswer } from './judge.ts'

export type Answer = LightMyRequestResponse & { body: string }
type Sent = { headers?: Record<string, string>; query?: Record<string, string | string[]> }

/** A caller of the application under test: its requests carry its credentials, and are JSON. */
export type Client = {
  get(url: string, sent?: Sent): Promise<Answer>
  post(url: string, body?: unknown, sent?: Sent): Promise<Answer>
  /** A merge patch; the tag is read first when none is given. */
  patch(url: string, body: unknown, tag?: string | null): Promise<Answer>
  put(url: string, body: unknown, sent?: Sent): Promise<Answer>
  delete(url: string, tag?: string | null): Promise<Answer>
  headers: Record<string, string>
}

export type TestApp = {
  app: FastifyInstance
  database: TestDatabase
  anonymous: Client
  /** Signed in as the administrator of every test database. */
  admin: Client
  /** A client with this bearer token. */
  bearer(token: string): Client
  /** A new member of staff, signed in. */
  staff(roles: Role[], delegations?: string[]): Promise<Client & { id: string; email: string; password: string }>
  /** A new partner's key. */
  key(...scopes: Scope[]): Promise<Client & { key: string; partner: string }>
  /** A new delegation that covers these départements. */
  delegation(...departments: string[]): Promise<{ id: string; name: string }>
}

export const PUBLIC_URL = 'http://essaim.test'
const PASSWORD = 'genêts-de-mars-1926'
const opened: FastifyInstance[] = []
/** Closes what the file has opened, wherever it did so: a worker goes on to the next file. */
export const closeApps = async (): Promise<void> => {
  await Promise.all(opened.splice(0).map((app) => app.close()))
}

let count = 0
const next = () => {
  count += 1
  return `${process.pid}-${count}`
}

/** The application as in production, on a database of its own; closed after the file's tests. */
export async function testApp(options: Partial<AppOptions> = {}): Promise<TestApp> {
  const database = await createTestDatabase()
  const app = await buildApp({
    databaseUrl: database.appUrl,
    publicUrl: () => PUBLIC_URL,
    logLevel: process.env.LOG_LEVEL ?? 'silent',
    // what a test wants sent it says
    mailLookSeconds: 3600,
    webhookLookSeconds: 3600,
    logTo: { write: (line: string) => console.log(line) },
    limits: { requests: { anonymous: 1_000_000, key: 1_000_000, seconds: 60 }, signInFailures: 10, ...options.limits },
    ...options,
  })
  opened.push(app)
  await app.ready()
  judgeEveryAnswer(app)

  const client = (headers: Record<string, string>): Client => {
    const send = async (
      method: InjectOptions['method'],
      url: string,
      body: unknown,
      sent: Sent = {},
    ): Promise<Answer> => {
      const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
      const request: InjectOptions = { method: method ?? 'GET', url, headers: { ...headers, ...sent.headers } }
      if (sent.query) request.query = sent.query
      if (body !== undefined) {
        request.headers = { 'content-type': type, ...request.headers }
        request.payload = typeof body === 'string' ? body : JSON.stringify(body)
      }
      return app.inject(request) as Promise<Answer>
    }
    const match = async (url: string, tag: string | null | undefined) => {
      if (tag === null) return {}
      const known = tag ?? (await send('GET', url, undefined)).headers.etag
      return { headers: { 'if-match': String(known) } }
    }
    return {
      headers,
      get: (url, sent) => send('GET', url, undefined, sent),
      post: (url, body, sent) => send('POST', url, body ?? {}, sent),
      patch: async (url, body, tag) => send('PATCH', url, body, await match(url, tag)),
      put: (url, body, sent) => send('PUT', url, body, sent),
      delete: async (url, tag) => send('DELETE', url, undefined, await match(url, tag)),
    }
  }
  const bearer = (token: string) => client({ authorization: `Bearer ${token}` })
  const anonymous = client({})
  const signIn = async (email: string, password: string) =>
    bearer(json(await anonymous.post('/v1/session', { email, password })).access_token as string)
  const admin = await signIn(ADMINISTRATOR.email, ADMINISTRATOR.password)

  return {
    app,
    database,
    anonymous,
    admin,
    bearer,
    async staff(roles, delegations = []) {
      const email = `staff-${next()}@essaim.example`
      const { id } = json(
        await admin.post('/v1/users', {
          email,
          name: `Membre ${next()}`,
          password: PASSWORD,
          roles,
          regional_delegations: delegations,
        }),
        201,
      ) as { id: string }
      return { ...(await signIn(email, PASSWORD)), id, email, password: PASSWORD }
    },
    async key(...scopes) {
      const partner = json(await admin.post('/v1/partners', { name: `Partenaire ${next()}` }), 201).id as string
      const { key } = json(await admin.post(`/v1/partners/${partner}/keys`, { scopes }), 201) as { key: string }
      return { ...bearer(key), key, partner }
    },
    async delegation(...departments) {
      const name = `Délégation ${next()}`
      return json(
        await admin.post('/v1/regional-delegations', { code: `delegation-${next()}`, name, departments }),
        201,
      ) as { id: string; name: string }
    },
  }
}

/** The body of an answer that has the status expected. */
export function json(answer: Answer, status = 200): Record<string, unknown> {
  expect(answer.statusCode, answer.body.slice(0, 2000)).toBe(status)
  return answer.body === '' ? {} : (JSON.parse(answer.body) as Record<string, unknown>)
}

/** The problem of a refusal: its slug, and its faults. */
export function problemOf(answer: Answer): {
  slug: string
  status: number
  errors: { pointer?: string; parameter?: string; code: string; detail: string }[]
  [member: string]: unknown
} {
  expect(answer.headers['content-type'], answer.body.slice(0, 500)).toMatch(/^application\/problem\+json/)
  const body = JSON.parse(answer.body) as Record<string, unknown>
  return {
    ...body,
    slug: String(body.type).split('/').at(-1) ?? '',
    status: answer.statusCode,
    errors: (body.errors ?? []) as never,
  }
}

import type { FastifyInstance, InjectOptions } from 'fastify'
import { afterAll } from 'vitest'
import { type AppOptions, buildApp } from '../src/app.ts'
import { newId } from '../src/lib/id.ts'
import { ADMINISTRATOR } from './administrator.ts'
import { PUBLIC_URL } from './app.ts'
import type { TestDatabase } from './database.ts'

type Call = { as?: Record<string, string> | undefined; body?: unknown; headers?: Record<string, string>; from?: string }
export type Credentials = { email: string; password: string }
export const PASSWORD = 'ruche-en-hiver-42'

/** Calls to an application as its administrator, or as whoever is named, in few words. */
export async function staffOf(app: FastifyInstance) {
  async function call(
    method: NonNullable<InjectOptions['method']>,
    url: string,
    { as = {}, body, headers = {}, from }: Call = {},
  ) {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
    return app.inject({
      method,
      url,
      headers: { ...(body !== undefined && { 'content-type': type }), ...as, ...headers },
      ...(body !== undefined && { payload: JSON.stringify(body) }),
      ...(from && { remoteAddress: from }),
    })
  }
  async function signIn({ email, password }: Credentials) {
    const answer = await call('POST', '/v1/session', { body: { email, password } })
    if (answer.statusCode !== 200) throw new Error(answer.body)
    const cookie = answer.cookies[0]
    return {
      as: { authorization: `Bearer ${answer.json().access_token}` },
      user: answer.json().user,
      token: cookie?.value ?? '',
      cookie: `${cookie?.name}=${cookie?.value}`,
    }
  }
  const { as: admin } = await signIn(ADMINISTRATOR)
  /** A new member of staff, with its ETag. */
  async function aUser(facts: { roles?: string[]; regional_delegations?: string[] } = {}) {
    const credentials = { email: `${newId()}@essaim.example`, password: PASSWORD }
    const answer = await call('POST', '/v1/users', {
      as: admin,
      body: { name: 'Dominique Exemple', roles: ['reader'], ...credentials, ...facts },
    })
    if (answer.statusCode !== 201) throw new Error(answer.body)
    return { ...credentials, id: answer.json().id as string, etag: String(answer.headers.etag) }
  }
  const as = async (role: 'reader' | 'moderator') => (await signIn(await aUser({ roles: [role] }))).as
  return { call, signIn, aUser, as, admin }
}
export type Staff = Awaited<ReturnType<typeof staffOf>>

/** Another process on the same database, as far as the database can tell; closed after the file's tests. */
export async function anotherNode(database: TestDatabase, options: Partial<AppOptions> = {}): Promise<FastifyInstance> {
  const app = await buildApp({
    databaseUrl: database.appUrl,
    publicUrl: () => PUBLIC_URL,
    logLevel: 'silent',
    jobs: false,
    ...options,
  })
  await app.ready()
  afterAll(() => app.close())
  return app
}

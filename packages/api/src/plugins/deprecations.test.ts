import { describe, expect, test } from 'vitest'
import { createTestDatabase } from '../../test/database.ts'
import { buildApp } from '../app.ts'
import { ACCESS } from './access.ts'
import type { Deprecation } from './deprecations.ts'
import { operationsOf } from './openapi/document.ts'
import { describedApi } from './openapi.ts'

const URL = 'https://essaim.example'

/** The application with an operation that is coming to its end. */
async function withOld(deprecated: Deprecation) {
  const { appUrl } = await createTestDatabase()
  const app = await buildApp({ databaseUrl: appUrl, publicUrl: () => URL, logLevel: 'silent', jobs: false })
  app.get(
    '/v1/old',
    {
      config: { access: ACCESS.anyone, deprecated },
      schema: { operationId: 'readOld', tags: ['feeds'], summary: 'Old', response: { 200: { type: 'object' } } },
    },
    async (_request, reply) => {
      reply.header('link', '</v1/old?cursor=x>; rel="next"')
      return {}
    },
  )
  return app
}

describe('an operation that is coming to its end', () => {
  test('says so in every answer, and in the document', async () => {
    const app = await withOld({ at: '2027-01-01', sunset: '2028-02-01', successor: '/v1/new' })
    await app.ready()
    const { headers } = await app.inject('/v1/old')
    expect(headers.deprecation).toBe('@1798761600')
    expect(headers.sunset).toBe('Tue, 01 Feb 2028 00:00:00 GMT')
    expect(headers.link).toBe(
      '</v1/old?cursor=x>; rel="next", ' +
        `<${URL}/docs/changelog>; rel="deprecation"; type="text/html", ` +
        `<${URL}/docs/changelog>; rel="sunset"; type="text/html", ` +
        `<${URL}/v1/new>; rel="successor-version"`,
    )
    const refused = await app.inject('/v1/old?unknown=1')
    expect(refused.statusCode).toBe(422)
    expect(refused.headers.sunset).toBe(headers.sunset)
    const operation = describedApi(app).paths['/v1/old']?.get
    expect(operation?.deprecated).toBe(true)
    expect(operation?.description).toContain('until 2028-02-01; its successor is `/v1/new`')
    expect(operation?.responses['200']).toMatchObject({ headers: { Deprecation: {}, Sunset: {}, Link: {} } })
    await app.close()
  })

  test('is announced a year ahead at least', async () => {
    const app = withOld({ at: '2027-01-01', sunset: '2027-06-01' })
    await expect(app).rejects.toThrow('less than a year')
  })

  test('there is none today', async () => {
    const { appUrl } = await createTestDatabase()
    const app = await buildApp({ databaseUrl: appUrl, publicUrl: () => URL, logLevel: 'silent', jobs: false })
    await app.ready()
    expect(operationsOf(describedApi(app)).filter(({ operation }) => operation.deprecated)).toEqual([])
    expect((await app.inject('/v1/feeds')).headers.deprecation).toBeUndefined()
    await app.close()
  })
})

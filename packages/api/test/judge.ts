import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { PROBLEM_SLUGS } from '@essaim/shared/problem.ts'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import type { Content, Document, Method, Operation, Response } from '../src/plugins/openapi/document.ts'
import { componentOf } from '../src/plugins/openapi/operations.ts'
import { describedApi } from '../src/plugins/openapi.ts'

export type Answer = { statusCode: number; headers: Record<string, unknown>; body: string }
export type Judge = (request: { method: string; url: string }, answer: Answer) => void

/** What no operation has to announce: a method or media type that is none of its own, and our own faults. */
const UNANNOUNCED = new Set([405, 415, 500])

const PROBLEM = 'application/problem+json'

/** An answer that the document does not describe. */
export class Undocumented extends Error {}

/**
 * Makes the judge of an application's answers: what is not written in its OpenAPI document (a status, a media type,
 * a member) throws. What is outside of /v1 is judged only where it refuses.
 */
export function judgeOf(document: Document): Judge {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true })
  addFormats.default(ajv)
  ajv.addSchema({ $id: 'document', ...document } as object)
  const compiled = new Map<string, ValidateFunction>()
  const validator = (where: string) => {
    const known = compiled.get(where) ?? ajv.compile({ $ref: `document#${where}` })
    compiled.set(where, known)
    return known
  }
  const token = (part: string) => part.replaceAll('~', '~0').replaceAll('/', '~1')
  const paths = Object.keys(document.paths)
    .map((path) => ({
      path,
      pattern: new RegExp(`^${path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+')}$`),
    }))
    // a literal part is closer than a parameter
    .sort((a, b) => a.path.split('{').length - b.path.split('{').length)

  return (request, answer) => {
    const method = request.method.toLowerCase()
    if (method === 'options') return
    const path = new URL(request.url, 'http://judge').pathname
    const found = paths.find(({ pattern }) => pattern.test(path))?.path
    const asked = (method === 'head' ? 'get' : method) as Method
    const operation: Operation | undefined = found === undefined ? undefined : document.paths[found]?.[asked]
    const where = `${request.method} ${request.url} → ${answer.statusCode}`
    const wrong = (reason: string): never => {
      throw new Undocumented(`${where}: ${reason}\n${answer.body.slice(0, 2000)}`)
    }
    const type = String(answer.headers['content-type'] ?? '').split(';')[0] ?? ''

    if (answer.statusCode >= 400) checkProblem()
    if (!operation || found === undefined) {
      if (answer.statusCode < 400 && path.startsWith('/v1')) wrong('no such operation in the document')
      return
    }
    const status = String(answer.statusCode)
    const listed = operation.responses[status]
    if (!listed) {
      if (!UNANNOUNCED.has(answer.statusCode)) wrong('this status is not documented')
      return
    }
    if ('$ref' in listed) return
    checkBody(listed, `/paths/${token(found)}/${asked}/responses/${status}/content`)

    function checkProblem(): void {
      if (method === 'head') return
      // OAuth libraries read JSON only: the authorization server's refusals are problems in that dress
      const oauth = path.startsWith('/oauth/') && operation !== undefined
      const wanted = oauth ? 'application/json' : PROBLEM
      if (type !== wanted) wrong(`a refusal is ${wanted}, not ${type}`)
      const body = parsed()
      const check = validator(`/components/schemas/${oauth ? 'OAuthProblem' : 'Problem'}`)
      if (!check(body)) wrong(ajv.errorsText(check.errors))
      const { status, type: uri } = body as { status: number; type: string }
      if (status !== answer.statusCode) wrong('its status is not that of the answer')
      if (!PROBLEM_SLUGS.some((slug) => uri.endsWith(`/problems/${slug}`))) wrong('its type is not in the catalogue')
    }
    function checkBody({ content }: Response, pointer: string): void {
      if (
        answer.statusCode === 201 &&
        answer.headers.location === undefined &&
        !/\/(links|sign-in-links|keys|imports|session)$/.test(path)
      )
        wrong('201 without Location')
      if (method === 'head' || answer.statusCode === 304) return
      if (!content) {
        if (answer.body !== '') wrong('a body where none is documented')
        return
      }
      const media = content[type]
      if (!media) {
        wrong(`${type || 'no media type'} instead of ${Object.keys(content as Content).join(', ')}`)
        return
      }
      if (!/[/+]json$/.test(type) || !media.schema) return
      const check = validator(`${pointer}/${token(type)}/schema`)
      if (!check(parsed()))
        wrong(`${componentOf(content) ?? 'body'}: ${ajv.errorsText(check.errors, { separator: '\n' })}`)
    }
    function parsed(): unknown {
      try {
        return JSON.parse(answer.body)
      } catch {
        return wrong('the body is not JSON')
      }
    }
  }
}

/** The judge of one application, which must be ready. */
export const judge = (app: FastifyInstance): Judge => judgeOf(describedApi(app))

/** The body as whoever asked for it compressed reads it. */
function unpacked({ headers, payload, rawPayload }: LightMyRequestResponse): string {
  const encoding = headers['content-encoding']
  if (encoding === 'br') return String(brotliDecompressSync(rawPayload))
  return encoding === 'gzip' ? String(gunzipSync(rawPayload)) : payload
}

let shared: Judge | undefined

/**
 * Has every answer that a test sees judged: an answer that lies fails the test that got it. Applications of tests have
 * the same routes, whatever their options: one judge, whose making costs more than most tests, serves all of a process.
 */
export function judgeEveryAnswer(app: FastifyInstance): void {
  const inject = app.inject.bind(app) as (options: unknown) => Promise<LightMyRequestResponse>
  const judged = async (options: string | { method?: string; url?: unknown; path?: unknown }) => {
    const answer = await inject(options)
    shared ??= judge(app)
    const { method = 'GET', url, path } = typeof options === 'string' ? { url: options } : options
    shared(
      { method, url: String(url ?? path) },
      { statusCode: answer.statusCode, headers: answer.headers, body: unpacked(answer) },
    )
    return answer
  }
  Object.defineProperty(app, 'inject', { value: judged, configurable: true, writable: true })
}

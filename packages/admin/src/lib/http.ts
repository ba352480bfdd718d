import type { Problem, ProblemError, ProblemSlug } from '@essaim/shared/problem.ts'
import { apiUrl } from './config.ts'
import { locale, t } from './i18n.ts'

export type Answer<T> = { data: T; etag: string | null; location: string | null }
type QueryValue = string | number | boolean | undefined | null | readonly string[]
export type Query = Record<string, QueryValue>

export type Asked = {
  query?: Query | undefined
  body?: unknown
  /** The version that the change was made on: what changed meanwhile is refused (412). */
  etag?: string | null | undefined
  /** Refused (412) where there is one already. */
  fresh?: boolean
  /** A file as it is, instead of JSON. */
  file?: Blob
  /** What the file is; CSV unless it is said. */
  fileType?: string
  signal?: AbortSignal | undefined
}

/** A refusal of the API, in words for people; `faults` are those of the input. */
export class Refusal extends Error {
  readonly status: number
  readonly slug: ProblemSlug | 'offline'
  readonly faults: ProblemError[]
  readonly problem: (Problem & { state?: unknown; by?: unknown; at?: unknown }) | null
  readonly retryAfter: number | null

  constructor(status: number, problem: Problem | null, retryAfter: number | null = null) {
    super(problem?.detail ?? problem?.title ?? t('error.unknown'))
    this.status = status
    this.problem = problem
    this.slug = (problem?.type.split('/').at(-1) ?? (status === 0 ? 'offline' : 'internal')) as ProblemSlug | 'offline'
    this.faults = problem?.errors ?? []
    this.retryAfter = retryAfter
  }
}

type Credentials = { bearer: () => Promise<string | null>; renew: () => Promise<string | null> }
let credentials: Credentials = { bearer: async () => null, renew: async () => null }

/** Says where the token comes from; the session does so, once. */
export function authenticateWith(source: Credentials): void {
  credentials = source
}

/** What identifies a request that is not made here, such as one that tells its progress. */
export const identified = async (): Promise<Record<string, string>> => {
  const token = await credentials.bearer()
  return { 'accept-language': locale(), ...(token && { authorization: `Bearer ${token}` }) }
}

/** One call of the API with the session's token; a token that has run out is renewed once. */
export async function call<T>(method: string, path: string, asked: Asked = {}): Promise<Answer<T>> {
  const first = await send(method, path, asked, await credentials.bearer())
  if (first.status !== 401) return read<T>(first)
  const renewed = await credentials.renew()
  return read<T>(renewed ? await send(method, path, asked, renewed) : first)
}

/** A file of the API, as it is. */
export async function getFile(path: string): Promise<Blob> {
  const first = await send('GET', path, {}, await credentials.bearer())
  const renewed = first.status === 401 ? await credentials.renew() : null
  const response = renewed ? await send('GET', path, {}, renewed) : first
  if (!response.ok) await read(response)
  return response.blob()
}

export const get = <T>(path: string, query?: Query, signal?: AbortSignal) => call<T>('GET', path, { query, signal })
export const post = <T>(path: string, body: unknown, asked: Asked = {}) => call<T>('POST', path, { ...asked, body })
export const patch = <T>(path: string, body: unknown, etag: string | null) => call<T>('PATCH', path, { body, etag })
export const remove = (path: string, etag: string | null) => call<null>('DELETE', path, { etag })

/** Sends one request as it is; only sessions call it directly. */
export async function send(method: string, path: string, asked: Asked, token: string | null): Promise<Response> {
  const headers = new Headers({ 'accept-language': locale(), accept: 'application/json, application/problem+json' })
  if (token) headers.set('authorization', `Bearer ${token}`)
  if (asked.etag) headers.set('if-match', asked.etag)
  if (asked.fresh) headers.set('if-none-match', '*')
  if (asked.file) headers.set('content-type', asked.fileType ?? 'text/csv')
  else if (asked.body !== undefined)
    headers.set('content-type', method === 'PATCH' ? 'application/merge-patch+json' : 'application/json')
  if (method === 'POST' && token) headers.set('idempotency-key', crypto.randomUUID())
  const body = asked.file ?? (asked.body === undefined ? null : JSON.stringify(asked.body))
  try {
    return await fetch(apiUrl(path) + queryString(asked.query), {
      method,
      headers,
      body,
      signal: asked.signal ?? null,
      credentials: 'include',
    })
  } catch (cause) {
    if (asked.signal?.aborted) throw cause
    throw new Refusal(0, {
      type: 'offline',
      title: t('error.offline'),
      detail: t('error.offline.detail'),
      status: 400,
      instance: '',
    })
  }
}

/** The body of an answer, or the refusal that it states. */
export async function read<T>(response: Response): Promise<Answer<T>> {
  const type = response.headers.get('content-type') ?? ''
  const body: unknown = type.includes('json') ? await response.json() : null
  if (!response.ok)
    throw new Refusal(response.status, body as Problem | null, Number(response.headers.get('retry-after')) || null)
  return { data: body as T, etag: response.headers.get('etag'), location: response.headers.get('location') }
}

/** `?a=1&b=x&b=y`: a repeated member is OR; what is empty is left out. */
export function queryString(query: Query = {}): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined && one !== null && one !== '') parameters.append(name, String(one))
  }
  const text = parameters.toString()
  return text ? `?${text}` : ''
}

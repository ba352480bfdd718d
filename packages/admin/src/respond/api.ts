import type { Thread } from '@essaim/shared/messages.ts'
import type { InvitationAnswer, OwnInvitation } from '@essaim/shared/own-invitations.ts'
import type { Problem } from '@essaim/shared/problem.ts'
import type { RespondentForm, RespondentSession } from '@essaim/shared/respond.ts'
import type { Answer, Submission, SubmissionCard, SubmissionTransition } from '@essaim/shared/submissions.ts'
import type { Commune } from '@essaim/shared/vocabularies.ts'
import { apiUrl, loadConfig } from '../lib/config.ts'
import type { StoredAnswer } from '../questionnaires/draft.ts'
import { type FileDesk, openFileDesk } from '../questionnaires/file-desk.ts'
import type { CommuneSource } from '../questionnaires/setting.ts'
import { chosenLanguage } from './messages.ts'
import { accessToken } from './session.ts'

/** A refusal of the API, or its silence (`status` 0). */
export class Refusal extends Error {
  readonly status: number
  readonly problem: Problem | null
  readonly etag: string | null

  constructor(status: number, problem: Problem | null = null, etag: string | null = null) {
    super(problem?.detail ?? problem?.title ?? `HTTP ${status}`)
    this.status = status
    this.problem = problem
    this.etag = etag
  }
}

type Asked = {
  body?: unknown
  headers?: Record<string, string>
  keepalive?: boolean
  signal?: AbortSignal | undefined
  anonymous?: boolean
}
type Answered<T> = { data: T; etag: string | null }

let configured: Promise<void> | null = null

/** Asks the API, as whoever has the session. */
export async function call<T>(
  method: string,
  path: string,
  { body, headers = {}, keepalive = false, signal, anonymous = false }: Asked = {},
): Promise<Answered<T>> {
  configured ??= loadConfig().catch(() => undefined)
  await configured
  const token = anonymous ? null : accessToken()
  const sent = {
    accept: 'application/json, application/problem+json',
    'accept-language': chosenLanguage(),
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(token && { authorization: `Bearer ${token}` }),
    ...headers,
  }
  const response = await fetch(apiUrl(path), {
    method,
    headers: sent,
    body: body === undefined ? null : JSON.stringify(body),
    keepalive,
    signal: signal ?? null,
    cache: 'no-store',
  }).catch((cause: unknown) => {
    if (signal?.aborted) throw cause
    throw new Refusal(0)
  })
  const isJson = response.headers.get('content-type')?.includes('json') ?? false
  const read: unknown = isJson ? await response.json().catch(() => null) : null
  const etag = response.headers.get('etag')
  if (!response.ok) throw new Refusal(response.status, read as Problem | null, etag)
  return { data: read as T, etag }
}

/** A document of the API, as it is. */
export async function fetchFile(path: string): Promise<Blob> {
  const response = await fetch(apiUrl(path), {
    headers: { 'accept-language': chosenLanguage(), authorization: `Bearer ${accessToken()}` },
    cache: 'no-store',
  }).catch(() => {
    throw new Refusal(0)
  })
  if (!response.ok) throw new Refusal(response.status, (await response.json().catch(() => null)) as Problem | null)
  return response.blob()
}

/** Where the published record is read on paper. */
export const recordPdf = (id: string): string => apiUrl(`/v1/innovations/${encodeURIComponent(id)}/pdf`)

const base = '/v1/respond'
const one = (id: string) => `${base}/submissions/${encodeURIComponent(id)}`

/** Where an answer is read on paper. */
export const summaryOf = (id: string): string => `${one(id)}/summary`

/** Exchanges the token of the personal link, or a typed code: only ever after a click. */
export const openSession = async (key: { token: string } | { code: string }): Promise<RespondentSession> =>
  (await call<RespondentSession>('POST', `${base}/session`, { body: key, anonymous: true })).data

/** Has a fresh link mailed in place of an expired one, to the address on file. */
export const askFreshLink = (token: string): Promise<unknown> =>
  call('POST', `${base}/links`, { body: { token }, anonymous: true })

export const fetchInvitation = async (): Promise<OwnInvitation> =>
  (await call<OwnInvitation>('GET', `${base}/invitation`)).data

export const answerInvitation = async (transition: InvitationAnswer): Promise<OwnInvitation> =>
  (await call<OwnInvitation>('POST', `${base}/invitation/transitions`, { body: { transition } })).data

const post = (path: string) => (body: unknown) =>
  call('POST', base + path, { body, headers: { 'idempotency-key': crypto.randomUUID() } })
export const inviteColleague = post('/colleagues')
export const proposeSuccessor = post('/successor')
export const askForHelp = post('/help')

export const removeColleague = (id: string): Promise<unknown> =>
  call('DELETE', `${base}/colleagues/${encodeURIComponent(id)}`)

export const closeSession = (): Promise<unknown> => call('DELETE', `${base}/session`)

/** The questionnaire and its lists: the current version, or the one that a submission was begun on. */
export const fetchForm = async (submission?: string): Promise<RespondentForm> =>
  (
    await call<RespondentForm>(
      'GET',
      `${base}/form${submission ? `?submission=${encodeURIComponent(submission)}` : ''}`,
    )
  ).data

/** All the association's answers, the ones changed last first. */
export async function fetchSubmissions(): Promise<SubmissionCard[]> {
  const cards: SubmissionCard[] = []
  let cursor: string | null = null
  do {
    const query: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''
    const { data } = await call<{ items: SubmissionCard[]; next: string | null }>(
      'GET',
      `${base}/submissions?limit=100${query}`,
    )
    cards.push(...data.items)
    cursor = data.next
  } while (cursor)
  return cards
}

type Beginning = { answers?: Record<string, unknown>; innovation_id?: string }

export const createSubmission = async (beginning: Beginning = {}): Promise<Submission> =>
  (
    await call<Submission>('POST', `${base}/submissions`, {
      body: beginning,
      headers: { 'idempotency-key': crypto.randomUUID() },
    })
  ).data

export const fetchSubmission = async (id: string): Promise<Submission> => (await call<Submission>('GET', one(id))).data

type Whole = [Submission, StoredAnswer[]]
const early = new Map<string, Promise<Whole>>()

/** Asks for a submission and its answers before the page that shows them stands: the network is slow, and answers at once. */
export function askEarly(id: string): void {
  const asked = fetchWhole(id)
  // told where it is awaited
  asked.catch(() => undefined)
  early.set(id, asked)
}

/** A submission with its answers; what was asked early is used once. */
export function fetchWhole(id: string): Promise<Whole> {
  const asked = early.get(id)
  early.delete(id)
  return asked ?? Promise.all([fetchSubmission(id), fetchAnswers(id)])
}

export const fetchAnswers = async (id: string): Promise<StoredAnswer[]> =>
  (await call<{ items: StoredAnswer[] }>('GET', `${one(id)}/answers`)).data.items

export const putAnswer = (
  id: string,
  question: string,
  value: unknown,
  etag: string,
  keepalive: boolean,
): Promise<Answered<Answer>> =>
  call<Answer>('PUT', `${one(id)}/answers/${encodeURIComponent(question)}`, {
    body: { value },
    headers: { 'if-match': etag },
    keepalive,
  })

/** Where the files of an answer go. */
export const filesOf = (id: string): FileDesk =>
  openFileDesk(`${one(id)}/files`, async () => ({
    'accept-language': chosenLanguage(),
    authorization: `Bearer ${accessToken()}`,
  }))

export const fetchAnswer = (id: string, question: string): Promise<Answered<Answer>> =>
  call<Answer>('GET', `${one(id)}/answers/${encodeURIComponent(question)}`)

/** What was written about an answer, to the association and by it. */
export const fetchThread = async (id: string): Promise<Thread> => (await call<Thread>('GET', `${one(id)}/thread`)).data

export const writeMessage = (id: string, body: string): Promise<unknown> =>
  call('POST', `${one(id)}/messages`, { body: { body }, headers: { 'idempotency-key': crypto.randomUUID() } })

export const transition = async (id: string, name: SubmissionTransition): Promise<Submission> =>
  (await call<Submission>('POST', `${one(id)}/transitions`, { body: { transition: name } })).data

/** Takes a rejected answer up again, in a draft of its own. */
export const copySubmission = async (id: string): Promise<Submission> =>
  (await call<Submission>('POST', `${one(id)}/copy`, { body: {} })).data

export const findCommunes: CommuneSource = async (asked, signal) => {
  const query =
    'q' in asked
      ? `q=${encodeURIComponent(asked.q)}`
      : `${asked.codes.map((code) => `code=${encodeURIComponent(code)}`).join('&')}&limit=50`
  return (await call<{ items: Commune[] }>('GET', `/v1/communes?${query}`, { signal, anonymous: true })).data.items
}

/** Takes the association's published record out of the directory, at once. */
export const withdrawRecord = (id: string): Promise<unknown> =>
  call('POST', `${base}/innovations/${encodeURIComponent(id)}/withdrawal`, { body: {} })

/** The address of the public record, null when there is none. */
export async function findPublicRecord(id: string): Promise<string | null> {
  try {
    const { data } = await call<{ url: string; canonical_url: string | null }>(
      'GET',
      `/v1/innovations/${encodeURIComponent(id)}`,
      { anonymous: true },
    )
    return data.canonical_url ?? data.url
  } catch {
    return null
  }
}

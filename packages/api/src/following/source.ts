import { setTimeout as pause } from 'node:timers/promises'
import { EXIT_REFUSED, EXIT_TRY_AGAIN, StartFailure } from '../lib/start-failure.ts'
import { type Answer, type Heading, type Page, readHeading, readPage, stepAfter } from './rules.ts'

/** What is shown to the instance that is followed; null reads what is public. */
export type Credentials = { key: string } | { clientId: string; clientSecret: string } | null

export type SourceSettings = {
  /** The base address of the API, without a slash at its end. */
  from: string
  filter: string
  credentials: Credentials
  /** How often a call may be in vain before it is given up. */
  attempts: number
  tell: (line: string) => void
}

const ANSWER_MS = 60_000

type Body = Record<string, unknown> | null
type Received = Answer & { body: Body; waited: boolean }

/** The base address of an API, from any address of it that is given. */
export function baseOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash)
    throw new StartFailure(`« ${text} » n’est pas l’adresse d’un service (https://…).`)
  const path = url.pathname.replace(/\/+$/, '')
  return `${url.origin}${path || '/v1'}`
}

/** An instance that is followed: asked until it answers, with our credentials, which no other origin gets. */
export function openSource({ from, filter, credentials, attempts, tell }: SourceSettings) {
  const { origin } = new URL(from)
  let token: { value: string; until: number } | null = null

  function ours(address: unknown): string {
    if (typeof address === 'string' && URL.canParse(address, origin)) {
      const url = new URL(address, origin)
      if (url.origin === origin) return url.href
    }
    throw new StartFailure(
      `${origin} renvoie à une autre adresse (${String(address).slice(0, 200)}), qui n’est pas suivie : si c’est la sienne, donnez-la à --from.`,
    )
  }

  /** One call; null where no answer came. */
  async function call(url: string, init: RequestInit, wait = 0): Promise<Received | null> {
    try {
      const answer = await fetch(url, {
        ...init,
        redirect: 'manual',
        signal: AbortSignal.timeout(ANSWER_MS + wait * 1000),
      })
      const text = await answer.text()
      const body = /^application\/(\w+\+)?json\b/.test(answer.headers.get('content-type') ?? '')
        ? (JSON.parse(text) as Body)
        : null
      if (answer.status >= 300 && answer.status < 400) ours(answer.headers.get('location'))
      return {
        status: answer.status,
        slug: typeof body?.type === 'string' ? (body.type.split('/').at(-1) ?? null) : null,
        retryAfter: answer.headers.get('retry-after'),
        body,
        waited: answer.headers.has('preference-applied'),
      }
    } catch (error) {
      if (error instanceof StartFailure) throw error
      return null
    }
  }

  /** A call that is made again as long as that may help; null where everything has to be read anew. */
  async function insist(url: string, prepare: () => Promise<RequestInit>, wait = 0): Promise<Received | null> {
    for (let attempt = 0, renewed = false; ; ) {
      const answer = await call(url, await prepare(), wait)
      const step = stepAfter(answer, attempt, Math.random(), new Date())
      if (step.do === 'read' && answer?.body) return answer
      if (step.do === 'begin-again') return null
      if (step.do === 'refused' && token && !renewed) {
        // it may have ended, or been revoked, before its time
        token = null
        renewed = true
        continue
      }
      if (step.do !== 'wait') throw refusal(url, answer)
      attempt += 1
      const why = answer ? `a répondu ${answer.status}` : 'ne répond pas'
      if (attempt >= attempts) throw new StartFailure(`${origin} ${why} : relancez plus tard.`, EXIT_TRY_AGAIN)
      tell(`${origin} ${why} : nouvel essai dans ${Math.ceil(step.seconds)} s.`)
      await pause(step.seconds * 1000)
    }
  }

  function refusal(url: string, answer: Received | null): StartFailure {
    const errors = Array.isArray(answer?.body?.errors) ? (answer.body.errors as { detail?: string }[]) : []
    const said = [answer?.body?.detail, answer?.body?.error_description, ...errors.map(({ detail }) => detail)]
    const why = said.filter((one) => typeof one === 'string').join(' ')
    if (answer?.status === 401 || answer?.status === 403)
      return new StartFailure(
        `${origin} refuse ${credentials ? 'ces identifiants' : 'de répondre sans clé (ESSAIM_KEY)'} : ${answer.status}. ${why}`,
        EXIT_REFUSED,
      )
    return new StartFailure(`${url} ne répond pas comme un service Essaim : ${answer?.status}. ${why}`)
  }

  async function authorization(): Promise<Record<string, string>> {
    if (!credentials) return {}
    if ('key' in credentials) return { authorization: `Bearer ${credentials.key}` }
    if (!token || token.until < Date.now()) token = await newToken(credentials)
    return { authorization: `Bearer ${token.value}` }
  }

  /** RFC 6749 §4.4, where RFC 8414 says that it is done. */
  async function newToken({ clientId, clientSecret }: { clientId: string; clientSecret: string }) {
    const metadata = await insist(`${origin}/.well-known/oauth-authorization-server`, async () => ({}))
    const pair = [clientId, clientSecret].map(encodeURIComponent).join(':')
    const headers = { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
    const body = () => new URLSearchParams({ grant_type: 'client_credentials' })
    const url = ours(metadata?.body?.token_endpoint)
    const answer = await insist(url, async () => ({ method: 'POST', headers, body: body() }))
    const { access_token, expires_in } = answer?.body ?? {}
    if (typeof access_token !== 'string') throw refusal(url, answer)
    // renewed a little before its end
    const seconds = typeof expires_in === 'number' ? Math.max(expires_in - 30, 1) : 60
    return { value: access_token, until: Date.now() + seconds * 1000 }
  }

  const read = (url: string, wait = 0) =>
    insist(
      url,
      async () => ({
        headers: {
          accept: 'application/json',
          'accept-language': 'fr',
          'cache-control': 'no-cache',
          'user-agent': 'essaim-pull',
          ...(wait > 0 && { prefer: `wait=${wait}` }),
          ...(await authorization()),
        },
      }),
      wait,
    )

  return {
    /** Where the feed stands now. */
    async heading(): Promise<Heading> {
      const url = `${from}/feeds${filter && `?${filter}`}`
      const answer = await read(url)
      const heading = readHeading(answer?.body)
      if (!heading) throw new StartFailure(`${url} ne donne pas de flux d’innovations avec son empreinte.`)
      return { ...heading, url: ours(heading.url) }
    },

    /** A page after that number, for which the service may wait; null: everything has to be read anew. */
    async page(address: string, head: number, wait = 0): Promise<(Page & { waited: boolean }) | null> {
      const url = ours(address)
      const answer = await read(url, wait)
      if (!answer) return null
      const page = readPage(answer.body, head)
      if (!page) throw new StartFailure(`${url} n’est pas une page d’un flux d’innovations.`)
      return { ...page, next: ours(page.next), waited: answer.waited }
    },
  }
}
export type Source = ReturnType<typeof openSource>

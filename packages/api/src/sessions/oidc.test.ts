import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { json, PUBLIC_URL, problemOf, type TestApp, testApp } from '../../test/app.ts'

const CALLBACK = `${PUBLIC_URL}/v1/session/oidc/callback`
const SECRET = 'bruyere-du-menez-hom-29'
const CONSOLE = `${PUBLIC_URL}/admin/`

let provider: ChildProcess
let issuer: string
let essaim: TestApp
const known = async (accounts: Record<string, { email?: string; email_verified?: boolean }>) => {
  const taken = once(provider, 'message')
  provider.send(accounts)
  await taken
}
const said = async (child: ChildProcess) => (await once(child, 'message'))[0] as string

beforeAll(async () => {
  provider = fork(join(import.meta.dirname, '../../test/process/identity-provider.ts'), [CALLBACK, SECRET], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  issuer = await said(provider)
  essaim = await testApp({ jobs: false, oidc: { issuer, clientId: 'essaim', clientSecret: SECRET } })
})
afterAll(() => {
  provider.kill()
})

/** What a browser keeps of each place. */
class Jar {
  #kept = new Map<string, string>()
  take(lines: string[]): void {
    for (const line of lines) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') this.#kept.delete(name)
      else this.#kept.set(name, value)
    }
  }
  get cookie(): string {
    return [...this.#kept].map(([name, value]) => `${name}=${value}`).join('; ')
  }
  has(name: string): boolean {
    return this.#kept.has(name)
  }
}
const asList = (value: unknown): string[] => (value === undefined ? [] : [value].flat().map(String))

type Browser = { ours: Jar; theirs: Jar }
const aBrowser = (): Browser => ({ ours: new Jar(), theirs: new Jar() })

const visit = async ({ ours }: Browser, address: string) => {
  const url = address.slice(PUBLIC_URL.length)
  const answer = await essaim.app.inject({ url, headers: { cookie: ours.cookie } })
  ours.take(asList(answer.headers['set-cookie']))
  return answer
}
const begin = async (browser: Browser) =>
  String((await visit(browser, `${PUBLIC_URL}/v1/session/oidc/start`)).headers.location)

/** Signs in at the provider, as its pages ask; gives the address that it sends the browser back to. */
async function signInThere({ theirs }: Browser, start: string, subject: string): Promise<string> {
  let address = start
  let form: URLSearchParams | null = null
  for (let step = 0; step < 20; step += 1) {
    // with what this provider does not send, and others do
    if (address.startsWith(CALLBACK)) return `${address}&session_state=x&authuser=0`
    const answer: Response = await fetch(address, {
      redirect: 'manual',
      headers: { cookie: theirs.cookie },
      ...(form && { method: 'POST', body: form }),
    })
    theirs.take(answer.headers.getSetCookie())
    form = null
    const next = answer.headers.get('location')
    if (next) address = new URL(next, address).href
    else {
      const page = await answer.text()
      const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1]
      address = new URL(/action="([^"]+)"/.exec(page)?.[1] ?? '', address).href
      if (!prompt) throw new Error(`${answer.status} ${page}`)
      form = new URLSearchParams({ prompt, ...(prompt === 'login' && { login: subject, password: 'x' }) })
    }
  }
  throw new Error('the provider never sends back')
}

const signIn = async (subject: string, browser = aBrowser()) =>
  visit(browser, await signInThere(browser, await begin(browser), subject))
const renewed = ({ ours }: Browser) =>
  essaim.app.inject({ method: 'POST', url: '/v1/session/refresh', headers: { cookie: ours.cookie } })

test('a member whose address the provider has verified is signed in, and by the same identity ever after', async () => {
  const member = await essaim.staff(['moderator'])
  await known({ 'subject-1': { email: member.email.toUpperCase(), email_verified: true } })
  const browser = aBrowser()
  expect((await signIn('subject-1', browser)).headers.location).toBe(CONSOLE)
  expect(browser.ours.has('essaim_oidc')).toBe(false)
  const session = (await renewed(browser)).json() as { user: { id: string } }
  expect(session.user.id).toBe(member.id)

  // the provider knows another address by now: it is the same person
  await known({ 'subject-1': { email: 'autre@essaim.example', email_verified: true } })
  const again = aBrowser()
  expect((await signIn('subject-1', again)).headers.location).toBe(CONSOLE)
  expect(((await renewed(again)).json() as { user: { id: string } }).user.id).toBe(member.id)
  expect(json(await essaim.admin.get('/v1/events?action=user.bind_identity')).items).toHaveLength(1)
})

test('nobody comes in who is unknown, unverified, suspended, or another person under a member’s address', async () => {
  const [first, suspended] = [await essaim.staff(['reader']), await essaim.staff(['reader'])]
  await essaim.admin.patch(`/v1/users/${suspended.id}`, { state: 'suspended' })
  await known({
    unknown: { email: 'inconnue@essaim.example', email_verified: true },
    unverified: { email: first.email, email_verified: false },
    addressless: {},
    suspended: { email: suspended.email, email_verified: true },
    first: { email: first.email, email_verified: true },
    successor: { email: first.email, email_verified: true },
  })
  expect((await signIn('first')).headers.location).toBe(CONSOLE)
  for (const subject of ['unknown', 'unverified', 'addressless', 'suspended', 'successor']) {
    const browser = aBrowser()
    expect((await signIn(subject, browser)).headers.location, subject).toBe(`${CONSOLE}#oidc-not-admitted`)
    expect((await renewed(browser)).statusCode, subject).toBe(401)
  }
  await essaim.admin.patch(`/v1/users/${first.id}`, { state: 'suspended' })
  expect((await signIn('first')).headers.location).toBe(`${CONSOLE}#oidc-not-admitted`)
})

test('a member who gets another address is another person until the provider says so', async () => {
  const member = await essaim.staff(['reader'])
  await known({ leaving: { email: member.email, email_verified: true } })
  expect((await signIn('leaving')).headers.location).toBe(CONSOLE)
  json(await essaim.admin.patch(`/v1/users/${member.id}`, { email: `suivante-${member.email}` }))
  expect((await signIn('leaving')).headers.location).toBe(`${CONSOLE}#oidc-not-admitted`)
})

test('two who come back at once under one address are one, or one is turned away', async () => {
  const member = await essaim.staff(['reader'])
  await known({ a: { email: member.email, email_verified: true }, b: { email: member.email, email_verified: true } })
  const browsers = [aBrowser(), aBrowser()]
  const back = await Promise.all(
    browsers.map(async (browser, i) => signInThere(browser, await begin(browser), i === 0 ? 'a' : 'b')),
  )
  const answers = await Promise.all(browsers.map((browser, i) => visit(browser, back[i] ?? '')))
  expect(answers.map(({ headers }) => headers.location).sort()).toEqual([CONSOLE, `${CONSOLE}#oidc-not-admitted`])
})

test('what comes back serves once, in the browser that began, and unchanged', async () => {
  const member = await essaim.staff(['reader'])
  await known({ once: { email: member.email, email_verified: true } })
  const failed = `${CONSOLE}#oidc-failed`

  const browser = aBrowser()
  const back = await signInThere(browser, await begin(browser), 'once')
  // in another browser: the sign-in of somebody else cannot be put upon anyone
  expect((await visit(aBrowser(), back)).headers.location).toBe(failed)
  const [one, two] = await Promise.all([
    essaim.app.inject({ url: back.slice(PUBLIC_URL.length), headers: { cookie: browser.ours.cookie } }),
    essaim.app.inject({ url: back.slice(PUBLIC_URL.length), headers: { cookie: browser.ours.cookie } }),
  ])
  expect([one.headers.location, two.headers.location].sort()).toEqual([CONSOLE, failed])

  const tampered = aBrowser()
  const other = await signInThere(tampered, await begin(tampered), 'once')
  expect((await visit(tampered, other.replace(/state=[^&]+/, 'state=oidc_autre'))).headers.location).toBe(failed)
  const swapped = aBrowser()
  const mine = await signInThere(swapped, await begin(swapped), 'once')
  const [code] = /code=[^&]+/.exec(other) ?? []
  // a code of another sign-in: its PKCE and its nonce are not this one's
  expect((await visit(swapped, mine.replace(/code=[^&]+/, code ?? ''))).headers.location).toBe(failed)
  const refused = aBrowser()
  const state = new URL(await begin(refused)).searchParams.get('state')
  expect((await visit(refused, `${CALLBACK}?error=access_denied&state=${state}`)).headers.location).toBe(failed)
})

test('the provider is asked for a code with PKCE, state and nonce, and the page says that there is one', async () => {
  const asked = new URL(await begin(aBrowser())).searchParams
  expect(asked.get('response_type')).toBe('code')
  expect(asked.get('code_challenge_method')).toBe('S256')
  for (const name of ['state', 'nonce', 'code_challenge']) expect(asked.get(name)?.length, name).toBeGreaterThan(20)
  expect(json(await essaim.anonymous.get('/v1/session/oidc'))).toEqual({ available: true, issuer })
})

test('without a provider there is no such door; one that does not answer is said to fail', async () => {
  const none = await testApp({ jobs: false })
  expect(json(await none.anonymous.get('/v1/session/oidc'))).toEqual({ available: false, issuer: null })
  for (const path of ['start', 'callback'])
    expect(problemOf(await none.anonymous.get(`/v1/session/oidc/${path}`)).slug).toBe('not-found')
  const away = await testApp({
    jobs: false,
    oidc: { issuer: 'http://127.0.0.1:9', clientId: 'essaim', clientSecret: SECRET },
  })
  expect((await away.anonymous.get('/v1/session/oidc/start')).headers.location).toBe(`${CONSOLE}#oidc-failed`)
})

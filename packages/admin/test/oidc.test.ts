import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from './browser.ts'
import { ADMINISTRATOR, type Server, startServer } from './server.ts'
import { DESK, PHONE, ready, visitor } from './visitor.ts'

const PROVIDER = join(import.meta.dirname, '../../api/test/process/identity-provider.ts')
const SECRET = 'bruyere-du-menez-hom-29'

// the provider has to know where to send browsers back to before the server runs
const freePort = () =>
  new Promise<number>((found) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => found(address !== null && typeof address === 'object' ? address.port : 0))
    })
  })

let browser: Browser
let server: Server
let provider: ChildProcess
beforeAll(async () => {
  const port = await freePort()
  provider = fork(PROVIDER, [`http://127.0.0.1:${port}/v1/session/oidc/callback`, SECRET], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const [issuer] = (await once(provider, 'message')) as [string]
  provider.send({ administrator: { email: ADMINISTRATOR.email, email_verified: true } })
  ;[browser, server] = await Promise.all([
    openBrowser(),
    startServer({
      PORT: String(port),
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: 'essaim',
      OIDC_CLIENT_SECRET: SECRET,
    }),
  ])
})
afterAll(async () => {
  provider?.kill()
  await Promise.all([browser?.close(), server?.stop()])
})

test('the work account opens the console; another account is told why it does not', async () => {
  const who = await visitor(browser, server.url)
  // the provider's own pages
  who.expects('fonts.googleapis.com', 'favicon.ico')
  const { page } = who
  await page.goto('/admin/')
  const account = page.getByRole('link', { name: 'Me connecter avec mon compte professionnel' })
  await account.waitFor()
  for (const size of [DESK, PHONE]) {
    await page.setViewportSize(size)
    await who.judge('sign-in-oidc')
  }
  await page.setViewportSize(DESK)

  const signInThere = async (subject: string) => {
    await account.click()
    await page.locator('input[name=login]').fill(subject)
    await page.locator('input[name=password]').fill('x')
    await page.locator('button[type=submit]').click()
    await page.getByRole('button', { name: 'Continue' }).click()
  }
  await signInThere('stranger')
  await page.getByText('Ce compte n’est pas celui d’un membre de l’équipe', { exact: false }).waitFor()
  expect(page.url()).toBe(`${server.url}/admin/`)
  await who.judge('sign-in-oidc-refused')

  // the provider remembers who is there
  await page.context().clearCookies()
  await signInThere('administrator')
  await ready(page)
  await who.heading('Ce qui vous attend')
})

test('an administrator reads that nothing is backed up yet', async () => {
  const who = await visitor(browser, server.url)
  // the provider's own pages
  who.expects('fonts.googleapis.com', 'favicon.ico')
  const { page } = who
  await page.goto('/admin/federation')
  await page.getByRole('link', { name: 'Me connecter avec mon compte professionnel' }).click()
  await page.locator('input[name=login]').fill('administrator')
  await page.locator('input[name=password]').fill('x')
  await page.locator('button[type=submit]').click()
  await page.getByRole('button', { name: 'Continue' }).click()
  await ready(page)
  await page.goto('/admin/federation')
  const panel = page.getByRole('region', { name: 'Sauvegarde' })
  await panel.getByText('Aucune sauvegarde n’a été faite', { exact: false }).waitFor()
  for (const size of [DESK, PHONE]) {
    await page.setViewportSize(size)
    await who.judge('backup-panel')
  }
})

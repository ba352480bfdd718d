import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from './browser.ts'
import { ADMINISTRATOR, type Administrator, administratorOf, callerOf, type Server, startServer } from './server.ts'
import { DESK, PHONE, ready, signIn, type Visitor, visitor } from './visitor.ts'

let browser: Browser
let server: Server
let call: Administrator
beforeAll(async () => {
  ;[browser, server] = await Promise.all([openBrowser(), startServer()])
  call = await administratorOf(server.url)
})
afterAll(async () => {
  await Promise.all([browser?.close(), server?.stop()])
})

async function judgeOnBoth(who: Visitor, name: string): Promise<void> {
  for (const size of [DESK, PHONE]) {
    await who.page.setViewportSize(size)
    await who.judge(name)
  }
  await who.page.setViewportSize(DESK)
}

const tokenOf = async (id: string, secret: string) =>
  fetch(`${server.url}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  })

test('an administrator gives a partner a client, renews it, and revokes it; a key near its end says so', async () => {
  const partner = await call('POST', '/v1/partners', { name: 'Union interrégionale d’exemple' })
  const soon = new Date(Date.now() + 12 * 86_400_000).toISOString()
  await call('POST', `/v1/partners/${partner.id}/keys`, { scopes: ['feed:read'], expires_at: soon })
  const who = await visitor(browser, server.url)
  const { page } = who
  await page.goto(`/admin/partenaires/${partner.id}`)
  await signIn(who, ADMINISTRATOR.email, ADMINISTRATOR.password)
  await ready(page)
  const panel = page.getByRole('region', { name: 'Clients OAuth', exact: true })
  await panel.getByText('Aucun client OAuth').waitFor()
  await page.getByText('Se termine bientôt').waitFor()

  // by the keyboard alone
  await who.button('Ajouter un client').focus()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type('Extranet des adhérents')
  await page.getByRole('radio', { name: 'Par sa propre signature' }).focus()
  await page.keyboard.press('Space')
  await page.getByRole('dialog').getByRole('button', { name: 'Ajouter un client' }).click()
  await page.getByText('Collez une clé publique').waitFor()
  await judgeOnBoth(who, 'client-nouveau')
  await page.getByRole('radio', { name: 'Par un secret' }).check()
  await page.getByRole('dialog').getByRole('button', { name: 'Ajouter un client' }).click()
  const id = await page.getByRole('textbox', { name: 'client_id' }).inputValue()
  const secret = await page.getByRole('textbox', { name: 'client_secret' }).inputValue()
  await judgeOnBoth(who, 'client-ajoute')
  await page.keyboard.press('Escape')
  const token = (await (await tokenOf(id, secret)).json()) as { access_token: string }
  const script = callerOf(server.url, token.access_token)
  expect((await script('GET', '/v1/feeds')).status).toBe(200)
  await page.reload()
  await panel.getByText('Un secret en cours').waitFor()
  await ready(page)
  await judgeOnBoth(who, 'partenaire-client')

  await page.getByRole('button', { name: 'Renouveler Extranet des adhérents' }).click()
  await judgeOnBoth(who, 'client-renouveler')
  await page.getByRole('dialog').getByRole('button', { name: 'Renouveler', exact: true }).click()
  const renewed = await page.getByRole('textbox', { name: 'client_secret' }).inputValue()
  await page.keyboard.press('Escape')
  await panel.getByText('2 secrets en cours').waitFor()
  for (const one of [secret, renewed]) expect((await tokenOf(id, one)).status).toBe(200)

  await page.getByRole('button', { name: 'Modifier Contact technique' }).click()
  await page.getByRole('textbox', { name: 'Adresse e-mail' }).fill('technique@partenaire.example')
  await page.keyboard.press('Enter')
  await page.getByText('technique@partenaire.example').waitFor()

  await page.getByRole('button', { name: 'Révoquer Extranet des adhérents' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Révoquer', exact: true }).click()
  await panel.getByText('Accès révoqué').waitFor()
  expect((await script('GET', '/v1/feeds')).status).toBe(401)
  await judgeOnBoth(who, 'partenaire-client-revoque')
  await who.leave()
})

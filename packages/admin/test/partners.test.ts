import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from './browser.ts'
import { ADMINISTRATOR, type Administrator, administratorOf, callerOf, type Server, startServer } from './server.ts'
import { DESK, PHONE, ready, signIn, type Visitor, visitor } from './visitor.ts'

const DEMONSTRATION = 'Fédération partenaire (démonstration)'
const LONG = `Union ${'interrégionale '.repeat(6)}des-organisations-de-l-accompagnement-et-de-l-innovation-sociale`

let browser: Browser
let server: Server
let call: Administrator
beforeAll(async () => {
  ;[browser, server] = await Promise.all([openBrowser(), startServer({ ESSAIM_DEMO: '1' })])
  call = await administratorOf(server.url)
})
afterAll(async () => {
  await Promise.all([browser?.close(), server?.stop()])
})

async function administrator(path: string): Promise<Visitor> {
  const who = await visitor(browser, server.url)
  await who.page.goto(path)
  await signIn(who, ADMINISTRATOR.email, ADMINISTRATOR.password)
  await ready(who.page)
  return who
}

async function judgeOnBoth(who: Visitor, name: string): Promise<void> {
  for (const size of [DESK, PHONE]) {
    await who.page.setViewportSize(size)
    await who.judge(name)
  }
  await who.page.setViewportSize(DESK)
}

test('a partner’s page tells how far it follows, what it called, what it was refused and what it read', async () => {
  const who = await administrator('/admin/partenaires')
  const { page } = who
  await page.getByText('En retard d’une fiche').waitFor()
  await judgeOnBoth(who, 'partenaires')
  await page.getByRole('link', { name: DEMONSTRATION }).click()
  await who.heading(DEMONSTRATION)
  for (const panel of ['Flux suivis', 'Appels des 30 derniers jours', 'Derniers refus et erreurs', 'Fiches consultées'])
    await page.getByRole('region', { name: panel, exact: true }).waitFor()
  await page.getByText('Les mêmes chiffres en tableau').click()
  await judgeOnBoth(who, 'partenaire')
  // from what it read to the record, which says the same
  await page.getByRole('region', { name: 'Fiches consultées' }).getByRole('link').first().click()
  await page.getByRole('region', { name: 'Vue par les partenaires' }).getByText(DEMONSTRATION).waitFor()
  await ready(page)
  await judgeOnBoth(who, 'fiche-vue')
  await who.leave()
})

test('what a partner did a moment ago is seen, and what it was refused; a new one is empty and warns of its terms', async () => {
  const partner = await call('POST', '/v1/partners', { name: LONG })
  const who = await administrator(`/admin/partenaires/${partner.id}`)
  const { page } = who
  await page.getByText('Dès que le partenaire lira').waitFor()
  await judgeOnBoth(who, 'partenaire-vide')
  // by the keyboard alone
  await page.getByRole('button', { name: 'Noter l’acceptation' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Enter')
  await page.getByText('À remplir').waitFor()
  await page.keyboard.type('Direction générale')
  await who.judge('partenaire-conditions')
  await page.keyboard.press('Enter')
  await page.getByText(/^Acceptées le/).waitFor()
  expect(await page.getByRole('button', { name: 'Noter l’acceptation' }).count()).toBe(0)

  const { key } = await call('POST', `/v1/partners/${partner.id}/keys`, { scopes: ['feed:read'] })
  const script = callerOf(server.url, key)
  expect((await script('GET', '/v1/feeds/innovations?limit=1')).status).toBe(200)
  expect((await script('GET', '/v1/feeds/innovations?epoch=1')).status).toBe(410)
  await expect
    .poll(async () => (await call('GET', `/v1/partners/${partner.id}/usage`)).faults.length, { timeout: 30_000 })
    .toBe(1)
  await page.reload()
  await page.getByText('410 resync-required').waitFor()
  await page
    .getByRole('region', { name: 'Flux suivis' })
    .getByText(/En retard/)
    .waitFor()
  await judgeOnBoth(who, 'partenaire-nouveau')
  await who.leave()
})

test('an association reads on its page which partners its record reached', async () => {
  const { items } = await call('GET', '/v1/partners')
  const partner = items.find(({ name }: { name: string }) => name === DEMONSTRATION)
  const [{ innovation }] = (await call('GET', `/v1/partners/${partner.id}/consultations`)).items
  const { association } = await call('GET', `/v1/moderation/innovations/${innovation.id}`)
  const contact = await call('POST', `/v1/associations/${association.id}/contacts`, {
    office: 'other',
    name: 'Direction d’exemple',
  })
  const { url } = await call('POST', `/v1/associations/${association.id}/contacts/${contact.id}/links`)
  const who = await visitor(browser, server.url, { viewport: PHONE })
  await who.page.goto(url)
  await who.button('Commencer').click()
  await who.page.getByText(`Consultée par : ${DEMONSTRATION}`).first().waitFor()
  await judgeOnBoth(who, 'fiches-vues')
  await who.leave()
})

test('what cannot be read says so in its place, and is asked for again', async () => {
  const { items } = await call('GET', '/v1/partners')
  const who = await administrator('/admin/partenaires')
  who.expects('/usage')
  const { page } = who
  let down = true
  await page.route('**/v1/partners/*/usage', (route) =>
    down
      ? route.fulfill({
          status: 503,
          contentType: 'application/problem+json',
          body: JSON.stringify({
            type: 'x/problems/overloaded',
            title: 'Surchargé',
            status: 503,
            detail: 'Plus tard.',
          }),
        })
      : route.continue(),
  )
  await page.goto(`/admin/partenaires/${items[0].id}`)
  await page.getByText('Plus tard.').waitFor()
  await who.judge('partenaire-en-panne')
  down = false
  await page.getByRole('button', { name: 'Réessayer' }).click()
  await page.getByRole('region', { name: 'Flux suivis' }).waitFor()
  await who.leave()
})

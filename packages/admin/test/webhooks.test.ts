import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from './browser.ts'
import { ADMINISTRATOR, type Administrator, administratorOf, type Server, startServer } from './server.ts'
import { DESK, PHONE, ready, signIn, visitor } from './visitor.ts'

let browser: Browser
let server: Server
let call: Administrator
beforeAll(async () => {
  ;[browser, server] = await Promise.all([openBrowser(), startServer()])
  call = await administratorOf(server.url)
})
afterAll(() => Promise.all([browser?.close(), server?.stop()]))

test('a webhook is added, read, tried, changed and removed, on a desk and on a phone', async () => {
  const partner = await call('POST', '/v1/partners', { name: 'Fédération d’exemple' })
  const who = await visitor(browser, server.url)
  const { page } = who
  await page.goto(`/admin/partenaires/${partner.id}`)
  await signIn(who, ADMINISTRATOR.email, ADMINISTRATOR.password)
  await ready(page)
  await who.button('Ajouter un webhook').click()
  const dialog = page.getByRole('dialog')
  // what is refused is said at its field
  who.expects('/webhooks')
  await dialog.getByLabel('Adresse').fill('https://10.0.0.1/essaim')
  await dialog.getByRole('button', { name: 'Ajouter un webhook' }).click()
  await dialog.getByText('Une adresse https d’une machine publique est attendue', { exact: false }).waitFor()
  await dialog.getByLabel('Adresse').fill('https://partenaire.example/essaim/annonces')
  await dialog.getByLabel('Description').fill('Répertoire du partenaire')
  await dialog.getByRole('checkbox', { name: 'Fiche publiée' }).check()
  await who.judge('webhook-dialog')
  await dialog.getByRole('button', { name: 'Ajouter un webhook' }).click()
  await dialog.getByText('Voici le secret').waitFor()
  expect(await dialog.getByLabel('Secret').inputValue()).toMatch(/^whsec_/)
  await who.judge('webhook-secret')
  await page.keyboard.press('Escape')

  const panel = page.getByRole('region', { name: 'Webhooks' })
  await panel.getByText('À vérifier').waitFor()
  for (const size of [DESK, PHONE]) {
    await page.setViewportSize(size)
    await who.judge('webhooks-panel')
  }
  await page.setViewportSize(DESK)
  await panel.getByRole('link', { name: 'Répertoire du partenaire' }).click()
  await who.heading('Répertoire du partenaire')
  // there is no such name: the verification could not arrive
  await page.getByText('nom introuvable').first().waitFor()
  await who.button('Vérification de l’adresse').click()
  await page.getByRole('dialog').getByText('endpoint.verify').waitFor()
  await who.judge('webhook-message')
  await page.keyboard.press('Escape')
  for (const size of [DESK, PHONE]) {
    await page.setViewportSize(size)
    await who.judge('webhook-page')
  }

  await who.button('Vérifier l’adresse').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Vérifier l’adresse' }).click()
  await page.getByText('Un message de vérification est en route.').waitFor()
  await page.setViewportSize(DESK)
  await who.button('Changer le secret').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Changer le secret' }).click()
  await page.getByRole('dialog').getByText('Voici le secret').waitFor()
  await page.keyboard.press('Escape')
  await page.getByText('Ancien secret valable jusqu’au').waitFor()
  await who.button('Désactiver').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Désactiver' }).click()
  await page.getByText('Désactivé à la demande', { exact: false }).waitFor()
  await who.judge('webhook-disabled')
  await who.button('Supprimer').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Supprimer' }).click()
  await who.heading('Fédération d’exemple')
  await panel.getByText('Aucun webhook').waitFor()
  await who.leave()
})

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from './browser.ts'
import { prepare } from './federation.ts'
import { PASSWORD, type Server, startServer } from './server.ts'
import { PHONE, signIn, visitor } from './visitor.ts'

let browser: Browser
let server: Server
beforeAll(async () => {
  ;[browser, server] = await Promise.all([openBrowser(), startServer()])
  await prepare(server.url)
})
afterAll(async () => {
  await Promise.all([browser?.close(), server?.stop()])
})

test('a delegate tells of an absence on a telephone, changes it and takes it back', async () => {
  const delegate = await visitor(browser, server.url)
  const { page } = delegate
  await page.goto('/admin/absences')
  await signIn(delegate, 'delegate@essaim.example', PASSWORD)
  await page.setViewportSize(PHONE)
  await delegate.heading('Absences et suppléances')
  await delegate.judge('absences-vide')
  await delegate.button('Annoncer une absence').click()
  await page.getByLabel('Premier jour').fill('2030-07-20')
  await page.getByLabel('Dernier jour').fill('2030-07-10')
  await delegate.button('Enregistrer').click()
  await page.getByText('Le dernier jour précède le premier.').waitFor()
  await delegate.judge('absence-saisie')
  await page.getByLabel('Dernier jour').fill('2030-08-10')
  await delegate.button('Enregistrer').click()
  await page.getByText('du 20 juillet 2030 au 10 août 2030').waitFor()
  await delegate.judge('absences')
  await page.getByRole('button', { name: /^Supprimer l’absence de/ }).click()
  await page.getByText('Personne n’est absent').waitFor()
  expect(await page.getByRole('table').count()).toBe(0)
})

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from './browser.ts'
import { ADMINISTRATOR, type Administrator, administratorOf, PASSWORD, type Server, startServer } from './server.ts'
import { DESK, PHONE, ready, signIn, visitor } from './visitor.ts'

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

test('headquarters picks records for an authority, and sends what the associations agreed to', async () => {
  const who = await visitor(browser, server.url)
  const { page } = who
  const both = async (name: string) => {
    for (const viewport of [DESK, PHONE]) {
      await page.setViewportSize(viewport)
      await who.judge(name)
    }
    await page.setViewportSize(DESK)
  }
  await page.goto('/admin/fiches?state=published')
  await signIn(who, ADMINISTRATOR.email, ADMINISTRATOR.password)
  await ready(page)

  // from a search, by theme
  await page.getByRole('combobox', { name: 'Thème' }).fill('autisme')
  await page
    .getByRole('option', { name: /autisme/i })
    .first()
    .click()
  await page.getByRole('row', { name: /Assistance au projet de vie/ }).waitFor({ state: 'detached' })
  await page.getByRole('checkbox', { name: 'Choisir toutes les fiches de cette page' }).check()
  await both('dossiers-choix')
  await who.button(/^Ajouter .* à un dossier$/).click()
  await who.button('Nouveau dossier').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Titre' }).fill('L’école pour tous')
  await dialog
    .getByRole('textbox', { name: 'Destinataire' })
    .fill('Agence régionale de santé, direction de l’autonomie')
  await dialog.getByRole('combobox', { name: /Accord des associations/ }).click()
  await page.getByRole('option', { name: 'ARS, départements' }).click()
  await both('dossiers-nouveau')
  await dialog.getByRole('button', { name: 'Nouveau dossier' }).click()
  await dialog.getByText(/2 fiches sont dans/).waitFor()
  await dialog.getByRole('link', { name: 'Voir le dossier' }).click()
  await who.heading('L’école pour tous')

  // another record, from its own page: its association did not agree to this recipient
  const { items: found } = await call('GET', '/v1/moderation/innovations?theme=projet-de-vie&q=assistance')
  const assistance = found[0]
  await page.goto(`/admin/fiches/${assistance.id}`)
  await who.button('Ajouter à un dossier').click()
  await dialog.getByRole('combobox', { name: 'Dossier' }).click()
  await page.getByRole('option', { name: /L’école pour tous/ }).click()
  await dialog.getByRole('button', { name: 'Ajouter', exact: true }).click()
  await dialog.getByText('L’association n’a pas accepté').waitFor()
  await both('dossiers-refus')
  await dialog.getByRole('link', { name: 'Voir le dossier' }).click()

  // a note, the papers, and the sending
  await page
    .getByRole('button', { name: /^Note sur/ })
    .first()
    .click()
  await dialog.getByRole('textbox', { name: 'Note' }).fill('Demander une visite.')
  await dialog.getByRole('button', { name: 'Enregistrer' }).click()
  await page.getByText('Demander une visite.').waitFor()
  await both('dossiers-brouillon')
  const saved = page.waitForEvent('download')
  await who.button('À imprimer (PDF)').click()
  expect((await saved).suggestedFilename()).toMatch(/^D-\d{4} – L’école pour tous\.pdf$/)
  await who.button('Transmettre').click()
  await both('dossiers-transmettre')
  await dialog.getByRole('button', { name: 'Transmettre et figer' }).click()
  await page.getByText('Rien n’a changé').or(page.getByText('Inchangée').first()).waitFor()
  expect(await who.button('Transmettre').count()).toBe(0)
  await both('dossiers-transmis')

  // what changed since is told
  const [dossier] = (await call('GET', '/v1/dossiers?state=sent')).items
  const { items } = await call('GET', `/v1/dossiers/${dossier.id}`)
  await call('POST', `/v1/moderation/innovations/${items[0].innovation.id}/transitions`, {
    transition: 'withdraw',
    reason: 'stopped',
  })
  await page.reload()
  await page.getByText('Une fiche a changé depuis la transmission').waitFor()
  await both('dossiers-depuis')
  await page.getByRole('link', { name: 'Dossiers' }).first().click()
  await who.heading('Dossiers')
  await page.getByText('1 fiche a changé').first().waitFor()
  await both('dossiers-liste')
  await who.leave()
})

test('who only reads sees a dossier, and changes nothing', async () => {
  const email = 'lecture-dossiers@essaim.example'
  await call('POST', '/v1/users', { email, name: 'Lecture', password: PASSWORD, roles: ['reader'] })
  const [draft] = (await call('GET', '/v1/dossiers?state=draft')).items
  const who = await visitor(browser, server.url)
  await who.page.goto(`/admin/dossiers/${draft.id}`)
  await signIn(who, email, PASSWORD)
  await who.heading(draft.title)
  await ready(who.page)
  for (const name of ['Transmettre', 'Modifier', 'Supprimer', /^Note sur/, /^Retirer/])
    expect(await who.button(name).count()).toBe(0)
  await who.button('À imprimer (PDF)').waitFor()
  await who.judge('dossiers-lecture')
  await who.leave()
})

test('the association reads in its form to whom its record was sent', async () => {
  const [record] = (await call('GET', '/v1/moderation/innovations?theme=projet-de-vie')).items
  const url = `/v1/associations/${record.association.id}/contacts`
  const contact = await call('POST', url, { office: 'other', name: 'Dominique Exemple' })
  const link = await call('POST', `${url}/${contact.id}/links`)
  const who = await visitor(browser, server.url, { viewport: PHONE })
  await who.page.goto(link.url)
  await who.button('Commencer').click()
  await who.page
    .getByText(/^Transmise à\s: Haut-commissariat .* le \d/)
    .first()
    .waitFor()
  await who.judge('dossiers-association')
  await who.leave()
})

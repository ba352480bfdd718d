import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from './browser.ts'
import { prepare } from './federation.ts'
import { type Administrator, administratorOf, PASSWORD, type Server, startServer } from './server.ts'
import { DESK, PHONE, ready, signIn, visitor } from './visitor.ts'

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

test('an association and its delegation write to each other about an answer; what is between us stays there', async () => {
  const { association } = await prepare(server.url)
  const [contact] = (await call('GET', `/v1/associations/${association.id}/contacts`)).items
  const submission = await call('POST', '/v1/moderation/submissions', {
    association_id: association.id,
    answers: ANSWERS,
  })
  const path = `/v1/moderation/submissions/${submission.id}`
  await call('POST', `${path}/transitions`, { transition: 'submit' })
  const { url } = await call('POST', `/v1/associations/${association.id}/contacts/${contact.id}/links`)

  // on a telephone, the association asks
  const respondent = await visitor(browser, server.url, { viewport: PHONE })
  await respondent.page.goto(url.replace('/repondre/#', `/repondre/?reponse=${submission.id}#`))
  await respondent.button('Commencer').click()
  await respondent.page.getByText('Échanges', { exact: true }).click()
  await respondent.page.getByRole('textbox', { name: 'Votre message' }).fill('Faut-il joindre le bilan ?')
  await respondent.button('Envoyer').click()
  await respondent.page.getByText('Message envoyé.').waitFor()
  await respondent.judge('echanges-association')

  // the delegate is told, reads, notes among staff, answers, and takes the answer back
  const delegate = await visitor(browser, server.url)
  const { page } = delegate
  await page.goto('/admin/')
  await signIn(delegate, 'delegate@essaim.example', PASSWORD)
  await page.getByRole('link', { name: /Notifications : \d+ non lue/ }).click()
  await delegate.heading('Notifications')
  await page.getByText(/vous a écrit/).waitFor()
  await delegate.judge('notifications')
  await page.getByRole('listitem').filter({ hasText: 'vous a écrit' }).getByRole('link').click()
  const thread = page.getByRole('region', { name: 'Échanges et notes' })
  await thread.getByText('Faut-il joindre le bilan ?').waitFor()

  await delegate.button('Note interne').click()
  await thread.getByRole('textbox', { name: 'Note interne' }).fill('Le bilan est déjà au dossier.')
  await delegate.judge('echanges-note')
  await delegate.button('Ajouter la note').click()
  await thread.getByText('Le bilan est déjà au dossier.').waitFor()

  await delegate.button('À l’association').click()
  await delegate.button('Partir d’un modèle').click()
  await page.getByRole('menuitem', { name: 'Remerciements pour l’envoi' }).click()
  const words = thread.getByRole('textbox', { name: 'Message à l’association' })
  expect(await words.inputValue()).toContain('Nous avons bien reçu')
  expect(await words.inputValue()).not.toContain('{{')
  await delegate.button('Envoyer à l’association').click()
  const sent = thread.getByRole('listitem').filter({ hasText: 'Nous avons bien reçu' })
  for (const viewport of [PHONE, DESK]) {
    await page.setViewportSize(viewport)
    await delegate.judge('echanges')
  }
  await sent.getByRole('button', { name: 'Annuler l’envoi' }).click()
  await sent.waitFor({ state: 'detached' })
  expect(await words.inputValue()).toContain('Nous avons bien reçu')

  // neither the note nor what was taken back reached the association
  await respondent.page.reload()
  await respondent.page.getByText('Faut-il joindre le bilan ?').waitFor({ state: 'attached' })
  expect(await respondent.page.content()).not.toMatch(/déjà au dossier|Nous avons bien reçu/)

  // its choices, and the words of the house
  await page.goto('/admin/notifications/reglages')
  await page.getByRole('combobox', { name: 'Une réponse arrive' }).selectOption('Jamais')
  await page.getByText('C’est noté, à partir de maintenant.').waitFor()
  for (const viewport of [PHONE, DESK]) {
    await page.setViewportSize(viewport)
    await delegate.judge('notifications-reglages')
  }
  await page.goto('/admin/modeles')
  await ready(page)
  for (const viewport of [PHONE, DESK]) {
    await page.setViewportSize(viewport)
    await delegate.judge('modeles')
  }
  expect(await delegate.button('Nouveau modèle').count()).toBe(0)
  await delegate.leave()

  const moderator = await visitor(browser, server.url)
  await moderator.page.goto('/admin/modeles')
  await signIn(moderator, 'moderator@essaim.example', PASSWORD)
  await moderator.button('Nouveau modèle').click()
  const dialog = moderator.page.getByRole('dialog')
  moderator.expects('/v1/reply-templates')
  await dialog.getByRole('textbox', { name: 'Nom' }).fill('À bientôt')
  await dialog.getByRole('textbox', { name: 'Texte' }).fill('Merci, {{titre}} !')
  await dialog.getByRole('button', { name: 'Enregistrer' }).click()
  await dialog.getByText(/\{\{titre\}\} ne désigne rien/).waitFor()
  await moderator.judge('modeles-refus')
  await dialog.getByRole('textbox', { name: 'Texte' }).fill('Merci, {{title}} !')
  await dialog.getByRole('button', { name: 'Enregistrer' }).click()
  await moderator.page.getByRole('heading', { name: 'À bientôt' }).waitFor()
  expect([...respondent.faults, ...delegate.faults]).toEqual([])
})

const ANSWERS = {
  structure_nom: 'Association des Genêts',
  structure_commune: '29232',
  contact_nom: 'Camille Exemple',
  contact_fonction: 'Directrice générale',
  contact_courriel: 'direction@genets.example',
  contact_diffusion: 'adherents',
  titre: 'Des élèves qui s’autorégulent',
  accroche: 'Une équipe médico-sociale dans l’école, pour que chacun y apprenne.',
  nature: 'innovation',
  theme_principal: 'tsa-scolarisation',
  publics: ['tsa'],
  echelle: 'departement',
  departements: ['29'],
  date_debut: '2022-09',
  stade: 'essaimage',
  portee: 'tout-public',
  exactitude: true,
  anonymat: true,
  info_rgpd: true,
}

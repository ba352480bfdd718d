import { readFileSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answer, PUBLICATION, SHORT } from './answering.ts'
import { openBrowser } from './browser.ts'
import { follower, prepare } from './federation.ts'
import { ADMINISTRATOR, callerOf, PASSWORD, type Server, startServer } from './server.ts'
import { PHONE, signIn, type Visitor, visitor } from './visitor.ts'

const TITLE = String(SHORT.Titre)
const PITCH = 'Toute une école apprend avec les élèves autistes.'
const REASON = 'Merci de compléter la description et les effets pour les personnes, afin que la fiche puisse paraître.'

let browser: Browser
let server: Server
beforeAll(async () => {
  ;[browser, server] = await Promise.all([openBrowser(), startServer()])
})
afterAll(async () => {
  await Promise.all([browser?.close(), server?.stop()])
})

const link = ({ page }: Visitor, name: string | RegExp) => page.getByRole('link', { name })

/** In the console: opens the dialog of that transition and takes it. */
async function decide(
  who: Visitor,
  name: string,
  fill: (dialog: ReturnType<Visitor['page']['getByRole']>) => Promise<void> = async () => undefined,
  judged?: string,
) {
  await who.button(name).click()
  const dialog = who.page.getByRole('dialog', { name })
  await dialog.waitFor()
  await fill(dialog)
  if (judged) await who.judge(judged)
  await dialog.getByRole('button', { name, exact: true }).click()
  await dialog.waitFor({ state: 'hidden' })
}

/** In the console: from the menu to the queue, from the queue to the submission that is in this state. */
async function openFromQueue(who: Visitor, state: string, judged?: string) {
  await link(who, 'Réponses').first().click()
  await who.heading('Réponses')
  // a moderator begins with what waits for them
  await link(who, /^Toutes/)
    .first()
    .click()
  const row = who.page.getByRole('row').filter({ hasText: TITLE }).filter({ hasText: state })
  await row.waitFor()
  if (judged) await who.judge(judged)
  await row.getByRole('link', { name: TITLE }).click()
  await who.heading(TITLE)
  await who.page.getByRole('region', { name: 'Actions' }).waitFor()
}

async function step(who: Visitor, name: string) {
  await who.page.getByRole('navigation', { name: 'Étapes' }).getByRole('link', { name }).click()
  await who.heading(name)
}

/** The respondent's last page: sends, and is thanked. */
async function send(who: Visitor, again: '' | 'ren' = '') {
  await step(who, `Relire et ${again || 'en'}voyer`)
  await who.button(again ? 'Renvoyer ma réponse' : 'Envoyer ma réponse').click()
  await who.heading('Merci, votre réponse est envoyée')
}

const saved = ({ page }: Visitor) =>
  page
    .getByRole('status')
    .filter({ hasText: /^Enregistré à / })
    .waitFor()

/** Presses what keeps a document on the device, and looks at its first bytes. */
async function keeps({ page }: Visitor, pressed: ReturnType<Visitor['button']>, file: RegExp) {
  const [download] = await Promise.all([page.waitForEvent('download'), pressed.click()])
  expect(download.suggestedFilename()).toMatch(file)
  const bytes = readFileSync(await download.path())
  expect(bytes.subarray(0, 4).toString()).toBe(file.source.includes('docx') ? 'PK\u0003\u0004' : '%PDF')
}
const PRINT = 'Imprimer le récapitulatif'
const RECORD_PDF = 'Télécharger la fiche (PDF)'

test('from the personal link to the partner’s feed: answered, corrected, endorsed, published, renewed, withdrawn', async () => {
  const { association, delegate, moderator, key } = await prepare(server.url)
  const news = follower(server.url, key)
  expect(await news()).toEqual([])

  // Staff make the personal link.
  const staff = await visitor(browser, server.url)
  await staff.page.goto('/admin/associations')
  await staff.heading('Connexion')
  await staff.judge('01-connexion')
  await signIn(staff, ADMINISTRATOR.email, ADMINISTRATOR.password)
  await staff.heading('Associations')
  await link(staff, association.name).click()
  await staff.heading(association.name)
  await staff
    .button(/^Créer un lien/)
    .first()
    .click()
  await staff.page.getByRole('dialog', { name: 'Créer un lien' }).getByRole('button', { name: 'Créer un lien' }).click()
  const shown = staff.page.getByRole('textbox', { name: 'Lien personnel' })
  const personalLink = await shown.inputValue()
  expect(personalLink.startsWith(`${server.url}/repondre/#`)).toBe(true)
  await staff.judge('02-lien-personnel')
  await staff.leave()

  // The contact opens it on a phone, and hands in too early.
  const phone = { viewport: PHONE, hasTouch: true }
  const contact = await visitor(browser, server.url, phone)
  await contact.page.goto(personalLink)
  await contact.heading('Racontez ce que votre association a inventé')
  await contact.judge('03-accueil')
  await contact.button('Commencer').click()
  await contact.heading('Vos innovations')
  expect(contact.page.url()).toBe(`${server.url}/repondre/`)
  await contact.judge('04-liste-vide')
  await keeps(contact, contact.button('Questionnaire vierge à remplir (Word)'), /\.docx$/)
  await contact.button('Décrire une innovation').click()
  await contact.heading('L’essentiel')
  await contact.judge('05-questions')
  await step(contact, 'Relire et envoyer')
  await contact.button('Envoyer ma réponse').click()
  const missing = contact.page.getByRole('region', { name: /^Il reste \d+ réponses à compléter pour envoyer$/ })
  await missing.waitFor()
  expect(await missing.evaluate((summary) => summary === document.activeElement)).toBe(true)
  await contact.judge('06-trop-tot')
  await missing.getByRole('link', { name: /Titre/ }).click()
  await contact.heading('L’essentiel')
  await contact.page.waitForFunction(() => document.activeElement?.tagName === 'INPUT')
  await contact.judge('07-ce-qui-manque')

  // The 19 questions.
  expect(Object.keys(SHORT)).toHaveLength(19)
  for (const [label, value] of Object.entries(SHORT)) await answer(contact.page, label, value)
  await saved(contact)
  await contact.page.getByText('19 réponses sur 19').waitFor()
  await contact.judge('08-19-reponses')
  await step(contact, 'Pour aller plus loin')
  await contact.judge('09-pour-aller-plus-loin')
  await step(contact, 'Relire et envoyer')
  await contact.judge('10-relire')
  await keeps(contact, contact.button(PRINT), /\.pdf$/)
  await send(contact)
  await contact.judge('11-merci')
  await keeps(contact, contact.button(PRINT), /\.pdf$/)
  await contact.leave()

  // The delegate finds it in the queue and endorses.
  const delegated = await visitor(browser, server.url)
  await delegated.page.goto('/admin/')
  await signIn(delegated, delegate.email, PASSWORD)
  await delegated.heading('Ce qui vous attend')
  await link(delegated, TITLE).waitFor()
  await delegated.judge('12-accueil-delegation')
  await openFromQueue(delegated, 'Reçue', '13-file')
  expect(await delegated.button('Accepter').count()).toBe(0)
  await delegated.judge('14-reponse-recue')
  await keeps(delegated, delegated.button(PRINT), /\.pdf$/)
  await decide(delegated, 'Viser', undefined, '15-viser')
  await delegated.page.getByText('Visée').first().waitFor()

  // Headquarters asks once for changes.
  const headquarters = await visitor(browser, server.url)
  await headquarters.page.goto('/admin/')
  await signIn(headquarters, moderator.email, PASSWORD)
  await headquarters.heading('Ce qui vous attend')
  await link(headquarters, TITLE).waitFor()
  await openFromQueue(headquarters, 'Visée')
  await decide(
    headquarters,
    'Demander des corrections',
    (dialog) => dialog.getByRole('textbox', { name: 'Message à l’association' }).fill(REASON),
    '16-corrections',
  )
  await headquarters.page.getByText('À corriger').first().waitFor()
  await headquarters.judge('17-a-corriger')

  // The association reads why on its link, on another device, completes what publication needs, and hands in again.
  const again = await visitor(browser, server.url, phone)
  await again.page.goto(personalLink)
  await again.button('Commencer').click()
  await again.button(`Corriger et renvoyer : ${TITLE}`).waitFor()
  await again.judge('18-liste-a-corriger')
  await again.button(`Corriger et renvoyer : ${TITLE}`).click()
  await again.page.getByRole('region', { name: 'Message de la fédération' }).getByText(REASON).waitFor()
  await again.judge('19-motif')
  await step(again, 'Pour aller plus loin')
  for (const [section, answers] of Object.entries(PUBLICATION)) {
    await link(again, section).click()
    await again.heading(section)
    for (const [label, value] of Object.entries(answers)) await answer(again.page, label, value)
    await link(again, 'Toutes les parties').click()
    await again.heading('Pour aller plus loin')
  }
  await saved(again)
  await again.judge('20-complete')
  await step(again, 'Relire et renvoyer')
  expect(await again.page.getByText('avant la publication').count()).toBe(0)
  await send(again, 'ren')

  // The delegate endorses that revision, headquarters accepts and publishes.
  await openFromQueue(delegated, 'Reçue')
  await decide(delegated, 'Viser')
  await delegated.leave()
  await openFromQueue(headquarters, 'Visée')
  await decide(headquarters, 'Accepter', undefined, '21-accepter')
  await link(headquarters, 'Voir la fiche').click()
  await headquarters.button('Publier').waitFor()
  await headquarters.judge('22-fiche-brouillon')
  expect(await news()).toEqual([])
  await decide(headquarters, 'Publier', undefined, '23-publier')
  await headquarters.button('Retirer').waitFor()
  await headquarters.judge('24-fiche-publiee')
  await keeps(headquarters, headquarters.button(RECORD_PDF), /\.pdf$/)
  const first = await news()
  expect(first).toMatchObject([{ state: 'updated', data: { version: 1, title: TITLE, pitch: SHORT['En une phrase'] } }])
  const id = first[0]?.id

  // The association sees it published, and renews it.
  await again.page.reload()
  await link(again, 'Voir la fiche publiée').waitFor()
  await again.judge('25-publiee')
  await keeps(again, link(again, RECORD_PDF), /\.pdf$/)
  await again.button('Mettre à jour cette fiche').click()
  await again.heading('L’essentiel')
  await answer(again.page, 'En une phrase', PITCH)
  await saved(again)
  await send(again)
  await openFromQueue(headquarters, 'Reçue')
  await decide(headquarters, 'Accepter')
  await link(headquarters, 'Voir la fiche').click()
  await headquarters.button('Publier la version 2').waitFor()
  await headquarters.judge('26-version-2')
  expect(await news()).toEqual([])
  await headquarters.button('Publier la version 2').click()
  await headquarters.page.getByRole('dialog').getByRole('button', { name: 'Publier', exact: true }).click()
  await headquarters.page.getByRole('dialog').waitFor({ state: 'hidden' })
  expect(await news()).toMatchObject([{ state: 'updated', id, data: { version: 2, title: TITLE, pitch: PITCH } }])

  // Headquarters withdraws it, with a reason that partners get and a comment that they do not.
  await decide(
    headquarters,
    'Retirer',
    async (dialog) => {
      await dialog.getByRole('radio', { name: 'L’innovation s’est arrêtée' }).check()
      await dialog.getByRole('textbox', { name: /^Commentaire interne/ }).fill('Fermeture annoncée par téléphone.')
    },
    '27-retirer',
  )
  await headquarters.page.getByText('Cette fiche a été retirée du répertoire').waitFor()
  await headquarters.judge('28-retiree')
  const last = await news()
  expect(last).toMatchObject([{ state: 'deleted', id, reason: 'withdrawn' }])
  expect(last[0]).not.toHaveProperty('data')
  expect((await callerOf(server.url)('GET', `/v1/innovations/${id}`)).status).toBe(410)
  await Promise.all([again.leave(), headquarters.leave()])
})

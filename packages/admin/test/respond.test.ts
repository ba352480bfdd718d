import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { anOpenCampaign } from './addresses.ts'
import { answer, PUBLICATION, SHORT } from './answering.ts'
import { openBrowser } from './browser.ts'
import { prepare } from './federation.ts'
import { type Administrator, administratorOf, type Server, startServer } from './server.ts'
import { startCounting, tapAnswer } from './thumb.ts'
import { PHONE, type Visitor, visitor } from './visitor.ts'

let browser: Browser
let server: Server
let call: Administrator
let link: string
beforeAll(async () => {
  ;[browser, server] = await Promise.all([openBrowser(), startServer()])
  call = await administratorOf(server.url)
  const { association } = await prepare(server.url)
  await anOpenCampaign(call)
  const contacts = `/v1/associations/${association.id}/contacts`
  const [contact] = (await call('GET', contacts)).items
  link = (await call('POST', `${contacts}/${contact.id}/links`)).url
})
afterAll(async () => {
  await Promise.all([browser?.close(), server?.stop()])
})

const phone = { viewport: PHONE, hasTouch: true, isMobile: true }
const KNOWN = ['Nom de l’association ou de l’organisme gestionnaire', 'Commune du siège', 'Prénom et nom', 'Fonction']
KNOWN.push('Courriel professionnel', 'Qui peut voir ce contact ?', 'Qui peut lire la fiche ?')
const ASKED = Object.entries(SHORT).filter(([label]) => !KNOWN.includes(label))

async function opened(device: Visitor): Promise<void> {
  await device.page.goto(link)
  await device.button('Commencer').tap()
  await device.heading('Vos innovations')
}

/** The network of a device, lost and found: what the browser says of it belongs to the story. */
async function network(device: Visitor, context: BrowserContext, there: boolean): Promise<void> {
  device.expects('/v1/')
  await context.setOffline(!there)
}

const saved = ({ page }: Visitor) =>
  page
    .getByRole('status')
    .filter({ hasText: /^Enregistré à / })
    .waitFor()
const stored = async (id: string) => (await call('GET', `/v1/moderation/submissions/${id}`)).answers

test('a telephone, from the invitation to the hand-in: a network lost, a second device, two at once; nothing is lost', async () => {
  const first = await visitor(browser, server.url, phone)
  await opened(first)
  await first.judge('form-01-depart')
  const counted = await startCounting(first.page)
  await first.button('Décrire une innovation').tap()
  await first.heading('L’essentiel')
  await first.page.getByText('7 réponses sur 19').waitFor()
  for (const label of KNOWN.slice(2, 5))
    expect(await first.page.getByRole('textbox', { name: label, exact: true }).inputValue()).toBe(SHORT[label])
  const id = new URL(first.page.url()).searchParams.get('reponse') ?? ''

  // Half is answered, then the network goes: the rest is kept on the device, which says so.
  const half = ASKED.slice(0, 4)
  for (const [label, value] of half) await tapAnswer(first.page, label, value)
  await saved(first)
  await network(first, first.context, false)
  await first.page.getByRole('alert').filter({ hasText: 'Hors ligne' }).waitFor()
  for (const [label, value] of ASKED.slice(4)) await tapAnswer(first.page, label, value)
  await first.page.getByText('19 réponses sur 19').waitFor()
  await first.judge('form-02-hors-ligne')
  expect(Object.keys(await stored(id))).not.toContain('stade')
  await network(first, first.context, true)
  await saved(first)
  expect(await stored(id)).toMatchObject({ stade: expect.any(String), info_rgpd: true, date_debut: '2022-09' })

  // A second device takes over, and sees every answer.
  const second = await visitor(browser, server.url, phone)
  await opened(second)
  await second.button(`Reprendre : ${SHORT.Titre}`).tap()
  await second.page.getByText('19 réponses sur 19').waitFor()
  const both = async (label: string) =>
    Promise.all([first, second].map(({ page }) => page.getByRole('textbox', { name: label, exact: true }).inputValue()))
  expect(await both('Titre')).toEqual([SHORT.Titre, SHORT.Titre])

  // Both write one question: the later is told, with what the other wrote, and chooses.
  await answer(first.page, 'Titre', 'Écrit d’ici')
  await saved(first)
  second.expects('/answers/titre')
  await answer(second.page, 'Titre', 'Écrit de là')
  const told = second.page.getByRole('alert').filter({ hasText: 'Quelqu’un d’autre a répondu à cette question' })
  await told.getByText('Écrit d’ici').waitFor()
  await second.judge('form-03-a-deux')
  expect((await stored(id)).titre).toBe('Écrit d’ici')
  await second.button('Garder ma réponse').tap()
  await saved(second)
  expect((await stored(id)).titre).toBe('Écrit de là')

  // The first device hands in: nothing of what the second wrote is lost.
  await first.page.getByRole('navigation', { name: 'Étapes' }).getByRole('link', { name: 'Relire et envoyer' }).tap()
  await first.heading('Relire et envoyer')
  await first.button('Envoyer ma réponse').tap()
  await first.heading('Merci, votre réponse est envoyée')
  expect((await stored(id)).titre).toBe('Écrit de là')
  const { taps, typed } = await counted()
  expect(taps).toBeGreaterThan(ASKED.length)
  expect(taps).toBeLessThanOrEqual(40)
  expect(typed).toBeGreaterThan(1)
  expect(typed).toBeLessThanOrEqual(6)
  await first.judge('form-04-merci')
  await Promise.all([first.leave(), second.leave()])
})

test('the second half comes after the hand-in, one section after the other, and is handed in again', async () => {
  const device = await visitor(browser, server.url, phone)
  await opened(device)
  await device.page.getByRole('link', { name: 'Écrit de là' }).tap()
  const second = device.page.getByRole('region', { name: 'La seconde moitié, quand vous voudrez' })
  await second.getByText(/^14 réponses manquent encore .* environ 25 minutes/).waitFor()
  await second.getByText('Choisir une partie').tap()
  await second.getByText('Confier à un collègue').tap()
  expect(await second.getByLabel(/^Un mot pour cette personne/).inputValue()).toContain('Écrit de là')
  await device.judge('form-05-lecture-envoyee')
  await second.getByRole('link', { name: 'La réponse apportée' }).tap()
  await device.heading('La réponse apportée')
  await device.page.getByText('Partie 5 sur 14').waitFor()
  await device.judge('form-06-une-partie')
  for (const [label, value] of Object.entries(PUBLICATION['La réponse apportée'] ?? {}))
    await answer(device.page, label, value)
  await saved(device)
  await device.button('Suite : Territoire et calendrier').tap()
  await device.heading('Territoire et calendrier')
  await device.page.getByRole('link', { name: 'Toutes les parties' }).tap()
  await device.heading('Pour aller plus loin')
  await device.page.getByText('✓ Prête à publier').first().waitFor()
  await device.judge('form-07-parties')

  // Until it is handed in again, the federation reads what was handed in.
  const [{ id }] = (await call('GET', '/v1/moderation/submissions?state=submitted')).items
  expect(await stored(id)).not.toHaveProperty('description')
  await device.page.getByRole('link', { name: 'Toutes vos innovations' }).tap()
  await device.page.getByRole('link', { name: 'Écrit de là' }).tap()
  await second.getByText('Vous avez complété votre réponse depuis l’envoi').waitFor()
  await device.judge('form-08-a-renvoyer')
  await second.getByRole('button', { name: 'Relire et renvoyer' }).tap()
  await device.heading('Relire et renvoyer')
  await device.button('Renvoyer ma réponse').tap()
  await device.heading('Merci, votre réponse est envoyée')
  expect(await stored(id)).toHaveProperty('description')
  await device.leave()
})

test('what is being written while its question is taken away stays in sight, and the form is the new one', async () => {
  const device = await visitor(browser, server.url, phone)
  await opened(device)
  await device.button('Décrire une autre innovation').tap()
  await device.page.getByText('7 réponses sur 19').waitFor()
  await withoutFunction()
  await vi.waitFor(async () => {
    const { id } = (await call('GET', '/v1/moderation/submissions?state=draft')).items[0]
    expect((await call('GET', `/v1/moderation/submissions/${id}`)).questionnaire.version).toBe(2)
  }, 20_000)
  device.expects('/answers/contact_fonction')
  const words = 'Directrice du pôle enfance, par intérim'
  await answer(device.page, 'Fonction', words)
  const kept = device.page.getByRole('group').filter({ hasText: 'Réponses qui n’ont plus leur place' })
  await kept.getByText(words).waitFor()
  await device.page.getByText('6 réponses sur 18').waitFor()
  expect(await device.page.getByRole('textbox', { name: 'Fonction' }).count()).toBe(0)
  await device.judge('form-09-sans-place')
  await device.page.reload()
  await kept.getByText(words).waitFor()
  await device.button('Je n’en ai plus besoin').tap()
  await kept.getByText(words).waitFor({ state: 'detached' })
  await device.leave()
})

/** Publishes a next version of the questionnaire, which no longer asks for the contact’s function. */
async function withoutFunction(): Promise<void> {
  const [{ id }] = (await call('GET', '/v1/questionnaires')).items
  const draft = `/v1/questionnaires/${id}/draft`
  const begun = await call('POST', draft)
  for (const section of begun.content.sections)
    section.questions = section.questions.filter(({ code }: { code: string }) => code !== 'contact_fonction')
  await call('PUT', draft, { content: begun.content, mappings: [] })
  await call('POST', `${draft}/transitions`, { transition: 'publish', accept_warnings: true })
}

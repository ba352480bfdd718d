import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from './browser.ts'
import { prepare } from './federation.ts'
import { ADMINISTRATOR, callerOf, type Server, startServer } from './server.ts'
import { DESK, PHONE, signIn, type Visitor, visitor } from './visitor.ts'

let browser: Browser
let server: Server
beforeAll(async () => {
  ;[browser, server] = await Promise.all([openBrowser(), startServer()])
})
afterAll(async () => {
  await Promise.all([browser?.close(), server?.stop()])
})

const choose = async ({ page }: Visitor, label: string, option: string) => {
  await page.getByRole('combobox', { name: label, exact: true }).click()
  await page.getByRole('option', { name: option, exact: true }).click()
}
const focused = ({ page }: Visitor) =>
  page.evaluate(() =>
    (document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '').trim(),
  )
const saved = ({ page }: Visitor) =>
  page
    .getByRole('status')
    .filter({ hasText: /^Enregistré à / })
    .waitFor()

test('a version is edited, checked and published, and the draft of a respondent moves to it', async () => {
  const { association } = await prepare(server.url)
  const { body: session } = await callerOf(server.url)('POST', '/v1/session', ADMINISTRATOR)
  const call = callerOf(server.url, session.access_token)
  const [contact] = (await call('GET', `/v1/associations/${association.id}/contacts`)).body.items
  const { url } = (await call('POST', `/v1/associations/${association.id}/contacts/${contact.id}/links`)).body
  const [, token] = url.split('#')
  const answering = await callerOf(server.url)('POST', '/v1/respond/session', { token })
  const respond = callerOf(server.url, answering.body.access_token)
  const begun = await respond('POST', '/v1/respond/submissions', {
    answers: { structure_taille: 'moins-de-10', structure_statut: 'fondation' },
  })
  expect(begun.status).toBe(201)

  // The draft is begun from the questionnaire's page.
  const who = await visitor(browser, server.url)
  const { page } = who
  await page.goto('/admin/questionnaires')
  await signIn(who, ADMINISTRATOR.email, ADMINISTRATOR.password)
  await page.getByRole('link', { name: 'Recensement des innovations' }).click()
  await who.button('Préparer la version suivante').click()
  await who.heading('Version 2, en préparation')
  const outline = page.getByRole('navigation', { name: 'Plan du questionnaire' })
  await outline.getByRole('button', { name: /^La structure porteuse/ }).click()

  // A question is added behind another, with a condition on it; the preview says when it shows.
  await outline.getByRole('button', { name: 'Statut juridique' }).click()
  await outline.getByRole('button', { name: 'Ajouter une question' }).click()
  await page.keyboard.type('Année de reconnaissance')
  await page.keyboard.press('Tab')
  await expect.poll(() => page.getByRole('textbox', { name: 'Code' }).inputValue()).toBe('annee_de_reconnaissance')
  await choose(who, 'Genre', 'Nombre entier')
  await who.button('Ajouter une condition').click()
  await page.keyboard.press('Escape')
  await choose(who, 'Valeur', 'Fondation')
  const preview = page.getByRole('region', { name: 'Aperçu' })
  await preview.getByText(/la question choisie ne se montre pas.*«.Statut juridique.» est «.Fondation.»/).waitFor()
  await preview.getByRole('radio', { name: 'Fondation' }).check()
  await preview.getByRole('textbox', { name: /^Année de reconnaissance/ }).waitFor()

  // It is moved with the buttons and with the keyboard, and the focus stays with it.
  await outline.getByRole('button', { name: 'Descendre', exact: true }).click()
  await outline.getByRole('button', { name: 'Descendre', exact: true }).press('Enter')
  expect(await focused(who)).toBe('Descendre')
  await outline.getByRole('button', { name: 'Année de reconnaissance' }).press('Alt+ArrowUp')
  expect(await focused(who)).toBe('Année de reconnaissance')
  await page.getByText('Déplacé : 4 sur 11.').waitFor()
  await saved(who)

  // Somebody else writes meanwhile: who, and which of the two stays.
  const draft = `${new URL(page.url()).pathname.replace('/admin/', '/v1/').replace('/edition', '')}/draft`
  const theirs = await call('GET', draft)
  expect((await call('PUT', draft, { content: theirs.body.content }, theirs.etag)).status).toBe(200)
  who.expects('/draft')
  await page.getByRole('textbox', { name: 'Aide', exact: true }).fill('Celle du décret.')
  await page
    .getByRole('alert')
    .filter({ hasText: /^Administrateur a enregistré ce brouillon le/ })
    .waitFor()
  await page.getByText('Ce que le vôtre a de différent').click()
  await page.getByText('La question « Année de reconnaissance » : l’aide change.').waitFor()
  await who.judge('editeur-deux-a-la-fois')
  await who.button('Écrire le mien par-dessus').click()
  await saved(who)

  // An option is renamed, and answers follow.
  await outline.getByRole('button', { name: 'Effectif (ETP)' }).click()
  await page.getByText('Code et détails de « Moins de 10 »').click()
  await who.button('Renommer, avec un nouveau code').click()
  const renaming = page.getByRole('dialog', { name: 'Renommer, avec un nouveau code' })
  await renaming.getByRole('textbox', { name: 'Nouveau libellé' }).fill('Petite équipe')
  await who.judge('editeur-renommer')
  await renaming.getByRole('button', { name: 'Renommer', exact: true }).click()
  await renaming.waitFor({ state: 'hidden' })

  // What is asked before something goes; the focus comes back. Columns and grids are edited too.
  await outline.getByRole('button', { name: 'Statut juridique' }).click()
  await outline.getByRole('button', { name: 'Supprimer', exact: true }).click()
  const removal = page.getByRole('dialog', { name: 'Supprimer' })
  await removal.getByRole('listitem').filter({ hasText: 'Année de reconnaissance' }).waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(() => focused(who)).toBe('Supprimer')
  await outline.getByRole('button', { name: 'Établissements et services concernés' }).click()
  await page.getByText('Catégorie (Un choix)').click()
  await who.judge('editeur-colonnes')
  await outline.getByRole('button', { name: /^Auto-évaluation/ }).click()
  await outline.getByRole('button', { name: 'Caractérisation de l’innovation sociale' }).click()
  await who.button('Ajouter un échelon').click()
  await page.keyboard.type('Tout à fait')
  await who.judge('editeur-grille')
  await who.button('Supprimer « Tout à fait »').click()
  await outline.getByRole('button', { name: /^La structure porteuse/ }).click()

  // The check names what that does to answers; a fault keeps the version from being published.
  await outline.getByRole('button', { name: 'Statut juridique' }).click()
  await outline.getByRole('button', { name: 'Descendre', exact: true }).click()
  for (let step = 0; step < 3; step += 1)
    await outline.getByRole('button', { name: 'Descendre', exact: true }).press('Enter')
  await who.button('Publier…').click()
  const check = page.getByRole('region', { name: 'Vérification' })
  await check.getByText('2 fautes empêchent de publier').waitFor()
  await check.getByText('« Moins de 10 » devient « Petite équipe », dans « Effectif (ETP) ».').waitFor()
  await check.getByText('1 brouillon, aucune fiche publiée.').waitFor()
  await who.judge('editeur-verification')
  await check.getByRole('button', { name: 'Ouvrir « Année de reconnaissance »' }).click()
  expect(await page.getByRole('textbox', { name: /^Libellé(\s\*)?$/ }).inputValue()).toBe('Année de reconnaissance')
  await outline.getByRole('button', { name: 'Statut juridique' }).click()
  for (let step = 0; step < 4; step += 1)
    await outline.getByRole('button', { name: 'Monter', exact: true }).press('Enter')
  await page.setViewportSize(PHONE)
  await who.judge('editeur')
  await page.setViewportSize(DESK)
  await who.judge('editeur')

  // Published: what changes is read, and answers in progress move.
  await who.button('Publier…').click()
  const publishing = page.getByRole('dialog', { name: 'Publier la version 2' })
  await publishing.getByText(/^1 réponse en cours passe à la nouvelle version/).waitFor()
  await publishing.getByText('La question « Année de reconnaissance » est ajoutée.').waitFor()
  await who.judge('editeur-publier')
  await publishing.getByRole('button', { name: 'Publier', exact: true }).click()
  await who.heading('Recensement des innovations')
  await page.getByRole('row').filter({ hasText: 'Version 2' }).getByText('En cours').waitFor()
  await who.judge('editeur-publiee')
  const moved = async () => (await respond('GET', `/v1/respond/submissions/${begun.body.id}`)).body
  await expect.poll(async () => (await moved()).questionnaire.version, { timeout: 30_000 }).toBe(2)
  expect((await moved()).answers).toMatchObject({ structure_taille: 'petite-equipe', structure_statut: 'fondation' })
  await who.leave()
})

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from './browser.ts'
import { ADMINISTRATOR, type Administrator, administratorOf, PASSWORD, type Server, startServer } from './server.ts'
import { DESK, PHONE, ready, signIn, type Visitor, visitor } from './visitor.ts'

const SUBMISSIONS = '/v1/moderation/submissions'
const ANSWERS = {
  structure_nom: 'Association d’exemple',
  structure_commune: '35238',
  contact_nom: 'Camille Exemple',
  contact_fonction: 'Directrice générale',
  contact_courriel: 'direction@exemple.example',
  contact_diffusion: 'adherents',
  titre: 'Un café tenu par toute la rue',
  accroche: 'Les voisins et les résidents le tiennent ensemble.',
  nature: 'innovation',
  theme_principal: 'tsa-scolarisation',
  publics: ['tsa'],
  echelle: 'departement',
  departements: ['35'],
  date_debut: '2022-09',
  stade: 'essaimage',
  portee: 'tout-public',
  exactitude: true,
  anonymat: true,
  info_rgpd: true,
}

let browser: Browser
let server: Server
let call: Administrator
let answer: string
let delegate: { email: string }
let moderator: { email: string }

beforeAll(async () => {
  ;[browser, server] = await Promise.all([openBrowser(), startServer()])
  call = await administratorOf(server.url)
  const delegation = await call('POST', '/v1/regional-delegations', {
    code: 'bretagne',
    name: 'Délégation Bretagne',
    departments: ['22', '29', '35', '56'],
  })
  const association = await call('POST', '/v1/associations', { name: 'Association Bretagne', commune: '35238' })
  const body = { association_id: association.id, channel: 'paper', answers: ANSWERS }
  answer = (await call('POST', SUBMISSIONS, body)).id
  await call('POST', `${SUBMISSIONS}/${answer}/transitions`, { transition: 'submit' })
  const staff = (name: string, role: string, regional_delegations: string[]) =>
    call('POST', '/v1/users', {
      email: `${role}@essaim.example`,
      name,
      password: PASSWORD,
      roles: [role],
      regional_delegations,
    })
  delegate = await staff('Déléguée de Bretagne', 'delegate', [delegation.id])
  moderator = await staff('Modération du siège', 'moderator', [])
})
afterAll(async () => {
  await Promise.all([browser?.close(), server?.stop()])
})

async function before(who: { email: string; password?: string }, path: string): Promise<Visitor> {
  const one = await visitor(browser, server.url)
  await one.page.goto(path)
  await signIn(one, who.email, who.password ?? PASSWORD)
  await ready(one.page)
  return one
}

async function judged(who: Visitor, name: string): Promise<void> {
  for (const size of [PHONE, DESK]) {
    await who.page.setViewportSize(size)
    await who.judge(name)
  }
}

const dialog = ({ page }: Visitor, name: string) => page.getByRole('dialog', { name })
const said = ({ page }: Visitor, text: string | RegExp) =>
  page.getByRole('status').filter({ hasText: text }).first().waitFor()
const stateNow = async () => (await call('GET', `${SUBMISSIONS}/${answer}`)).state

test('the delegation gives its opinion, headquarters reads it, decides, and thinks better of it', async () => {
  const here = await before(delegate, `/admin/reponses/${answer}`)
  await here.button(/^Viser/).click()
  const endorsing = dialog(here, 'Viser')
  await endorsing.getByRole('radio', { name: 'Réservé' }).check()
  await endorsing.getByRole('button', { name: 'Viser' }).click()
  // an opinion that is not favourable says why
  await endorsing.getByText('Dites ce qui motive cet avis.').waitFor()
  await judged(here, 'avis-demande')
  await endorsing.getByRole('textbox').fill('Le budget reste fragile.')
  await endorsing.getByRole('button', { name: 'Viser' }).click()
  await here.page.getByText('Le budget reste fragile.').waitFor()
  await judged(here, 'avis-donne')
  await here.leave()

  const there = await before(moderator, `/admin/reponses/${answer}`)
  await there.page.getByRole('region', { name: 'Avis des délégations' }).getByText('Réservé').first().waitFor()
  await there.button(/^Refuser/).click()
  const rejecting = dialog(there, 'Refuser')
  await rejecting.getByRole('textbox').fill('Hors du champ du recensement.')
  await rejecting.getByRole('button', { name: 'Refuser' }).click()
  await there.page.getByText(/Vous pouvez annuler votre décision/).waitFor()
  expect(await stateNow()).toBe('rejected')
  await judged(there, 'decision-annulable')
  await there.page.getByRole('status').getByRole('button', { name: 'Annuler' }).click()
  await said(there, 'Décision annulée')
  expect(await stateNow()).toBe('endorsed')
  await there.page.getByText('Le budget reste fragile.').waitFor()

  await there.button(/^Refuser/).click()
  await rejecting.getByRole('textbox').fill('Hors du champ du recensement.')
  await rejecting.getByRole('button', { name: 'Refuser' }).click()
  await there.button('Repartir de ces réponses').click()
  await said(there, 'Nouveau brouillon')
  await there.page.getByText('Cette réponse repart d’une réponse refusée.').waitFor()
  expect(there.faults).toEqual([])
  await there.leave()
})

test('the federation says how long a delegation may say nothing', async () => {
  const who = await before(ADMINISTRATOR, '/admin/federation')
  await who.page.getByLabel('Relancer la délégation après (jours)').fill('7')
  await judged(who, 'silence')
  const panel = who.page.getByRole('form', { name: 'Silence des délégations' })
  await panel.getByRole('button', { name: 'Enregistrer' }).click()
  await said(who, 'Délais enregistrés')
  expect((await call('GET', '/v1/federation')).delegation_reminder_days).toBe(7)
  expect(who.faults).toEqual([])
  await who.leave()
})

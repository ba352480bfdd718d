import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { anOpenCampaign } from './addresses.ts'
import { answer } from './answering.ts'
import { openBrowser } from './browser.ts'
import { ADMINISTRATOR, type Administrator, administratorOf, type Server, startServer } from './server.ts'
import { DESK, PHONE, ready, signIn, type Visitor, visitor } from './visitor.ts'

let browser: Browser
let server: Server
let call: Administrator
let submission: string
let link: string
beforeAll(async () => {
  ;[browser, server] = await Promise.all([openBrowser(), startServer({ ESSAIM_DEMO: '1' })])
  call = await administratorOf(server.url)
  // whose record is published, and whose answers are complete
  const [record] = (await call('GET', '/v1/moderation/innovations?state=published')).items
  const association = record.association.id
  const { versions } = await call('GET', `/v1/moderation/innovations/${record.id}`)
  const { answers } = await call('GET', `/v1/moderation/innovations/${record.id}/versions/${versions[0].number}`)
  await anOpenCampaign(call)
  const made = { association_id: association, channel: 'telephone', answers: { ...answers, titre: 'Un jardin ouvert' } }
  submission = (await call('POST', '/v1/moderation/submissions', made)).id
  await call('POST', `/v1/moderation/submissions/${submission}/transitions`, { transition: 'submit' })
  const contact = { office: 'other', name: 'Camille Exemple', email: 'camille@exemple.example' }
  const { id } = await call('POST', `/v1/associations/${association}/contacts`, contact)
  link = (await call('POST', `/v1/associations/${association}/contacts/${id}/links`)).url
})
afterAll(async () => {
  await Promise.all([browser?.close(), server?.stop()])
})

const pointsOf = async () => (await call('GET', `/v1/moderation/submissions/${submission}/points`)).items
const saved = ({ page }: Visitor) =>
  page
    .getByRole('status')
    .filter({ hasText: /^Enregistré à / })
    .waitFor()

test('on a telephone, the association answers each point at its question, and sends again', async () => {
  await call('POST', `/v1/moderation/submissions/${submission}/transitions`, {
    transition: 'request_changes',
    comment: 'Merci : votre fiche est presque prête. Trois points restent à revoir.',
    points: [
      { question: 'titre', kind: 'incorrect', reason: 'Le titre ne dit pas ce qui est nouveau.' },
      {
        question: 'accroche',
        kind: 'incomplete',
        reason: 'Dites pour qui, et avec qui.',
        proposed: 'Un jardin tenu avec les voisins, où chacun apprend à cultiver.',
      },
      { question: 'date_debut', kind: 'update', reason: 'Est-ce toujours la bonne date ?' },
    ],
  })
  const who = await visitor(browser, server.url, { viewport: PHONE, hasTouch: true, isMobile: true })
  await who.page.goto(link)
  await who.button('Commencer').tap()
  await who.heading('Vos innovations')
  await who.button(/^Corriger et renvoyer : Un jardin ouvert/).tap()
  const list = who.page.getByRole('group').filter({ hasText: '3 points à corriger' })
  await list.waitFor()
  await ready(who.page)
  await who.judge('points-01-liste')

  // Nothing is sent past a point in silence.
  await who.page.getByRole('navigation', { name: 'Étapes' }).getByRole('link', { name: 'Relire et renvoyer' }).tap()
  await who.button('Renvoyer ma réponse').tap()
  const missing = who.page.getByRole('region', { name: 'Il reste 3 réponses à compléter pour envoyer' })
  await missing.waitFor()
  await who.judge('points-02-refus')

  await missing.getByRole('link', { name: 'Correction demandée : Titre' }).tap()
  const at = (question: string) => who.page.getByRole('region', { name: `Correction demandée : ${question}` })
  await at('Titre').getByText('Le titre ne dit pas ce qui est nouveau.').waitFor()
  await who.judge('points-03-question')
  await answer(who.page, 'Titre', 'Un jardin où les voisins apprennent ensemble')
  await at('Titre').getByText('✓ Corrigé').waitFor()
  await at('En une phrase').getByRole('button', { name: 'Reprendre cette formulation' }).tap()
  await at('En une phrase').getByText('✓ Repris').waitFor()
  await saved(who)
  await who.page.getByRole('group').filter({ hasText: '1 point à corriger' }).getByText('1 point à corriger').tap()
  await who.page.getByRole('link', { name: /^Début/ }).tap()
  const date = who.page.getByRole('region', { name: /^Correction demandée : Début/ })
  await date.getByText('Conserver ma réponse').tap()
  await date.getByLabel('Pourquoi la conserver ?').fill('Oui, c’est la date d’ouverture.')
  await who.judge('points-04-conserver')
  await date.getByRole('button', { name: 'Enregistrer' }).tap()
  await date.getByText('Vous conservez votre réponse').waitFor()
  await who.page.getByText('Tous les points ont une réponse').waitFor()

  await who.page.getByRole('navigation', { name: 'Étapes' }).getByRole('link', { name: 'Relire et renvoyer' }).tap()
  await who.button('Renvoyer ma réponse').tap()
  await who.heading('Merci, votre réponse est envoyée')
  expect(await pointsOf()).toMatchObject([
    { state: 'answered', answer: 'changed', after: 'Un jardin où les voisins apprennent ensemble' },
    { state: 'answered', answer: 'taken_over' },
    { state: 'answered', answer: 'kept', kept_because: 'Oui, c’est la date d’ouverture.' },
  ])
  await who.leave()
})

test('in the console, answered points are closed or reopened, and new ones noted at their questions', async () => {
  const who = await visitor(browser, server.url)
  await who.page.goto('/admin/')
  await signIn(who, ADMINISTRATOR.email, ADMINISTRATOR.password)
  await who.page.goto(`/admin/reponses/${submission}`)
  const panel = who.page.getByRole('region', { name: 'Points à corriger', exact: true })
  await panel.getByText('Formulation reprise').waitFor()
  await panel.getByText('Conservée : « Oui, c’est la date d’ouverture. »').waitFor()
  await ready(who.page)
  await who.judge('points-11-reponses')
  await panel.getByRole('button', { name: 'Clore : Titre' }).click()
  await panel.getByText('Un point réglé').waitFor()
  await panel.getByRole('button', { name: 'Rouvrir : Début' }).click()
  const dialog = who.page.getByRole('dialog')
  await dialog.getByLabel('Ce que l’association doit savoir').fill('La fiche parle de l’ouverture en 2015.')
  await who.judge('points-12-rouvrir')
  await dialog.getByRole('button', { name: 'Enregistrer' }).click()
  await panel.getByText('Une note, pas encore envoyée').waitFor()
  await who.page.getByRole('button', { name: 'Noter un point : De quoi s’agit-il ?' }).click()
  await dialog.getByLabel('Ce que l’association doit savoir').fill('Est-ce bien une innovation ?')
  await dialog.getByRole('button', { name: 'Enregistrer' }).click()
  await panel.getByText('2 notes, pas encore envoyées').waitFor()
  // beside list and answer, what one decides by is in sight on a laptop too
  const { y = DESK.height } = (await who.button(/^Demander des corrections/).boundingBox()) ?? {}
  expect(y).toBeLessThan(DESK.height)
  await who.button(/^Demander des corrections/).click()
  await dialog
    .getByRole('listitem')
    .filter({ hasText: 'De quoi s’agit-il ?' })
    .getByText('Est-ce bien une innovation ?')
    .waitFor()
  await who.page.keyboard.press('Escape')
  await who.judge('points-13-notes')
  await who.page.setViewportSize(PHONE)
  await who.judge('points-13-notes')
  expect(await pointsOf()).toMatchObject([
    { state: 'closed' },
    { state: 'answered' },
    { state: 'answered' },
    { state: 'note', question: 'date_debut' },
    { state: 'note', question: 'nature' },
  ])
  await who.leave()
})

test('what headquarters changes of a record before it is published waits for the association, which accepts it', async () => {
  const accepted = await call('POST', `/v1/moderation/submissions/${submission}/transitions`, { transition: 'accept' })
  const record = `/v1/moderation/innovations/${accepted.innovation_id}`
  const who = await visitor(browser, server.url)
  await who.page.goto('/admin/')
  await signIn(who, ADMINISTRATOR.email, ADMINISTRATOR.password)
  await who.page.goto(`/admin/fiches/${accepted.innovation_id}`)
  await who.button('Modifier pour l’association : En une phrase').click()
  const dialog = who.page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'En une phrase' }).fill('Un jardin de ville, ouvert à tous.')
  await dialog.getByLabel('Pourquoi, pour l’association').fill('Le jardin a déménagé en ville.')
  await who.judge('edits-01-proposer')
  await dialog.getByRole('button', { name: 'Proposer à l’association' }).click()
  const panel = who.page.getByRole('region', { name: 'Modifications pour le compte de l’association' })
  await panel.getByText('En attente de l’association').waitFor()
  await who.judge('edits-02-en-attente')
  await who.leave()

  const device = await visitor(browser, server.url, { viewport: PHONE, hasTouch: true, isMobile: true })
  await device.page.goto(link)
  await device.button('Commencer').tap()
  const asked = device.page.getByRole('region', { name: 'Une modification attend votre accord' })
  await asked.getByText('Le jardin a déménagé en ville.').waitFor()
  await device.judge('edits-03-accord')
  await device.button('Accepter : En une phrase').tap()
  await asked.waitFor({ state: 'detached' })
  await device.page.getByText('✓ acceptée').waitFor()
  const { answers } = await call('GET', `${record}/versions/1`)
  expect(answers.accroche).toBe('Un jardin de ville, ouvert à tous.')
  await device.leave()
})

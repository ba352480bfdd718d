import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { anOpenCampaign } from './addresses.ts'
import { answer } from './answering.ts'
import { openBrowser } from './browser.ts'
import { type Administrator, administratorOf, callerOf, type Server, startServer } from './server.ts'
import { DESK, PHONE, ready, type Visitor, visitor } from './visitor.ts'

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const phone = { viewport: PHONE, hasTouch: true }

let browser: Browser
let server: Server
let call: Administrator
let association: { id: string; name: string }
let answers: Record<string, unknown>
beforeAll(async () => {
  ;[browser, server] = await Promise.all([openBrowser(), startServer({ ESSAIM_DEMO: '1' })])
  call = await administratorOf(server.url)
  // whose record is published, and whose answers are complete
  const [record] = (await call('GET', '/v1/moderation/innovations?state=published')).items
  association = record.association
  const { versions } = await call('GET', `/v1/moderation/innovations/${record.id}`)
  answers = (await call('GET', `/v1/moderation/innovations/${record.id}/versions/${versions[0].number}`)).answers
  await anOpenCampaign(call)
})
afterAll(async () => {
  await Promise.all([browser?.close(), server?.stop()])
})

const contactOf = (contact: object) => call('POST', `/v1/associations/${association.id}/contacts`, contact)
const linkOf = async ({ id }: { id: string }): Promise<string> =>
  (await call('POST', `/v1/associations/${association.id}/contacts/${id}/links`)).url

/** A submission of the association, led through these transitions. */
async function led(title: string, ...transitions: string[]): Promise<string> {
  const made = { association_id: association.id, channel: 'telephone', answers: { ...answers, titre: title } }
  const { id } = await call('POST', '/v1/moderation/submissions', made)
  for (const transition of transitions) {
    const comment = ['request_changes', 'reject'].includes(transition)
      ? 'Merci de préciser les effets pour les personnes.'
      : undefined
    await call('POST', `/v1/moderation/submissions/${id}/transitions`, { transition, ...(comment && { comment }) })
  }
  return id
}

/** The same page as a telephone shows it, and a desk. */
async function judgeBoth(who: Visitor, name: string): Promise<void> {
  await ready(who.page)
  await who.judge(`form-${name}`)
  await who.page.setViewportSize(DESK)
  await who.judge(`form-${name}`)
  await who.page.setViewportSize(PHONE)
}

async function inside(link: string): Promise<Visitor> {
  const who = await visitor(browser, server.url, phone)
  await who.page.goto(link)
  await who.button('Commencer').click()
  await who.heading('Vos innovations')
  await ready(who.page)
  return who
}

test('before the door: the link, no link, one that has ended', async () => {
  const who = await visitor(browser, server.url, phone)
  await who.page.goto(await linkOf(await contactOf({ office: 'other', name: 'Dominique Exemple' })))
  await who.heading('Racontez ce que votre association a inventé')
  await judgeBoth(who, 'accueil')
  await who.page.goto('/repondre/')
  await who.heading('Ouvrez le lien que vous avez reçu')
  await judgeBoth(who, 'code')
  who.expects('/v1/respond/session')
  await who.page.getByLabel('Code imprimé sur votre lettre').fill('ABCD-EFGH-JKLM')
  await who.button('Ouvrir avec ce code').click()
  await who.page.getByRole('alert').filter({ hasText: /\S/ }).waitFor()
  await judgeBoth(who, 'mauvais-code')
  await who.page.goto(`/repondre/#${'x'.repeat(43)}`)
  await who.button('Commencer').click()
  await who.heading('Ce lien n’est plus valable')
  await who.button('Recevoir un nouveau lien').click()
  await who.page.getByText('un nouveau vient d’être envoyé').waitFor()
  await judgeBoth(who, 'lien-expire')
  await who.leave()
})

test('the start page and what it opens', async () => {
  await call('PATCH', `/v1/associations/${association.id}/contacts/${(await head()).id}`, {
    name: null,
    civility: 'monsieur',
  })
  const who = await inside(await linkOf(await head()))
  await judgeBoth(who, 'depart')
  await who.button('Nous n’avons rien à déclarer cette année').click()
  await who.page.getByText('C’est noté : rien à déclarer cette année').waitFor()
  await judgeBoth(who, 'rien-a-declarer')
  await who.button('Revenir sur cette réponse').click()
  for (const fold of ['Confier à un collègue', 'Je n’exerce plus cette fonction', 'J’ai besoin d’aide'])
    await who.page.locator('summary').filter({ hasText: fold }).click()
  const colleague = who.page.getByRole('group').filter({ hasText: 'Confier à un collègue' })
  await colleague.getByLabel('Nom', { exact: true }).fill('Alix Exemple')
  await colleague.getByLabel('Adresse électronique').fill('alix@exemple.example')
  await colleague.getByRole('button', { name: 'Envoyer l’invitation' }).click()
  await colleague.getByText('L’invitation est envoyée.').waitFor()
  await judgeBoth(who, 'depart-ouvert')
  await who
    .button(/^C’est arrêté/)
    .first()
    .click()
  await who.page.getByRole('dialog').waitFor()
  await judgeBoth(who, 'fiche-arretee')
  await who.button('Non').click()
  await who.leave()
})

test('an answer, from its first question to the page that thanks', async () => {
  const who = await inside(await linkOf(await head()))
  await who.button(/^Décrire une/).click()
  await who.heading('L’essentiel')
  await judgeBoth(who, 'essentiel')
  const id = new URL(who.page.url()).searchParams.get('reponse') ?? ''
  await who.page.goto(`/repondre/?reponse=${id}&etape=suite&partie=identite`)
  await who.heading('L’innovation en bref')
  const file = { name: 'photo.png', mimeType: 'image/png', buffer: Buffer.from(PIXEL, 'base64') }
  await who.page.locator('input[type=file]').setInputFiles(file)
  await who.page.getByText('photo.png est ajouté.').waitFor()
  await judgeBoth(who, 'partie-avec-image')
  await who.page.getByRole('link', { name: 'Toutes les parties' }).click()
  await judgeBoth(who, 'parties')
  await who.page.getByRole('link', { name: 'Relire et envoyer' }).click()
  await who.heading('Relire et envoyer')
  await who.button('Envoyer ma réponse').click()
  await judgeBoth(who, 'envoi-incomplet')
  await call('PATCH', `/v1/moderation/submissions/${id}`, {
    answers: { ...answers, titre: 'Des jardins partagés', portee: 'tout-public' },
  })
  await who.page.reload()
  await who.heading('Relire et envoyer')
  await who.page.locator('summary').filter({ hasText: 'La fiche telle que la verront' }).click()
  for (const reader of ['Tout le monde', 'Les partenaires', 'Les adhérents']) {
    await who.button(reader).click()
    await who.page.getByRole('status').getByRole('heading', { name: 'Des jardins partagés' }).waitFor()
    await judgeBoth(who, `apercu-${reader.split(' ')[1]}`)
  }
  await who.button('Envoyer ma réponse').click()
  await who.heading('Merci, votre réponse est envoyée')
  await who.page.getByText('Choisir une partie').click()
  await judgeBoth(who, 'merci')
  await who.leave()
})

test('what another association has described is taken up while one types the title, or not after all', async () => {
  const [{ id: record, title }] = (await call('GET', '/v1/innovations')).items
  const { items } = await call('GET', '/v1/associations')
  const contacts = `/v1/associations/${items.find(({ id }: { id: string }) => id !== association.id).id}/contacts`
  const contact = await call('POST', contacts, { office: 'other', name: 'Alix Exemple' })
  const who = await inside((await call('POST', `${contacts}/${contact.id}/links`)).url)
  await who.button(/^Décrire une/).click()
  await who.heading('L’essentiel')
  const id = new URL(who.page.url()).searchParams.get('reponse') ?? ''
  const taken = async () => (await call('GET', `/v1/moderation/submissions/${id}`)).takes_up
  await answer(who.page, 'Titre', title)
  const take = who.button(`Nous la reprenons : ${title}`)
  await take.waitFor()
  await judgeBoth(who, 'proche')
  await take.press('Enter')
  const said = who.page.getByRole('status').filter({ hasText: `Votre réponse reprend « ${title} ».` })
  await said.waitFor()
  expect(await taken()).toEqual({ id: record, title })
  expect(await who.page.evaluate(() => document.activeElement?.matches('.r-similar'))).toBe(true)
  await judgeBoth(who, 'reprise')
  await who.page.reload()
  await said.waitFor()
  await who.button('Finalement non').click()
  await take.waitFor()
  expect(await taken()).toBeNull()
  await who.leave()
})

test('what became of an answer, in each state', async () => {
  const states = {
    submitted: await led('Réponse envoyée', 'submit'),
    endorsed: await led('Réponse visée', 'submit', 'endorse'),
    changes_requested: await led('Réponse à corriger', 'submit', 'request_changes'),
    accepted: await led('Réponse acceptée', 'submit', 'endorse', 'accept'),
    rejected: await led('Réponse non retenue', 'submit', 'reject'),
    withdrawn: await led('Réponse retirée', 'submit'),
  }
  const who = await inside(await linkOf(await head()))
  await who.page.getByRole('link', { name: 'Réponse retirée' }).click()
  await who.button('Retirer cette réponse').click()
  await who.button('Oui, la retirer').click()
  await who.page.getByText('Vous l’avez retirée').waitFor()
  for (const [state, id] of Object.entries(states)) {
    await who.page.goto(`/repondre/?reponse=${id}`)
    await judgeBoth(who, `lecture-${state}`)
  }
  await who.page.goto('/repondre/')
  await who.heading('Vos innovations')
  await judgeBoth(who, 'liste')
  const { items } = await call('GET', `/v1/moderation/submissions?association=${association.id}&state=accepted`)
  const published = items.find((one: { innovation_state: string }) => one.innovation_state === 'published')
  await who.page.goto(`/repondre/?reponse=${published.id}`)
  await judgeBoth(who, 'lecture-publiee')

  // Its readers may be narrowed at any time, and the narrowing lifted.
  await who.page.locator('summary').filter({ hasText: 'Restreindre qui peut lire la fiche' }).click()
  await who.page.getByLabel('Quoi').selectOption({ label: 'Titre' })
  await who.page.getByLabel('Qui peut encore le lire').selectOption({ label: 'La fédération seule' })
  await who.button('Restreindre').click()
  await who.page.getByText('Titre : la fédération seule').waitFor()
  await judgeBoth(who, 'lecture-restreinte')
  const restrictions = async () =>
    (await call('GET', `/v1/moderation/innovations/${published.innovation_id}`)).restrictions
  expect(await restrictions()).toMatchObject([{ question: 'titre', audience: 'staff', laid_by: 'association' }])
  await who.button('Lever : Titre').click()
  await who.page.getByText('Titre : la fédération seule').waitFor({ state: 'detached' })
  await who.leave()
})

test('a head approves by the link of a message, once', async () => {
  const token = await approvalToken()
  const who = await visitor(browser, server.url, phone)
  await who.page.goto(`/repondre/?approuver#${token}`)
  await who.heading('Approuver la réponse de votre association')
  await judgeBoth(who, 'approbation')
  await who.button('Approuver').click()
  await who.heading('C’est approuvé, merci')
  await judgeBoth(who, 'approuve')
  who.expects('/v1/respond/sign-offs')
  await who.page.goto(`/repondre/?approuver&encore#${token}`)
  await who.button('Approuver').click()
  await who.page.getByText('Ce lien a déjà servi').waitFor()
  await judgeBoth(who, 'approbation-deja-faite')
  await who.leave()
})

/** The general director of the association, with an address. */
async function head(): Promise<{ id: string }> {
  const { items } = await call('GET', `/v1/associations/${association.id}/contacts`)
  const found = items.find(({ office }: { office: string }) => office === 'general_director')
  const email = 'direction@exemple.example'
  return found ?? contactOf({ office: 'general_director', civility: 'monsieur', email })
}

/** What a colleague's hand-in sends to the head. */
async function approvalToken(): Promise<string> {
  const link = await linkOf(await contactOf({ office: 'other', name: 'Sacha Exemple', email: 'sacha@exemple.example' }))
  const session = await callerOf(server.url)('POST', '/v1/respond/session', { token: link.split('#')[1] })
  const by = callerOf(server.url, session.body.access_token)
  const made = await by('POST', '/v1/respond/submissions', { answers: { ...answers, titre: 'Écrite par un collègue' } })
  expect(
    (await by('POST', `/v1/respond/submissions/${made.body.id}/transitions`, { transition: 'submit' })).status,
  ).toBe(200)
  const { items } = await call('GET', '/v1/deliveries?kind=notice')
  const { id } = items.find(({ subject }: { subject: string }) => subject.includes('Écrite par un collègue'))
  return /\?approuver#(\S+)/.exec((await call('GET', `/v1/deliveries/${id}`)).text)?.[1] ?? ''
}

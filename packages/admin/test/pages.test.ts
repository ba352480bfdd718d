import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addresses } from './addresses.ts'
import { openBrowser } from './browser.ts'
import { type Elsewhere, serveElsewhere } from './elsewhere.ts'
import {
  ADMINISTRATOR,
  type Administrator,
  administratorOf,
  callerOf,
  PASSWORD,
  type Server,
  startServer,
} from './server.ts'
import { DESK, PHONE, ready, signIn, type Visitor, visitor } from './visitor.ts'

const UNKNOWN = '01900000-0000-7000-8000-000000000000'

let browser: Browser
let elsewhere: Elsewhere
let server: Server
let call: Administrator
beforeAll(async () => {
  elsewhere = await serveElsewhere()
  ;[browser, server] = await Promise.all([
    openBrowser(),
    startServer({ ESSAIM_DEMO: '1', ESSAIM_ADMIN_ORIGIN: elsewhere.origin }),
  ])
  elsewhere.pointTo(server.url)
  call = await administratorOf(server.url)
})
afterAll(async () => {
  await Promise.all([browser?.close(), server?.stop()])
  elsewhere?.stop()
})

/** An administrator before the console, signed in at that address. */
async function administrator(path: string, origin = server.url): Promise<Visitor> {
  const who = await visitor(browser, origin)
  await who.page.goto(path)
  await signIn(who, ADMINISTRATOR.email, ADMINISTRATOR.password)
  await ready(who.page)
  return who
}

async function aLink(): Promise<{ url: string; association: string }> {
  const association = (await call('GET', '/v1/associations')).items[0].id
  const contact = await call('POST', `/v1/associations/${association}/contacts`, {
    office: 'other',
    name: 'Dominique Exemple',
  })
  const { url } = await call('POST', `/v1/associations/${association}/contacts/${contact.id}/links`)
  return { url, association }
}

const named = (path: string) => path.replaceAll(/[^a-z]+/gi, '-').replace(/^-$/, '-accueil')

test('every address of the console, on a desk and on a phone', { timeout: 600_000 }, async () => {
  const paths = await addresses(call)
  const source = readFileSync(join(import.meta.dirname, '../src/console.tsx'), 'utf8')
  const routes = [...source.matchAll(/\bpath: '([^']+)'/g)].map(([, path]) => path)
  expect(Object.keys(paths).sort()).toEqual(routes.sort())
  const who = await administrator('/admin/')
  for (const [route, path] of Object.entries(paths)) {
    await who.page.setViewportSize(DESK)
    await who.page.goto(`/admin${path}`)
    await ready(who.page)
    expect(await who.page.getByRole('alert').filter({ hasText: /\S/ }).allTextContents(), path).toEqual([])
    await who.judge(`page${named(route)}`)
    await who.page.setViewportSize(PHONE)
    await who.judge(`page${named(route)}`)
  }
  await who.page.getByRole('button', { name: 'Menu' }).click()
  await who.judge('menu')
  await who.leave()
})

test('what is empty or not to be found says so', async () => {
  const who = await administrator('/admin/reponses?state=withdrawn')
  const said = async (path: string, text: string) => {
    await who.page.goto(`/admin${path}`)
    await who.page.getByText(text).first().waitFor()
    await ready(who.page)
    await who.judge(`vide${named(path.replace(UNKNOWN, 'inconnue'))}`)
  }
  await said('/reponses?state=withdrawn', 'Rien ne correspond à ces filtres')
  await said('/fiches?state=archived', 'Rien ne correspond à ces filtres')
  await said('/associations?q=zzzzzz', 'Rien ne correspond à ces filtres')
  await said('/nulle-part', 'Page introuvable')
  who.expects(`/v1/moderation/submissions/${UNKNOWN}`, `/v1/moderation/innovations/${UNKNOWN}`)
  await said(`/reponses/${UNKNOWN}`, 'Introuvable')
  await said(`/fiches/${UNKNOWN}`, 'Introuvable')
  await who.leave()
})

test('a record is erased for good only by who types its title', async () => {
  const anyone = callerOf(server.url)
  const [record] = (await anyone('GET', '/v1/innovations?limit=1')).body.items
  const who = await administrator(`/admin/fiches/${record.id}`)
  await who.button('Effacer définitivement').click()
  const dialog = who.page.getByRole('dialog')
  const retyped = dialog.getByRole('textbox', { name: 'Recopiez le titre de la fiche' })
  await retyped.fill('Une autre fiche')
  await dialog.getByRole('button', { name: 'Effacer définitivement' }).click()
  await dialog.getByText('Ce n’est pas le titre de cette fiche.').waitFor()
  await who.judge('effacer')
  await who.page.setViewportSize(PHONE)
  await who.judge('effacer')
  await retyped.fill(record.title)
  await who.page.keyboard.press('Enter')
  await who.page.getByText('La fiche est effacée.').waitFor()
  await who.heading('Fiches')
  expect((await anyone('GET', `/v1/innovations/${record.id}`)).status).toBe(410)
  expect(who.faults).toEqual([])
  await who.leave()
})

test('a wrong password is refused in words; signing out ends the session everywhere', async () => {
  const who = await visitor(browser, server.url)
  await who.page.goto('/admin/fiches')
  who.expects('/v1/session')
  await who.page.getByRole('textbox', { name: 'Adresse e-mail' }).fill(ADMINISTRATOR.email)
  await who.page.getByLabel('Mot de passe', { exact: true }).fill('pas-celui-ci')
  await who.page.keyboard.press('Enter')
  await who.page.getByRole('alert').filter({ hasText: 'Adresse ou mot de passe incorrect.' }).waitFor()
  await who.judge('mauvais-mot-de-passe')
  const asked = who.page.waitForRequest((request) => request.headers().authorization !== undefined)
  await signIn(who, ADMINISTRATOR.email, ADMINISTRATOR.password)
  await who.heading('Fiches')
  const token = (await asked).headers().authorization?.replace('Bearer ', '')
  expect((await callerOf(server.url, token)('GET', '/v1/session')).status).toBe(200)
  const ended = who.page.waitForResponse((response) => response.request().method() === 'DELETE')
  await who.button(/^Administrateur/).click()
  await who.page.getByRole('menuitem', { name: 'Se déconnecter' }).click()
  await who.heading('Connexion')
  expect((await ended).status()).toBe(204)
  expect((await callerOf(server.url, token)('GET', '/v1/session')).status).toBe(401)
  await who.page.reload()
  await who.heading('Connexion')
  expect(await who.page.getByText('Fiches').count()).toBe(0)
  await who.leave()
})

test('a session that ends leads back to the same address after signing in', async () => {
  const email = 'lecture@essaim.example'
  const { id } = await call('POST', '/v1/users', { email, name: 'Léa Lectrice', password: PASSWORD, roles: ['reader'] })
  const who = await visitor(browser, server.url)
  await who.page.goto('/admin/reponses?state=submitted')
  await signIn(who, email, PASSWORD)
  await ready(who.page)
  // A new password ends every session.
  const other = 'bruyère-de-septembre'
  await call('PATCH', `/v1/users/${id}`, { password: other })
  who.expects('/v1/')
  const first = who.page.getByRole('table').getByRole('link').first()
  const title = ((await first.textContent()) ?? '').trim()
  await first.click()
  await who.page.getByText('Votre session a pris fin').waitFor()
  const address = who.page.url()
  expect(address).toMatch(/\/admin\/reponses\/[0-9a-f-]{36}\?state=submitted$/)
  await who.judge('session-finie')
  await signIn(who, email, other)
  await who.heading(title)
  expect(who.page.url()).toBe(address)
  await who.leave()
})

test('a mail scanner that opens the personal link, scripts and all, uses nothing up', async () => {
  const { url, association } = await aLink()
  const scanner = await visitor(browser, server.url)
  const sent: string[] = []
  scanner.page.on(
    'request',
    (request) => request.method() !== 'GET' && sent.push(`${request.method()} ${request.url()}`),
  )
  await scanner.page.goto(url, { waitUntil: 'networkidle' })
  await scanner.page.mouse.wheel(0, 2000)
  await scanner.page.keyboard.press('Tab')
  await scanner.leave()
  expect(sent).toEqual([])
  const { items } = await call('GET', `/v1/associations/${association}/contacts`)
  const links = items.flatMap((contact: { links: { used_at: string | null }[] }) => contact.links)
  expect(links.map((link: { used_at: string | null }) => link.used_at)).toContain(null)
  const contact = await visitor(browser, server.url, { viewport: PHONE })
  await contact.page.goto(url)
  await contact.button('Commencer').click()
  await contact.heading('Vos innovations')
  await contact.leave()
})

test('a link that is not good any more says what to do', async () => {
  const contact = await visitor(browser, server.url, { viewport: PHONE })
  await contact.page.goto('/repondre/')
  await contact.heading('Ouvrez le lien que vous avez reçu')
  await contact.judge('repondre-sans-lien')
  contact.expects('/v1/respond/session')
  await contact.page.goto(`/repondre/#${'x'.repeat(43)}`)
  await contact.button('Commencer').click()
  await contact.heading('Ce lien n’est plus valable')
  await contact.judge('repondre-mauvais-lien')
  await contact.leave()
})

test('the static build works from another origin; without the API every screen says so', async () => {
  const { url } = await aLink()
  const contact = await visitor(browser, elsewhere.origin, { viewport: PHONE })
  await contact.page.goto(url.replace(server.url, elsewhere.origin))
  await contact.button('Commencer').click()
  await contact.heading('Vos innovations')
  const who = await administrator('/admin/reponses', elsewhere.origin)
  await who.page.getByRole('table').getByRole('link').first().waitFor()
  await who.page.reload()
  await who.page.getByRole('table').getByRole('link').first().waitFor()
  await who.judge('autre-origine')

  // From here on there is no API: this test is the last one.
  await server.stop()
  for (const one of [who, contact]) one.expects(server.url)
  await contact.button('Décrire une innovation').or(contact.button('Décrire une autre innovation')).click()
  await contact.page.getByRole('alert').filter({ hasText: 'Le serveur ne répond pas' }).waitFor()
  await contact.judge('repondre-sans-api')
  for (const name of ['Fiches', 'Associations', 'Questionnaires', 'Utilisateurs', 'Journal']) {
    await who.page.getByRole('navigation', { name: 'Menu principal' }).getByRole('link', { name }).click()
    await who.page.getByRole('alert').getByText('Pas de connexion').waitFor()
    await who.page.getByRole('alert').getByRole('button', { name: 'Réessayer' }).waitFor()
    await who.judge(`sans-api-${name}`)
  }
  await Promise.all([contact.leave(), who.leave()])
})

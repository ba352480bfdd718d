import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from './browser.ts'
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

async function staff(email: string, password: string, path: string): Promise<Visitor> {
  const who = await visitor(browser, server.url)
  await who.page.goto(path)
  await signIn(who, email, password)
  await ready(who.page)
  return who
}
const inDialog = (who: Visitor) => who.page.getByRole('dialog')
const said = (who: Visitor, text: string) => who.page.getByRole('status').filter({ hasText: text }).first().waitFor()
const day = (days: number) => new Date(Date.now() + days * 86_400_000).toLocaleDateString('fr-FR')

/** Judges a page that a journey has come to, on a desk and on a phone. */
async function judged(who: Visitor, name: string): Promise<void> {
  for (const size of [PHONE, DESK]) {
    await who.page.setViewportSize(size)
    await who.judge(name)
  }
}

test('a campaign is set up, written, opened, followed and begun again from the console', async () => {
  const who = await staff(ADMINISTRATOR.email, ADMINISTRATOR.password, '/admin/campagnes')
  const { page } = who
  await who.button('Nouveau recensement').click()
  await inDialog(who).getByLabel('Nom').fill('Recensement 2026')
  await inDialog(who).getByLabel('Ouverture').fill(day(1))
  await inDialog(who).getByLabel('Clôture').fill(day(30))
  await inDialog(who).getByRole('button', { name: 'Nouveau recensement' }).click()
  await who.heading('Recensement 2026')
  const url = `/v1/campaigns/${page.url().split('/').at(-1)}`

  // whom it asks: the reach follows the choice before anything is saved
  await who.button('Choisir les destinataires').click()
  await inDialog(who).getByLabel('Selon des critères').check()
  await inDialog(who).getByLabel('Champs d’action').first().click()
  await page.getByRole('option', { name: 'Handicap' }).click()
  const asked = (await call('GET', `${url}/reach?field=handicap`)).associations
  await inDialog(who)
    .getByText(new RegExp(` sur ${asked}\\b`))
    .waitFor()
  expect((await call('GET', url)).recipients).toEqual({ all: true })
  await page.keyboard.press('Escape')
  await who.judge('destinataires')
  await inDialog(who).getByRole('button', { name: 'Enregistrer' }).click()
  await said(who, 'Les destinataires sont enregistrés.')
  expect((await call('GET', url)).recipients).toEqual({ fields: ['handicap'] })

  // a letter that somebody else saves meanwhile is not overwritten unseen
  await page.getByRole('link', { name: 'Invitation', exact: true }).click()
  await who.heading('Lettre : Invitation')
  const { kind, variables, updated_at, ...words } = await call('GET', `${url}/letters/invitation`)
  expect([kind, variables.length > 5, updated_at]).toEqual(['invitation', true, expect.anything()])
  await page.getByLabel('Objet').fill('Votre innovation nous intéresse')
  await page.locator('.dialog-subject').filter({ hasText: 'Votre innovation nous intéresse' }).waitFor()
  const { access_token } = (await callerOf(server.url)('POST', '/v1/session', ADMINISTRATOR)).body
  const other = callerOf(server.url, access_token)
  const { etag } = await other('GET', `${url}/letters/invitation`)
  await other('PUT', `${url}/letters/invitation`, { ...words, subject: 'Un autre objet' }, etag)
  who.expects('/letters/invitation')
  await who.button('Enregistrer').click()
  await page.getByRole('alert').filter({ hasText: 'rien n’a été écrasé' }).waitFor()
  await judged(who, 'lettre-entre-temps')
  await who.button('Garder mon texte').click()
  await page.getByRole('alert').filter({ hasText: 'Votre texte est gardé' }).waitFor()
  await who.button('Enregistrer').click()
  await said(who, 'La lettre est enregistrée.')
  expect((await call('GET', `${url}/letters/invitation`)).subject).toBe('Votre innovation nous intéresse')
  await who.button('M’envoyer un essai').click()
  await said(who, ADMINISTRATOR.email)

  // opened, and its invitations written
  await page.getByRole('link', { name: 'Recensement 2026' }).click()
  for (const name of ['Programmer', 'Ouvrir maintenant']) {
    await who.button(name).click()
    await inDialog(who).getByRole('button', { name }).click()
    await inDialog(who).waitFor({ state: 'detached' })
  }
  await expect.poll(async () => (await call('GET', url)).prepared_at, { timeout: 30_000, interval: 200 }).not.toBeNull()
  await page.getByRole('link', { name: 'Liste d’appels' }).click()
  await who.heading('Liste d’appels')
  await who
    .button(/^Noter un appel/)
    .first()
    .click()
  await inDialog(who).getByLabel('Résultat').selectOption('call_back')
  await inDialog(who).getByLabel('Rappeler le').fill(day(0))
  await inDialog(who).getByRole('button', { name: 'Noter un appel' }).click()
  await said(who, 'L’appel est noté.')
  await page.getByLabel('À rappeler aujourd’hui ou avant').check()
  await page.getByText('1 résultat affiché sur 1').waitFor()
  await page.emulateMedia({ media: 'print' })
  expect(await page.getByRole('navigation', { name: 'Menu principal' }).isVisible()).toBe(false)
  expect(await page.getByRole('columnheader', { name: 'Notes' }).isVisible()).toBe(true)
  await page.emulateMedia({ media: 'screen' })
  await page.getByRole('table').getByRole('link').first().click()
  await page.getByText('À rappeler', { exact: true }).waitFor()
  await judged(who, 'invitation')

  // an empty cell of the participation is one click from the reminder to just those
  await page.getByRole('navigation', { name: 'Vous êtes ici' }).getByRole('link', { name: 'Recensement 2026' }).click()
  await page.getByRole('link', { name: 'Participation' }).click()
  await who.heading('Participation')
  await page
    .getByRole('button', { name: /^0 \/ \d+ – Relancer : Handicap/ })
    .first()
    .click()
  await inDialog(who)
    .getByText(/partirai(en)?t/)
    .waitFor()
  await who.judge('relance-d-une-case')
  await page.keyboard.press('Escape')

  await page.getByRole('navigation', { name: 'Vous êtes ici' }).getByRole('link', { name: 'Recensement 2026' }).click()
  await who.button('Clore maintenant').click()
  await inDialog(who).getByText('associations n’ont pas encore répondu').waitFor()
  await inDialog(who).getByRole('button', { name: 'Clore maintenant' }).click()
  await who.button('Recommencer l’an prochain').click()
  expect(await inDialog(who).getByLabel('Nom').inputValue()).toBe('Recensement 2027')
  await inDialog(who).getByRole('button', { name: 'Nouveau recensement' }).click()
  await who.heading('Recensement 2027')
  const again = await call('GET', `/v1/campaigns/${page.url().split('/').at(-1)}`)
  expect(again).toMatchObject({
    state: 'draft',
    recipients: { fields: ['handicap'] },
    repeats: { name: 'Recensement 2026' },
  })
  await who.leave()
})

test('a delegate finds on its home page who succeeds whom and who needs help, in its delegations only', async () => {
  const [mine, theirs] = (await call('GET', '/v1/regional-delegations')).items
  await call('POST', '/v1/users', {
    email: 'delegation@essaim.example',
    name: 'Dana Déléguée',
    password: PASSWORD,
    roles: ['delegate'],
    regional_delegations: [mine.id],
  })
  for (const [delegation, name] of [
    [mine, 'Camille Exemple'],
    [theirs, 'Personne Ailleurs'],
  ] as const) {
    const [association] = (await call('GET', `/v1/associations?regional_delegation=${delegation.id}`)).items
    const contacts = (await call('GET', `/v1/associations/${association.id}/contacts`)).items
    const head = contacts.find(({ office }: { office: string }) => office === 'general_director')
    const { url } = await call('POST', `/v1/associations/${association.id}/contacts/${head.id}/links`)
    const opened = await callerOf(server.url)('POST', '/v1/respond/session', { token: url.split('#')[1] })
    const respondent = callerOf(server.url, opened.body.access_token)
    const told = [
      await respondent('POST', '/v1/respond/successor', { civility: 'madame', name, email: 'suite@exemple.example' }),
      await respondent('POST', '/v1/respond/help', {
        message: `${name} demande de l’aide`,
        telephone: '02 98 00 00 00',
      }),
    ]
    expect(told.map(({ status }) => status)).toEqual([201, 201])
  }
  const who = await staff('delegation@essaim.example', PASSWORD, '/admin/')
  const tile = (name: string) => who.page.getByRole('region', { name })
  await tile('Successions à confirmer').getByRole('link', { name: 'Camille Exemple' }).waitFor()
  await tile('Demandes d’aide').getByText('Camille Exemple demande de l’aide').waitFor()
  expect(await who.page.getByText('Personne Ailleurs').count()).toBe(0)
  expect(await who.page.getByRole('link', { name: 'Courriers' }).count()).toBe(0)
  await judged(who, 'accueil-delegation')
  await tile('Successions à confirmer').getByRole('link', { name: 'Camille Exemple' }).click()
  await who.button(/^Confirmer/).click()
  await who.judge('succession-confirmer')
  await inDialog(who).getByRole('button', { name: 'Confirmer' }).click()
  await said(who, 'Madame Camille Exemple prend la suite.')
  await who.page.goto('/admin/aides')
  await who.button(/^Marquer comme traitée/).click()
  await inDialog(who).getByRole('button', { name: 'Marquer comme traitée' }).click()
  await said(who, 'La demande est marquée comme traitée.')
  expect(await who.button(/^Marquer comme traitée/).count()).toBe(0)
  await who.leave()
})

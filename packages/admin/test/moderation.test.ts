import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from './browser.ts'
import { fillQueue } from './queue-of-500.ts'
import { type Administrator, administratorOf, callerOf, PASSWORD, type Server, startServer } from './server.ts'
import { DESK, PHONE, ready, signIn, type Visitor, visitor } from './visitor.ts'

const WIDE = { width: 1440, height: 900 }
const TABLET = { width: 1024, height: 900 }

let browser: Browser
let server: Server
let call: Administrator
let queue: Awaited<ReturnType<typeof fillQueue>>
beforeAll(async () => {
  ;[browser, server] = await Promise.all([openBrowser(), startServer()])
  call = await administratorOf(server.url)
  queue = await fillQueue(call)
})
afterAll(async () => {
  await Promise.all([browser?.close(), server?.stop()])
})

async function staff(who: { email: string }, path: string): Promise<Visitor> {
  const one = await visitor(browser, server.url, { viewport: WIDE })
  await one.page.goto(path)
  await signIn(one, who.email, PASSWORD)
  await ready(one.page)
  return one
}

/** Judges a page as it is at the widths that people have. */
async function judged(who: Visitor, name: string): Promise<void> {
  for (const size of [PHONE, TABLET, DESK, WIDE]) {
    await who.page.setViewportSize(size)
    await who.judge(name)
  }
}

const rows = ({ page }: Visitor) => page.locator('[data-row]')
const view = ({ page }: Visitor, name: string) =>
  page.getByRole('navigation', { name: 'Vues' }).getByRole('link', { name: new RegExp(`^${name} ?\\d*$`) })
const said = ({ page }: Visitor, text: string | RegExp) =>
  page.getByRole('status').filter({ hasText: text }).first().waitFor()
const count = async (filter: string) =>
  (await call('GET', `/v1/moderation/submissions?limit=1&count=exact&${filter}`)).total as number

test('a delegate sees only theirs: in the list, the counts and the search', async () => {
  const mine = queue.inBrittany.length
  const who = await staff(queue.delegate, '/admin/reponses')
  await said(who, String(mine))
  expect(await rows(who).count()).toBe(mine)
  const names = await who.page.locator('[data-row] [data-label="Association"]').allTextContents()
  expect(new Set(names)).toEqual(new Set(['Association Bretagne']))
  await view(who, 'À nous').getByText(String(mine), { exact: true }).waitFor()
  await judged(who, 'file-delegation')
  const search = who.page.getByRole('searchbox', { name: 'Rechercher dans les réponses' })
  await search.fill('Occitanie')
  await search.press('Enter')
  await who.page.getByText('Rien ne correspond à ces filtres').waitFor()
  await search.fill(queue.inBrittany[7]?.title ?? '')
  await search.press('Enter')
  await who.page.waitForFunction(() => document.querySelectorAll('[data-row]').length === 1)
  // what is not theirs is not there at all
  const foreign = queue.handedIn.find(({ region }) => region === '76')
  who.expects(`/v1/moderation/submissions/${foreign?.id}`)
  await who.page.goto(`/admin/reponses/${foreign?.id}`)
  await who.page.getByText('Introuvable').first().waitFor()
  expect(who.faults).toEqual([])
  await who.leave()
})

test('who works on an answer is seen by the others, who may take over with a reason', async () => {
  const [one] = queue.inBrittany
  const delegate = await staff(queue.delegate, `/admin/reponses/${one?.id}`)
  await delegate.page.keyboard.press('m')
  await delegate.page.getByText('Vous vous en occupez').first().waitFor()
  const headquarters = await staff(queue.moderator, `/admin/reponses/${one?.id}`)
  await headquarters.page.getByText('Déléguée de Bretagne s’en occupe').first().waitFor()
  await judged(headquarters, 'prise-en-main')
  await headquarters.button('Prendre la suite').click()
  const dialog = headquarters.page.getByRole('dialog', { name: 'Prendre la suite' })
  await dialog.getByRole('textbox', { name: 'Motif' }).fill('La déléguée est en congé.')
  await headquarters.judge('prendre-la-suite')
  await dialog.getByRole('button', { name: 'Prendre la suite' }).click()
  await headquarters.page.getByText('Vous vous en occupez').first().waitFor()
  await headquarters.button('Rendre').click()
  await headquarters.button(/^Prendre en main/).waitFor()
  expect([...delegate.faults, ...headquarters.faults]).toEqual([])
  await Promise.all([delegate.leave(), headquarters.leave()])
})

test('twenty answers are worked through by the keyboard alone', async () => {
  const who = await staff(queue.moderator, '/admin/reponses?state=submitted&sort=title')
  const { keyboard } = who.page
  await keyboard.press('?')
  await who.page.getByRole('dialog', { name: 'Raccourcis du clavier' }).waitFor()
  await judged(who, 'raccourcis')
  await keyboard.press('Escape')
  await keyboard.press('j')
  await keyboard.press('j')
  await keyboard.press('k')
  await keyboard.press('Enter')
  const title = async () => (await who.page.getByRole('heading', { level: 1 }).textContent()) ?? ''
  const decide = async (key: string, name: string, comment: string) => {
    await keyboard.press(key)
    const dialog = who.page.getByRole('dialog', { name })
    await dialog.locator(':focus').waitFor()
    if (comment) await keyboard.type(comment)
    await keyboard.press('Control+Enter')
    await dialog.waitFor({ state: 'hidden' })
  }
  const met = new Set<string>()
  for (let place = 0; place < 20; place++) {
    await who.page.getByRole('region', { name: 'Actions' }).waitFor()
    const now = await title()
    met.add(now)
    if (place === 0) await judged(who, 'lecture')
    if (place % 10 === 3) await decide('c', 'Demander des corrections', 'Merci de préciser les effets.')
    else if (place % 10 === 6) await decide('r', 'Refuser', 'Ce n’est pas une innovation.')
    else if (place % 10 === 8) await decide('a', 'Accepter', '')
    else await decide('e', 'Viser', '')
    await said(who, now)
    // the focus waits at the next one
    await who.page.waitForFunction(() => document.activeElement?.hasAttribute('data-next'))
    await keyboard.press('n')
    await who.page.waitForFunction((before) => document.querySelector('h1')?.textContent !== before, now)
  }
  expect(met.size).toBe(20)
  expect(await count('state=endorsed')).toBe(14)
  expect(await count('state=changes_requested')).toBe(2)
  expect(await count('state=rejected')).toBe(2)
  expect(await count('state=accepted')).toBe(2)
  await who.page.goBack()
  await who.page.getByRole('region', { name: 'Actions' }).waitFor()
  expect(who.faults).toEqual([])
  await who.leave()
})

test('a newer hand-in begins with what differs from the one that was read', async () => {
  const { id } = queue.handedIn.at(-1) ?? { id: '' }
  const one = `/v1/moderation/submissions/${id}`
  const session = await callerOf(server.url)('POST', '/v1/session', {
    email: queue.moderator.email,
    password: PASSWORD,
  })
  const moderator = callerOf(server.url, session.body.access_token)
  expect((await moderator('PUT', `${one}/reading`, { revision: 1 })).status).toBe(200)
  await call('POST', `${one}/transitions`, { transition: 'request_changes', comment: 'Dites où.' })
  await call('PATCH', one, {
    answers: {
      accroche: 'Avec la MDPH et Mme Exemple, pour que chacun apprenne dans son quartier.',
      publics: ['tsa', 'aidants'],
    },
  })
  await call('POST', `${one}/transitions`, { transition: 'submit' })
  const who = await staff(queue.moderator, `/admin/reponses/${id}`)
  await who.page.getByRole('button', { name: 'Révision 1, déjà lue', pressed: true }).waitFor()
  await said(who, '2 réponses ont changé.')
  await who.page.locator('del', { hasText: 'près de chez lui' }).waitFor()
  await who.page.locator('ins', { hasText: 'dans son quartier' }).waitFor()
  await who.page.getByRole('switch', { name: 'Seulement ce qui a changé' }).click()
  expect(await who.page.locator('.answer').count()).toBe(2)
  const checks = who.page.getByRole('region', { name: 'À vérifier' })
  await checks.getByText('« Mme Exemple » : une personne nommée ?').waitFor()
  await checks.getByText('MDPH : maison départementale des personnes handicapées ?').waitFor()
  await who.page.getByRole('group', { name: 'Telle que la lira' }).getByRole('button', { name: 'Public' }).click()
  await who.page.getByRole('region', { name: 'Aperçu de la fiche' }).getByText('dans son quartier').waitFor()
  await judged(who, 'comparaison')
  expect(who.faults).toEqual([])
  await who.leave()
})

test('of fifty at once, three are refused: it says which and why', async () => {
  const who = await staff(queue.moderator, '/admin/reponses?state=submitted&sort=title')
  await who.page.getByRole('checkbox', { name: 'Sélectionner toute la page' }).check()
  await said(who, '50 réponses sélectionnées')
  await judged(who, 'selection')
  const shown = await rows(who).evaluateAll((all) =>
    all.map((row) => ({
      id: (row as HTMLElement).dataset.row ?? '',
      title: row.querySelector('a')?.textContent ?? '',
    })),
  )
  // somebody else is quicker for three of them
  const gone = [shown[4], shown[20], shown[49]]
  for (const one of gone)
    await call('POST', `/v1/moderation/submissions/${one?.id}/transitions`, {
      transition: 'reject',
      comment: 'Décrite deux fois.',
    })
  const before = await count('state=endorsed')
  await who.page.getByRole('region', { name: 'Réponses sélectionnées' }).getByRole('button', { name: 'Viser' }).click()
  const dialog = who.page.getByRole('dialog', { name: 'Viser' })
  await dialog.getByText('50 réponses').waitFor()
  await who.judge('viser-cinquante')
  await dialog.getByRole('button', { name: 'Viser' }).click()
  const refusals = who.page.getByRole('dialog', { name: '47 faites, 3 refusées' })
  await refusals.waitFor()
  for (const one of gone) await refusals.getByText(one?.title ?? '').waitFor()
  expect(await refusals.getByText(/a déjà décidé le .* «\s*Refusée\s*»/).count()).toBe(3)
  await judged(who, 'trois-refus')
  expect(await count('state=endorsed')).toBe(before + 47)
  await refusals.getByRole('button', { name: 'Fermer' }).last().click()
  await said(who, '3 réponses sélectionnées')
  await who.button('Tout désélectionner').click()

  // what was decided on several is taken back for all of them
  for (const place of [0, 1]) await rows(who).nth(place).getByRole('checkbox').check()
  await who.page.getByRole('region', { name: 'Réponses sélectionnées' }).getByRole('button', { name: 'Viser' }).click()
  await dialog.getByRole('button', { name: 'Viser' }).click()
  const told = who.page.locator('.toast').filter({ hasText: 'Viser : 2 réponses' })
  await told.getByRole('button', { name: 'Annuler' }).click()
  await said(who, '2 décisions annulées')
  expect(await count('state=endorsed')).toBe(before + 47)
  expect(who.faults).toEqual([])
  await who.leave()
})

test('several are given to a colleague to follow, but for those that they may not see', async () => {
  const who = await staff(queue.moderator, '/admin/reponses?sort=title')
  const [ours, other] = ['Réponse 008 Bretagne', 'Réponse 001 Île-de-France'] as const
  for (const title of [ours, other]) await who.page.getByRole('checkbox', { name: `Sélectionner « ${title} »` }).check()
  const bar = who.page.getByRole('region', { name: 'Réponses sélectionnées' })
  await bar.getByRole('button', { name: 'Attribuer' }).click()
  const dialog = who.page.getByRole('dialog', { name: 'Attribuer' })
  await dialog.getByText('2 réponses').waitFor()
  await dialog.getByRole('combobox', { name: 'Suivie par' }).fill('Déléguée')
  await who.page.getByRole('option', { name: /^Déléguée de Bretagne/ }).click()
  await judged(who, 'attribuer')
  await dialog.getByRole('button', { name: 'Enregistrer' }).click()
  const refusals = who.page.getByRole('dialog', { name: 'Une faite, une refusée' })
  await refusals.getByText(other).waitFor()
  await refusals.getByText('Cette personne ne peut pas instruire cette réponse.').waitFor()
  await refusals.getByRole('button', { name: 'Fermer' }).last().click()
  expect(await count(`assignee=${queue.delegate.id}`)).toBe(1)

  // one is taken over from them by the keyboard alone
  await who.page.goto(`/admin/reponses/${queue.handedIn.find(({ title }) => title === ours)?.id}`)
  await who.page.getByText('Suivie par Déléguée de Bretagne').first().waitFor()
  await judged(who, 'attribuee')
  await who.page.keyboard.press('s')
  await dialog.getByRole('combobox', { name: 'Suivie par' }).and(who.page.locator(':focus')).waitFor()
  await who.page.keyboard.type('moi')
  await who.page.getByRole('option', { name: 'Moi' }).waitFor()
  for (const key of ['ArrowDown', 'Enter', 'Enter']) await who.page.keyboard.press(key)
  await who.page.getByText('Suivie par Modération du siège').first().waitFor()
  expect(who.faults).toEqual([])
  await who.leave()
})

test('what is filtered is kept as a view, with its count, and shared', async () => {
  const who = await staff(queue.moderator, '/admin/reponses?q=Occitanie&sort=title')
  await rows(who).first().waitFor()
  await who.button('Enregistrer cette vue').click()
  const dialog = who.page.getByRole('dialog', { name: 'Enregistrer cette vue' })
  await dialog.getByRole('textbox', { name: 'Nom de la vue' }).fill('L’Occitanie')
  await dialog.getByRole('combobox', { name: 'Partagée avec' }).click()
  await who.page.getByRole('option', { name: 'Toute l’équipe' }).click()
  await who.judge('enregistrer-la-vue')
  await dialog.getByRole('button', { name: 'Enregistrer' }).click()
  const found = queue.handedIn.filter(({ region }) => region === '76').length
  await view(who, 'L’Occitanie').getByText(String(found), { exact: true }).waitFor()
  await judged(who, 'vue-enregistree')
  // somebody else has it too, with what they may see of it
  const delegate = await staff(queue.delegate, '/admin/reponses')
  await view(delegate, 'L’Occitanie').getByText('0', { exact: true }).waitFor()
  // other filters take the place of those it had, under another name
  await who.page.goto('/admin/reponses?q=Bretagne&sort=title')
  await who.button('Enregistrer cette vue').click()
  await dialog.getByRole('combobox', { name: 'Enregistrer' }).click()
  await who.page.getByRole('option', { name: 'À la place de « L’Occitanie »' }).click()
  await dialog.getByRole('textbox', { name: 'Nom de la vue' }).fill('La Bretagne')
  await dialog.getByRole('button', { name: 'Enregistrer' }).click()
  await view(who, 'La Bretagne').getByText(String(queue.inBrittany.length), { exact: true }).waitFor()
  await view(who, 'L’Occitanie').waitFor({ state: 'detached' })
  await who.button('Modifier cette vue').click()
  const changing = who.page.getByRole('dialog', { name: 'Modifier cette vue' })
  await changing.getByRole('textbox', { name: 'Nom de la vue' }).fill('L’Ouest')
  await judged(who, 'modifier-la-vue')
  await changing.getByRole('button', { name: 'Enregistrer' }).click()
  await view(who, 'L’Ouest').waitFor()
  await who.button('Supprimer cette vue').click()
  await view(who, 'L’Ouest').waitFor({ state: 'detached' })
  expect([...who.faults, ...delegate.faults]).toEqual([])
  await Promise.all([who.leave(), delegate.leave()])
})

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from './browser.ts'
import { ADMINISTRATOR, type Administrator, administratorOf, type Server, startServer } from './server.ts'
import { DESK, PHONE, ready, signIn, visitor } from './visitor.ts'

const RECORDS = '/v1/moderation/innovations'

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

test('headquarters reads version 2 beside version 1, plans it, and merges, splits and confirms records', async () => {
  const { items } = await call('GET', `${RECORDS}?state=published`)
  const [one, other] = items as { id: string; title: string; association: { id: string } }[]
  if (!one || !other) throw new Error('the demonstration has no two records')
  const renewal = await call('POST', '/v1/moderation/submissions', {
    association_id: one.association.id,
    innovation_id: one.id,
    answers: { titre: `${one.title}, deux ans après` },
    channel: 'telephone',
  })
  for (const transition of ['submit', 'accept'])
    await call('POST', `/v1/moderation/submissions/${renewal.id}/transitions`, { transition })

  const who = await visitor(browser, server.url)
  const { page } = who
  const dialog = page.getByRole('dialog')
  const open = (name: string) =>
    page.getByRole('region', { name: 'Actions' }).getByRole('button', { name, exact: true })
  const both = async (name: string) => {
    for (const viewport of [DESK, PHONE]) {
      await page.setViewportSize(viewport)
      await who.judge(name)
    }
    await page.setViewportSize(DESK)
  }
  await page.goto(`/admin/fiches/${one.id}`)
  await signIn(who, ADMINISTRATOR.email, ADMINISTRATOR.password)
  await ready(page)

  // the draft is held against what readers have
  await page.getByRole('button', { name: 'Version 1, publiée', pressed: true }).waitFor()
  await page.getByText('Une réponse a changé.').waitFor()
  await page.locator('.answer.changed').waitFor()
  await page.getByRole('switch', { name: 'Seulement ce qui a changé' }).click()
  await both('publication-version-2')

  // a change that waits for the association keeps it from being published: that is said before one asks
  const version = `/v1/moderation/innovations/${one.id}/versions/2`
  const { edits } = await call('PATCH', version, {
    answers: { accroche: 'Une autre accroche.' },
    nature: 'substantive',
    reason: 'Le bilan dit autre chose.',
  })
  await page.reload()
  await ready(page)
  await open('Publier la version 2').click()
  await dialog.getByText('Une modification attend la réponse de l’association.').waitFor()
  expect(await dialog.getByRole('button', { name: 'Publier' }).isDisabled()).toBe(true)
  await both('publication-empechee')
  await page.keyboard.press('Escape')
  await call('POST', `${version}/edits/${edits.at(-1).id}/withdrawal`)
  await page.reload()
  await ready(page)

  // published at a date, and not after all
  await open('Publier la version 2').click()
  await dialog.getByRole('radio', { name: 'À une date' }).check()
  await dialog.getByRole('button', { name: 'Publier' }).click()
  await dialog.getByText('Choisissez une date à venir.').waitFor()
  await dialog.locator('input[type=datetime-local]').fill('2027-03-01T08:30')
  await both('publication-date')
  await dialog.getByRole('button', { name: 'Publier à cette date' }).click()
  await page
    .getByText(/La publication est prévue le 1er mars 2027/)
    .first()
    .waitFor()
  await both('publication-prevue')
  await open('Annuler la publication prévue').click()
  await dialog.getByRole('button', { name: 'Annuler la publication prévue' }).click()
  await page.getByText(/n’est plus prévue/).waitFor()
  await open('Annuler la publication prévue').waitFor({ state: 'detached' })
  expect(await call('GET', `${RECORDS}/${one.id}`)).toMatchObject({ publish_at: null, published_version: 1 })

  // what the association said on the telephone
  await open('Noter qu’elle est à jour').click()
  await dialog.getByRole('button', { name: 'Noter qu’elle est à jour' }).click()
  await page.getByText(/est notée comme étant à jour/).waitFor()

  // merged into another, and back
  await open('Fusionner avec une autre fiche').click()
  await dialog.getByRole('combobox', { name: 'La fiche qui demeure' }).fill(other.title.slice(0, 12))
  await page.getByRole('option', { name: other.title }).click()
  await both('publication-fusion')
  await dialog.getByRole('button', { name: 'Fusionner avec une autre fiche' }).click()
  await page.getByText('Cette fiche a été fusionnée avec').waitFor()
  await both('publication-fusionnee')
  await page.getByRole('link', { name: other.title }).first().click()
  await page.getByText('Une fiche a été fusionnée avec celle-ci').waitFor()
  await page.getByRole('link', { name: one.title }).first().click()
  await open('Défaire la fusion').click()
  await dialog.getByRole('button', { name: 'Défaire la fusion' }).click()
  await open('Fusionner avec une autre fiche').waitFor()

  // two innovations in one record
  await open('Scinder en deux fiches').click()
  await both('publication-scission')
  await dialog.getByRole('button', { name: 'Scinder en deux fiches' }).click()
  await page.getByRole('link', { name: 'Cette fiche a été séparée d’une autre.' }).waitFor()

  // the federation's rule on silence
  await page.goto('/admin/federation')
  await page.getByRole('textbox', { name: 'Annoncer le retrait après (jours)' }).fill('90')
  await page.getByRole('form', { name: 'Confirmation des fiches' }).getByRole('button', { name: 'Enregistrer' }).click()
  await expect.poll(async () => (await call('GET', '/v1/federation')).announce_after_days).toBe(90)
  await both('publication-regle')
}, 240_000)

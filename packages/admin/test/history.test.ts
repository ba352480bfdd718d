import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from './browser.ts'
import { ADMINISTRATOR, type Administrator, administratorOf, type Server, startServer } from './server.ts'
import { ready, signIn, visitor } from './visitor.ts'

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

test('what happened to an answer reads like sentences, each with an address of its own', async () => {
  const path = '/v1/moderation/submissions'
  const [submission] = (await call('GET', `${path}?state=submitted`)).items
  await call('POST', `${path}/${submission.id}/transitions`, {
    transition: 'request_changes',
    comment: 'Merci de préciser le public accueilli.',
  })
  const events = (await call('GET', `${path}/${submission.id}/history`)).items as { id: string; action: string }[]
  const asked = events.find(({ action }) => action === 'submission.request_changes')

  const who = await visitor(browser, server.url)
  await who.page.goto(`/admin/reponses/${submission.id}/historique#evt-${asked?.id}`)
  await signIn(who, ADMINISTRATOR.email, ADMINISTRATOR.password)
  await ready(who.page)
  const wanted = who.page.locator('.history li.wanted')
  expect(await wanted.textContent()).toMatch(/a demandé des corrections\.Merci de préciser le public accueilli\./)

  const begun = who.page.locator('.history li', { hasText: 'a commencé la réponse' })
  await begun.locator('summary').click()
  await begun.getByText('Titre', { exact: true }).waitFor()
  await who.judge('historique')

  await who.button('Échanges').click()
  await who.page.getByText('Rien de tel n’a encore eu lieu.').waitFor()
  await who.button('Décisions').click()
  await who.page.locator('.history li', { hasText: 'a demandé des corrections' }).waitFor()
  expect(await begun.count()).toBe(0)
  await who.leave()
})

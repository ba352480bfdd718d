import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openBrowser } from './browser.ts'
import { hostileFederation } from './hostile.ts'
import { PAYLOADS, payload } from './payloads.ts'
import { ADMINISTRATOR, administratorOf, type Server, startServer } from './server.ts'
import { ready, signIn, type Visitor, visitor } from './visitor.ts'

let browser: Browser
let server: Server
let scene: Awaited<ReturnType<typeof hostileFederation>>
beforeAll(async () => {
  ;[browser, server] = await Promise.all([openBrowser(), startServer()])
  scene = await hostileFederation(server.url, await administratorOf(server.url))
})
afterAll(async () => {
  await Promise.all([browser?.close(), server?.stop()])
})

/** Somebody whose pages tell when a payload runs. */
async function watchful(): Promise<Visitor> {
  const who = await visitor(browser, server.url)
  await who.context.addInitScript(() => {
    Object.assign(window, { ran: () => console.error('a payload ran') })
  })
  who.page.on('dialog', (dialog) => {
    who.faults.push(`a dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  who.page.on('request', (request) => {
    if (request.url().includes('evil.example')) who.faults.push(`asked for ${request.url()}`)
  })
  return who
}

/** What of the page, or of a letter that it shows in a frame, would run or lead to code. */
const loose = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const framed = [...document.querySelectorAll('iframe')].map(
      ({ srcdoc }) => new DOMParser().parseFromString(srcdoc, 'text/html') as Document,
    )
    return [document, ...framed].flatMap((shown) =>
      [...shown.querySelectorAll('*')].flatMap((one) => {
        const bad = [...one.attributes].filter(
          ({ name, value }) =>
            name.startsWith('on') ||
            (['href', 'src', 'action', 'data', 'xlink:href'].includes(name) &&
              /^\s*(javascript|vbscript):/i.test(value)) ||
            (!name.startsWith('data-') && value.startsWith('https://evil.example')),
        )
        const isScript = one.localName === 'script' && (one.textContent ?? '').includes('ran()')
        return bad.length > 0 || isScript ? [one.outerHTML.slice(0, 200)] : []
      }),
    )
  })

async function harmless(who: Visitor, where: string): Promise<void> {
  // what a payload would set off comes after what has been drawn
  await who.page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn, 50))))
  expect({ where, faults: who.faults, loose: await loose(who.page) }).toEqual({ where, faults: [], loose: [] })
}

test('C26: no text that anybody may write runs in the console, wherever it is shown', async () => {
  expect(PAYLOADS.length).toBeGreaterThanOrEqual(40)
  const who = await watchful()
  await who.page.goto('/admin/')
  await signIn(who, ADMINISTRATOR.email, ADMINISTRATOR.password)
  for (const path of scene.console) {
    await who.page.goto(`/admin${path}`)
    await ready(who.page)
    await who.page.evaluate(() => {
      for (const one of document.querySelectorAll('details')) one.open = true
    })
    await harmless(who, path)
  }
  // they are there, as the texts that they are
  await who.page.goto('/admin/associations')
  await ready(who.page)
  await who.page.getByText(payload(0), { exact: true }).first().waitFor()
  // and this is how it would be seen if one did
  await who.page.evaluate((text) => {
    document.querySelector('main')?.insertAdjacentHTML('beforeend', text)
  }, payload(1))
  await vi.waitFor(() => expect(who.faults.join()).toContain('content policy: script-src'))
  expect(await loose(who.page)).toHaveLength(1)
  await who.leave()
})

test('C26: nor in the form; and a file is told by its name and its size, and kept under its name', async () => {
  const who = await watchful()
  await who.page.goto(scene.link)
  await harmless(who, 'the door')
  await who.button('Commencer').click()
  await who.heading('Vos innovations')
  await harmless(who, 'the list')
  for (const step of ['essentiel', 'suite', 'envoi']) {
    await who.page.goto(`/repondre/?reponse=${scene.draft}&etape=${step}`)
    await who.page.getByRole('heading', { level: 1 }).waitFor()
    await harmless(who, step)
  }
  const file = who.page.getByRole('button', { name: /\.png \(1 Ko\)/ })
  const [download] = await Promise.all([who.page.waitForEvent('download'), file.first().click()])
  expect(download.suggestedFilename()).toMatch(/\.png$/)
  await who.page.goto(`/repondre/?reponse=${scene.handedIn}`)
  await who.page.getByRole('heading', { level: 1 }).waitFor()
  await harmless(who, 'points to correct')
  await who.leave()
})

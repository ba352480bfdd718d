import { gzipSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { openBrowser } from '../test/browser.ts'
import buildPages from '../test/built-pages.ts'

// The respondent's form on a slow 4G telephone, as one JSON line: `node form-paint.ts LINK ROUNDS`.
const [, , link = '', rounds = '5'] = process.argv
const SLOW_4G = { latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8, offline: false }
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2.625, isMobile: true, hasTouch: true }

type Visit = { landing: number; questions: number; kilobytes: number }

await buildPages()
const browser = await openBrowser()
try {
  const visits: Visit[] = []
  // the first one warms the server up, and does not count
  for (let round = 0; round <= Number(rounds); round += 1) visits.push(await visit(browser))
  process.stdout.write(`${JSON.stringify(visits.slice(1))}\n`)
} finally {
  await browser.close()
}

/** Opens the link with nothing kept, begins an answer, and opens the questions with nothing kept either. */
async function visit(browser: Browser): Promise<Visit> {
  const context = await browser.newContext(PHONE)
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  let bytes = 0
  page.on('response', async (response) => {
    if (response.request().resourceType() === 'script') bytes += gzipSync(await response.body()).length
  })
  await page.addInitScript(() => {
    Object.assign(window, { painted: 0 })
    new PerformanceObserver((list) => {
      for (const { startTime } of list.getEntries()) Object.assign(window, { painted: startTime })
    }).observe({ type: 'largest-contentful-paint', buffered: true })
  })
  await session.send('Network.enable')
  const slow = async (on: boolean) => {
    await session.send('Network.clearBrowserCache')
    await session.send(
      'Network.emulateNetworkConditions',
      on ? SLOW_4G : { ...SLOW_4G, latency: 0, downloadThroughput: -1, uploadThroughput: -1 },
    )
    await session.send('Emulation.setCPUThrottlingRate', { rate: on ? 4 : 1 })
  }
  await slow(true)
  await page.goto(link)
  const landing = await largestPaint(page, 'main h1')
  await slow(false)
  await page.getByRole('button', { name: 'Commencer' }).click()
  await page.getByRole('button', { name: /^Décrire une/ }).click()
  await page.locator('.q-question').first().waitFor()
  const kilobytes = bytes / 1024
  await slow(true)
  await page.reload()
  const questions = await largestPaint(page, '.q-question')
  await context.close()
  return { landing, questions, kilobytes }
}

/** When the largest thing in sight was painted, once what is awaited stands and the network rests. */
async function largestPaint(page: Page, awaited: string): Promise<number> {
  await page.locator(awaited).first().waitFor()
  await page.waitForLoadState('networkidle')
  return page.evaluate(() => (window as unknown as { painted: number }).painted / 1000)
}

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { expect, onTestFailed } from 'vitest'

export const DESK = { width: 1280, height: 900 }
export const PHONE = { width: 390, height: 844 }
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** Where to leave a picture of every page that was judged. */
const PICTURES = process.env.ESSAIM_TEST_PICTURES

let failures = 0

export type Visitor = {
  page: Page
  context: BrowserContext
  /** Refusals that belong to the story, by a part of the address that refuses. */
  expects(...addresses: string[]): void
  /** Judges the page as it is now: accessible, as wide as the screen, titled, and nothing went wrong on the way to it. */
  judge(name: string): Promise<void>
  /** What went wrong so far: console errors, uncaught ones, violations of the content policy. */
  faults: string[]
  heading(name: string | RegExp): Promise<void>
  button(name: string | RegExp): Locator
  leave(): Promise<void>
}

/** Somebody before a screen: a browser profile of their own, with one page. */
export async function visitor(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visitor> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: DESK,
    locale: 'fr-FR',
    timezoneId: 'Europe/Paris',
    reducedMotion: 'reduce',
    ...options,
  })
  context.setDefaultTimeout(15_000)
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) =>
      console.error(`content policy: ${effectiveDirective} ${blockedURI} ${sample}`),
    )
  })
  const page = await context.newPage()
  const faults: string[] = []
  onTestFailed(async () => {
    failures += 1
    if (PICTURES && !page.isClosed()) await page.screenshot({ path: join(PICTURES, `failed-${failures}.png`) })
  })
  // A visit begins by asking whether there is a session: without one that is refused, and browsers show it as an error.
  const expected = ['/v1/session/refresh']
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() !== 'error') return
    const { url: from } = message.location()
    // the tools of the test are kept out of the frame in which a letter is shown, as any script is
    if (message.text().startsWith("Blocked script execution in 'about:srcdoc'")) return
    const isRefusal = message.text().startsWith('Failed to load resource')
    if (!isRefusal || !expected.some((part) => from.includes(part))) faults.push(`${message.text()} (${from})`)
  })
  return {
    page,
    context,
    faults,
    expects: (...addresses) => expected.push(...addresses),
    judge: (name) => judge(page, faults, name),
    heading: (name) => page.getByRole('heading', { level: 1, name }).waitFor(),
    button: (name) => page.getByRole('button', { name, ...(typeof name === 'string' ? { exact: true } : {}) }),
    leave: () => context.close(),
  }
}

async function judge(page: Page, faults: string[], name: string): Promise<void> {
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => undefined))),
  )
  const { width = 0 } = page.viewportSize() ?? {}
  const title = `${name}-${width}`
  if (PICTURES) {
    mkdirSync(PICTURES, { recursive: true })
    await page.screenshot({ path: join(PICTURES, `${title}.png`), fullPage: true })
  }
  const { violations } = await new AxeBuilder({ page })
    .withTags(RULES)
    .options({ runOnly: { type: 'tag', values: RULES }, resultTypes: ['violations'] })
    .setLegacyMode(true)
    .analyze()
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary?.split('\n')[1]?.trim()}`),
  )
  const [scrolls, documentTitle, headings] = await page.evaluate(() => [
    document.documentElement.scrollWidth - document.documentElement.clientWidth,
    document.title,
    [...document.querySelectorAll('h1')].filter((one) => one.checkVisibility()).map((one) => one.textContent),
  ])
  expect({ title, found, faults, scrolls }).toEqual({ title, found: [], faults: [], scrolls: 0 })
  expect(documentTitle, title).toMatch(/\S+ – \S+/)
  expect(headings, title).toHaveLength(1)
  expect(headings[0], title).not.toBe('')
}

/** Waits until a screen of the console has read what it shows. */
export async function ready(page: Page): Promise<void> {
  await page.waitForFunction(
    () => document.querySelector('main h1') !== null && document.querySelector('[aria-busy=true]') === null,
  )
}

/** Signs in at the console's page of sign-in. */
export async function signIn({ page }: Visitor, email: string, password: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Adresse e-mail' }).fill(email)
  await page.getByLabel('Mot de passe', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await page.getByRole('navigation', { name: 'Menu principal' }).waitFor({ state: 'attached' })
}

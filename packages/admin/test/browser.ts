import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const NAMES = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'chrome', 'microsoft-edge']
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/snap/bin/chromium',
]

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function installed(): string[] {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  return [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...PLACES].filter(isProgram)
}

/** The browsers to try, in order; what comes with npm is unpacked only when its turn comes. */
function* candidates(): Generator<string | Promise<string>> {
  const named = process.env.CHROMIUM_PATH
  if (named) {
    // Who names a browser wants that one and no other.
    yield named
    return
  }
  yield* installed().slice(0, 1)
  yield import('@sparticuz/chromium').then(({ default: shipped }) => shipped.executablePath())
}

/** Starts a real browser without a window; in this order: `CHROMIUM_PATH`, an installed one, the one that npm brings. */
export async function openBrowser(): Promise<Browser> {
  const reasons: string[] = []
  for (const candidate of candidates()) {
    try {
      const executablePath = await candidate
      // Without a sandbox: root has none, and the pages are our own.
      return await chromium.launch({
        executablePath,
        args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
      })
    } catch (error) {
      reasons.push(String(error instanceof Error ? error.message : error).split('\n')[0] ?? '')
    }
  }
  throw new Error(`No browser starts (set CHROMIUM_PATH to a Chromium or Chrome): ${reasons.join(' · ')}`)
}

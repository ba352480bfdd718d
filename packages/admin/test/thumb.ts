import type { Locator, Page } from 'playwright-core'

const escaped = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
// What the form writes beside a question's label.
const named = (label: string) => new RegExp(`^${escaped(label)}( – (pour publier|facultatif))?$`)

/** Counts from now on what a thumb does on the page: touches, and the fields that it types in. */
export async function startCounting(page: Page): Promise<() => Promise<{ taps: number; typed: number }>> {
  await page.evaluate(() => {
    const typed = new Set<EventTarget>()
    const counted = { taps: 0, typed: 0 }
    Object.assign(window, { counted })
    addEventListener('pointerdown', () => (counted.taps += 1), true)
    // The browser's own list is outside of the page: its opening and its choice are two touches.
    addEventListener('change', ({ target }) => (counted.taps += target instanceof HTMLSelectElement ? 2 : 0), true)
    addEventListener(
      'input',
      ({ target }) => {
        const isText =
          target instanceof HTMLTextAreaElement ||
          (target instanceof HTMLInputElement && !['radio', 'checkbox'].includes(target.type))
        if (isText) counted.typed = typed.add(target).size
      },
      true,
    )
  })
  return () => page.evaluate(() => (window as unknown as { counted: { taps: number; typed: number } }).counted)
}

/** Answers a question as a thumb does: touches what it sees, and types where it must. */
export async function tapAnswer(page: Page, label: string, value: string | string[] | true): Promise<void> {
  const group = page.getByRole('group', { name: named(label) })
  const field = page.getByRole('textbox', { name: named(label) }).or(page.getByRole('combobox', { name: named(label) }))
  if (value === true) await page.getByRole('checkbox', { name: label, exact: true }).tap()
  else if (await group.count()) await tapInGroup(page, group, value)
  else if ((await field.getAttribute('role')) === 'combobox')
    for (const one of [value].flat()) await tapChoice(page, field, one)
  else await type(page, field, String(value))
}

async function tapInGroup(page: Page, group: Locator, value: string | string[]): Promise<void> {
  const [, month = '', year = ''] = /^(\S+) (\d{4})$/.exec(String(value)) ?? []
  if (year) {
    await group.getByLabel('Mois').selectOption({ label: month })
    await type(page, group.getByLabel('Année'), year)
    return
  }
  for (const one of [value].flat()) await group.getByText(one, { exact: true }).tap()
}

async function tapChoice(page: Page, field: Locator, value: string): Promise<void> {
  await type(page, field, value.slice(0, 12))
  await page.getByRole('option').filter({ hasText: value }).first().tap()
}

async function type(page: Page, field: Locator, text: string): Promise<void> {
  await field.tap()
  await page.keyboard.type(text)
}

import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'

const DIST = resolve(import.meta.dirname, '../dist')
/** In bytes, compressed as a server sends them; a census may grow to 90,000, what is there now to this. */
const LIMIT = 50_000

/** The scripts that a page loads, at once and later, each with its compressed size; the words of other languages apart. */
function scriptsOf(page: string): Map<string, number> {
  const sizes = new Map<string, number>()
  const follow = (name: string) => {
    if (sizes.has(name) || name.startsWith('messages-en-')) return
    const script = readFileSync(join(DIST, 'assets', name))
    sizes.set(name, gzipSync(script).length)
    for (const [, next = ''] of script.toString().matchAll(/["'`](?:\.|assets)\/([\w-]+\.js)["'`]/g)) follow(next)
  }
  for (const [, name = ''] of readFileSync(join(DIST, page), 'utf8').matchAll(/assets\/([\w-]+\.js)/g)) follow(name)
  return sizes
}

test('the respondent’s page stays light, from opening to hand-in', () => {
  const sizes = scriptsOf('repondre.html')
  expect(sizes.size).toBeGreaterThan(1)
  const sum = [...sizes.values()].reduce((total, size) => total + size, 0)
  expect(sum, JSON.stringify(Object.fromEntries(sizes))).toBeLessThan(LIMIT)
})

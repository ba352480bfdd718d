import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

const HERE = resolve(import.meta.dirname, 'generators')
const DOCUMENT = resolve(import.meta.dirname, '../openapi.json')
const TSC = resolve(import.meta.dirname, '../../../node_modules/typescript/bin/tsc')
const run = promisify(execFile)

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'essaim-generators-'))
  await symlink(join(HERE, 'node_modules'), join(folder, 'node_modules'))
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        target: 'es2024',
        lib: ['es2024', 'dom', 'dom.iterable'],
        module: 'esnext',
        moduleResolution: 'bundler',
        types: [],
        noEmit: true,
      },
    }),
  )
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const generate = (bin: string, ...args: string[]) => run(process.execPath, [join(HERE, 'node_modules', bin), ...args])

/** What the compiler says of a program and of the client that was generated for it; nothing when both hold. */
async function compile(name: string, program: string): Promise<string> {
  await writeFile(join(folder, name), program)
  const config = join(folder, `${name}.json`)
  await writeFile(config, JSON.stringify({ extends: './tsconfig.json', files: [name] }))
  const { stdout } = await run(process.execPath, [TSC, '-p', config]).catch((error) => error)
  return stdout
}

/** The same follower, whatever the client is called: it names every member that a copy rests upon. */
const FOLLOWER = `
const copy = new Map<string, { title: string | null; themes: { code: string; label: { fr: string; en: string | null } }[] }>()
for (const item of page.items) {
  if (item.state === 'updated' && item.data) copy.set(item.id, { title: item.data.title, themes: item.data.themes })
  else copy.delete(item.id)
}
const next: string = page.next
const reasons: ('withdrawn' | 'erased' | 'merged' | 'out_of_scope')[] = page.items.flatMap(({ reason }) => reason ?? [])
export { copy, next, reasons }
`

test('openapi-typescript makes types of it that a strict compiler takes, and openapi-fetch reads by them', async () => {
  const { stderr } = await generate('openapi-typescript/bin/cli.js', DOCUMENT, '-o', join(folder, 'paths.ts'))
  expect(stderr).not.toMatch(/warn|error/i)
  const program = (query: string) => `
import createClient from 'openapi-fetch'
import type { paths } from './paths'
const client = createClient<paths>({ baseUrl: 'https://essaim.example' })
const { data: page, error } = await client.GET('/v1/feeds/innovations', { params: { query: ${query} } })
if (!page) throw new Error(error.detail)
${FOLLOWER}`
  expect(await compile('with-openapi-fetch.ts', program('{ afterChangeNumber: 0, limit: 100 }'))).toBe('')
  expect(await compile('wrong-openapi-fetch.ts', program('{ afterChange: 0 }'))).toMatch(/afterChange/)
}, 120_000)

test('Hey API makes a client of it that a strict compiler takes, with a function for every operation', async () => {
  const { stdout } = await generate(
    '@hey-api/openapi-ts/bin/run.js',
    ...['-i', DOCUMENT, '-o', join(folder, 'client'), '--client', '@hey-api/client-fetch', '--no-log-file'],
  )
  expect(stdout).not.toMatch(/warn|error/i)
  const program = (query: string) => `
import { readInnovationFeed } from './client'
const { data: page, error } = await readInnovationFeed({ baseUrl: 'https://essaim.example', query: ${query} })
if (!page) throw new Error(error?.detail)
${FOLLOWER}`
  expect(await compile('with-hey-api.ts', program('{ afterChangeNumber: 0, limit: 100 }'))).toBe('')
  expect(await compile('wrong-hey-api.ts', program("{ afterChangeNumber: 'x' }"))).toMatch(/not assignable/)
  // the described webhooks are the receiver's to answer, and no client calls them
  const { paths } = JSON.parse(await readFile(DOCUMENT, 'utf8')) as { paths: Record<string, object> }
  const names = Object.values(paths)
    .flatMap((path) => Object.values(path) as { operationId?: string }[])
    .flatMap(({ operationId }) => operationId ?? [])
  const functions = await readFile(join(folder, 'client/sdk.gen.ts'), 'utf8')
  expect(names.filter((name) => !functions.includes(`export const ${name} =`))).toEqual([])
  expect(names.length).toBeGreaterThan(100)
}, 120_000)

import { execFile, execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildApp } from '../src/app.ts'
import { ADMINISTRATOR } from './administrator.ts'
import { createTestDatabase } from './database.ts'

const DOCS = resolve(import.meta.dirname, '../../../docs')
const CLI = resolve(import.meta.dirname, '../src/cli/main.ts')
const run = promisify(execFile)
const has = (command: string) => {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
const hasPython = has('python3')

/** What a reader would paste: the blocks of a document that are meant for a shell, one after the other. */
const shellBlocks = (text: string): string[] => blocksOf(text, 'bash')
const blocksOf = (text: string, language: string): string[] =>
  [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, name]) => name === language)
    .map(([, , block = '']) => block)

/** The programs of a guide, as a reader would save them. */
async function saveExamples(text: string, into: string): Promise<void> {
  for (const [language, name] of [
    ['ts', 'follow.ts'],
    ['python', 'follow.py'],
  ] as const)
    await writeFile(join(into, name), blocksOf(text, language).join('\n'))
}
// Node as the guide asks for it: that of the tests
const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter)

// Links and feeds carry the address: it has to be known before the application is.
const freePort = () =>
  new Promise<number>((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => found(port))
    })
  })

let app: FastifyInstance
let base: string
let folder: string
const admin = async (path: string, method = 'GET', body?: unknown) => {
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  const session = await fetch(`${base}/v1/session`, { method: 'POST', headers, body: JSON.stringify(ADMINISTRATOR) })
  headers.authorization = `Bearer ${((await session.json()) as { access_token: string }).access_token}`
  const answer = await fetch(`${base}${path}`, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return (await answer.json()) as Record<string, never> & { id: string; key: string; items: { id: string }[] }
}

beforeAll(async () => {
  const { appUrl } = await createTestDatabase()
  const port = await freePort()
  base = `http://127.0.0.1:${port}`
  app = await buildApp({ databaseUrl: appUrl, publicUrl: () => base, logLevel: 'silent' })
  await app.listen({ host: '127.0.0.1', port })
  folder = await mkdtemp(join(tmpdir(), 'essaim-docs-'))
})
afterAll(async () => {
  await app?.close()
  await rm(folder, { recursive: true, force: true })
})

describe.skipIf(!has('curl'))('with curl alone (skipped where there is none)', () => {
  test('docs/main-line.sh runs to its end, twice', async () => {
    const env = { ...process.env, ESSAIM: base, EMAIL: ADMINISTRATOR.email, PASSWORD: ADMINISTRATOR.password }
    for (const _ of [1, 2]) {
      const { stdout } = await run('bash', [join(DOCS, 'main-line.sh')], { env })
      expect(stdout).toContain('The whole line holds.')
    }
  }, 300_000)

  test.each(['partner-api.md', 'partner-api.en.md'])(
    'every command of docs/%s does what the guide says',
    async (name) => {
      // the line above left a withdrawn record: it is published again for the partner to find
      const { items } = await admin('/v1/moderation/innovations')
      const [record] = items
      await admin(`/v1/moderation/innovations/${record?.id}/transitions`, 'POST', { transition: 'publish' })
      const partner = await admin('/v1/partners', 'POST', { name: `Partenaire de ${name}` })
      const { key } = await admin(`/v1/partners/${partner.id}/keys`, 'POST', {
        scopes: ['innovations:read', 'feed:read'],
      })
      const client = await admin(`/v1/partners/${partner.id}/clients`, 'POST', {
        name: 'Extranet',
        token_endpoint_auth_method: 'client_secret_basic',
        scopes: ['innovations:read', 'feed:read'],
      })
      const text = await readFile(join(DOCS, name), 'utf8')
      const blocks = shellBlocks(text).filter((block) => hasPython || !block.startsWith('python3'))
      const cwd = join(folder, name)
      await mkdir(cwd)
      await saveExamples(text, cwd)
      expect(blocks.length).toBeGreaterThan(9)
      // a reader stands in the project; here the launcher would install it first
      const npm = `npm() { shift 4; '${process.execPath}' '${CLI}' "$@"; }`
      const script = ['set -euo pipefail', npm, ...blocks.map((block, i) => `echo; echo "=== ${i}"\n${block}`)].join(
        '\n',
      )
      const { stdout } = await run('bash', ['-c', script], {
        cwd,
        env: {
          ...process.env,
          PATH,
          ESSAIM: base,
          KEY: key,
          CLIENT_ID: client.id,
          CLIENT_SECRET: client.client_secret,
        },
      })
      const said = stdout.split(/^=== \d+\n/m).slice(1)
      const about = (words: string) => said[blocks.findIndex((block) => block.includes(words))] ?? ''
      expect(about('vocabularies/themes')).toContain('"ecole-inclusive"')
      expect(about('If-None-Match').trim()).toBe('304')
      expect(about('epoch=').trim()).toBe('410')
      expect(about('/versions')).toContain('"number":1')
      expect(about('limit=1')).toContain(record?.id)
      expect(about('^ratelimit')).toMatch(/ratelimit-policy/i)
      expect(about('/oauth/token')).toContain('"name":"innovations"')
      expect(about('/oauth/revoke').trim()).toBe('{}')
      expect(about('/v1/credential"')).toContain('"kind":"key"')
      expect(about('/v1/credential/usage')).toContain('"credentials":')
      expect(about('/v1/exports/stream')).toMatch(/"_end":true,"count":1,/)
      expect(about('/v1/exports/latest').trim().split('\n').at(-1)).toMatch(/1$/)
      expect(about('news.atom')).toContain('<feed xmlns="http://www.w3.org/2005/Atom"')
      expect(await readFile(join(cwd, 'renewed.json'), 'utf8')).toContain('"secret":"essaim_')
      expect(about('while :')).toContain('afterChangeNumber=')
      expect(about('feeds?theme=')).toMatch(/"digest":"[0-9a-f]{64}"/)
      expect(about('Prefer: wait')).toMatch(/preference-applied: wait=1\r?\n[\s\S]*"items":\[\]/i)
      expect(about('essaim -- pull').match(/copie complète et prouvée : \d+ fiche/g)).toHaveLength(2)
      expect(about('Accept-Language')).toContain('/problems/validation')
      expect(about('$BASE/feeds"')).toContain('/v1/sandbox/feeds/innovations')
      expect(about('node follow.ts')).toMatch(/^OK \d+$/m)
      if (hasPython) expect(about('python3 follow.py')).toMatch(/^OK \d+$/m)
      expect(about('rm -r copy')).toMatch(/^OK 1$/m)
      expect(await readdir(join(cwd, 'copy'))).toEqual([`${record?.id}.json`])
      expect(about('v1/validations')).toContain('"valid":false')
      // nothing else was refused
      const refused = said.filter((part, i) => part.includes('/problems/') && !blocks[i]?.includes('Accept-Language'))
      expect(refused).toEqual([])
    },
    300_000,
  )
})

test.skipIf(!hasPython)(
  'a copy with one record tampered is told apart, by both programs (Python: skipped where there is none)',
  async () => {
    const cwd = await mkdtemp(join(folder, 'tampered-'))
    await saveExamples(await readFile(join(DOCS, 'partner-api.md'), 'utf8'), cwd)
    const env = { ...process.env, PATH, BASE: `${base}/v1/sandbox` }
    const says = async (command: string, ...args: string[]) =>
      (await run(command, args, { cwd, env })).stdout.slice(0, 2)
    expect(await says('node', 'follow.ts')).toBe('OK')
    expect(await says('python3', 'follow.py')).toBe('OK')
    const [first = ''] = await readdir(join(cwd, 'copy'))
    const whole = await readFile(join(cwd, 'copy', first), 'utf8')
    await writeFile(join(cwd, 'copy', first), whole.replace('Exemple', 'exemple'))
    expect(await says('python3', 'follow.py')).toBe('KO')
    expect(await says('node', 'follow.ts')).toBe('KO')
  },
  300_000,
)

test.each(['partner-api.md', 'partner-api.en.md'])(
  'every block of docs/%s is closed before the next begins',
  async (name) => {
    const fences = (await readFile(join(DOCS, name), 'utf8')).match(/^```.*$/gm) ?? []
    expect(fences.filter((fence, i) => (i % 2 === 1) !== (fence === '```'))).toEqual([])
  },
)

test('a decision has a number of its own, in its name and in its title', async () => {
  const folder = join(DOCS, 'decisions')
  const numbers = []
  for (const name of await readdir(folder)) {
    const [, titled] = (await readFile(join(folder, name), 'utf8')).match(/^# (\d+)\. /) ?? []
    expect([name, titled?.padStart(4, '0')]).toEqual([name, name.slice(0, 4)])
    numbers.push(titled)
  }
  expect(numbers).toEqual([...new Set(numbers)])
})

test('the two guides are the same guide', async () => {
  const [french, english] = await Promise.all(
    ['partner-api.md', 'partner-api.en.md'].map((name) => readFile(join(DOCS, name), 'utf8')),
  )
  const bare = (text = '') =>
    shellBlocks(text).map((block) =>
      block.replaceAll(
        /echo .*|une-autre|another|tout\.ndjson|all\.ndjson|fiche\.json|record\.json|votre_cle|your_key|votre_client|your_client|votre_secret|your_secret|couleur=bleu|colour=blue|Accept-Language: ../g,
        '',
      ),
    )
  expect(bare(english)).toEqual(bare(french))
  const wordless = (text = '') =>
    ['ts', 'python']
      .flatMap((language) => blocksOf(text, language))
      .map((block) => block.replaceAll(/(\/\/|# ).*/g, ''))
  expect(wordless(english)).toEqual(wordless(french))
  expect((english?.match(/^## /gm) ?? []).length).toBe((french?.match(/^## /gm) ?? []).length)
})

test('operating.md names every variable that is read', async () => {
  const { VARIABLES } = await import('../src/config.ts')
  const text = await readFile(join(DOCS, 'operating.md'), 'utf8')
  expect(VARIABLES.filter((name) => !text.includes(`\`${name}\``))).toEqual([])
})

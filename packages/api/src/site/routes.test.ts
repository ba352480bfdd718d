import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { PROBLEM_SLUGS } from '@essaim/shared/problem.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PUBLIC_URL, type TestApp, testApp } from '../../test/app.ts'

let folder: string
let built: TestApp
let bare: TestApp
const SCRIPT = `console.log(${JSON.stringify('essaim '.repeat(400))})`

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'essaim-site-'))
  const dist = join(folder, 'dist')
  await mkdir(join(dist, 'assets'), { recursive: true })
  await writeFile(join(folder, 'secret.txt'), 'a secret beside the build')
  await writeFile(join(dist, '.sources'), 'a stamp')
  await writeFile(join(dist, 'index.html'), '<!doctype html><title>console</title>')
  await writeFile(join(dist, 'repondre.html'), '<!doctype html><title>form</title>')
  await writeFile(join(dist, 'config.json'), '{"api":"https://elsewhere.example"}')
  await writeFile(join(dist, 'assets', 'console-Bx81_aQ2.js'), SCRIPT)
  built = await testApp({ adminDist: dist })
  bare = await testApp()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const html = { headers: { accept: 'text/html,*/*;q=0.8' } }

describe('the console', () => {
  test.each(['/admin/', '/admin/submissions', '/admin/vocabularies/serafin-needs/2.3.3.1'])(
    '%s is the console’s page, which is always asked again',
    async (url) => {
      const answer = await built.anonymous.get(url, html)
      expect(answer.statusCode).toBe(200)
      expect(answer.body).toContain('<title>console</title>')
      expect(answer.headers['cache-control']).toBe('no-cache')
      const policy = String(answer.headers['content-security-policy'])
      expect(policy).toContain("script-src 'self'")
      expect(policy).not.toMatch(/unsafe|nonce/)
    },
  )

  test('what is named by its content is kept for ever, and answered 304', async () => {
    const url = '/admin/assets/console-Bx81_aQ2.js'
    const answer = await built.anonymous.get(url)
    expect(answer.headers['content-type']).toMatch(/javascript/)
    expect(answer.headers['cache-control']).toContain('immutable')
    expect(answer.body).toBe(SCRIPT)
    const again = await built.anonymous.get(url, { headers: { 'if-none-match': String(answer.headers.etag) } })
    expect(again.statusCode).toBe(304)
    const packed = await built.anonymous.get(url, { headers: { 'accept-encoding': 'gzip, br' } })
    expect(packed.headers['content-encoding']).toBe('br')
    expect(String(brotliDecompressSync(packed.rawPayload))).toBe(SCRIPT)
    const kept = await built.anonymous.get(url, {
      headers: { 'accept-encoding': 'br', 'if-none-match': String(packed.headers.etag) },
    })
    expect(kept.statusCode).toBe(304)
    const refused = await built.anonymous.get(url, { headers: { 'accept-encoding': 'gzip, br;q=0' } })
    expect(refused.headers['content-encoding']).toBeUndefined()
  })

  test('asks the API where it stands', async () => {
    expect((await built.anonymous.get('/admin/config.json')).json()).toEqual({ api: '' })
  })

  test.each([
    '/admin/../secret.txt',
    '/admin/%2e%2e/secret.txt',
    '/admin/%2e%2e%2fsecret.txt',
    '/admin/..%5csecret.txt',
    '/admin/%252e%252e%252fsecret.txt',
    '/admin/assets/..%2f..%2f..%2fsecret.txt',
    '/admin/....//secret.txt',
    '/admin//etc/passwd',
    '/admin/%2fetc%2fpasswd',
    '/admin/secret.txt%00.html',
    '/admin/.sources',
    '/admin/assets/nothing.js',
  ])('%s leads nowhere', async (url) => {
    for (const accept of ['*/*', 'text/html']) {
      const answer = await built.anonymous.get(url, { headers: { accept } })
      expect(answer.body).not.toMatch(/a secret|a stamp|root:/)
      if (accept === '*/*' && !url.includes('etc')) expect(answer.statusCode).toBeGreaterThanOrEqual(400)
    }
  })

  test('says so when it is not built', async () => {
    const answer = await bare.anonymous.get('/admin/')
    expect(answer.statusCode).toBe(404)
    expect(answer.headers['content-type']).toContain('application/problem+json')
    expect(answer.json().detail).toContain('construite')
  })
})

test('the respondent’s form is a page that takes nothing', async () => {
  for (const method of ['GET', 'HEAD'] as const) {
    const answer = await built.app.inject({ method, url: '/repondre/' })
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['set-cookie']).toBeUndefined()
  }
  expect((await built.anonymous.get('/repondre')).headers.location).toBe('/repondre/')
})

describe('the documentation', () => {
  test.each([
    ['fr', '/docs', 'Guide du partenaire'],
    ['en', '/docs', 'Partner’s guide'],
    ['fr', '/docs/changelog', 'Journal du contrat'],
    ['en', '/docs/changelog', 'Changelog of the contract'],
    ['fr', '/docs/reference', 'Référence de l’API'],
    ['en', '/docs/reference', 'API reference'],
    ['fr', '/', 'Par où entrer'],
    ['en', '/', 'Ways in'],
  ])('in %s: %s', async (language, url, title) => {
    const answer = await bare.anonymous.get(url, { headers: { 'accept-language': language } })
    expect(answer.statusCode).toBe(200)
    expect(answer.body).toContain(title)
    expect(answer.body).toContain(`<html lang="${language}">`)
    expect(answer.headers['content-security-policy']).not.toMatch(/unsafe/)
    // nothing is asked of anyone else, and no script runs
    expect(answer.body).not.toMatch(/<script|<style|style=|<img/)
    expect(answer.body).not.toMatch(/<link[^>]+href="https?:/)
    const chosen = await bare.anonymous.get(`${url}?lang=${language}`, {
      headers: { 'accept-language': language === 'fr' ? 'en' : 'fr' },
    })
    expect(chosen.body).toContain(title)
  })

  test('the reference has every operation, every object it leads to, and an anchor once', async () => {
    const { body } = await bare.anonymous.get('/docs/reference')
    const document = (await bare.anonymous.get('/openapi.json')).json() as {
      paths: Record<string, Record<string, { operationId: string }>>
    }
    const operations = Object.values(document.paths).flatMap((item) =>
      Object.values(item).map(({ operationId }) => operationId),
    )
    const anchors = [...body.matchAll(/ id="([^"]+)"/g)].map(([, anchor]) => anchor)
    expect(operations.filter((operation) => !anchors.includes(operation))).toEqual([])
    expect(new Set(anchors).size).toBe(anchors.length)
    const broken = [...body.matchAll(/href="#([^"]+)"/g)]
      .map(([, anchor]) => anchor)
      .filter((anchor) => !anchors.includes(anchor))
    expect(broken).toEqual([])
  })

  test('a program that has only our address finds the rest by the catalog (RFC 9727)', async () => {
    const home = await bare.anonymous.get('/')
    expect(home.headers.link).toContain('</.well-known/api-catalog>; rel="api-catalog"')
    expect(home.headers.link).toContain('</openapi.json>; rel="service-desc"')
    const answer = await bare.anonymous.get('/.well-known/api-catalog', {
      headers: { origin: 'https://elsewhere.example' },
    })
    expect(answer.headers['content-type']).toBe(
      'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"',
    )
    expect(answer.headers.link).toContain('rel="api-catalog"')
    expect(answer.headers['access-control-allow-origin']).toBe('*')
    type Target = { href: string; type?: string; hreflang?: string[] }
    const { linkset } = answer.json() as { linkset: ({ anchor: string } & Record<string, Target[]>)[] }
    expect(linkset.flatMap((context) => Object.keys(context)).sort()).toEqual(
      ['anchor', 'anchor', 'item', 'service-desc', 'service-doc', 'status', 'terms-of-service'].sort(),
    )
    for (const { anchor, item, ...relations } of linkset) {
      expect(anchor.startsWith(PUBLIC_URL)).toBe(true)
      for (const { href, type = '', hreflang = ['fr'] } of Object.values(relations).flat()) {
        const { pathname } = new URL(href)
        for (const language of hreflang) {
          const found = await bare.anonymous.get(pathname, { headers: { 'accept-language': language } })
          expect(found.statusCode, href).toBe(200)
          expect(found.headers['content-type'], href).toContain(type)
        }
      }
    }
  })

  test('an unknown parameter is refused here too', async () => {
    expect((await bare.anonymous.get('/docs?langue=fr')).statusCode).toBe(422)
  })
})

describe('the problems', () => {
  test.each(PROBLEM_SLUGS)('%s has a page', async (slug) => {
    const french = await bare.anonymous.get(`/problems/${slug}`, html)
    expect(french.headers['content-type']).toContain('text/html')
    expect(french.body).toContain('Que faire')
    const english = await bare.anonymous.get(`/problems/${slug}`, {
      headers: { accept: 'application/json', 'accept-language': 'en' },
    })
    expect(english.json()).toMatchObject({
      type: expect.stringMatching(new RegExp(`/problems/${slug}$`)),
      advice: expect.any(String),
    })
    expect(english.headers['content-type']).toContain('application/json')
  })

  test('an unknown one is not found', async () => {
    expect((await bare.anonymous.get('/problems/oops')).statusCode).toBe(404)
    expect((await bare.anonymous.get('/problems/__proto__')).statusCode).toBe(404)
  })
})

test('the public halves of the signing keys, and nothing else of them', async () => {
  const answer = await bare.anonymous.get('/.well-known/jwks.json')
  expect(answer.headers['cache-control']).toContain('max-age=3600')
  const { keys } = answer.json() as { keys: Record<string, unknown>[] }
  expect(keys.length).toBeGreaterThan(0)
  expect(keys.every((key) => !('d' in key) && typeof key.kid === 'string')).toBe(true)
})

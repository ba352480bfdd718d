import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { harvestRPDE } from '@openactive/harvesting-utils'
import { RpdeValidator } from '@openactive/rpde-validator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestApp, testApp } from './app.ts'
import { anAssociation } from './factories.ts'
import { aRecord, COMPLETE_ANSWERS } from './federation.ts'
import { differences, digestOfCopy, FEED, headingOf, type Item, type Page, storedFor } from './feed-story.ts'

// A harvester and a validator that others wrote, from the specification alone: OpenActive's, for RPDE 1.0.
const HOUSING = 'theme=habitat-logement'
let test: TestApp
let base: string
const open: Server[] = []

/** A server of this machine; its own address is known to the test at once. */
async function serve(
  answer: (path: string) => Promise<{ status: number; headers: Record<string, string>; body: string }>,
) {
  const server = createServer((request, response) => {
    void answer(request.url ?? '').then(({ status, headers, body }) => response.writeHead(status, headers).end(body))
  })
  open.push(server)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

beforeAll(async () => {
  // tokens and feeds name the address: it has to be known before the application is
  base = await serve(async () => ({ status: 200, headers: {}, body: '' }))
  await new Promise((closed) => open.pop()?.close(closed))
  test = await testApp({ publicUrl: () => base })
  await test.app.listen({ host: '127.0.0.1', port: Number(new URL(base).port) })
  const association = await anAssociation(test)
  const themes = ['habitat-logement', 'ecole-inclusive', 'habitat-logement', 'tsa-scolarisation', 'habitat-logement']
  const ids: string[] = []
  for (const theme_principal of [...themes, ...themes])
    ids.push(await aRecord(test, association.id, { ...COMPLETE_ANSWERS, theme_principal }))
  const act = (id: string | undefined, address: string, body: object) =>
    test.admin.post(`/v1/moderation/innovations/${id}/${address}`, body)
  await act(ids[0], 'transitions', { transition: 'withdraw', reason: 'stopped' })
  await act(ids[2], 'restrictions', { question: 'theme_principal', audience: 'members' })
}, 60_000)
afterAll(() => {
  for (const server of open) server.close()
})

/** A copy made by OpenActive's harvester, which checks each page it reads; or why it gave up. */
async function harvest(url: string, key?: string) {
  const copy = new Map<string, string>()
  const END = new Error('the end of the feed')
  const { error } = await harvestRPDE({
    baseUrl: url,
    feedContextIdentifier: 'innovations',
    headers: async () => (key ? { authorization: `Bearer ${key}` } : {}) as Record<string, string>,
    processPage: async ({ rpdePage }: { rpdePage: Page }) => {
      for (const { state, id, data } of rpdePage.items) {
        if (state === 'deleted') copy.delete(id)
        else copy.set(id, JSON.stringify(data))
      }
    },
    onReachedEndOfFeed: async () => {
      throw END
    },
    isOrdersFeed: false,
    loggingFns: { log: () => undefined, logError: () => undefined, logErrorDuringHarvest: () => undefined },
  })
  const faults = 'rpdeValidationErrors' in error ? error.rpdeValidationErrors : []
  if (faults.length === 0) expect('error' in error && error.error).toBe(END)
  return { copy, faults }
}

/** What OpenActive's validator finds wrong when it walks the feed from its beginning. */
async function failuresOf(url: string): Promise<string[]> {
  const { pages } = await RpdeValidator(url, { timeoutMs: 10_000 })
  return pages.flatMap((page) =>
    page.errors.filter((one) => one.data.severity === 'failure').map((one) => one.data.message),
  )
}

describe.each([
  ['unfiltered', '', []],
  ['filtered', HOUSING, ['theme:habitat-logement']],
] as [string, string, string[]][])('OpenActive’s tools, on the feed %s', (_, filter, facets) => {
  it('harvest a copy that equals what its readers may see, whatever the size of a page', async () => {
    const { key, ...partner } = await test.key('feed:read')
    for (const address of [`${base}${FEED}?${filter}`, `${base}${FEED}?limit=3&${filter}`]) {
      const { copy, faults } = await harvest(address, key)
      expect(faults).toEqual([])
      expect(differences(copy, await storedFor(test, 'partners', ...facets))).toEqual([])
      expect(digestOfCopy(copy)).toBe((await headingOf(partner, filter)).digest)
    }
  })

  it('find nothing wrong', async () => {
    expect(await failuresOf(`${base}${FEED}?${filter}`)).toEqual([])
    expect(await failuresOf(`${base}${FEED}?limit=3&${filter}`)).toEqual([])
  })

  it.each<[string, (page: Page) => Page]>([
    [
      'data on what is deleted',
      (page) => ({ ...page, items: page.items.map((item) => ({ ...item, data: item.data ?? {} }) as Item) }),
    ],
    [
      'a page that begins with the last item of the one before',
      (page) => ({
        ...page,
        next: page.next.replace(/afterChangeNumber=(\d+)/, (_all, n: string) => `afterChangeNumber=${Number(n) - 1}`),
      }),
    ],
  ])('refuse the same with %s', async (_what, spoil) => {
    const mutant: string = await serve(async (address) => {
      const answer = await fetch(`${base}${address}`)
      const page = spoil((await answer.json()) as Page)
      const headers = { 'content-type': 'application/json', 'cache-control': 'public, max-age=60' }
      return { status: answer.status, headers, body: JSON.stringify(page).replaceAll(base, mutant) }
    })
    expect((await failuresOf(`${mutant}${FEED}?limit=3&${filter}`)).length).toBeGreaterThan(0)
  })
})

import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { json, PUBLIC_URL, problemOf, type TestApp, testApp } from '../../test/app.ts'
import { sandboxAt } from './clock.ts'
import { STORY } from './story.ts'

const HOUR = Date.parse('2026-06-13T08:00:00Z')
let now = new Date(HOUR)
const setMinute = (minute: number) => {
  now = new Date(HOUR + minute * 60_000)
}

let app: TestApp
beforeAll(async () => {
  app = await testApp({ sandboxNow: () => now })
})

type Item = { state: string; id: string; modified: number; data?: object; reason?: string; replaced_by?: string | null }
type Page = { next: string; items: Item[] }
type Heading = { url: string; epoch: string; head: number; live: number; deleted: number; digest: string }
const get = async <T>(url: string) => json(await app.anonymous.get(url.replace(PUBLIC_URL, ''))) as T

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
/** RFC 8785, as a partner would write it from the guide. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join()}}`
}

/** A partner's copy under a filter: it reads to the end, and proves itself. */
function aFollower(filter = '') {
  const copy = new Map<string, object>()
  const seen: string[] = []
  let next = `/v1/sandbox/feeds/innovations?limit=3${filter && `&${filter}`}`
  let last = 0
  return {
    copy,
    seen,
    next: () => next,
    async read() {
      for (;;) {
        const page = await get<Page>(next)
        next = page.next
        if (page.items.length === 0) return
        for (const { state, id, modified, data, reason } of page.items) {
          expect(modified).toBeGreaterThan(last)
          last = modified
          seen.push(reason ?? (copy.has(id) ? 'changed' : 'published'))
          if (state === 'updated' && data) copy.set(id, data)
          else copy.delete(id)
        }
      }
    },
    async prove() {
      const [heading] = (await get<{ items: Heading[] }>(`/v1/sandbox/feeds${filter && `?${filter}`}`)).items
      const lines = [...copy]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([id, data]) => `${id} ${sha256(canonical(data))}\n`)
      expect({ live: copy.size, digest: sha256(lines.join('')) }).toEqual({
        live: heading?.live,
        digest: heading?.digest,
      })
      // a narrowed record is told to every filter, and stands in those alone that it matches once it is open again
      expect(last).toBeGreaterThanOrEqual(heading?.head ?? 0)
    },
  }
}

describe('an hour in the sandbox', () => {
  test('is followed minute by minute, whole and by filter, and every copy proves itself', async () => {
    setMinute(0)
    const whole = aFollower()
    const others = ['department=59', 'theme=aidants&theme=isolement', 'region=11&stage=experimentation'].map(aFollower)
    for (let minute = 0; minute < 60; minute += 1) {
      setMinute(minute)
      for (const follower of [whole, ...others]) {
        await follower.read()
        await follower.prove()
      }
    }
    // everything that can happen has happened
    expect(new Set(whole.seen)).toEqual(
      new Set(['published', 'changed', 'withdrawn', 'out_of_scope', 'erased', 'merged']),
    )
    // who follows one département sees a record leave that is still there for the others
    expect(others[0]?.seen).toContain('out_of_scope')
    for (const [id, data] of whole.copy) expect(await get(`/v1/sandbox/innovations/${id}`)).toEqual(data)

    setMinute(60)
    const refused = await app.anonymous.get(whole.next().replace(PUBLIC_URL, ''))
    expect(problemOf(refused).slug).toBe('resync-required')
    expect(refused.headers.link).toBe(`<${PUBLIC_URL}/v1/sandbox/feeds/innovations>; rel="first"`)
    const again = aFollower()
    await again.read()
    await again.prove()
  }, 120_000)

  test('is the same for whoever asks, and depends on the clock alone', () => {
    const at = (text: string) => sandboxAt(new Date(text), PUBLIC_URL)
    expect(at('2026-06-13T08:31:07Z')).toEqual(at('2026-06-13T08:31:59Z'))
    expect(at('2026-06-13T08:31:00Z').entries).not.toEqual(at('2026-06-13T08:32:00Z').entries)
    expect(at('2026-06-13T08:31:00Z').epoch).not.toBe(at('2026-06-13T09:31:00Z').epoch)
    const other = sandboxAt(new Date('2026-06-13T08:00:00Z'), 'https://repertoire.example')
    expect(JSON.stringify(other)).not.toContain(PUBLIC_URL)
  })

  test('is a story that holds: in order, and nothing leaves that is not there', () => {
    const live = new Set<number>()
    const gone = new Set<number>()
    STORY.forEach(([minute, record, act, into], i) => {
      expect(minute).toBeGreaterThanOrEqual(STORY[i - 1]?.[0] ?? 0)
      expect(gone.has(record), `${record} at ${minute}`).toBe(false)
      expect(live.has(record), `${act} of ${record} at ${minute}`).toBe(act !== 'publish')
      if (into !== undefined) expect(live.has(into)).toBe(true)
      if (act === 'publish') live.add(record)
      else if (act !== 'change' && act !== 'move') live.delete(record)
      if (act === 'erase' || act === 'merge') gone.add(record)
    })
  })
})

describe('the doors of the sandbox', () => {
  test('answer and refuse as the real ones do', async () => {
    setMinute(25)
    const merged = (await get<Page>('/v1/sandbox/feeds/innovations')).items.find(({ reason }) => reason === 'merged')
    const refused = problemOf(await app.anonymous.get(`/v1/sandbox/innovations/${merged?.id}`))
    expect(refused).toMatchObject({ slug: 'gone', reason: 'merged', replaced_by: merged?.replaced_by })
    const unborn = STORY.find(([minute]) => minute > 25 && minute < 30)
    expect(unborn).toBeDefined()
    const unknown = await app.anonymous.get('/v1/sandbox/innovations/00000000-0000-7000-8000-f1c71f00000b')
    expect(problemOf(unknown).slug).toBe('not-found')
    expect(problemOf(await app.anonymous.get('/v1/sandbox/feeds?theme=nul-part')).errors).toMatchObject([
      { parameter: 'theme', code: 'unknown-code' },
    ])
    expect(problemOf(await app.anonymous.get('/v1/sandbox/feeds/innovations?couleur=bleu')).slug).toBe('validation')
    const page = await app.anonymous.get('/v1/sandbox/feeds/innovations')
    const tag = String(page.headers.etag)
    const same = await app.anonymous.get('/v1/sandbox/feeds/innovations', { headers: { 'if-none-match': tag } })
    expect(same.statusCode).toBe(304)
  })

  test('answer who waits at the end as soon as the clock brings something', async () => {
    setMinute(41)
    const follower = aFollower()
    await follower.read()
    const waiting = app.anonymous.get(follower.next().replace(PUBLIC_URL, ''), { headers: { prefer: 'wait=30' } })
    setMinute(42)
    const answer = await waiting
    expect(answer.headers['preference-applied']).toBe('wait=30')
    expect((json(answer) as unknown as Page).items).toHaveLength(1)
  }, 60_000)

  test('show nothing that could be taken for a record of the directory', async () => {
    setMinute(59)
    const { items } = await get<{ items: { data?: { title: string; association: { name: string } } }[] }>(
      '/v1/sandbox/feeds/innovations',
    )
    for (const { data } of items.filter((item) => item.data)) {
      expect(data?.title).toMatch(/^Exemple fictif/)
      expect(data?.association.name).toMatch(/\(association fictive\)$/)
    }
    expect(json(await app.anonymous.get('/v1/innovations')).items).toEqual([])
  })

  test('its records are such as others can take over', async () => {
    setMinute(59)
    const page = await app.anonymous.get('/v1/sandbox/feeds/innovations')
    const judged = json(await app.anonymous.post('/v1/validations', JSON.parse(page.body)))
    expect(judged.errors).toEqual([])
  })
})

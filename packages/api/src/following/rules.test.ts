import { createHash } from 'node:crypto'
import { describe, expect, it, test } from 'vitest'
import { changesBy, compare, digestOfCopy, type Heading, readHeading, readPage, stepAfter } from './rules.ts'

const A = '01900000-0000-7000-8000-00000000000a'
const B = '01900000-0000-7000-8000-00000000000b'
const updated = (id: string, modified: number, rest: object = {}) => ({
  state: 'updated' as const,
  kind: 'innovation',
  id,
  modified,
  data: { title: 'Répit', id, ...rest },
})
const deleted = (id: string, modified: number) => ({ state: 'deleted' as const, id, modified, reason: 'erased' })
const pageOf = (...items: object[]) => ({ next: 'https://essaim.example/v1/feeds/innovations', items, license: 'x' })
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const textOf = (id: string) => `{"id":"${id}","title":"Répit"}`

describe('a page', () => {
  it('is read with whatever a later version adds', () => {
    expect(readPage({ ...pageOf({ ...updated(A, 3), more: 1 }, deleted(B, 4)), more: 1 }, 2)).not.toBeNull()
    expect(readPage(pageOf(), 2)).not.toBeNull()
  })
  it.each([
    ['no page', { items: [] }],
    ['a page of something else', 'hello'],
    ['nothing', null],
    ['an item without its record', pageOf({ ...updated(A, 3), data: undefined })],
    ['an item with another’s record', pageOf({ ...updated(A, 3), data: { id: B } })],
    ['an id that is the path of a file', pageOf(deleted('../../state', 3))],
    ['an id in capitals, which some disks take for another', pageOf(deleted(A.toUpperCase(), 3))],
    ['a number that was read already', pageOf(deleted(A, 2))],
    ['numbers that go back', pageOf(deleted(A, 4), deleted(B, 3))],
  ])('is not %s', (_, body) => {
    expect(readPage(body, 2)).toBeNull()
  })

  it('changes what differs, and nothing else', () => {
    const copy = new Map([
      [A, sha256(textOf(A))],
      [B, 'another text'],
    ])
    const read = (...items: object[]) => changesBy(readPage(pageOf(...items), 0) ?? { next: '', items: [] }, copy)
    expect(read(updated(A, 1), updated(B, 2))).toEqual({
      write: [{ id: B, text: textOf(B), digest: sha256(textOf(B)) }],
      remove: [],
      seen: [A, B],
    })
    expect(read(deleted(A, 1), deleted(A.replace('a', 'c'), 2))).toEqual({ write: [], remove: [A], seen: [] })
  })
})

test('the digest of a copy does not depend on the order in which it came', () => {
  const lines = `${A} ${sha256('a')}\n${B} ${sha256('b')}\n`
  const pairs: [string, string][] = [
    [B, sha256('b')],
    [A, sha256('a')],
  ]
  expect(digestOfCopy(new Map(pairs))).toBe(sha256(lines))
  expect(digestOfCopy(new Map([...pairs].reverse()))).toBe(sha256(lines))
  expect(digestOfCopy(new Map())).toBe(sha256(''))
})

describe('a copy and its source', () => {
  const copy = new Map([[A, sha256('a')]])
  const digest = digestOfCopy(copy)
  const heading: Heading = { name: 'innovations', url: 'x', epoch: 'e', head: 7, live: 1, digest }
  it.each([
    ['proved', {}],
    ['behind', { head: 8 }],
    ['behind', { head: 8, digest: sha256('b') }],
    ['differs', { head: 6 }],
    ['differs', { live: 2 }],
    ['differs', { digest: sha256('b') }],
    ['another-epoch', { epoch: 'f' }],
    ['another-epoch', { epoch: 'f', head: 8 }],
  ])('%s with %j', (found, other) => {
    expect(compare({ epoch: 'e', head: 7 }, copy, { ...heading, ...other })).toBe(found)
  })

  it('is found among other feeds, if it says its digest', () => {
    expect(readHeading({ items: [{ name: 'needs' }, { ...heading, deleted: 0 }] })).toMatchObject({ head: 7 })
    expect(readHeading({ items: [{ ...heading, digest: undefined }] })).toBeNull()
    expect(readHeading({})).toBeNull()
  })
})

describe('after an answer', () => {
  const now = new Date('2026-12-01T10:00:00Z')
  const answer = (status: number, rest: object = {}) => ({ status, slug: null, retryAfter: null, ...rest })
  it.each([
    [200, {}, 'read'],
    [410, { slug: 'resync-required' }, 'begin-again'],
    [410, { slug: 'gone' }, 'stop'],
    [401, {}, 'refused'],
    [403, {}, 'refused'],
    [404, {}, 'stop'],
    [422, {}, 'stop'],
    [302, {}, 'stop'],
    [429, {}, 'wait'],
    [500, {}, 'wait'],
    [502, {}, 'wait'],
    [503, {}, 'wait'],
    [504, {}, 'wait'],
  ])('%i %j: %s', (status, rest, what) => {
    expect(stepAfter(answer(status, rest), 0, 0.5, now).do).toBe(what)
  })

  const pauseAfter = (retryAfter: string | null, attempt = 0, chance = 0) => {
    const step = stepAfter(answer(503, { retryAfter }), attempt, chance, now)
    return step.do === 'wait' ? step.seconds : null
  }
  it('waits as long as it is told, and not for ever', () => {
    expect(pauseAfter('7')).toBe(7)
    expect(pauseAfter('Tue, 01 Dec 2026 10:00:20 GMT')).toBe(20)
    expect(pauseAfter('Tue, 01 Dec 2026 09:00:00 GMT')).toBe(0)
    expect(pauseAfter('99999999')).toBe(3600)
  })
  it('waits longer each time otherwise, up to a minute, each follower another time', () => {
    expect([0, 1, 2, 9].map((attempt) => pauseAfter(null, attempt, 0.5))).toEqual([1, 2, 4, 60])
    expect(pauseAfter('soon', 2, 0)).toBeLessThan(pauseAfter('soon', 2, 1) ?? 0)
    expect(stepAfter(null, 3, 0.5, now)).toEqual({ do: 'wait', seconds: 8 })
  })
})

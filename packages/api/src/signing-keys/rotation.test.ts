import { decodeProtectedHeader } from 'jose'
import { expect, test } from 'vitest'
import { json, PUBLIC_URL, testApp } from '../../test/app.ts'
import { AGES } from './ages.ts'
import { forceRotation, rotateSigningKeys } from './commands.ts'
import { openSigningKeys } from './tokens.ts'

const t = await testApp({ jobs: false })
const { db } = t.app
const MINUTE = 60_000
let now = Date.now()
const clock = () => new Date(now)
/** Another process, whose clock is ours to move. */
const processes = [1, 2].map(() => openSigningKeys(db, () => PUBLIC_URL, clock))
const [one, two] = processes as [(typeof processes)[0], (typeof processes)[0]]
const sign = async (by = one, purpose: 'staff' | 'client' = 'client') =>
  decodeProtectedHeader(await by.sign(purpose, 'x', {})).kid ?? ''
const published = async () => (await one.published()).map(({ kid }) => kid)
const live = (purpose: 'staff' | 'client') =>
  db
    .selectFrom('signing_key')
    .select('kid')
    .where('purpose', '=', purpose)
    .where('retired_at', 'is', null)
    .orderBy('active_from')
    .execute()
const force = (compromised: boolean) =>
  db.transaction().execute((trx) => forceRotation(trx, { actor: { kind: 'operator' } }, { compromised, now: clock() }))

test('a life of keys: announced, in turn, withdrawn; processes that had them in memory change over', async () => {
  const jwks = json(await t.anonymous.get('/.well-known/jwks.json')) as { keys: Record<string, string>[] }
  expect(jwks.keys).toHaveLength(4)
  expect(JSON.stringify(jwks)).not.toMatch(/"(d|p|q|dp|dq|qi)":/)
  expect(jwks.keys.map(({ alg }) => alg).sort()).toEqual(['EdDSA', 'EdDSA', 'RS256', 'RS256'])

  for (const purpose of ['client', 'staff'] as const) {
    const [first, next] = (await live(purpose)).map(({ kid }) => kid)
    expect(await sign(one, purpose)).toBe(first)
    expect(await sign(two, purpose)).toBe(first)
    expect(await published()).toContain(next)
  }
  const [first, next] = (await live('client')).map(({ kid }) => kid)
  // its turn comes, with nobody's help
  now += AGES.signs + MINUTE
  expect([await sign(one), await sign(two)]).toEqual([next, next])
  // whose processes ask at the same time make one key, not two
  await Promise.all([rotateSigningKeys(db, clock()), rotateSigningKeys(db, clock())])
  now += MINUTE
  expect(await live('client')).toHaveLength(3)
  expect(await published()).toContain(first)
  now += AGES.after
  await rotateSigningKeys(db, clock())
  now += MINUTE
  expect(await published()).not.toContain(first)
  expect(await live('client')).toHaveLength(2)
})

test('a forced rotation waits until the next key has been published for a day', async () => {
  const before = await sign()
  const [, next] = (await live('client')).map(({ kid }) => kid)
  now += AGES.ahead
  await force(false)
  now += MINUTE
  expect([await sign(one), await sign(two)]).toEqual([next, next])
  expect(await published()).toContain(before)
  // once more on the same day: not before the day is over
  const turns = await force(false)
  expect(turns.map(({ from }) => Number(from) - now)).toEqual([AGES.ahead - MINUTE, AGES.ahead - MINUTE])
  now += MINUTE
  expect(await sign()).toBe(next)
})

test('a compromised key is refused within a minute, and the next one signs at once', async () => {
  now = Date.now()
  await db.deleteFrom('signing_key').execute()
  await rotateSigningKeys(db, clock())
  now += MINUTE
  const token = await one.sign('client', '019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a00', {
    client_id: '019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a00',
    scope: 'feed:read',
  })
  expect(await two.verify(token)).toMatchObject({ purpose: 'client', scopes: ['feed:read'] })
  await force(true)
  now += MINUTE
  for (const process of processes) expect(await process.verify(token)).toBeNull()
  expect(await sign(one)).toBe(await sign(two))
  expect(await sign(one)).not.toBe(decodeProtectedHeader(token).kid)
})

test('a token by a key that is not in memory yet is looked for', async () => {
  const before = await two.published()
  now += 2000
  await force(true)
  // the clock of the first has moved on, so that it reads again; the second is asked for a key that it does not know
  const fresh = openSigningKeys(db, () => PUBLIC_URL, clock)
  const token = await fresh.sign('client', '019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a00', {
    client_id: '019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a00',
    scope: 'feed:read',
  })
  expect(before.map(({ kid }) => kid)).toContain(decodeProtectedHeader(token).kid)
  expect(await two.verify(token)).not.toBeNull()
})

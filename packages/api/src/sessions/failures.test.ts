import { beforeEach, describe, expect, test } from 'vitest'
import { ADMINISTRATOR } from '../../test/administrator.ts'
import { testApp } from '../../test/app.ts'
import { anotherNode, staffOf } from '../../test/staff.ts'

const { app, database } = await testApp()
const other = await anotherNode(database)
const staff = await staffOf(app)
const elsewhere = await staffOf(other)
beforeEach(async () => {
  await app.db.deleteFrom('sign_in_failure').execute()
})

const attempt = (email: string, from: string, password = 'not-the-password', on = staff, headers = {}) =>
  on.call('POST', '/v1/session', { body: { email, password }, from, headers })

describe('C13: guessing is stopped', () => {
  test('ten failures of an account, whatever the address it comes from, and on every node', async () => {
    for (let i = 0; i < 10; i += 1) {
      const email = i % 2 ? ADMINISTRATOR.email : ADMINISTRATOR.email.toUpperCase()
      expect((await attempt(email, `192.0.2.${i}`, undefined, i % 2 ? staff : elsewhere)).statusCode).toBe(401)
    }
    for (const on of [staff, elsewhere]) {
      const answer = await attempt(ADMINISTRATOR.email, '198.51.100.1', ADMINISTRATOR.password, on)
      expect(answer.statusCode).toBe(429)
      expect(answer.json().type).toMatch(/\/problems\/rate-limited$/)
      const seconds = Number(answer.headers['retry-after'])
      expect(seconds).toBeGreaterThan(800)
      expect(seconds).toBeLessThanOrEqual(900)
    }
    // after a quarter of an hour
    await app.db
      .updateTable('sign_in_failure')
      .set({ at: new Date(Date.now() - 901_000) })
      .execute()
    expect((await attempt(ADMINISTRATOR.email, '198.51.100.1', ADMINISTRATOR.password)).statusCode).toBe(200)
  })

  test('ten failures of an address, whatever accounts it names and whatever it says of itself', async () => {
    const codes = []
    for (let i = 0; i < 20; i += 1) {
      const headers = {
        'x-forwarded-for': `203.0.113.${i}`,
        'x-real-ip': `203.0.113.${i}`,
        forwarded: `for=203.0.113.${i}`,
      }
      codes.push(
        (await attempt(`nobody-${i}@essaim.example`, '192.0.2.77', undefined, i % 2 ? staff : elsewhere, headers))
          .statusCode,
      )
    }
    expect(codes).toEqual([...Array(10).fill(401), ...Array(10).fill(429)])
    expect((await attempt(ADMINISTRATOR.email, '192.0.2.78', ADMINISTRATOR.password)).statusCode).toBe(200)
  })

  test('an IPv6 network of 64 bits is one address', async () => {
    for (let i = 0; i < 10; i += 1) await attempt(`nobody-${i}@essaim.example`, `2001:db8:1:2::${i.toString(16)}`)
    expect((await attempt('nobody@essaim.example', '2001:db8:1:2:ffff::1')).statusCode).toBe(429)
    expect((await attempt('nobody@essaim.example', '2001:db8:1:3::1')).statusCode).toBe(401)
  })

  test('twenty at once are no more than ten', async () => {
    const codes = (
      await Promise.all(Array.from({ length: 20 }, (_, i) => attempt(`n${i}@essaim.example`, '192.0.2.9')))
    ).map((answer) => answer.statusCode)
    expect(codes.filter((code) => code === 401)).toHaveLength(10)
    expect(codes.filter((code) => code === 429)).toHaveLength(10)
  })

  test('success clears the account, not the address', async () => {
    for (let i = 0; i < 9; i += 1) await attempt(ADMINISTRATOR.email, '192.0.2.5')
    expect((await attempt(ADMINISTRATOR.email, '192.0.2.5', ADMINISTRATOR.password)).statusCode).toBe(200)
    for (let i = 0; i < 9; i += 1)
      expect((await attempt(ADMINISTRATOR.email, `192.0.2.${100 + i}`)).statusCode).toBe(401)
    expect((await attempt(ADMINISTRATOR.email, '192.0.2.6', ADMINISTRATOR.password)).statusCode).toBe(200)
    await attempt('nobody@essaim.example', '192.0.2.5')
    expect((await attempt(ADMINISTRATOR.email, '192.0.2.5', ADMINISTRATOR.password)).statusCode).toBe(429)
  })

  test('the table tells neither accounts nor addresses', async () => {
    await attempt('nobody@essaim.example', '192.0.2.200')
    const rows = JSON.stringify(await app.db.selectFrom('sign_in_failure').selectAll().execute())
    expect(rows).not.toContain('nobody')
    expect(rows).not.toContain('192.0.2')
  })
})

test('C12: an unknown account takes as long as a known one', { timeout: 120_000 }, async () => {
  const { call } = await staffOf(await anotherNode(database, { limits: { signInFailures: 100_000 } }))
  const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] }
  for (let i = 0; i < 100; i += 1) {
    for (const [who, email] of [
      ['known', ADMINISTRATOR.email],
      ['unknown', 'nobody@essaim.example'],
    ] as const) {
      const start = performance.now()
      const answer = await call('POST', '/v1/session', { body: { email, password: 'not-the-password' } })
      times[who].push(performance.now() - start)
      expect(answer.statusCode).toBe(401)
    }
  }
  const median = (all: number[]) => [...all].sort((a, b) => a - b)[50] ?? 0
  // without the dummy hash, the unknown one would take next to nothing
  expect(Math.abs(median(times.known) - median(times.unknown)) / median(times.known)).toBeLessThan(0.25)
})

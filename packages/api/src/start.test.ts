import { expect, test } from 'vitest'
import { ADMINISTRATOR } from '../test/administrator.ts'
import { testApp } from '../test/app.ts'
import { anotherNode } from '../test/staff.ts'
import { loadConfig } from './config.ts'
import { prepareDatabase } from './start.ts'

const { app, database } = await testApp()
const node = await anotherNode(database)
const config = loadConfig({ NODE_ENV: 'test', ESSAIM_DEMO: '0' })
if (Array.isArray(config)) throw new Error(config.join('\n'))

test('a second start changes nothing and tells no password', async () => {
  const lines: string[] = []
  const { administrator } = await prepareDatabase(config, database, (line) => lines.push(line))
  expect(administrator).toEqual({ email: ADMINISTRATOR.email, password: null })
  expect(lines).toEqual([])
})

test('two processes that start at once make one administrator, whose password is told once and works', async () => {
  await app.db.deleteFrom('staff_session').execute()
  await app.db.deleteFrom('staff_member').execute()
  const prepared = await Promise.all([1, 2].map(() => prepareDatabase(config, database, () => undefined)))
  const told = prepared.flatMap(({ administrator }) => administrator?.password ?? [])
  expect(told).toHaveLength(1)
  expect(told[0]).toMatch(/^[a-z2-9]{5}(-[a-z2-9]{5}){3}$/)
  const email = prepared[0]?.administrator?.email
  const answer = await node.inject({ method: 'POST', url: '/v1/session', payload: { email, password: told[0] } })
  expect(answer.statusCode).toBe(200)
  expect(answer.json().user.roles).toEqual(['admin'])
})

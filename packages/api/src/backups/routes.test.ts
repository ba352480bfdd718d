import { expect, test } from 'vitest'
import { json, testApp } from '../../test/app.ts'
import { newId } from '../lib/id.ts'
import { noteBackup, noteVerified } from './commands.ts'

const { admin, app } = await testApp({ jobs: false, metricsToken: 'jeton-des-mesures-42' })
const URL = '/v1/backups/state'
const HOUR = 3_600_000
const ago = (hours: number) => new Date(Date.now() - hours * HOUR)
const age = async () => {
  const { body } = await app.inject('/metrics')
  return Number(/^essaim_backup_age_seconds (\S+)$/m.exec(body)?.[1]?.replace('+Inf', 'Infinity'))
}

test('an administrator sees how old the last backup is, and the machine’s own watchers too', async () => {
  expect(json(await admin.get(URL))).toEqual({ last: null, late: true, archive: null })
  expect(await age()).toBe(Number.POSITIVE_INFINITY)

  await noteBackup(app.db, { id: newId(), at: ago(31), made_by: 'server' })
  expect(json(await admin.get(URL))).toMatchObject({ last: { made_by: 'server', bytes: null }, late: true })
  expect(await age()).toBeCloseTo(31 * 3600, -2)

  await noteBackup(app.db, { id: newId(), at: ago(1), made_by: 'essaim', name: 'nuit', bytes: 52_000_000 })
  await noteVerified(app.db, 'nuit')
  await noteVerified(app.db, 'une autre base')
  expect(json(await admin.get(URL))).toMatchObject({
    last: { made_by: 'essaim', bytes: 52_000_000, verified_at: expect.any(String) },
    late: false,
  })
  expect(await age()).toBeCloseTo(3600, -2)
  expect(json(await admin.get('/v1/events?action=backup.create')).items).toHaveLength(2)
  expect(json(await admin.get('/v1/events?action=backup.verify')).items).toHaveLength(1)
})

test('/readyz says it to who may know, and nothing more to others', async () => {
  const ready = (headers: Record<string, string>, remoteAddress = '192.0.2.1') =>
    app.inject({ url: '/readyz', headers, remoteAddress }).then((answer) => answer.json() as unknown)
  expect(await ready({})).toEqual({ status: 'ready' })
  expect(await ready({ 'x-metrics-token': 'jeton-des-mesures-42' })).toMatchObject({
    backup: { late: expect.any(Boolean) },
  })
  expect(await ready({ 'x-forwarded-for': '192.0.2.1' }, '127.0.0.1')).toEqual({ status: 'ready' })
  expect(await ready({}, '127.0.0.1')).toMatchObject({ backup: { archive: null } })
})

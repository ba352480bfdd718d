import { expect, test } from 'vitest'
import { json, problemOf, testApp } from '../../test/app.ts'

const t = await testApp({ jobs: false })

test('a draft is made with its letters, changed under its tag, and deleted', async () => {
  const made = await t.admin.post('/v1/campaigns', { name: 'Recensement 2026' })
  const campaign = json(made, 201)
  expect(campaign).toMatchObject({ state: 'draft', recipients: { all: true }, transitions: ['schedule'] })
  const url = String(made.headers.location)
  const letters = await t.app.db
    .selectFrom('letter')
    .select('kind')
    .where('campaign_id', '=', campaign.id as string)
    .execute()
  expect(letters).toHaveLength(7)
  const patched = json(await t.admin.patch(url, { recipients: { departments: ['29'] }, purpose: 'Faire connaître' }))
  expect(patched).toMatchObject({ recipients: { departments: ['29'] }, purpose: 'Faire connaître' })
  expect((await t.admin.patch(url, { name: 'x' }, null)).statusCode).toBe(428)
  expect((await t.admin.patch(url, { name: 'x' }, '"0"')).statusCode).toBe(412)
  expect((await t.admin.delete(url)).statusCode).toBe(204)
  expect((await t.admin.get(url)).statusCode).toBe(404)
})

test('what is wrong is refused, each with its code', async () => {
  const refused = async (body: object) => problemOf(await t.admin.post('/v1/campaigns', body)).errors[0]?.code
  expect(await refused({ name: 'x', recipients: {} })).toBe('all-or-criteria')
  expect(await refused({ name: 'x', recipients: { all: true, departments: ['29'] } })).toBe('all-or-criteria')
  expect(await refused({ name: 'x', opens_at: '2027-02-01T00:00:00Z', closes_at: '2027-01-01T00:00:00Z' })).toBe(
    'order',
  )
  expect(await refused({ name: 'x', repeats: '019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a00' })).toBe('unknown')
})

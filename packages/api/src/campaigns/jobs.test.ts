import { expect, test } from 'vitest'
import { json, testApp } from '../../test/app.ts'
import { aCampaign, anOfficer, inDays } from '../../test/campaigns.ts'
import { anAssociation } from '../../test/factories.ts'

const t = await testApp()

test('a scheduled campaign prepares, opens and writes by itself; a reminder by hand follows', async () => {
  for (let i = 0; i < 3; i += 1) await anOfficer(t, (await anAssociation(t, { department: '22' })).id)
  const { url } = await aCampaign(t, { opens_at: inDays(2), recipients: { departments: ['22'] } })
  await t.app.jobs.settled()
  expect(json(await t.admin.get(url))).toMatchObject({ state: 'scheduled', invitations: 3 })
  json(await t.admin.post(`${url}/transitions`, { transition: 'open' }))
  await t.app.jobs.settled()
  const [invitation] = json(await t.admin.get(`${url}/sendings`)).items as object[]
  expect(invitation).toMatchObject({ letter: 'invitation', state: 'prepared', deliveries: { waiting: 3 } })
  const made = json(await t.admin.post(`${url}/reminders`, { letter: 'reminder' }), 201).id as string
  await t.app.jobs.settled()
  expect(json(await t.admin.get(`${url}/sendings/${made}`))).toMatchObject({
    state: 'prepared',
    chosen: 3,
    deliveries: { waiting: 3 },
  })
}, 60_000)

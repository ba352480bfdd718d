import { expect, test } from 'vitest'
import { json, testApp } from '../../test/app.ts'
import { anInvitation, anOpenCampaign, aParticipant } from '../../test/campaigns-fixture.ts'
import { anAssociation } from '../../test/factories.ts'
import { linkExpiry } from './contact-commands.ts'

const t = await testApp({ jobs: false })

test('a link made by hand stands for the invitation of its contact', async () => {
  const association = await anAssociation(t)
  const campaign = await anOpenCampaign(t)
  const invitation = await anInvitation(t, campaign, association.id)
  const { contact } = await aParticipant(t, invitation, association.id, {
    office: 'president',
    email: 'presidence@alamain.example',
  })
  const { url } = json(await t.admin.post(`/v1/associations/${association.id}/contacts/${contact}/links`), 201) as {
    url: string
  }
  const { access_token } = json(await t.anonymous.post('/v1/respond/session', { token: url.split('#')[1] })) as {
    access_token: string
  }
  expect(json(await t.bearer(access_token).get('/v1/respond/invitation'))).toMatchObject({
    campaign: { id: campaign, state: 'open' },
  })
})

test('a link holds for a year after its campaign closes, and never for less than a month', () => {
  const now = new Date('2026-11-25T10:00:00Z')
  const until = (closes_at: string | null) =>
    linkExpiry(closes_at === null ? null : new Date(closes_at), now)
      .toISOString()
      .slice(0, 10)
  expect(until(null)).toBe('2027-11-25')
  expect(until('2027-01-10T00:00:00Z')).toBe('2028-01-10')
  expect(until('2026-03-01T00:00:00Z')).toBe('2027-03-01')
  expect(until('2023-03-01T00:00:00Z')).toBe('2026-12-25')
})

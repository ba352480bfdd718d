import { expect, test } from 'vitest'
import { json, testApp } from '../../test/app.ts'
import { anInvitation, anOpenCampaign, aParticipant } from '../../test/campaigns-fixture.ts'
import { anAssociation } from '../../test/factories.ts'

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

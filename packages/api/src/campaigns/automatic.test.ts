import { expect, test } from 'vitest'
import { json, testApp } from '../../test/app.ts'
import { anInvitation, anOpenCampaign, aParticipant } from '../../test/campaigns-fixture.ts'
import { anAssociation } from '../../test/factories.ts'
import { aSubmission, COMPLETE_ANSWERS, publish } from '../../test/federation.ts'
import { inScope } from '../db/database.ts'
import { defaultLetters } from '../letters/defaults.ts'
import { runClock } from './jobs.ts'

const t = await testApp({ jobs: false })
const asJob = <T>(work: Parameters<typeof inScope<T>>[2]) => inScope(t.app.db, { kind: 'job' }, work)
const SUBMISSIONS = '/v1/moderation/submissions'
const letters = (campaign: string) =>
  t.app.db
    .selectFrom('delivery')
    .select(['kind', 'recipient', 'about'])
    .where('campaign_id', '=', campaign)
    .orderBy('kind')
    .orderBy('recipient')
    .execute()

async function given() {
  const association = await anAssociation(t)
  const campaign = await anOpenCampaign(t)
  await asJob((trx) =>
    trx
      .insertInto('letter')
      .values(defaultLetters().map(({ kind, subject, body }) => ({ campaign_id: campaign, kind, subject, body })))
      .execute(),
  )
  const invitation = await anInvitation(t, campaign, association.id)
  for (const [office, email] of [
    ['president', 'Siege@automatique.example'],
    ['general_director', 'siege@automatique.example'],
    ['other', 'collegue@automatique.example'],
  ] as const)
    await aParticipant(t, invitation, association.id, { office, email })
  const submission = await aSubmission(t.admin, association.id, COMPLETE_ANSWERS)
  await asJob((trx) =>
    trx
      .updateTable('submission')
      .set({ campaign_id: campaign, invitation_id: invitation })
      .where('id', '=', submission)
      .execute(),
  )
  const move = (transition: string) => t.admin.post(`${SUBMISSIONS}/${submission}/transitions`, { transition })
  return { campaign, submission, move }
}

test('thanks follow a hand-in, and the news its publication: to the heads, once, whoever looks how often', async () => {
  const { campaign, submission, move } = await given()
  await runClock(t.app.db)
  expect(await letters(campaign)).toEqual([])

  json(await move('submit'))
  await Promise.all([runClock(t.app.db), runClock(t.app.db)])
  await runClock(t.app.db)
  const [thanks, ...others] = await letters(campaign)
  expect(others).toEqual([])
  expect(thanks).toMatchObject({ kind: 'thanks', about: submission })
  expect(thanks?.recipient.toLowerCase()).toBe('siege@automatique.example')

  const record = json(await move('accept')).innovation_id as string
  await publish(t, record)
  await runClock(t.app.db)
  expect((await letters(campaign)).map(({ kind, about }) => [kind, about])).toEqual([
    ['publication', record],
    ['thanks', submission],
  ])
})

test('the second half is asked for a week after the hand-in, while something is missing', async () => {
  const { campaign, submission, move } = await given()
  json(await move('submit'))
  const since = (days: number, publishable: boolean) =>
    asJob((trx) =>
      trx
        .updateTable('submission')
        .set({
          submitted_at: new Date(Date.now() - days * 86_400_000),
          publishable_at: publishable ? new Date() : null,
        })
        .where('id', '=', submission)
        .execute(),
    )
  const kinds = async () => (await letters(campaign)).map(({ kind }) => kind)
  await since(6, false)
  await runClock(t.app.db)
  expect(await kinds()).toEqual([])
  await since(8, true)
  await runClock(t.app.db)
  expect(await kinds()).toEqual([])
  await since(8, false)
  await runClock(t.app.db)
  expect(await kinds()).toEqual(['completion'])
})

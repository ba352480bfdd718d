import { expect, test } from 'vitest'
import { json, testApp } from '../../test/app.ts'
import { SHORT_ANSWERS } from '../../test/factories.ts'
import { aSubmission } from '../../test/federation.ts'
import { anInvited, move, trailOf } from '../../test/invited.ts'
import { SECOND } from '../../test/second-questionnaire.ts'
import { storeQuestionnaire } from '../questionnaires/store.ts'

const t = await testApp({ jobs: false })

test('what staff or a script write for an association answers the open campaign that asks it', async () => {
  for (const [by, channel] of [
    [t.admin, 'telephone'],
    [await t.key('submissions:write'), 'script'],
  ] as const) {
    const who = await anInvited(t)
    const state = async () => json(await who.get('/v1/respond/invitation')).state
    json(await who.post('/v1/respond/invitation/transitions', { transition: 'declare_nothing' }))
    const id = await aSubmission(by, who.association.id, SHORT_ANSWERS, { channel })
    expect(await state()).toBe('started')
    expect(await trailOf(t, who.invitation)).toContain('invitation.take_back')
    json(await by.post(`/v1/moderation/submissions/${id}/transitions`, { transition: 'submit' }))
    expect(await state()).toBe('submitted')
  }
})

test('it answers no campaign that is over, nor one that asks something else', async () => {
  const who = await anInvited(t)
  await move(t, who.campaign, 'closed')
  await aSubmission(t.admin, who.association.id, SHORT_ANSWERS, { channel: 'telephone' })
  expect(json(await who.get('/v1/respond/invitation')).state).toBe('opened')
  await move(t, who.campaign, 'open')
  const other = { code: 'enquete-autre', title: { fr: 'Une autre enquête', en: null }, content: SECOND }
  await t.app.db.transaction().execute((trx) => storeQuestionnaire(trx, other))
  const { id } = await t.app.db
    .selectFrom('questionnaire_version')
    .innerJoin('questionnaire', 'questionnaire.id', 'questionnaire_version.questionnaire_id')
    .select('questionnaire_version.id')
    .where('questionnaire.code', '=', other.code)
    .executeTakeFirstOrThrow()
  await aSubmission(t.admin, who.association.id, {}, { channel: 'telephone', questionnaire_version_id: id })
  expect(json(await who.get('/v1/respond/invitation')).state).toBe('opened')
})

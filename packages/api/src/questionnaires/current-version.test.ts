import { expect, test } from 'vitest'
import { json, problemOf, testApp } from '../../test/app.ts'
import { anAssociation } from '../../test/factories.ts'
import { SECOND } from '../../test/second-questionnaire.ts'
import { currentVersion } from './queries.ts'
import { defaultQuestionnaire } from './seed.ts'
import { storeQuestionnaire } from './store.ts'

const t = await testApp({ jobs: false })

test('another questionnaire, though published later, is not what the census asks', async () => {
  const census = await currentVersion(t.app.db)
  const second = {
    code: 'enquete-autre',
    title: { fr: 'Une autre enquête', en: 'Another survey' },
    content: SECOND,
  }
  expect(await t.app.db.transaction().execute((trx) => storeQuestionnaire(trx, second))).toBe(true)
  const { id: other } = await t.app.db
    .selectFrom('questionnaire')
    .select('id')
    .where('code', '=', second.code)
    .executeTakeFirstOrThrow()
  expect((await currentVersion(t.app.db)).id).toBe(census.id)
  expect((await currentVersion(t.app.db, other)).questionnaire_code).toBe(second.code)

  const association = await anAssociation(t)
  const answer = json(
    await t.admin.post('/v1/moderation/submissions', {
      association_id: association.id,
      channel: 'telephone',
      answers: {},
    }),
    201,
  )
  expect(answer.questionnaire).toMatchObject({ id: census.questionnaire_id })
  const campaign = json(await t.admin.post('/v1/campaigns', { name: 'Recensement' }), 201)
  expect(campaign.questionnaire_version_id).toBe(census.id)

  // the last version of the census, whatever its date
  const { id } = await t.app.db
    .insertInto('questionnaire_version')
    .values({
      id: '01990000-0000-7000-8000-000000000002',
      questionnaire_id: census.questionnaire_id,
      number: 2,
      state: 'published',
      content: JSON.stringify(defaultQuestionnaire()),
      published_at: new Date('2026-01-01T00:00:00Z'),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  expect((await currentVersion(t.app.db)).id).toBe(id)
  expect(json(await t.admin.post('/v1/campaigns', { name: 'Suite' }), 201).questionnaire_version_id).toBe(id)

  // none is in force any more
  await t.app.db
    .updateTable('questionnaire_version')
    .set({ state: 'retired' })
    .where('questionnaire_id', '=', census.questionnaire_id)
    .execute()
  expect(problemOf(await t.admin.post('/v1/campaigns', { name: 'Aucun' })).status).toBe(422)
})

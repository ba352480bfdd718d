import type { Event } from '@essaim/shared/events.ts'
import { sentenceOf } from '@essaim/shared/history-sentences.ts'
import { beforeAll, expect, test } from 'vitest'
import { type Client, json, problemOf, testApp } from '../../test/app.ts'
import { anAssociation, SHORT_ANSWERS } from '../../test/factories.ts'
import { aSubmission, COMPLETE_ANSWERS } from '../../test/federation.ts'

const t = await testApp({ jobs: false })
const { admin, delegation, staff } = t
const SUBMISSIONS = '/v1/moderation/submissions'
const RECORDS = '/v1/moderation/innovations'
let submission: string
let record: string
let here: Client
let elsewhere: Client

const read = async (client: Client, url: string) => json(await client.get(url)).items as Event[]
const actions = async (url: string) => (await read(admin, url)).map(({ action }) => action)

beforeAll(async () => {
  const [brittany, paris] = [await delegation('29'), await delegation('75')]
  here = await staff(['delegate'], [brittany.id])
  elsewhere = await staff(['delegate'], [paris.id])
  const association = await anAssociation(t, { department: '29' })
  submission = await aSubmission(admin, association.id, { ...COMPLETE_ANSWERS, departements: ['29'] })
  const move = async (transition: string, comment?: string) =>
    json(await admin.post(`${SUBMISSIONS}/${submission}/transitions`, { transition, ...(comment && { comment }) }))
  await move('submit')
  json(
    await here.post(`${SUBMISSIONS}/${submission}/transitions`, {
      transition: 'request_changes',
      comment: 'Précisez.',
    }),
  )
  json(await admin.patch(`${SUBMISSIONS}/${submission}`, { answers: { titre: 'Un titre plus juste' } }))
  await move('submit')
  record = (await move('accept')).innovation_id as string
  json(await admin.patch(`${RECORDS}/${record}/versions/1`, { answers: { titre: 'Un titre plus court' } }))
  // another, of which nothing is told here
  await aSubmission(admin, association.id, SHORT_ANSWERS)
})

test('what happened to a submission is told to the staff in scope, newest first, question by question', async () => {
  const told = await read(here, `${SUBMISSIONS}/${submission}/history`)
  expect(told.map((one) => sentenceOf(one, 'fr')).map(({ text, said }) => said ?? text)).toEqual([
    'Administrateur a accepté la réponse, sans attendre de visa.',
    'Administrateur a remis la réponse (révision 2).',
    'Administrateur a modifié une réponse.',
    'Précisez.',
    'Administrateur a remis la réponse.',
    'Administrateur a commencé la réponse.',
  ])
  expect(sentenceOf(told[2] as Event, 'fr').changes).toEqual([
    { question: 'titre', before: COMPLETE_ANSWERS.titre, after: 'Un titre plus juste' },
  ])
  expect((await elsewhere.get(`${SUBMISSIONS}/${submission}/history`)).statusCode).toBe(404)
  expect((await elsewhere.get(`${RECORDS}/${record}/history`)).statusCode).toBe(404)
})

test('from where is told to administrators alone', async () => {
  const origins = async (client: Client) =>
    (await read(client, `${SUBMISSIONS}/${submission}/history?limit=1`)).map(({ origin }) => origin)
  expect(await origins(admin)).toEqual([{ network: '127.0.0.0/24', agent: 'script' }])
  expect(await origins(here)).toEqual([null])
  expect(await origins(await staff(['moderator']))).toEqual([null])
})

test('the history of a record is its own and that of the answers that it is made of', async () => {
  expect(await actions(`${RECORDS}/${record}/history`)).toEqual([
    'innovation.edit',
    'submission.accept',
    'innovation.version',
    'submission.submit',
    'submission.save',
    'submission.request_changes',
    'submission.submit',
    'submission.create',
  ])
})

test('it is narrowed to a topic, and read by pages', async () => {
  expect(await actions(`${SUBMISSIONS}/${submission}/history?topic=answers`)).toEqual([
    'submission.save',
    'submission.create',
  ])
  expect(await actions(`${RECORDS}/${record}/history?topic=publication`)).toEqual([])
  expect(problemOf(await admin.get(`${SUBMISSIONS}/${submission}/history?topic=all`)).slug).toBe('validation')
  const first = json(await admin.get(`${SUBMISSIONS}/${submission}/history?limit=4&count=exact`))
  expect(first.total).toBe(6)
  expect(await actions(`${SUBMISSIONS}/${submission}/history?limit=4&count=exact&cursor=${first.next}`)).toEqual([
    'submission.submit',
    'submission.create',
  ])
})

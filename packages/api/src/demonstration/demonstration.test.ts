import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { json, type TestApp, testApp } from '../../test/app.ts'
import { loadDemonstration } from './commands.ts'

type Item = Record<string, unknown>
const items = async (client: TestApp['anonymous'], url: string) => json(await client.get(url)).items as Item[]
const titles = (list: Item[]) => list.map(({ title }) => title)

it('brings a living federation into an empty database, once', async () => {
  const test = await testApp()
  const { app, admin, anonymous } = test
  const said: string[] = []
  const loads = await Promise.all([
    loadDemonstration(app, (line) => said.push(line)),
    loadDemonstration(app, (line) => said.push(line)),
  ])
  expect(loads.sort()).toEqual([false, true])
  expect(said).toEqual([expect.stringContaining('27 associations fictives, 6 innovations')])

  const delegations = await items(admin, '/v1/regional-delegations')
  expect(delegations).toHaveLength(13)
  const covered = delegations.flatMap(({ departments }) => (departments as Item[]).map(({ code }) => code))
  expect(covered).toHaveLength(97)
  for (const free of ['22', '29', '35', '56']) expect(covered).not.toContain(free)
  const users = (await items(admin, '/v1/users')).filter(({ email }) =>
    String(email).endsWith('@demonstration.example'),
  )
  expect(users.map(({ name }) => name).every((name) => String(name).endsWith('(démonstration)'))).toBe(true)
  expect(users.filter(({ roles }) => String(roles) === 'delegate')).toHaveLength(4)
  const associations = await items(admin, '/v1/associations?limit=100')
  expect(associations).toHaveLength(27)
  expect(associations.every(({ fictitious, department }) => fictitious === true && department !== null)).toBe(true)
  expect(await items(admin, '/v1/partners')).toMatchObject([
    { name: 'Fédération partenaire (démonstration)', terms: {}, last_pull: { behind: 1 } },
  ])

  const submissions = await items(admin, '/v1/moderation/submissions?limit=100')
  const states = submissions.map(({ title, state }) => `${String(title).slice(0, 24)} ${state}`).sort()
  expect(states).toEqual([
    'Assistance au projet de  accepted',
    'Assistance au projet de  accepted',
    'Club autogéré de rétabli endorsed',
    'Dispositif d’autorégulat accepted',
    'Exemple fictif : des rep draft',
    'Exemple fictif : des tou draft',
    'Exemple fictif : un bus  draft',
    'Exemple fictif : un café submitted',
    'Exemple fictif : un jard submitted',
    'Exemple fictif : une bri submitted',
    'Exemple fictif : une col submitted',
    'Exemple fictif : une esc draft',
    'Exemple fictif : une équ submitted',
    'La garderie solidaire changes_requested',
    'Les Ateliers de l’Ill :  submitted',
    'Pégase : la télémédecine accepted',
  ])
  const charged = (start: string) =>
    (submissions.find(({ title }) => String(title).startsWith(start))?.regional_delegation as Item | null)?.name ?? null
  expect(charged('Les Ateliers')).toBe('Délégation Grand Est')
  expect(charged('Exemple fictif : une colocation')).toBe('Délégation Normandie')
  expect(charged('Exemple fictif : un jardin')).toBeNull()

  const records = await items(admin, '/v1/moderation/innovations')
  const assistance = records.find(({ title }) => title === 'Assistance au projet de vie (APV)')
  expect(json(await admin.get(`/v1/moderation/innovations/${assistance?.id}`))).toMatchObject({
    state: 'published',
    published_version: 1,
    versions: [
      { number: 1, state: 'published' },
      { number: 2, state: 'draft' },
    ],
  })

  const open = [
    'Assistance au projet de vie (APV)',
    'Dispositif d’autorégulation : des élèves autistes à plein temps en classe ordinaire',
  ]
  const partner = await test.key('innovations:read', 'feed:read')
  const member = await test.key('members:read', 'feed:read')
  expect(titles(await items(anonymous, '/v1/innovations')).sort()).toEqual(open)
  for (const client of [partner, member]) {
    expect(titles(await items(client, '/v1/innovations')).sort()).toEqual([
      ...open,
      'Pégase : la télémédecine dans une maison d’accueil spécialisée',
    ])
    expect(await items(client, '/v1/feeds')).toMatchObject([{ name: 'innovations', head: 3, live: 3, deleted: 0 }])
    expect((await items(client, '/v1/feeds/innovations')).map(({ state }) => state)).toEqual([
      'updated',
      'updated',
      'updated',
    ])
  }
  expect(await items(anonymous, '/v1/feeds')).toMatchObject([{ name: 'innovations', live: 2, deleted: 0 }])
  expect(titles(await items(anonymous, '/v1/innovations?q=télémédecine'))).toEqual([])
  const shown = json(await anonymous.get(`/v1/innovations/${assistance?.id}`))
  expect(shown).toMatchObject({
    version: 1,
    bearer: { name: 'Nexem, avec des associations adhérentes' },
    contact: null,
    stage: { code: 'experimentation' },
  })
  expect((shown.details as Item).financements).toEqual([])

  expect(await loadDemonstration(app, () => undefined)).toBe(false)
  expect(await items(admin, '/v1/moderation/submissions?limit=100')).toHaveLength(16)
}, 60_000)

it('has sent a dossier to an authority, and prepares another', async () => {
  const test = await testApp()
  await loadDemonstration(test.app, () => undefined)
  const [draft, sent] = await items(test.admin, '/v1/dossiers')
  expect(draft).toMatchObject({ state: 'draft', records: 2, refused: 0 })
  expect(sent).toMatchObject({ state: 'sent', records: 3, since: { unchanged: 3 } })
  const papers = await test.admin.get(`/v1/dossiers/${sent?.id}/papers`)
  expect(papers.headers['content-type']).toBe('application/pdf')
}, 60_000)

it('shows a census in its third week', async () => {
  const test = await testApp()
  const { app, admin } = test
  await loadDemonstration(app, () => undefined)
  await app.jobs.settled()
  const [campaign] = await items(admin, '/v1/campaigns')
  expect(campaign).toMatchObject({ state: 'open' })
  const url = `/v1/campaigns/${campaign?.id}`
  const { total } = json(await admin.get(`${url}/participation`)) as { total: Item }
  expect(total).toMatchObject({ invited: 27, handed_in: 5, nothing_to_declare: 2, declined: 1, published: 0 })
  const states = (await items(admin, `${url}/invitations?limit=100`)).map(({ state }) => String(state))
  expect(Object.groupBy(states, (state) => state)).toMatchObject({
    submitted: expect.toSatisfy((list: string[]) => list.length === 5),
    started: expect.toSatisfy((list: string[]) => list.length === 4),
    opened: expect.toSatisfy((list: string[]) => list.length > 3),
    sent: expect.toSatisfy((list: string[]) => list.length > 3),
  })
  // spread over the weeks, not all on the day of loading
  const days = await app.db
    .selectFrom('event')
    .select(sql<number>`count(distinct at::date)::int`.as('n'))
    .where('action', '=', 'invitation.open')
    .executeTakeFirstOrThrow()
  expect(days.n).toBeGreaterThan(8)

  const waiting = await items(admin, '/v1/deliveries?state=waiting&limit=100')
  expect(new Set(waiting.map(({ kind }) => kind))).toEqual(new Set(['notice', 'reminder', 'thanks', 'completion']))
  expect(await items(admin, '/v1/deliveries?state=bounced')).toHaveLength(2)
  expect(waiting.every(({ recipient }) => String(recipient).endsWith('.example'))).toBe(true)
  expect(await items(admin, `${url}/calls`)).toHaveLength(4)
  expect(await items(admin, '/v1/help-requests')).toMatchObject([{ answered_at: null }])
  expect(await items(admin, '/v1/successions')).toMatchObject([{ state: 'proposed', name: 'Dominique Exemple' }])
  // what has left reads as it was sent
  const subjects = (await items(admin, '/v1/deliveries?state=sent&limit=100')).map(({ subject }) => String(subject))
  expect(subjects).toContainEqual(expect.stringContaining(String(campaign?.name)))
  expect(subjects.filter((subject) => subject.includes('{{'))).toEqual([])
  // the letter of today can be read as it will leave
  const reminder = waiting.find(({ kind }) => kind === 'reminder')
  expect(json(await admin.get(`/v1/deliveries/${reminder?.id}`)).text).toContain('/repondre/')
}, 60_000)

it('leaves a database alone in which work has begun', async () => {
  const test = await testApp()
  await test.delegation('29')
  expect(await loadDemonstration(test.app, () => undefined)).toBe(false)
  expect(await items(test.admin, '/v1/associations')).toEqual([])
})

it('leaves nothing behind when it fails on the way', async () => {
  const test = await testApp()
  // A member of staff has an address of the demonstration already.
  json(
    await test.admin.post('/v1/users', { email: 'lecture@demonstration.example', name: 'Déjà là', roles: ['reader'] }),
    201,
  )
  await expect(loadDemonstration(test.app, () => undefined)).rejects.toThrow()
  expect(await items(test.admin, '/v1/regional-delegations')).toEqual([])
})

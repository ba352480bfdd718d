import { LETTER_KINDS } from '@essaim/shared/campaigns.ts'
import { expect, test } from 'vitest'
import { json, problemOf, testApp } from '../../test/app.ts'
import { anInvitation, anOpenCampaign, aParticipant } from '../../test/campaigns-fixture.ts'
import { anAssociation } from '../../test/factories.ts'

const it = await testApp()
const { admin, app } = it
const campaign = await anOpenCampaign(it)
const URL = `/v1/campaigns/${campaign}/letters`
const WORDS = { reference: null, dated_on: null, subject: 'Objet', body: '{{salutation}}\n\n{{link}}', signatories: [] }

test('a campaign has its seven letters, proposed until they are written', async () => {
  const { items } = json(await admin.get(URL)) as { items: { kind: string; updated_at: unknown }[] }
  expect(items.map(({ kind }) => kind)).toEqual([...LETTER_KINDS])
  const letter = await admin.get(`${URL}/thanks`)
  expect(json(letter)).toMatchObject({ kind: 'thanks', updated_at: null })
  const put = (tag: string | undefined) =>
    admin.put(`${URL}/thanks`, WORDS, tag === undefined ? {} : { headers: { 'if-match': tag } })
  expect(problemOf(await put(undefined)).slug).toBe('precondition-required')
  const tag = String(letter.headers.etag)
  const both = await Promise.all([put(tag), put(tag)])
  expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 412])
  const after = json(await admin.get(`${URL}/thanks`))
  expect(after).toMatchObject({ subject: 'Objet', updated_at: expect.any(String) })
})

test('a variable that stands for nothing is refused by its place', async () => {
  const tag = String((await admin.get(`${URL}/reminder`)).headers.etag)
  const problem = problemOf(
    await admin.put(
      `${URL}/reminder`,
      { ...WORDS, subject: '{{prenom}}', body: '{{ lien }} {{association}} {{constructor}}' },
      { headers: { 'if-match': tag } },
    ),
  )
  expect(problem.slug).toBe('validation')
  expect(problem.errors.map(({ pointer, code }) => [pointer, code])).toEqual([
    ['/subject', 'unknown-variable'],
    ['/body', 'unknown-variable'],
    ['/body', 'unknown-variable'],
  ])
})

test('a preview shows an example, or an invitation, and makes no link', async () => {
  const tokens = async () => (await app.db.selectFrom('token').select('id').execute()).length
  const association = await anAssociation(it, { name: 'Les <i>Genêts</i>' })
  const invitation = await anInvitation(it, campaign, association.id)
  await aParticipant(it, invitation, association.id, { office: 'general_director', civility: 'monsieur' })
  const before = await tokens()
  for (const kind of LETTER_KINDS) json(await admin.post(`${URL}/${kind}/previews`))
  const example = json(await admin.post(`${URL}/invitation/previews`)) as { text: string }
  expect(example.text).toContain('Association d’exemple')
  const real = json(await admin.post(`${URL}/invitation/previews`, { invitation_id: invitation })) as {
    text: string
    html: string
  }
  expect(real.text).toContain('Monsieur le Directeur général,')
  expect(real.html).toContain('Les &lt;i&gt;Genêts&lt;/i&gt;')
  expect(await tokens()).toBe(before)
  const elsewhere = await anOpenCampaign(it)
  expect(
    problemOf(await admin.post(`/v1/campaigns/${elsewhere}/letters/invitation/previews`, { invitation_id: invitation }))
      .errors,
  ).toMatchObject([{ pointer: '/invitation_id', code: 'unknown' }])
})

test('a preview shows words that nobody has kept yet, and refuses in them what stands for nothing', async () => {
  const words = { reference: null, dated_on: '2027-01-05', subject: 'Un essai', signatories: [] }
  const shown = json(
    await admin.post(`${URL}/invitation/previews`, { letter: { ...words, body: '**Bonjour** {{association}}' } }),
  ) as { subject: string; text: string; html: string }
  expect(shown.subject).toBe('Un essai')
  expect(shown.text).toMatch(/5\s+janvier\s+2027/)
  expect(shown.html).toMatch(/<strong>Bonjour<\/strong>\s+Association d’exemple/)
  expect((json(await admin.get(`${URL}/invitation`)) as { subject: string }).subject).not.toBe('Un essai')
  expect(
    problemOf(await admin.post(`${URL}/invitation/previews`, { letter: { ...words, body: '{{inconnu}}' } })).errors,
  ).toMatchObject([{ pointer: '/letter/body', code: 'unknown-variable' }])
})

test('a test reaches who asks for it, as a notice', async () => {
  const moderator = await it.staff(['moderator'])
  expect(json(await moderator.post(`${URL}/invitation/tests`))).toEqual({ recipient: moderator.email })
  const sent = await app.db
    .selectFrom('delivery')
    .select(['kind', 'subject'])
    .where('recipient', '=', moderator.email)
    .executeTakeFirstOrThrow()
  expect(sent.kind).toBe('notice')
  expect(sent.subject).toMatch(/^\[Essai\] /)
  const delegate = await it.staff(['delegate'], [(await it.delegation('29')).id])
  expect((await delegate.post(`${URL}/invitation/tests`)).statusCode).toBe(403)
})

import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { beforeAll, expect, it } from 'vitest'
import { inScope } from '../src/db/database.ts'
import { commitmentOf } from '../src/events/commands.ts'
import { newId } from '../src/lib/id.ts'
import { type Client, json, PUBLIC_URL, problemOf, type TestApp, testApp } from './app.ts'
import { anAssociation } from './factories.ts'
import { aFederation, aRecord, aSubmission, COMPLETE_ANSWERS, type Federation, publish } from './federation.ts'
import { aPng } from './file-samples.ts'

const RECORDS = '/v1/moderation/innovations'
const SUBMISSIONS = '/v1/moderation/submissions'
const MARKER = 'zqbruyèrezq'
const AUDIENCES = ['public', 'partners', 'members'] as const
type Entry = { state: string; id: string; modified: number; reason?: string; replaced_by?: string | null }

let test: TestApp
let federation: Federation
let readers: Record<(typeof AUDIENCES)[number], Client>
beforeAll(async () => {
  test = await testApp()
  federation = await aFederation(test)
  readers = {
    public: test.anonymous,
    partners: federation.as['feed:read'],
    members: federation.as['members:read'],
  }
})

/** Where a text stands in the database, whatever the table. */
async function tablesWith(text: string): Promise<string[]> {
  const client = new pg.Client(test.database.superUrl)
  await client.connect()
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      "select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')",
    )
    const found: string[] = []
    for (const { name } of tables) {
      const { rows } = await client.query(`select 1 from ${name} as t where strpos(lower(t::text), $1) > 0 limit 1`, [
        text,
      ])
      if (rows.length > 0) found.push(name)
    }
    return found.sort()
  } finally {
    await client.end()
  }
}
const entryOf = async (client: Client, id: string) =>
  (json(await client.get('/v1/feeds/innovations')).items as Entry[]).find((item) => item.id === id)
const headingOf = async (client: Client) =>
  (json(await client.get('/v1/feeds')).items as { head: number; live: number; deleted: number }[])[0]
const erase = async (id: string, query = '') =>
  test.admin.delete(`${RECORDS}/${id}${query}`, String((await test.admin.get(`${RECORDS}/${id}`)).headers.etag))

/** What moderation and the association say of an answer: corrections, messages, evaluations. */
async function saidOf(submission: string) {
  const { as } = federation
  const at = `${SUBMISSIONS}/${submission}`
  const own = `/v1/respond/submissions/${submission}`
  const [grid] = json(await test.admin.get('/v1/evaluation-grids')).items as { id: string }[]
  const evaluation = { scores: {}, comment: `Une note sur ${MARKER}` }
  json(await as.moderator.put(`${at}/evaluations/${grid?.id}`, evaluation, { headers: { 'if-none-match': '*' } }), 201)
  json(await as.moderator.post(`${at}/messages`, { kind: 'note', body: `Entre nous : ${MARKER}` }), 201)
  json(await as.moderator.post(`${at}/messages`, { kind: 'to_association', body: `Que dit ${MARKER} ?` }), 201)
  json(await as.respondent.post(`${own}/messages`, { body: `Il dit ${MARKER}` }), 201)
  json(
    await as.moderator.post(`${at}/points`, {
      question: 'titre',
      reason: `Moins de ${MARKER}`,
      proposed: `Un titre sans ${MARKER}`,
    }),
    201,
  )
  json(await as.moderator.post(`${at}/transitions`, { transition: 'request_changes', comment: `Précisez ${MARKER}` }))
  const [point] = json(await as.respondent.get(`${own}/points`)).items as { id: string }[]
  json(await as.respondent.post(`${own}/points/${point?.id}/answer`, { kept_because: `Il est à nous, ${MARKER}` }))
}

/** The marker in every text of a record's life: both versions, the hand-ins, a file, the mail, a dossier, what was said around it. */
async function aMarkedRecord() {
  const { association, as } = federation
  const key = (name: string) => ({ headers: { 'idempotency-key': `${name}-${newId()}` } })
  const answers = { ...COMPLETE_ANSWERS, titre: `Titre ${MARKER}`, resume: `Un résumé ${MARKER} `.repeat(10) }
  const submission = json(
    await test.admin.post(SUBMISSIONS, { association_id: association.id, answers }, key('create')),
    201,
  ).id as string
  const sent = await test.app.inject({
    method: 'POST',
    url: `${SUBMISSIONS}/${submission}/files?name=${encodeURIComponent(MARKER)}.png`,
    headers: { ...test.admin.headers, 'content-type': 'image/png' },
    payload: aPng(9, 9),
  })
  const file = json(sent, 201).id as string
  json(
    await test.admin.patch(`${SUBMISSIONS}/${submission}`, { answers: { image: file, image_alt: `Vue de ${MARKER}` } }),
  )
  json(await test.admin.post(`${SUBMISSIONS}/${submission}/transitions`, { transition: 'submit' }))
  await saidOf(submission)
  json(await test.admin.post(`${SUBMISSIONS}/${submission}/transitions`, { transition: 'submit' }))
  json(
    await as.delegate.post(`${SUBMISSIONS}/${submission}/transitions`, {
      transition: 'endorse',
      opinion: 'reserved',
      comment: `Un avis sur ${MARKER}`,
    }),
  )
  const accepted = await test.admin.post(
    `${SUBMISSIONS}/${submission}/transitions`,
    { transition: 'accept' },
    key('accept'),
  )
  const id = json(accepted).innovation_id as string
  await publish(test, id)
  json(await test.admin.post(`${RECORDS}/${id}/restrictions`, { question: 'cout_total', audience: 'members' }))
  // a second version, and a draft of a third
  const again = await aSubmission(
    test.admin,
    association.id,
    { titre: `Nouveau titre ${MARKER}` },
    { innovation_id: id },
  )
  json(await test.admin.post(`${SUBMISSIONS}/${again}/transitions`, { transition: 'submit' }))
  json(await test.admin.post(`${SUBMISSIONS}/${again}/transitions`, { transition: 'accept' }))
  await publish(test, id)
  const begun = await aSubmission(test.admin, association.id, { titre: `Encore ${MARKER}` }, { innovation_id: id })
  const dossier = json(
    await test.admin.post('/v1/dossiers', { title: 'Dossier', recipient: 'La CNSA', recipient_kind: 'cnsa' }),
    201,
  ).id as string
  await inScope(test.app.db, { kind: 'job' }, async (trx) => {
    await trx
      .insertInto('dossier_item')
      .values({ dossier_id: dossier, innovation_id: id, position: 1, note: MARKER })
      .execute()
    await trx
      .insertInto('help_request')
      .values({
        id: newId(),
        association_id: association.id,
        submission_id: submission,
        message: `De l’aide pour ${MARKER}`,
      })
      .execute()
    await trx
      .insertInto('record_confirmation')
      .values({ id: newId(), innovation_id: id, association_id: association.id, answer: 'changed', note: MARKER })
      .execute()
    await trx
      .insertInto('version_edit')
      .values({
        id: newId(),
        innovation_id: id,
        number: 1,
        question: 'titre',
        nature: 'substantive',
        reason: `Trop de ${MARKER}`,
        before: JSON.stringify(MARKER),
        after: JSON.stringify(`${MARKER} encore`),
        state: 'refused',
        edited_by: 'job',
        refused_because: `${MARKER} est le bon mot`,
        decided_at: new Date(),
      })
      .execute()
    await test.app.jobs.mail(trx, {
      to: 'delegation@essaim.example',
      subject: `Titre ${MARKER}`,
      body: `Voir ${PUBLIC_URL}/admin/reponses/${submission}`,
    })
  })
  return { id, file, submission, again, begun, as }
}

it('an erased record leaves nothing that it said, in any table', async () => {
  const { id, file, begun } = await aMarkedRecord()
  const held = await tablesWith(MARKER)
  for (const table of [
    'innovation',
    'innovation_version',
    'document',
    'submission',
    'answer',
    'submission_revision',
    'file',
  ])
    expect(held).toContain(table)
  for (const table of [
    'event_detail',
    'idempotent_answer',
    'delivery',
    'help_request',
    'record_confirmation',
    'correction_point',
    'version_edit',
    'message',
    'opinion',
    'evaluation',
    'dossier_item',
  ])
    expect(held).toContain(table)
  const count = async () =>
    (await test.app.pool.query<{ n: number }>('select count(*)::int as n from event')).rows[0]?.n ?? 0
  const events = await count()

  json(await erase(id, '?reason=asked_by_person'), 204)
  expect(await tablesWith(MARKER)).toEqual([])
  expect(await tablesWith(MARKER.normalize('NFD').replace(/\p{M}/gu, ''))).toEqual([])

  // whoever had it is told so, and nobody else that it was
  for (const audience of AUDIENCES) {
    expect(problemOf(await readers[audience].get(`/v1/innovations/${id}`))).toMatchObject({
      slug: 'gone',
      reason: 'erased',
    })
    expect(problemOf(await readers[audience].get(`/v1/files/${file}`)).status, 'the file').toBe(410)
  }
  for (const path of ['', '/versions/1', '/transitions'])
    expect((await test.admin.get(`${RECORDS}/${id}${path}`)).statusCode).toBe(404)
  expect((await federation.as.respondent.get(`/v1/respond/innovations/${id}`)).statusCode).toBe(404)
  expect(json(await test.admin.get(`${SUBMISSIONS}/${begun}`))).toMatchObject({ state: 'withdrawn', answers: {} })
  const renewed = await test.admin.post(SUBMISSIONS, { association_id: federation.association.id, innovation_id: id })
  expect(problemOf(renewed)).toMatchObject({ slug: 'validation', errors: [{ pointer: '/innovation_id' }] })

  // the trail has one more entry, and is proved by what it still holds
  expect(await count()).toBe(events + 1)
  const { rows } = await test.app.pool.query<{
    action: string
    commitment: Buffer
    salt: Buffer | null
    detail: string | null
    origin: string | null
  }>(
    'select e.action, e.commitment, d.salt, d.detail::text as detail, d.origin::text as origin from event e left join event_detail d on d.event_id = e.id',
  )
  for (const { commitment, salt, detail, origin } of rows)
    if (salt && detail) expect(commitmentOf({ salt, detail, origin }).equals(commitment)).toBe(true)
  expect(rows.filter(({ action }) => action === 'innovation.erase')).toMatchObject([
    { detail: '{"reason":"asked_by_person"}' },
  ])
  const { rows: register } = await test.app.pool.query('select innovation_id, by, reason from erasure')
  expect(register).toMatchObject([
    { innovation_id: id, by: expect.stringMatching(/^staff:/), reason: 'asked_by_person' },
  ])
})

it('tells every audience that ever had it to purge, also where it had left', async () => {
  const association = (await anAssociation(test)).id
  const narrowed = await aRecord(test, association, { ...COMPLETE_ANSWERS, portee: 'tout-public' })
  json(await test.admin.post(`${RECORDS}/${narrowed}/restrictions`, { question: '*', audience: 'members' }))
  const withdrawn = await aRecord(test, association)
  const other = await aRecord(test, association)
  json(
    await test.admin.post(`${RECORDS}/${withdrawn}/transitions`, {
      transition: 'withdraw',
      reason: 'stopped',
      replaced_by: other,
    }),
  )
  const membersOnly = await aRecord(test, association, { ...COMPLETE_ANSWERS, portee: 'adherents' })
  for (const id of [narrowed, withdrawn]) {
    const before = await Promise.all(AUDIENCES.map((audience) => headingOf(readers[audience])))
    const was = await Promise.all(AUDIENCES.map((audience) => entryOf(readers[audience], id)))
    json(await erase(id), 204)
    for (const [i, audience] of AUDIENCES.entries()) {
      const entry = await entryOf(readers[audience], id)
      expect(entry, audience).toMatchObject({ state: 'deleted', reason: 'erased', replaced_by: null })
      expect(entry?.modified).toBeGreaterThan(was[i]?.modified ?? Number.POSITIVE_INFINITY)
      const after = await headingOf(readers[audience])
      const left = was[i]?.state === 'updated' ? 1 : 0
      expect(after).toMatchObject({
        head: entry?.modified,
        live: (before[i]?.live ?? 0) - left,
        deleted: (before[i]?.deleted ?? 0) + left,
      })
    }
  }
  json(await erase(membersOnly), 204)
  expect(await entryOf(readers.public, membersOnly)).toBeUndefined()
  expect((await readers.public.get(`/v1/innovations/${membersOnly}`)).statusCode).toBe(404)
  expect((await entryOf(readers.members, membersOnly))?.reason).toBe('erased')
  // what another record says stays
  expect((await test.anonymous.get(`/v1/innovations/${other}`)).statusCode).toBe(200)
})

it('is an administrator’s alone, once, of the record as it was read', async () => {
  const id = await aRecord(test, (await anAssociation(test)).id)
  const tag = String((await test.admin.get(`${RECORDS}/${id}`)).headers.etag)
  expect((await federation.as.moderator.delete(`${RECORDS}/${id}`, tag)).statusCode).toBe(403)
  expect((await test.admin.delete(`${RECORDS}/${id}`, null)).statusCode).toBe(428)
  expect((await test.admin.delete(`${RECORDS}/${id}`, '"0"')).statusCode).toBe(412)
  expect(problemOf(await erase(id, '?reason=boredom')).errors).toMatchObject([{ parameter: 'reason' }])
  const both = await Promise.all([1, 2].map(() => test.admin.delete(`${RECORDS}/${id}`, tag)))
  expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([204, 404])
})

it('leaves nothing to an answer that is being begun from it meanwhile', async () => {
  const association = (await anAssociation(test)).id
  const id = await aRecord(test, association, { ...COMPLETE_ANSWERS, titre: 'zqpendantzq' })
  const tag = String((await test.admin.get(`${RECORDS}/${id}`)).headers.etag)
  const begin = () => test.admin.post(SUBMISSIONS, { association_id: association, innovation_id: id })
  const [erased, ...begun] = await Promise.all([
    pause(5).then(() => test.admin.delete(`${RECORDS}/${id}`, tag)),
    ...Array.from({ length: 8 }, async (_, i) => pause(i * 5).then(begin)),
  ])
  expect([204, 412]).toContain(erased?.statusCode)
  if (erased?.statusCode === 412) json(await erase(id), 204)
  expect(begun.filter((answer) => (answer as { statusCode: number }).statusCode === 500)).toEqual([])
  expect(await tablesWith('zqpendantzq')).toEqual([])
})

it('cannot be had from the database by the application’s role without its register', async () => {
  const id = await aRecord(test, (await anAssociation(test)).id)
  const client = new pg.Client(test.database.appUrl)
  await client.connect()
  const refused = (text: string) =>
    client.query(text).then(
      () => null,
      (error: Error) => error.message,
    )
  expect(await refused(`select erase_innovation('${id}')`)).toMatch(/registered first/)
  await client.query("select set_config('essaim.scope', 'all', false), set_config('essaim.erasing', 'on', false)")
  expect(await refused("update submission_revision set answers = '{}'")).toMatch(/permission denied/)
  expect(await refused('delete from erasure')).toMatch(/permission denied/)
  expect(
    await refused(`update innovation_version set answers = '{"titre":"x"}' where innovation_id = '${id}'`),
  ).toMatch(/never changes/)
  await client.end()
})

import { beforeAll, describe, expect, it } from 'vitest'
import { json, problemOf, testApp } from '../../test/app.ts'
import { aContact, anAssociation } from '../../test/factories.ts'
import { aRecord, aSubmission, COMPLETE_ANSWERS } from '../../test/federation.ts'
import { inScope } from '../db/database.ts'
import { keepUp } from './upkeep.ts'

const t = await testApp({ jobs: false })
const { app } = t
const machine = <T>(work: Parameters<typeof inScope<T>>[2]) => inScope(app.db, { kind: 'job' }, work)
const morning = async () => {
  await keepUp(app)
  // what readers are given is remembered until its change is heard of
  await app.notices.caughtUp()
}
const read = async (id: string) => json(await t.admin.get(`/v1/moderation/innovations/${id}`))
const document = async (id: string) => json(await t.anonymous.get(`/v1/innovations/${id}`))
const days = (count: number) => new Date(Date.now() - count * 86_400_000)
/** As if all that has happened to these records had happened so many days earlier. */
const pass = (count: number, ...ids: string[]) =>
  machine(async (trx) => {
    for (const column of ['confirmed_at', 'confirmation_asked_at', 'stale_since', 'withdrawal_announced_at'] as const)
      for (const id of ids) {
        const { [column]: at } = await trx
          .selectFrom('innovation')
          .select(column)
          .where('id', '=', id)
          .executeTakeFirstOrThrow()
        if (at)
          await trx
            .updateTable('innovation')
            .set({ [column]: new Date(at.getTime() - count * 86_400_000) })
            .where('id', '=', id)
            .execute()
      }
  })
const lettersTo = (association: string) =>
  machine((trx) =>
    trx
      .selectFrom('delivery')
      .innerJoin('contact', 'contact.email', 'delivery.recipient')
      .select(['delivery.id', 'delivery.subject', 'delivery.body', 'delivery.about', 'delivery.state'])
      .where('contact.association_id', '=', association)
      .where('delivery.kind', '=', 'notice')
      .where('delivery.state', '<>', 'cancelled')
      // those about an answer are not ours
      .where('delivery.subject', 'not like', 'À approuver%')
      .where((e) =>
        e.or([e('about', 'is', null), e('about', 'in', e.selectFrom('innovation').select('innovation.id'))]),
      )
      .orderBy('delivery.id')
      .execute(),
  )
const leave = (about: string) =>
  machine((trx) =>
    trx.updateTable('delivery').set({ state: 'sent', sent_at: new Date() }).where('about', '=', about).execute(),
  )
const actionsOf = async (id: string) =>
  (json(await t.admin.get(`/v1/events?subject_id=${id}&limit=50`)).items as { action: string }[])
    .map(({ action }) => action.replace('innovation.', ''))
    .toReversed()
const respondentBy = async (body: string | null) => {
  const token = /\/repondre\/#(\S+)/.exec(body ?? '')?.[1]
  const { access_token } = json(await t.anonymous.post('/v1/respond/session', { token })) as { access_token: string }
  return t.bearer(access_token)
}

async function aHouse(...titles: string[]) {
  const association = (await anAssociation(t)).id
  await aContact(t, association)
  const ids: string[] = []
  for (const titre of titles) ids.push(await aRecord(t, association, { ...COMPLETE_ANSWERS, titre }))
  const before = (await lettersTo(association)).length
  const letters = async () => (await lettersTo(association)).slice(before)
  return { association, ids, letters, id: ids[0] as string }
}

beforeAll(async () => {
  json(await t.admin.patch('/v1/federation', { announce_after_days: 90 }))
})

describe('a record that nobody confirms', () => {
  it('is asked about, marked for its readers, announced and withdrawn: each in its time', async () => {
    const { id, letters } = await aHouse('La maison des voisins')
    await morning()
    expect(await letters()).toEqual([])
    await pass(366, id)
    await Promise.all([morning(), morning()])
    await morning()
    const [asking, ...more] = await letters()
    expect(more).toEqual([])
    expect(asking?.subject).toContain('La maison des voisins')
    expect(await document(id)).toMatchObject({ stale_since: null })

    await pass(61, id)
    await morning()
    const { stale_since, updated_at } = await document(id)
    expect(stale_since).toBe((await read(id)).stale_since)
    expect(Date.parse(String(updated_at))).toBeGreaterThan(days(1).getTime())
    expect(json(await t.anonymous.get('/v1/innovations?q=voisins')).items).toMatchObject([{ id, stale_since }])

    await pass(91, id)
    await morning()
    const announcement = (await letters()).at(-1)
    expect(announcement?.about).toBe(id)
    expect(announcement?.subject).toContain('sera retiré')
    await pass(31, id)
    await morning()
    // the letter is still in the outbox
    expect((await read(id)).state).toBe('published')
    await leave(id)
    await morning()
    expect(await read(id)).toMatchObject({ state: 'withdrawn', withdrawn_reason: 'outdated' })
    expect(problemOf(await t.anonymous.get(`/v1/innovations/${id}`))).toMatchObject({
      slug: 'gone',
      reason: 'outdated',
    })
    expect((await letters()).at(-1)?.subject).toContain('est retiré')
    expect((await actionsOf(id)).slice(2)).toEqual(['ask_confirmation', 'stale', 'announce_withdrawal', 'withdraw'])
  })

  it('is confirmed by one click on the letter’s link, at any step: its readers see it at once', async () => {
    const { id, letters } = await aHouse('Le jardin partagé')
    await pass(366, id)
    await morning()
    await pass(61, id)
    await morning()
    expect((await document(id)).stale_since).not.toBeNull()
    const respondent = await respondentBy((await letters())[0]?.body ?? null)
    json(await respondent.post(`/v1/respond/innovations/${id}/confirmations`, { answer: 'still_true' }))
    expect(await document(id)).toMatchObject({ stale_since: null })
    expect(await read(id)).toMatchObject({ confirmation_asked_at: null, stale_since: null })
    await morning()
    expect(await letters()).toHaveLength(1)
  })

  it('is confirmed by headquarters for an association that said so otherwise, and by a new version', async () => {
    const { association, ids } = await aHouse('Le café', 'Le potager')
    const [one, other] = ids as [string, string]
    await pass(366, ...ids)
    await morning()
    await pass(61, ...ids)
    await morning()
    json(
      await t.admin.post(`/v1/moderation/innovations/${one}/transitions`, {
        transition: 'confirm',
        comment: 'Au téléphone',
      }),
    )
    const renewal = await aSubmission(
      t.admin,
      association,
      { titre: 'Le potager des deux rives' },
      { innovation_id: other },
    )
    for (const transition of ['submit', 'accept'])
      json(await t.admin.post(`/v1/moderation/submissions/${renewal}/transitions`, { transition }))
    json(await t.admin.post(`/v1/moderation/innovations/${other}/transitions`, { transition: 'publish' }))
    for (const id of ids) expect(await document(id)).toMatchObject({ stale_since: null })
    expect((await actionsOf(one)).at(-1)).toBe('confirm')
  })

  it('is asked about in one letter with all the others of its association, and of nobody else', async () => {
    const { ids, letters } = await aHouse('Première fiche', 'Deuxième fiche', 'Troisième fiche')
    const other = await aHouse('Fiche d’ailleurs')
    await pass(366, ...ids, other.id)
    await morning()
    const [letter, ...more] = await letters()
    expect(more).toEqual([])
    for (const title of ['Première fiche', 'Deuxième fiche', 'Troisième fiche']) expect(letter?.body).toContain(title)
    expect(letter?.body).not.toContain('Fiche d’ailleurs')
  })

  it('is never withdrawn when there is nobody to announce it to', async () => {
    const association = (await anAssociation(t)).id
    const id = await aRecord(t, association)
    for (const count of [366, 61, 91, 400]) {
      await pass(count, id)
      await morning()
    }
    expect(await read(id)).toMatchObject({ state: 'published', withdrawal_announced_at: null })
    expect((await document(id)).stale_since).not.toBeNull()
  })

  it('is left in peace where the federation does not ask', async () => {
    json(await t.admin.patch('/v1/federation', { confirm_after_days: null }))
    const { id, letters } = await aHouse('Tranquille')
    await pass(3000, id)
    await morning()
    expect(await letters()).toEqual([])
    json(await t.admin.patch('/v1/federation', { confirm_after_days: 365 }))
  })
})

describe('the federation’s rule', () => {
  it('is read by staff, changed within its bounds, and public to nobody', async () => {
    expect(json(await t.admin.get('/v1/federation'))).toMatchObject({
      confirm_after_days: 365,
      stale_after_days: 60,
      announce_after_days: 90,
      withdraw_after_days: 30,
    })
    expect(JSON.stringify(json(await t.anonymous.get('/v1/federation')))).not.toContain('_days')
    const refused = await t.admin.patch('/v1/federation', { withdraw_after_days: 1, confirm_after_days: '365' })
    expect(
      problemOf(refused)
        .errors.map(({ pointer }) => pointer)
        .sort(),
    ).toEqual(['/confirm_after_days', '/withdraw_after_days'])
  })
})

describe('the letter of a publication', () => {
  it('says where the record is read, and gives a text for the association’s own site; it can be undone', async () => {
    const association = (await anAssociation(t)).id
    await aContact(t, association)
    const id = await aRecord(t, association, { ...COMPLETE_ANSWERS, titre: 'Les cuisines mobiles' })
    const [letter] = await lettersTo(association)
    const url = `http://essaim.test/v1/innovations/${id}`
    for (const told of [url, `${url}/pdf`, 'Notre association figure au répertoire', COMPLETE_ANSWERS.accroche])
      expect(letter?.body).toContain(told)
    expect(letter).toMatchObject({ about: id, state: 'waiting' })
    await respondentBy(letter?.body ?? null)
    json(
      await t.admin.post(`/v1/moderation/innovations/${id}/transitions`, { transition: 'withdraw', reason: 'error' }),
    )
    const now = await lettersTo(association)
    expect(now.map(({ subject }) => subject)).toEqual([expect.stringContaining('est retiré')])
  })

  it('to members says so, and shows no address that leads nowhere', async () => {
    const association = (await anAssociation(t)).id
    await aContact(t, association)
    await aRecord(t, association, { ...COMPLETE_ANSWERS, portee: 'adherents' })
    const [letter] = await lettersTo(association)
    expect(letter?.body).toContain('elle est lue par nos adhérents')
    expect(letter?.body).not.toContain('/v1/innovations/')
  })
})

import { createHash } from 'node:crypto'
import type { Dossier } from '@essaim/shared/dossiers.ts'
import canonicalize from 'canonicalize'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Client, json, problemOf, testApp } from '../../test/app.ts'
import { wordsOfDocx } from '../../test/docx-text.ts'
import { anAssociation } from '../../test/factories.ts'
import { aDraftRecord, aFederation, aRecord, COMPLETE_ANSWERS, publish } from '../../test/federation.ts'
import { pdfText } from '../../test/pdf-text.ts'
import { readCsv } from '../lib/csv.ts'
import { newId } from '../lib/id.ts'

const test = await testApp()
const { admin } = test
const { as, association } = await aFederation(test)

const KIND = 'haut-commissariat-ministeres'
const consenting = (titre: string, more: object = {}) => ({
  ...COMPLETE_ANSWERS,
  titre,
  candidat_selections: [KIND],
  ...more,
})
const DRAFT = { title: 'Protection de l’enfance', recipient: 'Le Haut-commissariat', recipient_kind: KIND }

const aDossier = async (ids: string[] = [], more: object = {}): Promise<string> => {
  const { id } = json(await admin.post('/v1/dossiers', { ...DRAFT, ...more }), 201) as { id: string }
  if (ids.length > 0) {
    const { items } = json(await admin.post(`/v1/dossiers/${id}/items`, { ids })) as { items: { status: number }[] }
    expect(items.map(({ status }) => status)).toEqual(ids.map(() => 200))
  }
  return id
}
const read = async (id: string, by: Client = admin) => json(await by.get(`/v1/dossiers/${id}`)) as unknown as Dossier
const send = (id: string, by: Client = admin) => by.post(`/v1/dossiers/${id}/transitions`, { transition: 'send' })
const renew = async (id: string, answers: object) => {
  await aDraftRecord(test, association.id, answers as never, { innovation_id: id })
  await publish(test, id)
}
const withdraw = async (id: string) =>
  json(await admin.post(`/v1/moderation/innovations/${id}/transitions`, { transition: 'withdraw', reason: 'stopped' }))
const narrow = async (id: string, question: string, audience = 'members') =>
  json(await admin.post(`/v1/moderation/innovations/${id}/restrictions`, { question, audience }))
const hashOf = (value: unknown) =>
  createHash('sha256')
    .update(canonicalize(value) as string)
    .digest('hex')

async function rowsOf(csv: Buffer): Promise<string[][]> {
  const rows: string[][] = []
  for await (const { cells, fault } of readCsv([csv] as never)) {
    expect(fault).toBeNull()
    rows.push(cells)
  }
  return rows
}
const paper = (id: string, format: string, by: Client = admin) => by.get(`/v1/dossiers/${id}/papers?format=${format}`)

describe('a draft', () => {
  it('is made, changed by its tag, listed and deleted by headquarters; others read', async () => {
    const made = await admin.post('/v1/dossiers', { ...DRAFT, purpose: 'French Impact' })
    const dossier = json(made, 201) as unknown as Dossier
    expect(made.headers.location).toBe(`/v1/dossiers/${dossier.id}`)
    expect(dossier).toMatchObject({
      state: 'draft',
      audience: 'partners',
      recipient_kind: { code: KIND, label: { fr: 'Haut-commissariat, ministères' } },
      records: 0,
      since: null,
      sealed: null,
      transitions: ['send'],
    })
    expect(dossier.reference).toMatch(/^D-\d{4}$/)
    const url = `/v1/dossiers/${dossier.id}`
    expect(problemOf(await admin.patch(url, { title: 'Autre' }, null)).slug).toBe('precondition-required')
    const tag = String(made.headers.etag)
    const patched = await admin.patch(url, { title: 'Autre', purpose: null, recipient_kind: 'presse' }, tag)
    expect(json(patched)).toMatchObject({ title: 'Autre', purpose: null, audience: 'public' })
    expect(problemOf(await admin.patch(url, { title: 'Encore' }, tag)).slug).toBe('precondition-failed')
    for (const caller of ['reader', 'delegate', 'delegate elsewhere'] as const) {
      expect((await read(dossier.id, as[caller])).transitions).toEqual([])
      expect(problemOf(await as[caller].patch(url, { title: 'Pris' })).slug).toBe('forbidden')
      expect(problemOf(await send(dossier.id, as[caller])).slug).toBe('forbidden')
    }
    expect((await admin.get(url, { headers: { 'if-none-match': String(patched.headers.etag) } })).statusCode).toBe(304)
    expect((json(await admin.get('/v1/dossiers?state=draft')).items as Dossier[]).map(({ id }) => id)).toContain(
      dossier.id,
    )
    expect((await admin.delete(url)).statusCode).toBe(204)
    expect(problemOf(await admin.get(url)).slug).toBe('not-found')
  })

  it('is for a recipient whom some questionnaire names', async () => {
    for (const body of [
      { ...DRAFT, recipient_kind: 'prefecture' },
      { ...DRAFT, title: ' ' },
      { title: 'x', recipient: 'y' },
      { ...DRAFT, state: 'sent' },
    ])
      expect(problemOf(await admin.post('/v1/dossiers', body)).slug).toBe('validation')
  })

  it('takes the records that consent, one by one, and says why it refuses the others', async () => {
    const willing = await aRecord(test, association.id, consenting('Volontaire'))
    const other = await aRecord(test, association.id, consenting('Ailleurs', { candidat_selections: ['presse'] }))
    const silent = await aRecord(test, association.id, { ...COMPLETE_ANSWERS, titre: 'Muette' })
    const inner = await aRecord(test, association.id, consenting('Entre nous', { portee: 'adherents' }))
    const unpublished = await aDraftRecord(test, association.id, consenting('Inédite'))
    const id = await aDossier()
    const ids = [unpublished, other, willing, newId(), silent, inner]
    const { items } = json(await admin.post(`/v1/dossiers/${id}/items`, { ids })) as {
      items: { id: string; status: number; problem?: { errors: { code: string; detail: string }[] } }[]
    }
    expect(items.map((item) => [item.id, item.status, item.problem?.errors?.[0]?.code])).toEqual([
      [unpublished, 422, 'not-published'],
      [other, 422, 'no-consent'],
      [willing, 200, undefined],
      [ids[3], 404, undefined],
      [silent, 422, 'no-consent'],
      [inner, 422, 'not-let-out'],
    ])
    expect(items[4]?.problem?.errors[0]?.detail).toContain('« Muette »')
    // again: nothing changes
    json(await admin.post(`/v1/dossiers/${id}/items`, { ids: [willing] }))
    expect((await read(id)).items.map(({ innovation }) => innovation.id)).toEqual([willing])
    expect(problemOf(await admin.post(`/v1/dossiers/${id}/items`, { ids: [] })).slug).toBe('validation')
    expect(problemOf(await as.delegate.post(`/v1/dossiers/${id}/items`, { ids: [willing] })).slug).toBe('forbidden')
  })

  it('has an order, notes, and lets records go', async () => {
    const [a, b, c] = (await Promise.all(
      ['A', 'B', 'C'].map((name) => aRecord(test, association.id, consenting(name))),
    )) as [string, string, string]
    const id = await aDossier([c, a, b])
    const url = `/v1/dossiers/${id}`
    const order = async () => (await read(id)).items.map(({ innovation, position }) => [innovation.title, position])
    expect(await order()).toEqual([
      ['C', 1],
      ['A', 2],
      ['B', 3],
    ])
    const put = async (ids: string[]) =>
      admin.put(`${url}/order`, { ids }, { headers: { 'if-match': String((await admin.get(url)).headers.etag) } })
    json(await put([a, b, c]))
    expect(await order()).toEqual([
      ['A', 1],
      ['B', 2],
      ['C', 3],
    ])
    expect(problemOf(await put([a, b])).errors[0]).toMatchObject({ pointer: '/ids', code: 'not-all' })
    expect(problemOf(await put([a, b, newId()])).slug).toBe('validation')
    const tag = async () => String((await admin.get(url)).headers.etag)
    json(await admin.patch(`${url}/items/${b}`, { note: 'À présenter de vive voix' }, await tag()))
    expect((await read(id, as.reader)).items[1]?.note).toBe('À présenter de vive voix')
    json(await admin.delete(`${url}/items/${a}`, await tag()))
    expect(await order()).toEqual([
      ['B', 1],
      ['C', 2],
    ])
    expect(problemOf(await admin.delete(`${url}/items/${a}`, await tag())).slug).toBe('not-found')
    const found = json(await admin.get(`/v1/dossiers?innovation=${c}&count=exact`))
    expect(found).toMatchObject({ total: 1, items: [{ id, records: 2 }] })
  })

  it('is marked, and not sent, once a record takes its consent back, is withdrawn or narrowed', async () => {
    const [changed, gone, shut, fine] = (await Promise.all(
      ['Change d’avis', 'Retirée', 'Refermée', 'Partante'].map((name) =>
        aRecord(test, association.id, consenting(name)),
      ),
    )) as [string, string, string, string]
    const id = await aDossier([changed, gone, shut, fine])
    const before = String((await admin.get(`/v1/dossiers/${id}`)).headers.etag)
    await renew(changed, { ...consenting('Change d’avis'), candidat_selections: ['cnsa'] })
    await withdraw(gone)
    await narrow(shut, '*')
    const dossier = await read(id)
    expect(dossier.items.map(({ refusal }) => refusal)).toEqual(['no_consent', 'not_published', 'not_let_out', null])
    expect(dossier.refused).toBe(3)
    expect(problemOf(await admin.patch(`/v1/dossiers/${id}`, { title: 'x' }, before)).slug).toBe('precondition-failed')
    const refusal = problemOf(await send(id))
    expect(refusal.slug).toBe('validation')
    expect(refusal.errors.map(({ pointer, code }) => [pointer, code])).toEqual([
      ['/items/0', 'no-consent'],
      ['/items/1', 'not-published'],
      ['/items/2', 'not-let-out'],
    ])
    expect(await read(id)).toMatchObject({ state: 'draft', items: [{}, {}, {}, { version: null }] })
    // its papers say so, and tell what could go
    const words = pdfText((await paper(id, 'pdf')).rawPayload)
    expect(words).toContain('3 fiches ne peuvent pas être transmises')
    expect(words).toContain('Partante')
    expect(words).not.toContain('Retirée')
    expect(problemOf(await send(await aDossier())).errors[0]).toMatchObject({ pointer: '/items', code: 'required' })
  })
})

describe('what was sent', () => {
  let id: string
  let first: string
  let second: string
  beforeAll(async () => {
    first = await aRecord(test, association.id, consenting('Première fiche', { cout_total: 7_654_321 }))
    second = await aRecord(
      test,
      (await anAssociation(test, { name: 'Les Ajoncs d’exemple' })).id,
      consenting('=SOMME(A1) : la seconde'),
    )
    id = await aDossier([first, second], { purpose: 'French Impact', introduction: 'Un mot.\n\nEncore un.' })
    json(await send(id))
  })

  it('is sealed: whoever reads the API finds its hashes again', async () => {
    const dossier = await read(id, as.reader)
    expect(dossier).toMatchObject({ state: 'sent', transitions: [], sealed: { recipient: DRAFT.recipient } })
    expect(dossier.sent_by?.name).toBeTruthy()
    expect(hashOf(dossier.sealed)).toBe(dossier.sha256)
    expect(dossier.sealed?.records.map(({ id }) => id)).toEqual([first, second])
    for (const item of dossier.items) {
      const { document } = json(await as.delegate.get(`/v1/dossiers/${id}/items/${item.innovation.id}`))
      expect(hashOf(document)).toBe(item.sha256)
      expect(dossier.sealed?.records[item.position - 1]).toEqual({
        id: item.innovation.id,
        version: item.version,
        sha256: item.sha256,
      })
      // what partners read, to the letter
      expect(document).toEqual(json(await as['feed:read'].get(`/v1/innovations/${item.innovation.id}`)))
    }
    const { items } = json(await admin.get(`/v1/events?action=dossier.send&subject_id=${id}`))
    expect(items).toMatchObject([{ detail: { sha256: dossier.sha256 } }])
  })

  it('changes no more, but for what staff note', async () => {
    const url = `/v1/dossiers/${id}`
    for (const answer of [
      await admin.patch(url, { title: 'Autre' }),
      await admin.delete(url),
      await send(id),
      await admin.post(`${url}/items`, { ids: [first] }),
      await admin.put(`${url}/order`, { ids: [second, first] }, { headers: { 'if-match': '*' } }),
    ])
      expect(problemOf(answer)).toMatchObject({ slug: 'conflict', state: 'sent' })
    const tag = String((await admin.get(url)).headers.etag)
    expect(problemOf(await admin.delete(`${url}/items/${first}`, tag)).slug).toBe('conflict')
    json(await admin.patch(`${url}/items/${first}`, { note: 'zqnotezq' }, tag))
    // nor in the database, whoever asks
    const { db } = test.app
    await expect(db.updateTable('dossier').set({ title: 'x' }).where('id', '=', id).execute()).rejects.toThrow('never')
    await expect(db.deleteFrom('dossier').where('id', '=', id).execute()).rejects.toThrow('never')
    await expect(db.deleteFrom('dossier_item').where('dossier_id', '=', id).execute()).rejects.toThrow('never')
    await expect(
      db.updateTable('dossier_item').set({ frozen_document: '{}' }).where('dossier_id', '=', id).execute(),
    ).rejects.toThrow('never')
  })

  it('says the same on all its papers, and nothing that is kept', async () => {
    const dossier = await read(id)
    const [pdf, docx, csv] = await Promise.all(['pdf', 'docx', 'csv'].map((format) => paper(id, format)))
    expect(pdf?.headers['content-type']).toBe('application/pdf')
    expect(pdf?.rawPayload.toString('latin1')).toContain('pdfuaid')
    expect(docx?.headers['content-type']).toContain('wordprocessingml')
    expect(csv?.headers['content-type']).toBe('text/csv; charset=utf-8')
    const [printed, written] = [pdfText(pdf?.rawPayload as Buffer), wordsOfDocx(docx?.rawPayload as Buffer)]
    const [header = [], ...rows] = await rowsOf(csv?.rawPayload as Buffer)
    const column = (name: string) => rows.map((row) => row[header.indexOf(name)])
    expect(column('Identifiant')).toEqual([first, second])
    expect(column('Empreinte du dossier')).toEqual([dossier.sha256, dossier.sha256])
    expect(column('Empreinte de la fiche')).toEqual(dossier.items.map(({ sha256 }) => sha256))
    expect(column('Version')).toEqual(['1', '1'])
    // a formula is a word
    expect(column('Titre')).toEqual(['Première fiche', "'=SOMME(A1) : la seconde"])
    for (const words of [printed, written]) {
      for (const said of [
        dossier.reference,
        dossier.sha256 as string,
        DRAFT.recipient,
        'French Impact',
        'Encore un.',
        'Fiche 2 sur 2',
        '=SOMME(A1) : la seconde',
        'Les Ajoncs d’exemple',
        'Licence Ouverte 2.0',
        'Les enfants vont à l’école à temps plein.',
        ...dossier.items.flatMap(({ innovation, sha256 }) => [sha256 as string, `/v1/innovations/${innovation.id}`]),
      ])
        expect(words).toContain(said)
      for (const kept of ['7 654 321', 'zqnotezq', 'Camille Exemple', 'Dominique Exemple', 'Projet'])
        expect(words).not.toContain(kept)
    }
    expect(csv?.body).not.toContain('zqnotezq')
    const again = await admin.get(`/v1/dossiers/${id}/papers`, {
      headers: { 'if-none-match': String(pdf?.headers.etag) },
    })
    expect(again.statusCode).toBe(304)
    expect((await paper(id, 'pdf', as.delegate)).statusCode).toBe(200)
    expect(problemOf(await paper(id, 'xlsx')).slug).toBe('validation')
    expect(problemOf(await paper(id, 'pdf', test.anonymous)).slug).toBe('unauthenticated')
  })

  it('is told to its association, and to no other', async () => {
    const own = json(await as.respondent.get(`/v1/respond/innovations/${first}`)) as { sent_to: unknown[] }
    expect(own.sent_to).toEqual([{ recipient: DRAFT.recipient, sent_at: (await read(id)).sent_at, version: 1 }])
    const { items } = json(await as.respondent.get('/v1/respond/innovations?limit=200')) as {
      items: { id: string; sent_to: unknown[] }[]
    }
    expect(items.find((item) => item.id === first)?.sent_to).toHaveLength(1)
    expect(items.some((item) => item.id === second)).toBe(false)
    expect(problemOf(await as.respondent.get(`/v1/dossiers/${id}`)).slug).toBe('forbidden')
  })

  it('is bound under the mark of a draft until then', async () => {
    const draft = await aDossier([first], { title: 'À l’essai' })
    const [printed, written] = [
      pdfText((await paper(draft, 'pdf')).rawPayload),
      wordsOfDocx((await paper(draft, 'docx')).rawPayload),
    ]
    for (const words of [printed, written]) expect(words).toMatch(/projet, non transmis/)
    expect(printed).toContain('Projet')
    const [, row] = await rowsOf((await paper(draft, 'csv')).rawPayload)
    expect(row?.[0]).toMatch(/^D-\d+ \(projet\)$/)
    expect(row?.at(-1)).toBe('')
    const { document } = json(await admin.get(`/v1/dossiers/${draft}/items/${first}`))
    expect(hashOf(document)).toBe(row?.at(-2))
  })

  it('tells what has changed since, and its papers do not', async () => {
    const names = ['Même', 'Nouvelle', 'Réduite', 'Fermée', 'Dédite', 'Ôtée']
    const ids = await Promise.all(names.map((name) => aRecord(test, association.id, consenting(name))))
    const [, renewed, reduced, shut, unsaid, gone] = ids as [string, string, string, string, string, string]
    const sent = await aDossier(ids)
    json(await send(sent))
    const states = async () => (await read(sent)).items.map(({ since }) => since)
    expect(await states()).toEqual(names.map(() => 'unchanged'))
    const before = await Promise.all(
      ['pdf', 'docx', 'csv'].map(async (format) => (await paper(sent, format)).headers.etag),
    )
    await renew(renewed, consenting('Nouvelle, autrement'))
    await narrow(reduced, 'probleme')
    await narrow(shut, '*', 'staff')
    await renew(unsaid, { ...consenting('Dédite'), candidat_selections: null })
    await withdraw(gone)
    expect(await states()).toEqual([
      'unchanged',
      'new_version',
      'narrowed',
      'narrowed',
      'consent_withdrawn',
      'withdrawn',
    ])
    const dossier = await read(sent)
    expect(dossier.items[1]).toMatchObject({ version: 1, published_version: 2, innovation: { title: 'Nouvelle' } })
    expect(dossier.since).toEqual({ unchanged: 1, new_version: 1, narrowed: 2, consent_withdrawn: 1, withdrawn: 1 })
    const [listed] = (json(await as.reader.get(`/v1/dossiers?innovation=${renewed}`)).items as Dossier[]) ?? []
    expect(listed?.since).toEqual(dossier.since)
    expect(hashOf(dossier.sealed)).toBe(dossier.sha256)
    const after = await Promise.all(
      ['pdf', 'docx', 'csv'].map(async (format) => (await paper(sent, format)).headers.etag),
    )
    expect(after).toEqual(before)
    expect(pdfText((await paper(sent, 'pdf')).rawPayload)).toContain('loin de leur quartier')
  })

  it('holds title, pitch, association and link alone of a record under all rights reserved', async () => {
    const reserved = await aRecord(test, association.id, consenting('Réservée', { licence: 'tous-droits-reserves' }))
    const sent = await aDossier([reserved])
    json(await send(sent))
    const words = pdfText((await paper(sent, 'pdf')).rawPayload)
    for (const told of ['Réservée', 'Une équipe médico-sociale', association.name, reserved, 'Tous droits réservés'])
      expect(words).toContain(told)
    expect(words).not.toContain('temps plein')
  })
})

it('freezes one version or the other, whole, whatever is published meanwhile', async () => {
  for (let round = 0; round < 4; round += 1) {
    const record = await aRecord(test, association.id, consenting(`Course ${round}`))
    await aDraftRecord(test, association.id, consenting(`Course ${round} bis`), { innovation_id: record })
    const id = await aDossier([record])
    const both = [
      () => send(id),
      () => admin.post(`/v1/moderation/innovations/${record}/transitions`, { transition: 'publish' }),
    ]
    for (const answer of await Promise.all((round % 2 ? both : both.reverse()).map((act) => act()))) json(answer)
    const { items, sealed } = await read(id)
    const { document } = json(await admin.get(`/v1/dossiers/${id}/items/${record}`)) as {
      document: { version: number; title: string }
    }
    expect(document.version).toBe(items[0]?.version)
    expect(document.title).toBe(document.version === 1 ? `Course ${round}` : `Course ${round} bis`)
    expect(hashOf(document)).toBe(sealed?.records[0]?.sha256)
  }
})

it('is sent once, however many press at once', async () => {
  const id = await aDossier([await aRecord(test, association.id, consenting('Une fois'))])
  const answers = await Promise.all([1, 2, 3, 4].map(() => send(id)))
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409, 409, 409])
})

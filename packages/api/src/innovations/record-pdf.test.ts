import { expect, test } from 'vitest'
import { json, problemOf, testApp } from '../../test/app.ts'
import { aDraftRecord, aFederation, aRecord, COMPLETE_ANSWERS, publish } from '../../test/federation.ts'
import { pdfText } from '../../test/pdf-text.ts'

const it = await testApp()
const { as, association } = await aFederation(it)
const MEMBERS_ONLY = { cout_total: 7_654_321, contact_diffusion: 'adherents', contact_nom: 'Personne Discrète' }

test('a record as a PDF tells each audience what its document does, and no more', async () => {
  const id = await aRecord(it, association.id, {
    ...COMPLETE_ANSWERS,
    ...MEMBERS_ONLY,
    liens: [{ id: 'l1', url: 'https://exemple.example/bilan', titre: 'Bilan' }],
  })
  const url = `/v1/innovations/${id}/pdf`
  const open = await it.anonymous.get(url)
  expect(open.headers['content-type']).toBe('application/pdf')
  expect(open.headers['cache-control']).toContain('public')
  expect(open.headers.vary).toContain('Authorization')
  expect(open.rawPayload.subarray(0, 5).toString()).toBe('%PDF-')
  expect(open.rawPayload.toString('latin1')).toContain('pdfuaid')
  const words = pdfText(open.rawPayload)
  for (const told of [
    'Des élèves qui s’autorégulent',
    association.name,
    'Scolarisation des élèves autistes',
    'Finistère',
    'septembre 2022',
    'Licence Ouverte 2.0',
    `/v1/innovations/${id}`,
    'Les enfants vont à l’école à temps plein.',
    'https://exemple.example/bilan',
  ])
    expect(words).toContain(told)
  for (const secret of ['7 654 321', 'Personne Discrète', 'Dominique Exemple', 'Je certifie'])
    expect(words).not.toContain(secret)
  const members = await as['members:read'].get(url)
  expect(pdfText(members.rawPayload)).toContain('7 654 321 €')
  expect(pdfText(members.rawPayload)).toContain('Personne Discrète')
  expect(pdfText(members.rawPayload)).not.toContain('Dominique Exemple')
  expect(members.headers['cache-control']).toBe('private, no-cache')
  expect(members.headers.etag).not.toBe(open.headers.etag)
})

test('it follows its record: the same while it is, another when it changes, gone when it is withdrawn', async () => {
  const id = await aRecord(it, association.id)
  const url = `/v1/innovations/${id}/pdf`
  const tag = String((await it.anonymous.get(url)).headers.etag)
  const fresh = () => it.anonymous.get(url, { headers: { 'if-none-match': tag } })
  expect((await fresh()).statusCode).toBe(304)
  json(
    await it.admin.post(`/v1/moderation/innovations/${id}/restrictions`, { question: 'probleme', audience: 'members' }),
  )
  const narrowed = await fresh()
  expect(narrowed.statusCode).toBe(200)
  expect(pdfText(narrowed.rawPayload)).not.toContain('loin de leur quartier')
  await aDraftRecord(it, association.id, { ...COMPLETE_ANSWERS, titre: 'Un autre titre' }, { innovation_id: id })
  expect(pdfText((await fresh()).rawPayload)).not.toContain('Un autre titre')
  await publish(it, id)
  expect(pdfText((await fresh()).rawPayload)).toContain('Un autre titre')
  json(
    await it.admin.post(`/v1/moderation/innovations/${id}/transitions`, { transition: 'withdraw', reason: 'stopped' }),
  )
  expect(problemOf(await it.anonymous.get(url))).toMatchObject({ slug: 'gone', reason: 'stopped' })
  const never = await aRecord(it, association.id, { ...COMPLETE_ANSWERS, portee: 'adherents' })
  expect(problemOf(await it.anonymous.get(`/v1/innovations/${never}/pdf`)).slug).toBe('not-found')
  expect((await as.reader.get(`/v1/innovations/${never}/pdf`)).statusCode).toBe(200)
})

test('whatever a record holds is words', async () => {
  const hostile = '#import "a" #eval("1") \\ ] *gras* $x$ <a> @b'
  const id = await aRecord(it, association.id, {
    ...COMPLETE_ANSWERS,
    titre: hostile,
    description: `${hostile}\n\n${'é'.repeat(5800)}`,
    structure_site: 'https://exemple.example/x',
  })
  const words = pdfText((await it.anonymous.get(`/v1/innovations/${id}/pdf`)).rawPayload)
  expect(words.split(hostile).length).toBeGreaterThan(2)
  expect(words.match(/é/g)?.length).toBeGreaterThanOrEqual(5800)
})

import { describe, expect, it } from 'vitest'
import { json, problemOf, testApp } from './app.ts'
import { anAssociation, PUBLICATION_ANSWERS, SHORT_ANSWERS } from './factories.ts'

const SUBMISSIONS = '/v1/moderation/submissions'
const RECORDS = '/v1/moderation/innovations'

describe('the main line', () => {
  it('goes from an answer to a published record, its next version and its withdrawal, as every caller sees it', async () => {
    const test = await testApp()
    const { admin, anonymous } = test
    const brittany = await test.delegation('22', '29')
    const elsewhere = await test.delegation('75')
    const delegate = await test.staff(['delegate'], [brittany.id])
    const other = await test.staff(['delegate'], [elsewhere.id])
    const partner = await test.key('innovations:read', 'feed:read')
    const script = await test.key('submissions:write')
    const association = await anAssociation(test, { name: 'Les Genêts d’exemple' })

    const draft = json(
      await delegate.post(SUBMISSIONS, { association_id: association.id, channel: 'telephone', answers: {} }),
      201,
    )
    const url = `${SUBMISSIONS}/${draft.id}`
    expect(draft).toMatchObject({
      state: 'draft',
      revision: 0,
      channel: 'telephone',
      regional_delegation: { id: brittany.id },
      innovation_id: null,
    })
    expect(
      problemOf(await delegate.post(`${url}/transitions`, { transition: 'submit' })).errors.length,
    ).toBeGreaterThan(10)
    expect(json(await delegate.patch(url, { answers: SHORT_ANSWERS }))).toMatchObject({ title: SHORT_ANSWERS.titre })
    expect(json(await delegate.post(`${url}/transitions`, { transition: 'submit' }))).toMatchObject({
      state: 'submitted',
      revision: 1,
    })
    expect((await other.get(url)).statusCode).toBe(404)
    expect((await script.get(url)).statusCode).toBe(404)
    expect(problemOf(await delegate.post(`${url}/transitions`, { transition: 'accept' })).slug).toBe('forbidden')
    expect(json(await delegate.post(`${url}/transitions`, { transition: 'endorse' })).state).toBe('endorsed')
    const accepted = json(await admin.post(`${url}/transitions`, { transition: 'accept' }))
    expect(accepted.state).toBe('accepted')
    expect(
      problemOf(await admin.post(`${url}/transitions`, { transition: 'reject', comment: 'Trop tard' })),
    ).toMatchObject({ slug: 'conflict', state: 'accepted' })

    const id = accepted.innovation_id as string
    const record = `${RECORDS}/${id}`
    expect(json(await admin.get(record))).toMatchObject({
      state: 'draft',
      published_version: null,
      versions: [{ number: 1, state: 'draft' }],
      transitions: ['publish'],
    })
    expect(problemOf(await admin.post(`${record}/transitions`, { transition: 'publish' })).slug).toBe('validation')
    expect(json(await admin.patch(`${record}/versions/1`, { answers: PUBLICATION_ANSWERS })).issues).toEqual([])
    expect((await anonymous.get(`/v1/innovations/${id}`)).statusCode).toBe(404)
    expect(json(await admin.post(`${record}/transitions`, { transition: 'publish' }))).toMatchObject({
      state: 'published',
      published_version: 1,
    })

    const read = await anonymous.get(`/v1/innovations/${id}`)
    expect(json(read)).toMatchObject({
      id,
      version: 1,
      title: SHORT_ANSWERS.titre,
      main_theme: { code: 'tsa-scolarisation' },
      contact: null,
      association: { name: association.name },
      regional_delegation: { id: brittany.id },
    })
    expect(
      (await anonymous.get(`/v1/innovations/${id}`, { headers: { 'if-none-match': String(read.headers.etag) } }))
        .statusCode,
    ).toBe(304)
    expect((json(await delegate.get(`/v1/innovations/${id}`)).contact as { name: string }).name).toBe(
      SHORT_ANSWERS.contact_nom,
    )
    for (const q of ['autoregulent', 'eleves', 'enfant', 'emotion']) {
      expect((json(await anonymous.get('/v1/innovations', { query: { q } })).items as unknown[]).length, q).toBe(1)
    }

    const first = json(await partner.get('/v1/feeds/innovations')) as {
      items: { modified: number; state: string }[]
      next: string
    }
    expect(first.items).toMatchObject([{ state: 'updated', kind: 'innovation', id, data: { id, version: 1 } }])
    const feed = async (next: string) => json(await partner.get(next.replace('http://essaim.test', ''))) as typeof first
    const rest = await feed(first.next)
    expect(rest.items).toEqual([])
    expect(rest.next).toBe(first.next)

    const next = json(
      await admin.post(SUBMISSIONS, {
        association_id: association.id,
        channel: 'telephone',
        innovation_id: id,
        answers: { titre: 'Des élèves qui s’autorégulent, suite' },
      }),
      201,
    )
    expect((next.answers as Record<string, unknown>).resume).toBe(PUBLICATION_ANSWERS.resume)
    json(await admin.post(`${SUBMISSIONS}/${next.id}/transitions`, { transition: 'submit' }))
    json(await admin.post(`${SUBMISSIONS}/${next.id}/transitions`, { transition: 'accept' }))
    expect(json(await admin.get(record))).toMatchObject({
      state: 'published',
      published_version: 1,
      versions: [
        { number: 1, state: 'published' },
        { number: 2, state: 'draft' },
      ],
    })
    expect((await feed(first.next)).items).toEqual([])
    expect(json(await anonymous.get(`/v1/innovations/${id}`)).version).toBe(1)
    json(await admin.post(`${record}/transitions`, { transition: 'publish' }))
    const second = await feed(first.next)
    expect(second.items).toMatchObject([
      { state: 'updated', data: { version: 2, title: 'Des élèves qui s’autorégulent, suite' } },
    ])
    expect(json(await anonymous.get(`/v1/innovations/${id}/versions`)).items as unknown[]).toMatchObject([
      { number: 2, state: 'published' },
      { number: 1, state: 'superseded' },
    ])
    expect(json(await anonymous.get(`/v1/innovations/${id}/versions/1`)).title).toBe(SHORT_ANSWERS.titre)

    expect(problemOf(await admin.post(`${record}/transitions`, { transition: 'withdraw' })).errors[0]?.pointer).toBe(
      '/reason',
    )
    json(await admin.post(`${record}/transitions`, { transition: 'withdraw', reason: 'stopped', comment: 'Fermé' }))
    expect(problemOf(await anonymous.get(`/v1/innovations/${id}`))).toMatchObject({
      slug: 'gone',
      reason: 'stopped',
      replaced_by: null,
    })
    expect(json(await anonymous.get('/v1/innovations')).items as unknown[]).toEqual([])
    expect((await feed(second.next)).items).toEqual([
      { state: 'deleted', kind: 'innovation', id, modified: 3, reason: 'withdrawn', replaced_by: null },
    ])
    expect(json(await partner.get('/v1/feeds')).items).toMatchObject([
      { name: 'innovations', head: 3, live: 0, deleted: 1 },
    ])
  })
})

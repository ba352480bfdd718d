import { describe, expect, it } from 'vitest'
import { json, problemOf } from '../../test/app.ts'
import { members } from '../../test/associations.ts'

const { t, delegate, stranger, writer, anAssociation } = await members()

describe('its establishments', () => {
  it('are public, and changed by those who may', async () => {
    const url = `/v1/associations/${(await anAssociation()).id}/establishments`
    const made = await delegate.post(url, {
      name: 'IME fictif',
      finess_et: '29 000 0025',
      category: '183',
      commune: '29019',
    })
    expect(json(made, 201)).toMatchObject({
      finess_et: '290000025',
      category: { code: '183' },
      department: { code: '29' },
      closed: false,
    })
    const one = String(made.headers.location)
    expect(json(await t.anonymous.get(url)).items).toHaveLength(1)
    expect(json(await delegate.patch(one, { closed: true, closed_on: '2024-12-31' }))).toMatchObject({ closed: true })
    expect(problemOf(await stranger.patch(one, { closed: false })).slug).toBe('forbidden')
    expect(problemOf(await t.admin.post(url, { name: 'x', category: '0' })).errors).toMatchObject([
      { pointer: '/category' },
    ])
    expect(problemOf(await t.admin.post(url, { name: 'x', finess_et: '290000025' }))).toMatchObject({
      slug: 'conflict',
      errors: [{ pointer: '/finess_et' }],
    })
    expect(problemOf(await t.admin.delete(one, null)).slug).toBe('precondition-required')
    json(await t.admin.delete(one), 204)
    expect(problemOf(await t.anonymous.get(one)).slug).toBe('not-found')
  })
})

describe('its contacts', () => {
  it('are for staff in scope and keys for associations', async () => {
    const url = `/v1/associations/${(await anAssociation()).id}/contacts`
    const made = await delegate.post(url, {
      office: 'president',
      civility: 'madame',
      name: 'Dominique Exemple',
      email: 'd@exemple.example',
    })
    json(made, 201)
    for (const who of [t.admin, delegate, await t.key('associations:read')])
      expect(json(await who.get(url)).items).toHaveLength(1)
    expect(problemOf(await stranger.get(url)).slug).toBe('not-found')
    expect(problemOf(await stranger.get(String(made.headers.location))).slug).toBe('not-found')
    expect(problemOf(await stranger.post(url, { office: 'other' })).slug).toBe('not-found')
    expect(problemOf(await t.anonymous.get(url)).slug).toBe('unauthenticated')
    expect(problemOf(await (await t.key('members:read')).get(url)).slug).toBe('insufficient-scope')
    expect(problemOf(await (await t.staff(['reader'])).post(url, { office: 'other' })).slug).toBe('forbidden')
  })

  it('have one president and one general director at a time', async () => {
    const url = `/v1/associations/${(await anAssociation()).id}/contacts`
    const { id } = json(await t.admin.post(url, { office: 'president' }), 201)
    expect(problemOf(await t.admin.post(url, { office: 'president' }))).toMatchObject({
      slug: 'conflict',
      contact: id,
      errors: [{ pointer: '/office', code: 'office-taken' }],
    })
    const other = json(await t.admin.post(url, { office: 'other' }), 201)
    expect(problemOf(await t.admin.patch(`${url}/${other.id}`, { office: 'president' })).slug).toBe('conflict')
    json(await t.admin.patch(`${url}/${id}`, { office: 'other' }))
    json(await t.admin.patch(`${url}/${other.id}`, { office: 'president' }))
  })

  it('do not come back once erased, unless it was a mistake', async () => {
    const url = `/v1/associations/${(await anAssociation()).id}/contacts`
    const erase = async (email: string, query: string) => {
      const { id } = json(await t.admin.post(url, { office: 'other', email }), 201)
      const tag = String((await t.admin.get(`${url}/${id}`)).headers.etag)
      json(await t.admin.delete(`${url}/${id}${query}`, tag), 204)
    }
    await erase('Parti@exemple.example', '?reason=objected')
    expect(problemOf(await t.admin.post(url, { office: 'other', email: 'parti@EXEMPLE.example' }))).toMatchObject({
      slug: 'conflict',
      errors: [{ code: 'contact-suppressed' }],
    })
    await erase('erreur@exemple.example', '?reason=mistake')
    json(await t.admin.post(url, { office: 'other', email: 'erreur@exemple.example' }), 201)
  })

  it('get personal links, shown once, that open sessions until they are revoked', async () => {
    const url = `/v1/associations/${(await anAssociation()).id}/contacts`
    const contact = `${url}/${json(await t.admin.post(url, { office: 'general_director', name: 'Camille Fictive' }), 201).id}`
    expect(problemOf(await writer.post(`${contact}/links`)).slug).toBe('insufficient-scope')
    expect(problemOf(await stranger.post(`${contact}/links`)).slug).toBe('not-found')
    const made = await delegate.post(`${contact}/links`)
    const link = json(made, 201) as { id: string; url: string; expires_at: string }
    const token = link.url.split('/repondre/#')[1] ?? ''
    expect(token.length).toBeGreaterThan(30)
    expect(Date.parse(link.expires_at) - Date.now()).toBeGreaterThan(364 * 86_400_000)
    expect(json(await t.admin.get(contact)).links).toMatchObject([{ id: link.id, used_at: null, revoked_at: null }])
    expect((await t.admin.get(contact)).body).not.toContain(token)

    const session = t.bearer(String(json(await t.anonymous.post('/v1/respond/session', { token })).access_token))
    json(await session.get('/v1/respond/submissions'))
    expect(problemOf(await delegate.delete(String(made.headers.location), null)).slug).toBe('precondition-required')
    json(await delegate.delete(String(made.headers.location), String(made.headers.etag)), 204)
    expect(problemOf(await session.get('/v1/respond/submissions')).slug).toBe('unauthenticated')
    expect(problemOf(await t.anonymous.post('/v1/respond/session', { token })).slug).toBe('link-used')
  })
})

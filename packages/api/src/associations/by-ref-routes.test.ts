import { describe, expect, it } from 'vitest'
import { json, problemOf } from '../../test/app.ts'
import { type Association, members } from '../../test/associations.ts'

const { t, delegate, writer, anAssociation, events } = await members()

describe('by reference', () => {
  const facts = {
    name: 'Association fictive du CRM',
    siren: '542 065 479',
    commune: '29232',
    contacts: [
      { office: 'president', name: 'Dominique Exemple', email: 'd@crm.example' },
      { office: 'other', email: 'o@crm.example' },
    ],
    establishments: [{ name: 'Foyer fictif', finess_et: '290000033' }],
  }

  it('is created, then left alone, then brought in step but for what was corrected here', async () => {
    const url = '/v1/associations/by-ref/crm/A-1'
    const made = await writer.put(url, facts)
    const { association } = json(made, 201) as { association: Association }
    expect(JSON.parse(made.body)).toMatchObject({
      outcome: 'created',
      kept: [],
      association: { siren: '542065479', external_refs: [{ system: 'crm', value: 'A-1' }] },
    })
    const before = await events(association.id)
    const again = await writer.put(url, facts)
    expect(json(again)).toEqual({ outcome: 'unchanged', changed: [], kept: [], association })
    expect(again.headers.etag).toBe(made.headers.etag)
    expect(await events(association.id)).toEqual(before)

    json(await t.admin.patch(`/v1/associations/${association.id}`, { name: 'Nom corrigé' }))
    const { name: _, ...rest } = facts
    const changed = json(
      await writer.put(url, {
        ...rest,
        name: 'Encore un autre nom',
        headcount: 12,
        establishments: [{ name: 'Foyer rebaptisé', finess_et: '290000033' }],
      }),
    )
    expect(changed).toMatchObject({
      outcome: 'updated',
      changed: ['/headcount', '/establishments/0/name'],
      kept: ['/name'],
      association: { name: 'Nom corrigé', headcount: 12 },
    })
  })

  it('links its reference to the association that it means', async () => {
    const { id } = await anAssociation({ rna: 'W293000777' })
    await anAssociation({ siren: '732829320' })
    const body = json(await t.admin.put('/v1/associations/by-ref/crm/A-2', { name: 'x', rna: 'W293000777' }))
    expect(body).toMatchObject({
      outcome: 'updated',
      changed: ['/name', '/external_refs'],
      association: { id, external_refs: [{ system: 'crm', value: 'A-2' }] },
    })
    expect(
      problemOf(await writer.put('/v1/associations/by-ref/crm/A-3', { name: 'x', rna: 'W293000777' })),
    ).toMatchObject({ slug: 'conflict', association: { id } })
    expect(problemOf(await writer.put('/v1/associations/by-ref/crm/A-2', { name: 'x', siren: '732829320' })).slug).toBe(
      'conflict',
    )
  })

  it('refuses what has no right form, and who may not', async () => {
    const url = '/v1/associations/by-ref/crm/A-9'
    expect(
      problemOf(
        await writer.put(url, { name: 'x', siren: '1', establishments: [{ name: 'y', commune: '99999' }] }),
      ).errors.map(({ pointer }) => pointer),
    ).toEqual(['/siren', '/establishments/0/commune'])
    expect(problemOf(await delegate.put(url, facts)).slug).toBe('forbidden')
    expect(problemOf(await (await t.key('associations:read')).put(url, facts)).slug).toBe('insufficient-scope')
  })

  it('is one association when told twice at once', async () => {
    const answers = await Promise.all(
      [1, 2, 3].map(() => writer.put('/v1/associations/by-ref/crm/A-7', { name: 'Jumelle' })),
    )
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 200, 201])
  })
})

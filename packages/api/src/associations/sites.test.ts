import { describe, expect, it } from 'vitest'
import { siteIndex } from './sites.ts'

const site = (
  id: string,
  association_id: string,
  name: string,
  finess_et: string | null = null,
  siret: string | null = null,
) => ({ id, association_id, name, finess_et, siret })

describe('siteIndex', () => {
  const index = siteIndex([
    site('1', 'A', 'Foyer', 'F1', 'S'),
    site('2', 'A', 'Service', 'F2', 'S'),
    site('3', 'A', 'Accueil'),
    site('4', 'B', 'Foyer', null, 'T'),
  ])
  it.each([
    [{ finess_et: 'F2', name: 'Foyer' }, '2'],
    [{ siret: 'S', name: 'Service' }, '2'],
    [{ siret: 'S', name: 'Autre' }, '1'],
    [{ finess_et: 'F3', siret: 'S', name: 'Foyer' }, null],
    [{ siret: 'T', name: 'x' }, '4'],
    [{ name: 'ACCUEIL' }, '3'],
    [{ finess_et: 'F9', name: 'Accueil' }, '3'],
    [{ siret: 'U', name: 'Foyer' }, null],
    [{ name: 'Inconnu' }, null],
  ])('%j is %s', (facts, id) => expect(index.find('A', facts)?.id ?? null).toBe(id))
})

import { departmentOfCommune, REGION_OF_DEPARTMENT } from '@essaim/shared/identifiers.ts'
import { describe, expect, it } from 'vitest'
import { readCommunes, seedTerms } from './seed.ts'

const vocabularies = seedTerms()
const byCode = new Map(vocabularies.map((vocabulary) => [vocabulary.code, vocabulary]))
const codesOf = (vocabulary: string) => byCode.get(vocabulary)?.terms.map(({ code }) => code) ?? []

describe('the vocabularies of a new installation', () => {
  it('are all there', () => {
    expect(vocabularies.map(({ code, terms }) => `${code} ${terms.length}`)).toEqual([
      'acronyms 159',
      'age-ranges 8',
      'departements 101',
      'essms-categories 102',
      'fields 7',
      'finess-clienteles 81',
      'impact-chain 5',
      'impact-dimensions 7',
      'impact-evidence 6',
      'impact-methods 10',
      'innovation-types 10',
      'natures 3',
      'novelty-degrees 4',
      'professions 40',
      'publics 37',
      'regions 18',
      'scaling-strategies 5',
      'sdgs 17',
      'serafin-needs 35',
      'serafin-services 37',
      'stages 8',
      'themes 74',
    ])
  })

  it.each(vocabularies)('$code is sound', ({ label, source, terms }) => {
    const codes = terms.map(({ code }) => code)
    expect(new Set(codes).size).toBe(codes.length)
    expect(label.fr && label.en && source).toBeTruthy()
    expect(terms.map(({ position }) => position)).toEqual(
      terms.map(({ position }) => position).toSorted((a, b) => a - b),
    )
    for (const term of terms) {
      expect(term.code).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]*$/)
      expect(term.label.fr.trim()).toBe(term.label.fr)
      expect(term.label).toHaveProperty('en')
      expect(new Set(term.synonyms).size).toBe(term.synonyms.length)
      if (term.parent) expect(codes.indexOf(term.parent)).toBeLessThan(codes.indexOf(term.code))
      if (term.parent) expect(codes).toContain(term.parent)
      if (term.replaced_by) expect(codes).toContain(term.replaced_by)
      if (term.valid_until) expect(term.valid_until).toMatch(/^\d{4}-\d{2}-\d{2}$/)
      for (const mapped of Object.values(term.mappings)) expect(Array.isArray(mapped)).toBe(true)
    }
  })

  it('agree with each other', () => {
    const mapped = (vocabulary: string, list: string) =>
      byCode.get(vocabulary)?.terms.flatMap(({ mappings }) => mappings[list] ?? []) ?? []
    const clienteles = codesOf('finess-clienteles')
    for (const code of [...mapped('publics', 'finess_clienteles'), ...mapped('themes', 'finess_clienteles')])
      expect(clienteles).toContain(code)
    for (const code of mapped('finess-clienteles', 'publics')) expect(codesOf('publics')).toContain(code)
    for (const code of mapped('themes', 'serafin_ph')) expect(codesOf('serafin-services')).toContain(code)
    expect(
      new Map(byCode.get('departements')?.terms.map(({ code, attributes }) => [code, attributes?.region])),
    ).toEqual(REGION_OF_DEPARTMENT)
    expect(codesOf('regions').toSorted()).toEqual([...new Set(REGION_OF_DEPARTMENT.values())].toSorted())
  })

  it('place every category in a field of action', () => {
    const fields = codesOf('fields')
    for (const { attributes } of byCode.get('essms-categories')?.terms ?? [])
      expect(fields).toContain(attributes?.field)
  })

  it('keep closed categories, with what follows them', () => {
    expect(byCode.get('essms-categories')?.terms.find(({ code }) => code === '437')).toMatchObject({
      valid_until: '2018-10-26',
      replaced_by: '448',
    })
  })

  it('know the codes of the demonstration', () => {
    const wanted: Record<string, string[]> = {
      themes: ['projet-de-vie', 'tsa-scolarisation', 'telesante', 'emploi-insertion-pro', 'repit'],
      publics: [
        'handicap-tous',
        'aidants',
        'tsa',
        'epilepsie-maladies',
        'handicap-psychique',
        'justice',
        'parents-familles',
        'petite-enfance',
      ],
      stages: ['essaimage', 'perennisee', 'experimentation'],
      natures: ['innovation'],
      'innovation-types': ['service', 'metier', 'partenariat', 'numerique'],
      'impact-evidence': ['5', '1'],
      'serafin-services': ['2.3.1.1', '2.4.1', '2.3.3.1', '2.1.1.1'],
      'age-ranges': ['6-12', '26-59'],
      'essms-categories': ['183', '182', '255'],
      'scaling-strategies': ['fertilisation', 'duplication'],
      departements: ['19', '36', '95', '68', '33'],
      regions: ['75', '24', '11', '44'],
    }
    for (const [vocabulary, codes] of Object.entries(wanted))
      expect(codesOf(vocabulary)).toEqual(expect.arrayContaining(codes))
  })
})

describe('the communes', () => {
  const communes = readCommunes()

  it('are those of today, each in its département', () => {
    expect(communes.length).toBeGreaterThan(34_000)
    expect(new Set(communes.map(({ code }) => code)).size).toBe(communes.length)
    expect(communes.filter(({ code, department }) => departmentOfCommune(code) !== department)).toEqual([])
    expect(communes.find(({ code }) => code === '29232')).toMatchObject({
      name: 'Quimper',
      department: '29',
      region: '53',
      postal_codes: ['29000'],
    })
    expect(communes.find(({ code }) => code === '2A004')).toMatchObject({
      name: 'Ajaccio',
      department: '2A',
      region: '94',
    })
    expect(communes.find(({ code }) => code === '97608')).toMatchObject({ department: '976', region: '06' })
    expect(communes.map(({ code }) => code)).toEqual(expect.arrayContaining(['19207', '36046', '68082']))
  })

  it('of overseas collectivities are in no département', () => {
    expect(communes.find(({ code }) => code === '97502')).toMatchObject({ department: null, region: null })
  })
})

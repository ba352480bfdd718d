import { describe, expect, it } from 'vitest'
import { foldInflections } from './search-words.ts'

describe('words for the stemmer', () => {
  it('are the same in the plural and in the feminine', () => {
    for (const [plural, one] of [
      ['usagers', 'usager'],
      ['Foyers', 'Foyer'],
      ['conseillers, métiers', 'conseiller, métier'],
      ['infirmières', 'infirmier'],
      ['première', 'premier'],
      ['infirmiere', 'infirmier'],
      ['foyers-logements', 'foyer-logements'],
    ]) {
      expect(foldInflections(plural ?? '')).toBe(one)
    }
  })

  it('are left alone otherwise, and so are the marks of a search', () => {
    for (const text of ['mère', 'frères', 'persévérer', 'service', '"lieu de vie" -école', 'vers', 'coopère'])
      expect(foldInflections(text)).toBe(text)
  })
})

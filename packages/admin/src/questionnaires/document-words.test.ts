import type { InnovationDocument } from '@essaim/shared/documents.ts'
import { describe, expect, it } from 'vitest'
import { valueInDocument, valueInWords } from './document-words.ts'

describe('a document in words', () => {
  const document = {
    title: 'Un café',
    contact: { name: 'Camille', email: null },
    themes: [{ code: 'a', label: { fr: 'Emploi', en: 'Work' } }],
    bearer: null,
    details: { mots: ['école'], probleme: 'Peu d’emplois.', lignes: [{ id: 'x', quoi: 'Salle', combien: 2 }] },
  } as unknown as InnovationDocument

  it('finds what is bound, inside groups too, and what is not', () => {
    expect(valueInDocument(document, { code: 'contact_nom', binding: 'contact.name' })).toBe('Camille')
    expect(valueInDocument(document, { code: 'siren', binding: 'bearer.siren' })).toBeUndefined()
    expect(valueInDocument(document, { code: 'mots', binding: 'tags' })).toEqual(['école'])
    expect(valueInDocument(document, { code: 'probleme' })).toBe('Peu d’emplois.')
  })

  it('says labels, lists and groups, and nothing of what is unknown', () => {
    expect(valueInWords(document.themes, 'en')).toBe('Work')
    expect(valueInWords({ code: '29232', name: 'Quimper' }, 'fr')).toBe('Quimper')
    expect(valueInWords(document.details.lignes, 'fr')).toBe('Salle – 2')
    expect([valueInWords(null, 'fr'), valueInWords([], 'fr'), valueInWords(true, 'fr')]).toEqual(['', '', ''])
  })
})

import { describe, expect, it } from 'vitest'
import { aDocument } from '../../test/documents.ts'
import { takesAway } from './taken-away.ts'

const contact = { name: 'Service innovation', function: null, email: 'innovation@exemple.example', telephone: null }
const group = (nom: string | null) => ({ partenaires: [{ id: '1', nom, role: 'Porteur' }] })

describe('what is taken away from readers', () => {
  it.each([
    ['a text that is hidden', {}, { summary: null }],
    ['a group of which nothing is left', { contact }, { contact: null }],
    ['a member of a group', { contact }, { contact: { ...contact, email: null } }],
    ['one of several', {}, { departments: [] }],
    ['a field within a line of a group', { details: group('Mairie') }, { details: group(null) }],
    ['a number', { details: { cout: 0 } }, { details: { cout: null } }],
  ])('%s', (_, before, after) => {
    expect(takesAway(aDocument(before), aDocument(after))).toBe(true)
  })

  it.each([
    ['what is added', { summary: null, contact: null }, { contact }],
    ['what is reworded', { title: 'Avant' }, { title: 'Après' }],
    ['what is one more', { departments: [] }, {}],
    ['a later date', {}, { updated_at: '2027-01-01T00:00:00.000Z' }],
    ['nothing', {}, {}],
  ])('not %s', (_, before, after) => {
    expect(takesAway(aDocument(before), aDocument(after))).toBe(false)
  })
})

import { expect, test } from 'vitest'
import { readCommuneSearch, typedName } from './commune-names.ts'

test.each([
  ['Saint-Denis', 'saint denis'],
  ['St Denis', 'saint denis'],
  ['Ste-Maxime', 'sainte maxime'],
  ['L’Haÿ-les-Roses', 'l hay les roses'],
  ["L'Haÿ les Roses", 'l hay les roses'],
  ['Œuilly', 'oeuilly'],
  ['  PARIS  ', 'paris'],
  // the beginning of Strasbourg, not a saint
  ['st', 'st'],
])('%s is typed %s', (name, typed) => {
  expect(typedName(name)).toBe(typed)
})

test.each([
  ['29000', { postal: '29000', name: '' }],
  ['29000 Quim', { postal: '29000', name: 'quim' }],
  ['29', { postal: '29', name: '' }],
  ['Quimper', { postal: null, name: 'quimper' }],
  ['%', { postal: null, name: '' }],
])('%s', (text, read) => {
  expect(readCommuneSearch(text)).toEqual(read)
})

import { officeName } from '@essaim/shared/offices.ts'
import { expect, test } from 'vitest'
import { salutation } from './salutation.ts'
import { dayInWords, typeset } from './typography.ts'

const of = (office: string, civility: string | null) => ({ office, civility })

test.each([
  [[of('president', 'madame')], 'Madame la Présidente,'],
  [[of('president', 'monsieur')], 'Monsieur le Président,'],
  [[of('general_director', 'madame')], 'Madame la Directrice générale,'],
  [[of('general_director', 'monsieur')], 'Monsieur le Directeur général,'],
  [[of('other', 'madame')], 'Madame,'],
  [[of('other', 'monsieur')], 'Monsieur,'],
  [[of('president', null)], 'Madame, Monsieur,'],
  [[of('other', null)], 'Madame, Monsieur,'],
  [[], 'Madame, Monsieur,'],
  [
    [of('general_director', 'monsieur'), of('president', 'madame')],
    'Madame la Présidente, Monsieur le Directeur général,',
  ],
  [[of('president', 'madame'), of('general_director', null)], 'Madame, Monsieur,'],
  // one person at the head of three associations
  [[of('president', 'madame'), of('president', 'madame'), of('president', 'madame')], 'Madame la Présidente,'],
  [[of('president', 'madame'), of('president', 'monsieur')], 'Madame la Présidente, Monsieur le Président,'],
])('%j is greeted « %s »', (people, words) => {
  expect(salutation(people)).toBe(words)
})

test('an office is named as the civility has it, and neutrally where it is unknown', () => {
  expect(officeName(of('president', 'madame'))).toBe('présidente')
  expect(officeName(of('general_director', null))).toBe('direction générale')
  expect(officeName(of('other', 'madame'))).toBeNull()
})

test('French marks keep their spaces, and addresses stay whole', () => {
  expect(typeset('« Oui » : 10 minutes ; vraiment ?')).toBe(
    '«\u00a0Oui\u00a0»\u00a0: 10\u00a0minutes\u202f; vraiment\u202f?',
  )
  expect(typeset('https://essaim.example/a?b=1:2')).toBe('https://essaim.example/a?b=1:2')
  expect(dayInWords(new Date('2026-06-01T08:00:00Z'))).toBe('1er\u00a0juin\u00a02026')
  // a day is that of Paris
  expect(dayInWords(new Date('2026-06-13T22:30:00Z'))).toBe('14\u00a0juin\u00a02026')
})

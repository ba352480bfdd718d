import { describe, expect, it } from 'vitest'
import {
  cleanCell,
  readClosed,
  readDate,
  readEmail,
  readHeadcount,
  readTelephone,
  readText,
  readWebsite,
} from './import-cells.ts'
import { readCivility, readPerson } from './import-people.ts'

describe('cleanCell', () => {
  it.each([
    ['  Les\u00a0 Tilleuls ', 'Les Tilleuls'],
    ['12, rue du Port \n Bâtiment B', '12, rue du Port\nBâtiment B'],
    ['="01053"', '01053'],
    ["'01053", '01053'],
    ['\ufeffEX\u200b-1\u0000', 'EX-1'],
    ['e\u0301ducation', 'éducation'],
    ['NULL', ''],
    ['#N/A', ''],
    ['-', ''],
    ['L’Art', 'L’Art'],
  ])('%j says %j', (cell, text) => expect(cleanCell(cell)).toBe(text))
})

describe('readDate', () => {
  it.each([
    ['01/01/2015', '2015-01-01'],
    ['1/3/2018', '2018-03-01'],
    ['12-03-2018', '2018-03-12'],
    ['12.03.18', '2018-03-12'],
    ['31/12/98', '1998-12-31'],
    ['2009-06-15', '2009-06-15'],
    ['2009-06-15T00:00:00Z', '2009-06-15'],
    ['15/06/2009 00:00', '2009-06-15'],
    ['20090615', '2009-06-15'],
    ['1er janvier 2015', '2015-01-01'],
    ['15 août 2020', '2020-08-15'],
    ['3 févr. 2021', '2021-02-03'],
    ['7 juil. 2021', '2021-07-07'],
    ['lundi 15 juin 2009', '2009-06-15'],
    ['29/02/2024', '2024-02-29'],
    ['42005', '2015-01-01'],
  ])('%s is %s', (cell, day) => expect(readDate(cell)).toEqual({ value: day, code: null }))

  it.each([
    '29/02/2023',
    '12/31/2024',
    '00/00/0000',
    '31/12/9999',
    '2015',
    'depuis toujours',
    '1er brumaire 2015',
    '15/06',
  ])('%s is not a day', (cell) => expect(readDate(cell)).toEqual({ value: null, code: 'bad-date' }))

  it('says nothing of an empty cell', () => expect(readDate('')).toEqual({ value: null, code: null }))
})

describe('other cells', () => {
  it.each([
    ['contact@lepont.example', 'contact@lepont.example', null],
    ['Contact@LePont.Example', 'Contact@lepont.example', null],
    ['mailto:a@b.example', 'a@b.example', null],
    ['Direction <dg@b.example>', 'dg@b.example', null],
    ['a@b.example ; c@d.example', 'a@b.example', 'several-values'],
    ['pas-une-adresse', null, 'bad-email'],
    ['a@b', null, 'bad-email'],
    ['a@@b.example', null, 'bad-email'],
    ['', null, null],
  ])('e-mail %j is %j', (cell, value, code) => expect(readEmail(cell)).toEqual({ value, code }))

  it.each([
    ['0200000002', '02 00 00 00 02', null],
    ['02.00.00.00.02', '02 00 00 00 02', null],
    ['200000002', '02 00 00 00 02', null],
    ['+33 (0)2 00 00 00 02', '02 00 00 00 02', null],
    ['0033200000002', '02 00 00 00 02', null],
    ['+262 262 00 00 00', '02 62 00 00 00', null],
    ['Tél. : 02 00 00 00 02', '02 00 00 00 02', null],
    ['02 00 00 00 02 / 06 00 00 00 00', '02 00 00 00 02', 'several-values'],
    ['+32 2 000 00 00', '+3220000000', null],
    ['3919', '3919', null],
    ['au bureau', null, 'bad-telephone'],
    ['', null, null],
  ])('telephone %j is %j', (cell, value, code) => expect(readTelephone(cell)).toEqual({ value, code }))

  it.each([
    ['120', 120, null],
    ['1 200', 1200, null],
    ['1.200', 1200, null],
    ['2300 salariés', 2300, null],
    ['45,00', 45, null],
    ['0', 0, null],
    ['45,5', null, 'bad-number'],
    ['-3', null, 'bad-number'],
    ['environ 50', null, 'bad-number'],
    ['99999999', null, 'bad-number'],
  ])('headcount %j is %j', (cell, value, code) => expect(readHeadcount(cell)).toEqual({ value, code }))

  it.each([
    ['www.lepont.example', 'https://www.lepont.example', null],
    ['HTTP://lepont.example/accueil', 'http://lepont.example/accueil', null],
    ['javascript:alert(1)', null, 'bad-url'],
    ['en construction', null, 'bad-url'],
  ])('website %j is %j', (cell, value, code) => expect(readWebsite(cell)).toEqual({ value, code }))

  it.each([
    ['A', false, null],
    ['I', true, null],
    ['Fermé', true, null],
    ['', null, null],
    ['peut-être', null, 'unknown-state'],
  ])('state %j is closed: %j', (cell, value, code) => expect(readClosed(cell)).toEqual({ value, code }))

  it('leaves out what is too long', () => {
    expect(readText('x'.repeat(301), 300)).toEqual({ value: null, code: 'too-long' })
    expect(readText('deux\nlignes', 300)).toEqual({ value: 'deux lignes', code: null })
  })
})

describe('people', () => {
  it.each([
    ['Madame la Présidente', 'madame'],
    ['Monsieur le Président', 'monsieur'],
    ['Madame la Directrice générale', 'madame'],
    ['M.', 'monsieur'],
    ['Mr', 'monsieur'],
    ['Mme', 'madame'],
    ['MME', 'madame'],
    ['la Présidente', 'madame'],
    ['Directeur général', 'monsieur'],
  ])('%s is %s', (cell, civility) => expect(readCivility(cell)).toEqual({ value: civility, code: null }))

  it.each(['Madame, Monsieur', 'M. ou Mme', 'Docteur', 'Maître'])('%s is neither', (cell) => {
    expect(readCivility(cell)).toEqual({ value: null, code: 'unknown-civility' })
  })

  it.each([
    ['Dominique Exemple', { name: 'Dominique Exemple' }],
    ['Mme Dominique EXEMPLE', { civility: 'madame', name: 'Dominique EXEMPLE' }],
    ['M. Marc Exemple', { civility: 'monsieur', name: 'Marc Exemple' }],
    ['Marc Exemple', { name: 'Marc Exemple' }],
    ['Madame la Présidente', { civility: 'madame' }],
    [
      'Mme D. Exemple <d.exemple@asso.example>',
      { civility: 'madame', name: 'D. Exemple', email: 'd.exemple@asso.example' },
    ],
    [
      'Dominique Exemple - d@asso.example - 06 00 00 00 01',
      { name: 'Dominique Exemple', email: 'd@asso.example', telephone: '06 00 00 00 01' },
    ],
    ['Dominique Exemple, tél. 06.00.00.00.01', { name: 'Dominique Exemple', telephone: '06 00 00 00 01' }],
    ['', {}],
  ])('finds in %j what was put together', (cell, person) => {
    expect(readPerson(cell)).toEqual({ civility: null, name: null, email: null, telephone: null, ...person })
  })
})

import { describe, expect, it } from 'vitest'
import { completeAnswers, EXAMPLE, exampleTerms } from './example.ts'
import { answerFaults, shapeFaults } from './shape.ts'

const faultsOf = (answers: unknown) =>
  shapeFaults(EXAMPLE, answers, exampleTerms).map(({ pointer, code }) => [pointer, code])

describe('the shape of answers', () => {
  it('takes complete answers, an empty draft, and null to remove any answer', () => {
    expect(faultsOf(completeAnswers())).toEqual([])
    expect(faultsOf({})).toEqual([])
    expect(faultsOf(Object.fromEntries(Object.keys(completeAnswers()).map((code) => [code, null])))).toEqual([])
  })

  it('takes content that is wrong but can be kept', () => {
    expect(
      faultsOf({ courriel: 'pas une adresse', nom: 'x'.repeat(5000), jour: '2023-02-31', siren: '775 672 272' }),
    ).toEqual([])
  })

  it.each<[string, unknown, [string, string][]]>([
    ['not an object', [], [['', 'type']]],
    ['a number for a text', { nom: 5 }, [['/nom', 'type']]],
    ['a text for a number', { effectif: '5' }, [['/effectif', 'type']]],
    ['a fraction for an integer', { effectif: 1.5 }, [['/effectif', 'type']]],
    ['a number beyond what is exact', { effectif: 2 ** 53 }, [['/effectif', 'too-large']]],
    ['an infinite number', { taux: Number.POSITIVE_INFINITY }, [['/taux', 'type']]],
    ['1 for a boolean', { numerique: 1 }, [['/numerique', 'type']]],
    ['one code for a list', { publics: 'enfants' }, [['/publics', 'type']]],
    ['an unknown question', { inconnue: 1 }, [['/inconnue', 'unknown-question']]],
    ['an unknown option', { niveau: 'extreme' }, [['/niveau', 'unknown-code']]],
    ['an inherited name as option', { niveau: 'constructor' }, [['/niveau', 'unknown-code']]],
    ['an unknown term', { publics: ['enfants', 'martiens'] }, [['/publics/1', 'unknown-code']]],
    ['an unknown commune', { commune: '99999' }, [['/commune', 'unknown-code']]],
    ['a département that is none', { departement: '20' }, [['/departement', 'unknown-code']]],
    ['an attachment that is none', { photo: '../../etc' }, [['/photo', 'unknown-code']]],
    ['an empty text', { nom: '' }, [['/nom', 'empty']]],
    ['blanks', { nom: ' \n ' }, [['/nom', 'empty']]],
    ['60 kB of text', { nom: 'x'.repeat(60_000) }, [['/nom', 'too-large']]],
    ['a long list', { mots: Array.from({ length: 201 }, (_, n) => `m${n}`) }, [['/mots', 'too-large']]],
    ['NUL', { nom: 'a\u0000b' }, [['/nom', 'bad-text']]],
    ['a lone surrogate', { nom: 'a\ud800' }, [['/nom', 'bad-text']]],
    ['a bidi override', { nom: 'a\u202eb' }, [['/nom', 'bad-text']]],
    ['a bad tag', { mots: ['bon', 'a\u0000'] }, [['/mots/1', 'bad-text']]],
    ['an item that is no object', { partenaires: ['x'] }, [['/partenaires/0', 'type']]],
    ['an unknown field', { partenaires: [{ nom: 'a', age: 3 }] }, [['/partenaires/0/age', 'unknown-question']]],
    ['a bad field', { partenaires: [{ nom: 'a', roles: ['chef'] }] }, [['/partenaires/0/roles/0', 'unknown-code']]],
    ['an id that is none', { partenaires: [{ id: 7 }] }, [['/partenaires/0/id', 'type']]],
    ['an id twice', { partenaires: [{ id: 'a' }, { id: 'a' }] }, [['/partenaires/1/id', 'duplicate-id']]],
    ['an unknown criterion', { grille: { zz: 'oui' } }, [['/grille/zz', 'unknown-code']]],
    ['an unknown step', { grille: { b1: 'toujours' } }, [['/grille/b1', 'unknown-code']]],
    ['a list for a grid', { grille: [] }, [['/grille', 'type']]],
    [
      'several at once',
      { nom: 5, x: 1, niveau: 'z' },
      [
        ['/nom', 'type'],
        ['/x', 'unknown-question'],
        ['/niveau', 'unknown-code'],
      ],
    ],
  ])('refuses %s', (_, answers, expected) => {
    expect(faultsOf(answers)).toEqual(expected)
  })

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('knows no question %s', (code) => {
    const answers = JSON.parse(`{"${code}": {"polluted": true}}`)
    expect(faultsOf(answers)).toEqual([[`/${code}`, 'unknown-question']])
    expect(faultsOf({ partenaires: [JSON.parse(`{"${code}": 1}`)] })).toEqual([
      [`/partenaires/0/${code}`, 'unknown-question'],
    ])
    expect(faultsOf({ grille: JSON.parse(`{"${code}": "oui"}`) })).toEqual([[`/grille/${code}`, 'unknown-code']])
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  it('escapes pointers', () => {
    expect(faultsOf({ 'a/b~c': 1 })).toEqual([['/a~1b~0c', 'unknown-question']])
  })

  it('says both languages', () => {
    expect(shapeFaults(EXAMPLE, { nom: 5 }, exampleTerms)[0]?.detail).toEqual({
      fr: expect.any(String),
      en: expect.any(String),
    })
  })

  it('judges one answer alone, with pointers from that answer', () => {
    expect(answerFaults(EXAMPLE, 'publics', ['martiens'], exampleTerms).map(({ pointer }) => pointer)).toEqual(['/0'])
    expect(answerFaults(EXAMPLE, 'nom', 5, exampleTerms).map(({ pointer }) => pointer)).toEqual([''])
    expect(answerFaults(EXAMPLE, '__proto__', 5, exampleTerms).map(({ code }) => code)).toEqual(['unknown-question'])
  })
})

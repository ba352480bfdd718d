import { sameValue } from '@essaim/shared/questionnaires/same-value.ts'
import { describe, expect, it } from 'vitest'
import { cleaned, cleanedAnswers, matching, readDate, readNumber, writeDate, writeNumber } from './values.ts'

describe('values', () => {
  it.each<[unknown, unknown]>([
    ['  ', null],
    [undefined, null],
    [0, 0],
    [false, false],
    [[], null],
    [['a', ' '], ['a']],
    [{}, null],
    [[{ id: 'a' }], null],
    [
      [
        { id: 'a', nom: ' ' },
        { id: 'b', nom: 'x', roles: [] },
      ],
      [{ id: 'b', nom: 'x' }],
    ],
  ])('are sent without what says nothing: %j', (value, expected) => {
    expect(cleaned(value)).toEqual(expected)
  })

  it('make answers without the empty ones', () => {
    expect(cleanedAnswers({ a: '', b: false, c: [' '] })).toEqual({ b: false })
  })

  it('are the same whatever the order of members', () => {
    expect(sameValue({ a: 1, b: [2] }, { b: [2], a: 1 })).toBe(true)
    expect(sameValue(undefined, null)).toBe(true)
    expect(sameValue(['a', 'b'], ['b', 'a'])).toBe(false)
  })

  it.each<[string, number | string | null]>([
    ['12', 12],
    ['12,5', 12.5],
    ['1 234,50 €', 1234.5],
    ['1\u202f234', 1234],
    ['-3', -3],
    [' ', null],
    ['douze', 'douze'],
    ['1,2,3', '1,2,3'],
    ['12e3', '12e3'],
  ])('read numbers as people write them: %s', (typed, expected) => {
    expect(readNumber(typed)).toBe(expected)
  })

  it('write numbers in the language of the page', () => {
    expect([
      writeNumber(12.5, 'fr'),
      writeNumber(12.5, 'en'),
      writeNumber('douze', 'fr'),
      writeNumber(null, 'fr'),
    ]).toEqual(['12,5', '12.5', 'douze', ''])
  })

  it.each<['date' | 'month', string | null]>([
    ['date', '2024-02-29'],
    ['month', '2024-02'],
    ['month', '-02'],
    ['date', '2024--'],
    ['date', null],
  ])('keep half a date: %s %s', (kind, value) => {
    expect(writeDate(readDate(value), kind)).toBe(value)
  })

  it('pad days and months', () => {
    expect(writeDate({ year: '2024', month: '02', day: '5' }, 'date')).toBe('2024-02-05')
  })

  it('find options by words without accents, the beginning first', () => {
    const options = ['Aide à l’enfance', 'Enfance', 'Cœur'].map((label) => ({ label }))
    expect(matching(options, 'enfance').map(({ label }) => label)).toEqual(['Enfance', 'Aide à l’enfance'])
    expect(matching(options, 'l’enf AIDE')).toHaveLength(1)
    expect(matching(options, 'coeur')).toHaveLength(1)
    expect(matching([{ label: 'Finistère', hint: '29' }], '29')).toHaveLength(1)
  })
})

import { aField, aQuestion, contentOf } from '@essaim/shared/questionnaires/example.ts'
import { expect, test } from 'vitest'
import { chosenAt, countByPlace, goneOptions, inWords } from './findings.ts'

const options = (...codes: string[]) => codes.map((code) => ({ code, label: { fr: code, en: null } }))
const content = contentOf(
  aQuestion({ code: 'a', kind: 'choice', label: { fr: 'Statut', en: null }, options: options('x', 'y') }),
  aQuestion({ code: 'g', kind: 'repeat', fields: [aField({ code: 'c', kind: 'choice', options: options('x', 'y') })] }),
)

test('a finding names a section, a question, or the whole', () => {
  expect(chosenAt(content, '/sections/0/questions/1/fields/0')).toEqual({ kind: 'question', code: 'g' })
  expect(chosenAt(content, '/sections/0')).toEqual({ kind: 'section', code: 'section' })
  expect(chosenAt(content, '/sections')).toBeNull()
  expect(chosenAt(content, '/sections/7/questions/0')).toBeNull()
  const found = ['/sections/0/questions/1', '/sections/0/questions/1/condition', '/sections'].map((pointer) => ({
    pointer,
  }))
  expect([...countByPlace(content, found)]).toEqual([['question:g', 2]])
})

test('a finding says the words of a question for its code', () => {
  expect(inWords('La condition regarde « a », et « b ».', [null, content], ({ fr }) => fr)).toBe(
    'La condition regarde « Statut », et « b ».',
  )
})

test('the options that are gone are those of questions that are still of their kind', () => {
  const after = contentOf(
    aQuestion({ code: 'a', kind: 'choice', options: options('y', 'z') }),
    aQuestion({ code: 'g', kind: 'repeat', fields: [aField({ code: 'c', kind: 'choice', options: options('x') })] }),
  )
  expect(goneOptions(content, after).map(({ place, option }) => [place, option.code])).toEqual([
    ['a', 'x'],
    ['g.c', 'y'],
  ])
  expect(goneOptions(content, contentOf(aQuestion({ code: 'a', kind: 'text' })))).toEqual([])
})

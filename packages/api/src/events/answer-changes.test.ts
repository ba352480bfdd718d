import { expect, test } from 'vitest'
import { answerChanges, patchBetween } from './answer-changes.ts'

test('an answer changes when it is given, replaced or taken away, and by nothing else', () => {
  const before = { titre: 'A', themes: ['a', 'b'], cout: 3, equipe: [{ id: '1', nom: 'x' }] }
  expect(
    answerChanges(before, {
      titre: 'B',
      themes: ['b', 'a'],
      cout: null,
      equipe: [{ nom: 'x', id: '1' }],
      resume: 'Neuf',
      vide: null,
    }),
  ).toEqual([
    { question: 'titre', before: 'A', after: 'B' },
    { question: 'themes', before: ['a', 'b'], after: ['b', 'a'] },
    { question: 'cout', before: 3, after: null },
    { question: 'resume', before: null, after: 'Neuf' },
  ])
})

test('between two sets of answers, what only the first has is taken away', () => {
  expect(answerChanges({ a: 1, b: 2 }, patchBetween({ a: 1, b: 2 }, { b: 3, c: 4 }))).toEqual([
    { question: 'a', before: 1, after: null },
    { question: 'b', before: 2, after: 3 },
    { question: 'c', before: null, after: 4 },
  ])
})
